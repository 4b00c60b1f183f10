/**
 * The network as the rest of the kernel sees it: `netOf(kernel)` gives its stack, brought up at the first call with `lo` in the first
 * namespace. Follows net/core/dev.c: net_dev_init, net/ipv4/af_inet.c: inet_init.
 */

import { IPPROTO_ICMP, IPPROTO_TCP, IPPROTO_UDP } from '../abi/socket';
import { ETH_P_ARP, ETH_P_IP, IFF_UP } from '../abi/sockios';
import { installBpf } from '../bpf/attach/net';
import { attachEthernet } from '../drivers/net/ethernet';
import { createLoopback } from '../drivers/net/loopback';
import type { BootOptions, Kernel } from '../types';
import { setDeviceFlags } from './devinet';
import { arpReceive } from './ipv4/arp';
import { icmpProtocol, icmpSend } from './ipv4/icmp';
import { ipReceive } from './ipv4/input';
import { rawDeliver } from './ipv4/raw';
import { tcpProtocol } from './ipv4/tcp';
import { udpProtocol } from './ipv4/udp';
import type { NetNamespace } from './namespace';
import { NetStack } from './stack';

const stacks = new WeakMap<Kernel, NetStack>();
const wanted = new WeakMap<Kernel, BootOptions['network']>();

/** boot(): what the link to the outside is like. */
export function configureNetwork(kernel: Kernel, network: BootOptions['network']): void {
  wanted.set(kernel, network);
}

export function netOf(kernel: Kernel): NetStack {
  let stack = stacks.get(kernel);
  if (stack === undefined) {
    stack = start(kernel);
    stacks.set(kernel, stack);
  }
  return stack;
}

/** The stack if anybody has used it: snapshots do not bring it up. */
export const startedNet = (kernel: Kernel): NetStack | undefined => stacks.get(kernel);

function start(kernel: Kernel): NetStack {
  const stack = new NetStack(kernel);
  const { dispatch } = stack;
  dispatch.packetTypes.set(ETH_P_IP, ipReceive);
  dispatch.packetTypes.set(ETH_P_ARP, arpReceive);
  dispatch.protocols.set(IPPROTO_ICMP, icmpProtocol);
  dispatch.protocols.set(IPPROTO_TCP, tcpProtocol);
  dispatch.protocols.set(IPPROTO_UDP, udpProtocol);
  dispatch.rawDeliver = rawDeliver;
  dispatch.icmpSend = icmpSend;
  const lo = createLoopback(stack.initial);
  setDeviceFlags(lo, lo.flags | IFF_UP);
  installBpf(stack);
  const network = wanted.get(kernel);
  if (network !== null) attachEthernet(stack.initial, network ?? {});
  return stack;
}

/** CLONE_NEWNET: a namespace with nothing in it but a loopback device that is down. */
export function createNetNamespace(kernel: Kernel): NetNamespace {
  const ns = netOf(kernel).createNamespace();
  createLoopback(ns);
  return ns;
}

export { netNsOf } from './namespace';
