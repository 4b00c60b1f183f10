/**
 * `eth0`: a network card in the manner of virtio-net, at one end of a cable with a small host at the other.
 * Follows drivers/net/virtio_net.c in what the kernel sees: frames out, frames and interrupts in.
 */
import { RTN_UNICAST, RTPROT_BOOT } from '../../abi/rtnetlink';
import { ARPHRD_ETHER, IFF_BROADCAST, IFF_MULTICAST, IFF_UP } from '../../abi/sockios';
import { contextOf } from '../../fs/context';
import { ip } from '../../net/bytes';
import { type DeviceDriver, NetDevice } from '../../net/device';
import { addAddress, setDeviceFlags } from '../../net/devinet';
import { RT_SCOPE_UNIVERSE } from '../../net/ipv4/fib';
import type { NetNamespace } from '../../net/namespace';
import { SkBuff } from '../../net/skbuff';
import type { NetworkOptions } from '../../types';
import { EthernetLink } from './link';
import { Peer } from './peer';

const MTU = 1500;
const MAC = Uint8Array.of(0x52, 0x54, 0x00, 0x12, 0x34, 0x56);
/** Addresses as QEMU's user network gives them. */
export const GUEST_ADDRESS = ip('10.0.2.15');
export const GATEWAY_ADDRESS = ip('10.0.2.2');
/** An IRQ line of its own in /proc/interrupts. */
const IRQ = 11;

/** Makes eth0, connects it, and gives it its address and the default route. */
export function attachEthernet(ns: NetNamespace, options: NetworkOptions): NetDevice {
  const { kernel } = ns;
  const clock = {
    now: () => kernel.now,
    at: (time: number, callback: () => void) => void kernel.timer(time, callback),
  };
  const link = new EthernetLink(clock, options.link ?? {});
  const guard = (body: () => void) => dev.ns.stack.softirq.guard(body);
  const peer = new Peer(clock, (frame) => link.carry(frame, (arrived) => guard(() => receive(arrived))), options);
  const driver: DeviceDriver = {
    kind: 'virtio_net',
    xmit(skb) {
      // The card takes a copy: the kernel may go on with its own.
      link.carry(skb.bytes.slice(skb.head, skb.tail), (frame) => peer.receive(frame));
    },
  };
  const dev = new NetDevice('eth0', ARPHRD_ETHER, MAC, driver, { mtu: MTU, flags: IFF_BROADCAST | IFF_MULTICAST });
  dev.irq = IRQ;
  const counts = contextOf(kernel).addInterruptLine(IRQ, `IO-APIC  ${IRQ}-fasteoi`, dev.name);
  ns.add(dev);
  setDeviceFlags(dev, dev.flags | IFF_UP);
  addAddress(dev, GUEST_ADDRESS, 24);
  ns.fib.add({
    target: 0,
    prefix: 0,
    gateway: GATEWAY_ADDRESS,
    dev,
    metric: 0,
    type: RTN_UNICAST,
    scope: RT_SCOPE_UNIVERSE,
    protocol: RTPROT_BOOT,
    source: 0,
  });
  return dev;

  /** The card has a frame: an interrupt, then NET_RX. */
  function receive(frame: Uint8Array): void {
    dev.interrupts++;
    counts[0]++;
    if (kernel.wants('device'))
      kernel.emit({
        type: 'device',
        at: kernel.now,
        cpu: 0,
        pid: kernel.current?.pid ?? 0,
        device: 'eth0',
        op: 'interrupt',
      });
    dev.ns.stack.dispatch.netifRx(new SkBuff(frame, 0, frame.length), dev);
  }
}
