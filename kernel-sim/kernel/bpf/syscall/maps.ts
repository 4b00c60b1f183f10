/** The map commands of bpf(2). Follows kernel/bpf/syscall.c: map_create, map_lookup_elem … map_freeze, generic_map_*_batch. */
import { EFAULT, EINVAL, ENOENT, EPERM } from '../../errno';
import type { RunningKernel } from '../../kernel';
import type { TaskStruct } from '../../sched/task';
import type { File } from '../../types';
import { createMap } from '../maps/create';
import { ArrayOfMaps, HashOfMaps } from '../maps/holders';
import type { BpfMap, MapAttributes } from '../maps/map';
import * as M from '../maps/map';
import { bpfOf } from '../system';
import { MapType } from '../types';
import { type Attr, objectName } from './attr';
import { fromFd, mapFd, newFd } from './objects';
import { bpfCapable, netCapable } from './rights';

type Command = (kernel: RunningKernel, task: TaskStruct, attr: Attr) => number;

const MAPS_OF_MAPS: readonly number[] = [MapType.ARRAY_OF_MAPS, MapType.HASH_OF_MAPS];

export const mapCreate: Command = (kernel, task, attr) => {
  if (attr.only(72) < 0) return -EINVAL;
  const name = objectName(attr.bytes.subarray(28, 44));
  if (typeof name === 'number') return name;
  const system = bpfOf(kernel);
  const flags = attr.u32(16);
  if (!(flags & M.BPF_F_NUMA_NODE) && attr.u32(24) !== 0) return -EINVAL;
  const type = attr.u32(0);
  if (type === MapType.DEVMAP && !netCapable(task.cred)) return -EPERM;
  const inner = MAPS_OF_MAPS.includes(type) ? fromFd(task, attr.i32(20), 'map') : null;
  if (typeof inner === 'number') return inner;
  const attributes: MapAttributes = {
    type,
    keySize: attr.u32(4),
    valueSize: attr.u32(8),
    maxEntries: attr.u32(12),
    flags,
    name,
    inner: inner?.map ?? null,
    spinLockOffset: -1,
    timerOffset: -1,
    btfId: 0,
    btfKeyTypeId: attr.u32(52),
    btfValueTypeId: attr.u32(56),
    mapExtra: attr.u64(64),
    ifindex: attr.u32(44),
  };
  const error = addTypes(task, attr, attributes);
  if (error < 0) return error;
  const map = createMap(system.host, attributes, bpfCapable(task.cred));
  if (typeof map === 'number') return map;
  if (map instanceof ArrayOfMaps || map instanceof HashOfMaps) map.drop = (held) => system.dropMap(held);
  system.addMap(map);
  system.emit({ op: 'map-create', id: map.id, name });
  return newFd(kernel, task, { kind: 'map', map }, flags);
};

/** BTF of key and value: sizes must agree; a spin lock may lie in the value. */
function addTypes(task: TaskStruct, attr: Attr, attributes: MapAttributes): number {
  if (attributes.btfKeyTypeId === 0 && attributes.btfValueTypeId === 0) return 0;
  const found = fromFd(task, attr.i32(48), 'btf');
  if (typeof found === 'number') return found;
  const { btf } = found;
  const { btfKeyTypeId, btfValueTypeId } = attributes;
  if (btfKeyTypeId !== 0 && btf.sizeOf(btfKeyTypeId) !== attributes.keySize) return -EINVAL;
  if (btf.sizeOf(btfValueTypeId) !== attributes.valueSize) return -EINVAL;
  attributes.btfId = btf.id;
  attributes.spinLockOffset = btf.offsetOf(btfValueTypeId, 'bpf_spin_lock');
  attributes.timerOffset = btf.offsetOf(btfValueTypeId, 'bpf_timer');
  return 0;
}

/** map_get_sys_perms: frozen maps cannot be written by user space. */
function mayRead(file: File): boolean {
  return file.readable;
}
function mayWrite(map: BpfMap, file: File): boolean {
  return file.writable && !map.frozen;
}

function read(kernel: RunningKernel, task: TaskStruct, address: number, length: number): Uint8Array | number {
  const bytes = new Uint8Array(length);
  return length > 0 && kernel.copyFromUser(task, address, bytes) < 0 ? -EFAULT : bytes;
}

/** A map without keys must get a NULL key. */
function readKey(kernel: RunningKernel, task: TaskStruct, map: BpfMap, address: number): Uint8Array | number {
  if (map.keySize === 0) return address === 0 ? new Uint8Array() : -EINVAL;
  return read(kernel, task, address, map.keySize);
}

export const mapLookup: Command = (kernel, task, attr) => {
  if (attr.only(32) < 0) return -EINVAL;
  const found = mapFd(task, attr.i32(0));
  if (typeof found === 'number') return found;
  const { map, file } = found;
  const flags = attr.pointer(24);
  if (flags & ~M.BPF_F_LOCK) return -EINVAL;
  if (!mayRead(file)) return -EPERM;
  if (flags & M.BPF_F_LOCK && map.spinLockOffset < 0) return -EINVAL;
  const key = readKey(kernel, task, map, attr.pointer(8));
  if (typeof key === 'number') return key;
  const value = map.lookup(key);
  if (typeof value === 'number') return value;
  return kernel.copyToUser(task, attr.pointer(16), value);
};

export const mapUpdate: Command = (kernel, task, attr) => {
  if (attr.only(32) < 0) return -EINVAL;
  const found = mapFd(task, attr.i32(0));
  if (typeof found === 'number') return found;
  const { map, file } = found;
  const flags = attr.pointer(24);
  if (!mayWrite(map, file)) return -EPERM;
  if (flags & M.BPF_F_LOCK && map.spinLockOffset < 0) return -EINVAL;
  const key = readKey(kernel, task, map, attr.pointer(8));
  if (typeof key === 'number') return key;
  const value = read(kernel, task, attr.pointer(16), map.userValueSize);
  if (typeof value === 'number') return value;
  const result = flags < 0 || flags > 7 ? -EINVAL : map.update(key, value, flags);
  if (result === 0) bpfOf(kernel).mapChanged(map, key);
  return result;
};

export const mapDelete: Command = (kernel, task, attr) => {
  if (attr.only(16) < 0) return -EINVAL;
  const found = mapFd(task, attr.i32(0));
  if (typeof found === 'number') return found;
  const { map, file } = found;
  if (!mayWrite(map, file)) return -EPERM;
  const key = readKey(kernel, task, map, attr.pointer(8));
  if (typeof key === 'number') return key;
  const result = map.delete(key);
  if (result === 0) bpfOf(kernel).mapChanged(map, key);
  return result;
};

export const mapNextKey: Command = (kernel, task, attr) => {
  if (attr.only(24) < 0) return -EINVAL;
  const found = mapFd(task, attr.i32(0));
  if (typeof found === 'number') return found;
  const { map, file } = found;
  if (!mayRead(file)) return -EPERM;
  const address = attr.pointer(8);
  const key = address === 0 ? null : readKey(kernel, task, map, address);
  if (typeof key === 'number') return key;
  const next = map.nextKey(key);
  return typeof next === 'number' ? next : kernel.copyToUser(task, attr.pointer(16), next);
};

export const mapLookupAndDelete: Command = (kernel, task, attr) => {
  if (attr.only(32) < 0) return -EINVAL;
  const found = mapFd(task, attr.i32(0));
  if (typeof found === 'number') return found;
  const { map, file } = found;
  const flags = attr.pointer(24);
  if (flags & ~M.BPF_F_LOCK) return -EINVAL;
  if (!mayRead(file) || !mayWrite(map, file)) return -EPERM;
  const queue = map.type === MapType.QUEUE || map.type === MapType.STACK;
  if (queue && flags !== 0) return -EINVAL;
  const key = readKey(kernel, task, map, attr.pointer(8));
  if (typeof key === 'number') return key;
  const value = map.lookupAndDelete(key);
  if (typeof value === 'number') return value;
  return kernel.copyToUser(task, attr.pointer(16), value);
};

export const mapFreeze: Command = (_kernel, task, attr) => {
  if (attr.only(4) < 0) return -EINVAL;
  const found = mapFd(task, attr.i32(0));
  if (typeof found === 'number') return found;
  if (!mayWrite(found.map, found.file)) return -EPERM;
  return found.map.freeze();
};

// ---------------------------------------------------------------- batches

const BATCHABLE: readonly number[] = [
  MapType.HASH,
  MapType.PERCPU_HASH,
  MapType.LRU_HASH,
  MapType.LRU_PERCPU_HASH,
  MapType.ARRAY,
  MapType.PERCPU_ARRAY,
  MapType.LPM_TRIE,
  MapType.ARRAY_OF_MAPS,
  MapType.HASH_OF_MAPS,
];

type Batch = (map: BpfMap, item: { keys: number; values: number; flags: number; count: number }) => [number, number];

/** What all four have in common: rights, the count in and out. */
function batch(kernel: RunningKernel, task: TaskStruct, attr: Attr, write: boolean, work: Batch): number {
  if (attr.only(56) < 0) return -EINVAL;
  const found = mapFd(task, attr.i32(36));
  if (typeof found === 'number') return found;
  const { map, file } = found;
  if (write ? !mayWrite(map, file) : !mayRead(file)) return -EPERM;
  if (!BATCHABLE.includes(map.type)) return -M.ENOTSUPP;
  const flags = attr.pointer(40);
  if (attr.pointer(48) !== 0 || flags & ~M.BPF_F_LOCK) return -EINVAL;
  const count = attr.u32(32);
  if (count === 0) return 0;
  const [result, done] = work(map, { keys: attr.pointer(16), values: attr.pointer(24), flags, count });
  const told = attr.put32(kernel, task, 32, done);
  return told < 0 ? told : result;
}

export const mapUpdateBatch: Command = (kernel, task, attr) =>
  batch(kernel, task, attr, true, (map, { keys, values, flags, count }) => {
    for (let i = 0; i < count; i++) {
      const key = read(kernel, task, keys + i * map.keySize, map.keySize);
      const value = read(kernel, task, values + i * map.userValueSize, map.userValueSize);
      if (typeof key === 'number' || typeof value === 'number') return [-EFAULT, i];
      const result = map.update(key, value, flags);
      if (result < 0) return [result, i];
    }
    return [0, count];
  });

export const mapDeleteBatch: Command = (kernel, task, attr) =>
  batch(kernel, task, attr, true, (map, { keys, count }) => {
    for (let i = 0; i < count; i++) {
      const key = read(kernel, task, keys + i * map.keySize, map.keySize);
      if (typeof key === 'number') return [-EFAULT, i];
      const result = map.delete(key);
      if (result < 0) return [result, i];
    }
    return [0, count];
  });

function lookupBatch(kernel: RunningKernel, task: TaskStruct, attr: Attr, remove: boolean): number {
  return batch(kernel, task, attr, remove, (map, { keys, values, count }) => {
    const inBatch = attr.pointer(0);
    let key: Uint8Array | null = null;
    if (inBatch !== 0) {
      const from = read(kernel, task, inBatch, Math.max(4, map.keySize));
      if (typeof from === 'number') return [-EFAULT, 0];
      key = from.subarray(0, map.keySize);
    }
    let done = 0;
    const taken: Uint8Array[] = [];
    for (; done < count; done++) {
      const next = map.nextKey(key);
      if (typeof next === 'number') break;
      const value = map.lookup(next);
      if (typeof value === 'number') break;
      const copied =
        kernel.copyToUser(task, keys + done * map.keySize, next) ||
        kernel.copyToUser(task, values + done * map.userValueSize, value);
      if (copied < 0) return [-EFAULT, done];
      taken.push(next);
      key = next;
    }
    const end = typeof map.nextKey(key) === 'number';
    if (remove) for (const old of taken) map.delete(old);
    const outBatch = attr.pointer(8);
    if (key && !end && kernel.copyToUser(task, outBatch, key) < 0) return [-EFAULT, done];
    return [end ? -ENOENT : 0, done];
  });
}

export const mapLookupBatch: Command = (kernel, task, attr) => lookupBatch(kernel, task, attr, false);
export const mapLookupAndDeleteBatch: Command = (kernel, task, attr) => lookupBatch(kernel, task, attr, true);
