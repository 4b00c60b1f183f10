/**
 * Helpers that send data to user space: ring buffer, perf ring, stack traces, counters, signals.
 * Follows kernel/bpf/ringbuf.c, kernel/trace/bpf_trace.c, kernel/bpf/stackmap.c.
 */
import { E2BIG, EAGAIN, EFAULT, EINVAL, ENOENT } from '../../errno';
import type { Wide } from '../interp/memory';
import type { HelperCall } from '../interp/program';
import type { BpfVm } from '../interp/vm';
import { PerfEventArray } from '../maps/holders';
import { type BpfMap, mapOfAddress } from '../maps/map';
import { RingBuffer } from '../maps/ringbuf';
import { StackTraceMap } from '../maps/stack-trace';
import type { BpfSystem } from '../system';

const BPF_F_CURRENT_CPU = 0xffff_ffff;
const BPF_F_USER_STACK = 1 << 8;
const out: Wide = { lo: 0, hi: 0 };

export function outputHelpers(system: BpfSystem): readonly (readonly [number, HelperCall])[] {
  const mapAt = (vm: BpfVm, reg: number): BpfMap =>
    system.maps.get(mapOfAddress(vm.lo[reg])) ?? vm.violation('map', reg, 0);
  const ring = (vm: BpfVm, reg: number): RingBuffer => {
    const map = mapAt(vm, reg);
    return map instanceof RingBuffer ? map : vm.violation('ring buffer', reg, 0);
  };
  /** The ring buffer that a record belongs to, by its region. */
  const ringOf = (vm: BpfVm): RingBuffer => {
    for (const map of system.maps.values()) if (map instanceof RingBuffer && map.high === vm.hi[1]) return map;
    return vm.violation('ring buffer record', 1, 0);
  };
  return [
    [
      130,
      (vm) => {
        const map = ring(vm, 1);
        if (vm.arg(4) > 3) vm.ret(-EINVAL);
        else {
          const sent = map.output(vm.bytesAt(2, vm.arg(3)), vm.arg(4));
          if (sent) system.mapChanged(map, new Uint8Array());
          vm.ret(sent ? 0 : -EAGAIN);
        }
      },
    ],
    [
      131,
      (vm) => {
        if (vm.arg(3) === 0 && ring(vm, 1).reserve(vm.arg(2), out)) vm.retWide(out.lo, out.hi);
        else vm.ret(0);
      },
    ],
    [
      132,
      (vm) => {
        const map = ringOf(vm);
        map.commit(vm.lo[1], false, vm.arg(2));
        system.mapChanged(map, new Uint8Array());
        vm.ret(0);
      },
    ],
    [
      133,
      (vm) => {
        ringOf(vm).commit(vm.lo[1], true, vm.arg(2));
        vm.ret(0);
      },
    ],
    [134, (vm) => vm.ret(ring(vm, 1).query(vm.arg(2)))],
    [25, (vm) => perfEventOutput(system, vm, mapAt(vm, 2))],
    [22, (vm) => perfEventRead(system, vm, mapAt(vm, 1))],
    [55, (vm) => perfEventReadValue(system, vm, mapAt(vm, 1))],
    [27, (vm) => stackId(system, vm, mapAt(vm, 2))],
    [67, (vm) => getStack(system, vm)],
    [109, (vm) => vm.ret(system.sendSignal(vm.arg(1), true))],
    [117, (vm) => vm.ret(system.sendSignal(vm.arg(1), false))],
  ];
}

/** The event for a flags argument: index or the running CPU's. Negative errno. */
function eventFor(system: BpfSystem, map: BpfMap, flags: number) {
  if (!(map instanceof PerfEventArray)) return -EINVAL;
  const low = flags % 2 ** 32;
  const index = low === BPF_F_CURRENT_CPU ? system.host.cpu() : low;
  if (index >= map.maxEntries) return -E2BIG;
  return map.at(index) ?? -ENOENT;
}

/** bpf_perf_event_output(ctx, map, flags, data, size); skb programs may add packet bytes (bits 32 … 51 of flags). */
function perfEventOutput(system: BpfSystem, vm: BpfVm, map: BpfMap): void {
  const flags = vm.arg(3);
  const event = eventFor(system, map, flags);
  if (typeof event === 'number') {
    vm.ret(event);
    return;
  }
  const data = vm.bytesAt(4, vm.arg(5));
  const packetBytes = vm.hi[3] & 0xfffff;
  const packet = packetBytes > 0 ? system.packetStart(packetBytes) : null;
  if (packetBytes > 0 && !packet) {
    vm.ret(-EFAULT);
    return;
  }
  const all = packet ? Uint8Array.from([...data, ...packet]) : data;
  vm.ret(event.output(all, system.host.cpu()));
}

function perfEventRead(system: BpfSystem, vm: BpfVm, map: BpfMap): void {
  const event = eventFor(system, map, vm.arg(2));
  if (typeof event === 'number') vm.ret(event);
  else vm.retBig(event.read().value);
}

function perfEventReadValue(system: BpfSystem, vm: BpfVm, map: BpfMap): void {
  const size = vm.arg(4);
  const event = size === 24 ? eventFor(system, map, vm.arg(2)) : -EINVAL;
  const bytes = new Uint8Array(size);
  if (typeof event !== 'number') {
    const { value, enabled, running } = event.read();
    const view = new DataView(bytes.buffer);
    [value, enabled, running].forEach((number, index) => {
      view.setBigUint64(index * 8, number, true);
    });
  }
  vm.store(3, bytes);
  vm.ret(typeof event === 'number' ? event : 0);
}

function stackId(system: BpfSystem, vm: BpfVm, map: BpfMap): void {
  const flags = vm.arg(3);
  if (!(map instanceof StackTraceMap) || flags & ~0x7ff) {
    vm.ret(-EINVAL);
    return;
  }
  const chain = system.callChain((flags & BPF_F_USER_STACK) !== 0).slice(flags & 0xff);
  vm.ret(chain.length === 0 ? -EFAULT : map.store(chain, flags));
}

/** bpf_get_stack(ctx, buf, size, flags): bytes written. */
function getStack(system: BpfSystem, vm: BpfVm): void {
  const size = vm.arg(3);
  const flags = vm.arg(4);
  const bytes = new Uint8Array(size);
  if (size % 8 !== 0) {
    vm.store(2, bytes);
    vm.ret(-EINVAL);
    return;
  }
  const chain = system.callChain((flags & BPF_F_USER_STACK) !== 0).slice(flags & 0xff, (flags & 0xff) + size / 8);
  const view = new DataView(bytes.buffer);
  chain.forEach((ip, index) => {
    view.setBigUint64(index * 8, BigInt.asUintN(64, ip), true);
  });
  vm.store(2, bytes);
  vm.ret(chain.length === 0 ? -EFAULT : chain.length * 8);
}
