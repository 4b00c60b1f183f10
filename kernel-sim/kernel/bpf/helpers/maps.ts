/** Helpers on maps. Follows kernel/bpf/helpers.c and kernel/bpf/bpf_iter.c. */
import { EINVAL, ENOENT } from '../../errno';
import type { Wide } from '../interp/memory';
import { functionOf, type HelperCall } from '../interp/program';
import type { BpfVm } from '../interp/vm';
import { type BpfMap, ENOTSUPP, mapOfAddress } from '../maps/map';
import { QueueMap } from '../maps/queue';
import type { BpfSystem } from '../system';

const out: Wide = { lo: 0, hi: 0 };

export function mapHelpers(system: BpfSystem): readonly (readonly [number, HelperCall])[] {
  const mapAt = (vm: BpfVm, reg: number): BpfMap => {
    const map = system.maps.get(mapOfAddress(vm.lo[reg]));
    return map ?? vm.violation('map', reg, 0);
  };
  const changed = (map: BpfMap, key: Uint8Array) => system.mapChanged(map, key);
  const key = (vm: BpfVm, map: BpfMap) => vm.bytesAt(2, map.keySize);
  return [
    [
      1,
      (vm) => {
        const map = mapAt(vm, 1);
        if (map.valueAddress(key(vm, map), out)) vm.retWide(out.lo, out.hi);
        else vm.ret(0);
      },
    ],
    [
      2,
      (vm) => {
        const map = mapAt(vm, 1);
        const text = key(vm, map);
        const result = map.programUpdate(text, vm.bytesAt(3, map.valueSize), vm.arg(4));
        if (result === 0) changed(map, text);
        vm.ret(result);
      },
    ],
    [
      3,
      (vm) => {
        const map = mapAt(vm, 1);
        const text = key(vm, map);
        const result = map.programDelete(text);
        if (result === 0) changed(map, text);
        vm.ret(result);
      },
    ],
    [
      87,
      (vm) => {
        const map = mapAt(vm, 1);
        vm.ret(map instanceof QueueMap ? map.push(vm.bytesAt(2, map.valueSize), vm.arg(3)) : -ENOTSUPP);
      },
    ],
    [88, (vm) => take(vm, mapAt(vm, 1), (map) => map.pop())],
    [89, (vm) => take(vm, mapAt(vm, 1), (map) => map.peek())],
    [164, (vm) => forEach(system, vm, mapAt(vm, 1))],
    [
      195,
      (vm) => {
        const map = mapAt(vm, 1);
        const cpu = vm.arg(3);
        const found =
          map.perCpu && cpu < system.host.cpus && system.onCpu(cpu, () => map.valueAddress(key(vm, map), out));
        if (found) vm.retWide(out.lo, out.hi);
        else vm.ret(0);
      },
    ],
  ];
}

function take(vm: BpfVm, map: BpfMap, how: (map: QueueMap) => Uint8Array | number): void {
  const value = map instanceof QueueMap ? how(map) : -ENOTSUPP;
  // An empty queue leaves zeros, as Linux does.
  vm.store(2, typeof value === 'number' ? new Uint8Array(map.valueSize) : value);
  vm.ret(typeof value === 'number' ? -ENOENT : 0);
}

/** bpf_for_each_map_elem: callback(map, key, value, ctx) until it answers 1. The key is shown in memory of its own. */
function forEach(system: BpfSystem, vm: BpfVm, map: BpfMap): void {
  if (vm.arg(4) !== 0) {
    vm.ret(-EINVAL);
    return;
  }
  const callback = functionOf(vm.lo[2]);
  const context = [vm.lo[3], vm.hi[3]];
  const region = system.memory.add('key', new Uint8Array(Math.max(1, map.keySize)));
  let count = 0;
  for (const [key, value] of map.each()) {
    region.bytes!.set(key);
    const { lo, hi } = map.address;
    const answer = vm.callback(callback, [lo, hi, region.base, region.high, value.lo, value.hi, ...context]);
    count++;
    if (answer !== 0) break;
  }
  system.memory.remove(region);
  vm.ret(count);
}
