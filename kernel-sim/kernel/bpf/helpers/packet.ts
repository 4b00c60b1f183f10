/**
 * Helpers on packets: XDP, tc, socket filters, cgroup. Follows net/core/filter.c. Offsets count from the first byte of the frame.
 */
import { EFAULT, EINVAL, ENOTSUP, EPROTONOSUPPORT } from '../../errno';
import { type Packet, Skb } from '../attach/packet';
import type { HelperCall } from '../interp/program';
import type { BpfVm } from '../interp/vm';
import { DevMap } from '../maps/holders';
import { mapOfAddress } from '../maps/map';
import type { BpfSystem } from '../system';

const XDP_REDIRECT = 4;
const XDP_ABORTED = 0;
const TC_ACT_SHOT = 2;
const TC_ACT_REDIRECT = 7;
const BPF_F_PSEUDO_HDR = 1 << 4;
const BPF_F_MARK_MANGLED_0 = 1 << 5;
const BPF_F_HDR_FIELD_MASK = 0xf;

/** Ones' complement sum of 16-bit words, in the machine's order as the kernel keeps it. */
function sum(bytes: Uint8Array, seed = 0): number {
  let total = seed;
  for (let i = 0; i < bytes.length; i += 2) total += bytes[i] | ((bytes[i + 1] ?? 0) << 8);
  while (total > 0xffff) total = (total & 0xffff) + Math.floor(total / 0x10000);
  return total;
}

const fold = (value: number): number => {
  let folded = value >>> 0;
  while (folded > 0xffff) folded = (folded & 0xffff) + (folded >>> 16);
  return folded;
};

const word = (value: number, size: number): Uint8Array =>
  Uint8Array.from({ length: size }, (_, index) => (value >>> (index * 8)) & 255);

export function packetHelpers(system: BpfSystem): readonly (readonly [number, HelperCall])[] {
  const packet = (vm: BpfVm): Packet => system.packet ?? vm.violation('packet', 1, 0);
  const done = (vm: BpfVm, ok: boolean, error: number) => vm.ret(ok ? 0 : error);
  const set = (vm: BpfVm, field: number, value: number) => {
    packet(vm).fields.set(field, value);
    vm.ret(0);
  };
  const load = (vm: BpfVm, offset: number, to: number, size: number) => {
    const bytes = offset >= 0 ? packet(vm).read(offset, size) : null;
    vm.store(to, bytes ?? new Uint8Array(size));
    done(vm, bytes !== null, -EFAULT);
  };
  return [
    [26, (vm) => load(vm, vm.arg(2), 3, vm.arg(4))],
    [189, (vm) => load(vm, vm.arg(2), 3, vm.arg(4))],
    [68, (vm) => load(vm, vm.arg(2) + (vm.arg(5) === 1 ? 14 : 0), 3, vm.arg(4))],
    [9, (vm) => done(vm, packet(vm).write(vm.arg(2), vm.bytesAt(3, vm.arg(4))), -EFAULT)],
    [190, (vm) => done(vm, packet(vm).write(vm.arg(2), vm.bytesAt(3, vm.arg(4))), -EFAULT)],
    [10, (vm) => replaceChecksum(vm, packet(vm), vm.arg(5), false)],
    [11, (vm) => replaceChecksum(vm, packet(vm), vm.arg(5) & BPF_F_HDR_FIELD_MASK, true)],
    [28, csumDiff],
    [40, (vm) => vm.ret(-ENOTSUP)],
    [23, (vm) => redirect(packet(vm), vm)],
    [51, (vm) => redirectMap(system, packet(vm), vm)],
    [13, (vm) => vm.ret(system.cloneRedirect(packet(vm).frame, vm.arg(2), vm.arg(3)))],
    [44, (vm) => done(vm, packet(vm).adjustHead(vm.signed(2) | 0), -EINVAL)],
    [65, (vm) => done(vm, packet(vm).adjustTail(vm.signed(2) | 0), -EINVAL)],
    [54, (vm) => adjustMeta(packet(vm), vm)],
    [188, (vm) => vm.ret(packet(vm).length)],
    [38, (vm) => done(vm, packet(vm).adjustTail(vm.arg(2) - packet(vm).length), -EINVAL)],
    [43, (vm) => done(vm, packet(vm).adjustRoom(0, vm.arg(2)), -EINVAL)],
    [50, (vm) => adjustRoom(packet(vm), vm)],
    // All bytes are linear here.
    [39, (vm) => done(vm, vm.arg(2) <= packet(vm).length, -EINVAL)],
    [18, (vm) => vlanPush(packet(vm), vm)],
    [19, (vm) => vlanPop(packet(vm), vm)],
    [34, (vm) => vm.ret(hashOf(packet(vm)))],
    [48, (vm) => set(vm, Skb.HASH, vm.arg(2))],
    [41, (vm) => set(vm, Skb.HASH, 0)],
    [32, (vm) => set(vm, Skb.PKT_TYPE, vm.arg(2))],
    [46, (vm) => vm.ret(system.socketCookie())],
    [47, (vm) => vm.ret(system.socketUid())],
    [24, (vm) => vm.ret(0)],
    [17, (vm) => vm.ret(0)],
    [79, (vm) => vm.retBig(system.currentCgroupId())],
    [69, (vm) => vm.ret(system.fibLookup(vm))],
  ];
}

/** bpf_l3_csum_replace and bpf_l4_csum_replace(skb, offset, from, to, flags): the checksum follows a changed field. */
function replaceChecksum(vm: BpfVm, packet: Packet, size: number, transport: boolean): void {
  const flags = vm.arg(5);
  const offset = vm.arg(2);
  const known = transport ? ~(BPF_F_MARK_MANGLED_0 | BPF_F_PSEUDO_HDR | (1 << 6) | BPF_F_HDR_FIELD_MASK) : ~0xf;
  const old = packet.read(offset, 2);
  if ((flags & known) !== 0 || offset % 2 !== 0 || ![0, 2, 4].includes(size)) {
    vm.ret(-EINVAL);
    return;
  }
  if (!old) {
    vm.ret(-EFAULT);
    return;
  }
  const check = old[0] | (old[1] << 8);
  if (transport && flags & BPF_F_MARK_MANGLED_0 && check === 0) {
    vm.ret(0);
    return;
  }
  const from = size === 0 ? 0 : sum(word(vm.lo[3], size));
  const to = size === 0 ? fold(vm.lo[4]) : sum(word(vm.lo[4], size));
  let next = ~sum(word(to, 2), (~check & 0xffff) + (~from & 0xffff)) & 0xffff;
  if (transport && flags & BPF_F_MARK_MANGLED_0 && next === 0) next = 0xffff;
  packet.write(offset, word(next, 2));
  vm.ret(0);
}

/** bpf_csum_diff(from, from_size, to, to_size, seed). */
const csumDiff: HelperCall = (vm) => {
  const fromSize = vm.arg(2);
  const toSize = vm.arg(4);
  if (fromSize % 4 !== 0 || toSize % 4 !== 0 || fromSize + toSize > 512) {
    vm.ret(-EINVAL);
    return;
  }
  // csum_partial in 32 bits: ~from + to + seed, carries added back.
  let total = vm.arg(5) % 2 ** 32;
  const add = (bytes: Uint8Array, inverted: boolean) => {
    const view = new DataView(bytes.buffer);
    for (let i = 0; i < bytes.length; i += 4) {
      const value = view.getUint32(i, true);
      total += inverted ? ~value >>> 0 : value;
      if (total > 0xffffffff) total = (total % 2 ** 32) + 1;
    }
  };
  if (fromSize > 0) add(vm.bytesAt(1, fromSize), true);
  if (toSize > 0) add(vm.bytesAt(3, toSize), false);
  vm.ret(total);
};

function redirect(packet: Packet, vm: BpfVm): void {
  const xdp = packet.kind === 'xdp';
  const flags = vm.arg(2);
  if (flags & (xdp ? ~0 : ~1)) {
    vm.ret(xdp ? XDP_ABORTED : TC_ACT_SHOT);
    return;
  }
  packet.redirect = { ifindex: vm.arg(1), flags };
  vm.ret(xdp ? XDP_REDIRECT : TC_ACT_REDIRECT);
}

/** bpf_redirect_map(map, key, flags): the lower bits of flags are what is answered for a key that is not there. */
function redirectMap(system: BpfSystem, packet: Packet, vm: BpfVm): void {
  const map = system.maps.get(mapOfAddress(vm.lo[1]));
  const flags = vm.arg(3);
  const ifindex = map instanceof DevMap ? map.device(vm.arg(2)) : 0;
  if (ifindex === 0) {
    vm.ret(flags & 3);
    return;
  }
  packet.redirect = { ifindex, flags };
  vm.ret(XDP_REDIRECT);
}

function adjustMeta(packet: Packet, vm: BpfVm): void {
  const meta = packet.meta + (vm.signed(2) | 0);
  const size = packet.start - meta;
  if (meta < 0 || size < 0 || size % 4 !== 0 || size > 32) {
    vm.ret(-EINVAL);
    return;
  }
  packet.meta = meta;
  vm.ret(0);
}

/** bpf_skb_adjust_room(skb, len_diff, mode, flags): BPF_ADJ_ROOM_NET 0 behind the IP header, BPF_ADJ_ROOM_MAC 1 behind Ethernet's. */
function adjustRoom(packet: Packet, vm: BpfVm): void {
  const mode = vm.arg(3);
  const header = (packet.read(14, 1)?.[0] ?? 0) & 15;
  if (mode > 1) vm.ret(-ENOTSUP);
  else vm.ret(packet.adjustRoom(mode === 1 ? 14 : 14 + header * 4, vm.signed(2) | 0) ? 0 : -EPROTONOSUPPORT);
}

function vlanPush(packet: Packet, vm: BpfVm): void {
  if (!packet.adjustRoom(12, 4)) {
    vm.ret(-EFAULT);
    return;
  }
  const protocol = vm.arg(2) & 0xffff;
  const tci = vm.arg(3) & 0xffff;
  // The protocol is in network order, the tag in the machine's.
  packet.write(12, Uint8Array.of(protocol & 255, protocol >>> 8, tci >>> 8, tci & 255));
  vm.ret(0);
}

function vlanPop(packet: Packet, vm: BpfVm): void {
  const type = packet.read(12, 2);
  const tagged = type && ((type[0] << 8) | type[1]) === 0x8100;
  vm.ret(!tagged || packet.adjustRoom(12, -4) ? 0 : -EFAULT);
}

/** skb_get_hash: the same for one flow; not Linux's secret. */
function hashOf(packet: Packet): number {
  const known = packet.fields.get(Skb.HASH);
  if (known) return known;
  let hash = 0x811c9dc5;
  for (const byte of packet.read(26, 12) ?? packet.frame) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  packet.fields.set(Skb.HASH, hash);
  return hash;
}
