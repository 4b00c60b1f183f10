/**
 * Packet hooks of modules. Follows net/netfilter/core.c. The packet is copied into guest memory as a `struct sk_buff`; the C function
 * runs on the interrupt side, and the packet waits for its verdict. Changes of its bytes are taken back.
 */
import { ENOENT } from '../../errno';
import type { NetDevice } from '../../net/device';
import { netOf } from '../../net/index';
import { deferred, type HookState, NF_DROP } from '../../net/netfilter';
import type { SkBuff } from '../../net/skbuff';
import { at, sizeOf } from '../structs';
import type { ModuleSystem } from '../system';
import { type ExportGroup, fn, gpl } from './types';

const NFPROTO_IPV4 = 2;
const NFPROTO_INET = 1;
const ETH_P_IP = 0x0008;
const CALLERS = ['nf_hook_slow', 'ip_local_deliver', 'ip_rcv', '__netif_receive_skb_one_core', '__do_softirq'];

const hooks = (system: ModuleSystem): Map<number, () => void> => system.part('netfilter', () => new Map());
const devices = (system: ModuleSystem): Map<NetDevice, number> => system.part('netdevices', () => new Map());

function deviceAt(system: ModuleSystem, device: NetDevice | null): number {
  if (!device) return 0;
  const { memory, slab } = system;
  let address = devices(system).get(device);
  if (address === undefined) {
    address = slab.kmalloc(sizeOf('net_device'));
    devices(system).set(device, address);
    memory.setBytes(address + at('net_device', 'name'), new TextEncoder().encode(device.name).subarray(0, 15));
  }
  memory.setU32(address + at('net_device', 'ifindex'), device.ifindex);
  memory.setU32(address + at('net_device', 'mtu'), device.mtu);
  return address;
}

/** Room for the sk_buff, the nf_hook_state and the bytes. */
function store(
  system: ModuleSystem,
  skb: SkBuff,
  state: HookState,
): { skb: number; state: number; data: number } | null {
  const { memory, slab } = system;
  const base = slab.kmalloc(sizeOf('sk_buff') + sizeOf('nf_hook_state') + skb.bytes.length + 16);
  if (base === 0) return null;
  const place = {
    skb: base,
    state: base + sizeOf('sk_buff'),
    data: base + sizeOf('sk_buff') + sizeOf('nf_hook_state'),
  };
  memory.setBytes(place.data, skb.bytes);
  const network = skb.network >= 0 ? skb.network : skb.head;
  const headerLength = (skb.bytes[network] & 15) * 4;
  const input = deviceAt(system, state.in);
  const output = deviceAt(system, state.out);
  memory.setI64(base + at('sk_buff', 'dev'), input || output);
  memory.setU32(base + at('sk_buff', 'len'), skb.tail - network);
  memory.setU32(base + at('sk_buff', 'mark'), skb.mark);
  memory.setU16(base + at('sk_buff', 'protocol'), ETH_P_IP);
  memory.setU16(base + at('sk_buff', 'network_header'), network);
  // As on Linux before the transport layer has looked: set already at LOCAL_IN and LOCAL_OUT.
  memory.setU16(base + at('sk_buff', 'transport_header'), network + headerLength);
  memory.setU16(base + at('sk_buff', 'mac_header'), Math.max(0, skb.mac));
  memory.setI64(base + at('sk_buff', 'head'), place.data);
  memory.setI64(base + at('sk_buff', 'data'), place.data + network);
  memory.setU32(base + at('sk_buff', 'tail'), skb.tail);
  memory.setU32(base + at('sk_buff', 'end'), skb.bytes.length);
  memory.setU8(place.state + at('nf_hook_state', 'hook'), state.hook);
  memory.setU8(place.state + at('nf_hook_state', 'pf'), NFPROTO_IPV4);
  memory.setI64(place.state + at('nf_hook_state', 'in'), input);
  memory.setI64(place.state + at('nf_hook_state', 'out'), output);
  memory.setI64(place.state + at('nf_hook_state', 'net'), system.address('init_net'));
  return place;
}

function registerHook(system: ModuleSystem, _net: number, ops: number): number {
  const { memory, kernel } = system;
  const pf = memory.u8(ops + at('nf_hook_ops', 'pf'));
  // IPv6 and ARP packets never come by here.
  if (pf !== NFPROTO_IPV4 && pf !== NFPROTO_INET) return -ENOENT;
  const function_ = memory.i64(ops + at('nf_hook_ops', 'hook'));
  const priv = memory.i64(ops + at('nf_hook_ops', 'priv'));
  const name = system.kallsyms.describe(function_, false);
  const stop = netOf(kernel).initial.netfilter.register({
    hook: memory.u32(ops + at('nf_hook_ops', 'hooknum')),
    priority: memory.i32(ops + at('nf_hook_ops', 'priority')),
    name,
    fn: (skb, state) =>
      deferred<number>((answer) =>
        system.softirq.raise(function* () {
          const place = store(system, skb, state);
          if (!place) return answer(NF_DROP);
          const verdict = (yield* system.call(function_, [priv, place.skb, place.state], CALLERS)) >>> 0;
          skb.bytes.set(memory.bytes(place.data, skb.bytes.length));
          skb.mark = memory.u32(place.skb + at('sk_buff', 'mark'));
          system.slab.kfree(place.skb);
          answer(verdict);
        }),
      ),
  });
  hooks(system).set(ops, stop);
  return 0;
}

function unregisterHook(system: ModuleSystem, _net: number, ops: number): number {
  hooks(system).get(ops)?.();
  hooks(system).delete(ops);
  return 0;
}

export const NET_EXPORTS: ExportGroup = {
  base: 0xffffffff81a20000n,
  rows: [
    fn('nf_register_net_hook', registerHook),
    fn('nf_unregister_net_hook', unregisterHook),
    fn('in_aton', (system, text) => {
      const parts = system.text(text).split('.').map(Number);
      return ((parts[3] << 24) | (parts[2] << 16) | (parts[1] << 8) | parts[0]) >>> 0;
    }),
    gpl('kfree_skb_reason', () => 0),
  ],
};
