/**
 * BPF_MAP_CREATE's checks and the choice of the class, one row for each type. Follows the map_alloc_check and map_alloc of each
 * kernel/bpf/*map.c.
 */
import { E2BIG, EINVAL, ENOMEM, EPERM } from '../../errno';
import { MapType } from '../types';
import { ArrayMap } from './array';
import { HashMap } from './hash';
import { ArrayOfMaps, CgroupArray, DevMap, HashOfMaps, PerfEventArray, ProgArray } from './holders';
import { LpmTrie } from './lpm';
import type { BpfMap, MapAttributes, MapHost } from './map';
import * as M from './map';
import { PagedBytes } from './pages';
import { QueueMap } from './queue';
import { RingBuffer } from './ringbuf';
import { StackTraceMap } from './stack-trace';

interface Row {
  /** 0 or a negative errno. */
  check(a: MapAttributes): number;
  make(host: MapHost, a: MapAttributes): BpfMap | null;
}

/** KMALLOC_MAX_SIZE. */
const LARGEST = 4 * 1024 * 1024;
const { BPF_F_NUMA_NODE, ACCESS_MASK } = M;

const only = (a: MapAttributes, flags: number): boolean => (a.flags & ~flags) === 0;

/** bpf_map_flags_access_ok: both of a pair make no sense. */
const accessOk = (flags: number): boolean =>
  (flags & (M.BPF_F_RDONLY_PROG | M.BPF_F_WRONLY_PROG)) !== (M.BPF_F_RDONLY_PROG | M.BPF_F_WRONLY_PROG);

function checkArray(a: MapAttributes, flags: number): number {
  if (a.maxEntries === 0 || a.keySize !== 4 || a.valueSize === 0) return -EINVAL;
  if (!only(a, flags) || !accessOk(a.flags)) return -EINVAL;
  return a.valueSize > 0x7fffffff ? -E2BIG : a.valueSize * a.maxEntries > 2 ** 31 ? -ENOMEM : 0;
}

const arrayFlags = BPF_F_NUMA_NODE | ACCESS_MASK | M.BPF_F_MMAPABLE | M.BPF_F_PRESERVE_ELEMS | M.BPF_F_INNER_MAP;

const array: Row = {
  check: (a) => checkArray(a, arrayFlags & ~M.BPF_F_PRESERVE_ELEMS),
  make(host, a) {
    if (!(a.flags & M.BPF_F_MMAPABLE)) return new ArrayMap(host, a, null);
    const paged = PagedBytes.make(host, Math.max(1, M.round8(a.valueSize) * a.maxEntries));
    return paged && new ArrayMap(host, a, paged);
  },
};
const perCpuArray: Row = {
  check: (a) => (a.valueSize > 32768 ? -E2BIG : checkArray(a, BPF_F_NUMA_NODE | ACCESS_MASK)),
  make: (host, a) => new ArrayMap(host, a, null),
};

function checkHash(a: MapAttributes, lru: boolean): number {
  const flags = M.BPF_F_NO_PREALLOC | M.BPF_F_NO_COMMON_LRU | BPF_F_NUMA_NODE | ACCESS_MASK | M.BPF_F_ZERO_SEED;
  if (!only(a, flags) || !accessOk(a.flags)) return -EINVAL;
  if (!lru && a.flags & M.BPF_F_NO_COMMON_LRU) return -EINVAL;
  if (lru && a.flags & M.BPF_F_NO_PREALLOC) return -M.ENOTSUPP;
  if (a.maxEntries === 0 || a.keySize === 0 || a.valueSize === 0) return -EINVAL;
  return a.keySize + a.valueSize >= LARGEST - 48 ? -E2BIG : 0;
}
const hash = (lru: boolean): Row => ({ check: (a) => checkHash(a, lru), make: (host, a) => new HashMap(host, a) });

/** Values are descriptors: 4 bytes. */
function checkHolder(a: MapAttributes, flags = BPF_F_NUMA_NODE | ACCESS_MASK): number {
  if (a.valueSize !== 4) return -EINVAL;
  if (a.flags & (M.BPF_F_RDONLY_PROG | M.BPF_F_WRONLY_PROG)) return -EINVAL;
  return checkArray(a, flags);
}

/** The template must be there and may not hold maps itself. */
function checkInner(a: MapAttributes): number {
  if (!a.inner) return -EINVAL;
  const nested = a.inner.type === MapType.ARRAY_OF_MAPS || a.inner.type === MapType.HASH_OF_MAPS;
  if (nested || a.inner.type === MapType.PROG_ARRAY) return nested ? -EINVAL : -M.ENOTSUPP;
  return 0;
}

const queue: Row = {
  check(a) {
    if (a.maxEntries === 0 || a.keySize !== 0 || a.valueSize === 0) return -EINVAL;
    if (!only(a, BPF_F_NUMA_NODE | ACCESS_MASK) || !accessOk(a.flags)) return -EINVAL;
    return a.valueSize > LARGEST ? -E2BIG : 0;
  },
  make: (host, a) => new QueueMap(host, a),
};

const powerOfTwo = (value: number): boolean => value > 0 && (value & (value - 1)) === 0;

const ROWS: Readonly<Record<number, Row>> = {
  [MapType.ARRAY]: array,
  [MapType.PERCPU_ARRAY]: perCpuArray,
  [MapType.HASH]: hash(false),
  [MapType.PERCPU_HASH]: hash(false),
  [MapType.LRU_HASH]: hash(true),
  [MapType.LRU_PERCPU_HASH]: hash(true),
  [MapType.PROG_ARRAY]: { check: (a) => checkHolder(a), make: (host, a) => new ProgArray(host, a) },
  [MapType.PERF_EVENT_ARRAY]: {
    check: (a) => checkHolder(a, arrayFlags & ~(M.BPF_F_MMAPABLE | M.BPF_F_INNER_MAP)),
    make: (host, a) => new PerfEventArray(host, a),
  },
  [MapType.CGROUP_ARRAY]: { check: (a) => checkHolder(a), make: (host, a) => new CgroupArray(host, a) },
  [MapType.ARRAY_OF_MAPS]: {
    check: (a) => checkHolder(a) || checkInner(a),
    make: (host, a) => new ArrayOfMaps(host, a),
  },
  [MapType.HASH_OF_MAPS]: {
    check: (a) => (a.valueSize !== 4 ? -EINVAL : checkHash(a, false) || checkInner(a)),
    make: (host, a) => new HashOfMaps(host, a),
  },
  [MapType.STACK_TRACE]: {
    check(a) {
      if (!only(a, BPF_F_NUMA_NODE | M.BPF_F_RDONLY | M.BPF_F_WRONLY | M.BPF_F_STACK_BUILD_ID)) return -EINVAL;
      if (a.flags & M.BPF_F_STACK_BUILD_ID) return -EINVAL;
      const sizes = a.maxEntries > 0 && a.keySize === 4 && a.valueSize >= 8 && a.valueSize % 8 === 0;
      return sizes && a.valueSize / 8 <= 127 ? 0 : -EINVAL;
    },
    make: (host, a) => new StackTraceMap(host, a),
  },
  [MapType.LPM_TRIE]: {
    check(a) {
      if (!(a.flags & M.BPF_F_NO_PREALLOC)) return -EINVAL;
      if (!only(a, M.BPF_F_NO_PREALLOC | BPF_F_NUMA_NODE | ACCESS_MASK) || !accessOk(a.flags)) return -EINVAL;
      const key = a.keySize >= 5 && a.keySize <= 260;
      return a.maxEntries > 0 && key && a.valueSize >= 1 && a.valueSize <= LARGEST - 260 ? 0 : -EINVAL;
    },
    make: (host, a) => new LpmTrie(host, a),
  },
  [MapType.QUEUE]: queue,
  [MapType.STACK]: queue,
  [MapType.RINGBUF]: {
    check(a) {
      if (!only(a, BPF_F_NUMA_NODE)) return -EINVAL;
      const sizes = a.keySize === 0 && a.valueSize === 0 && powerOfTwo(a.maxEntries) && a.maxEntries % 4096 === 0;
      return !sizes ? -EINVAL : a.maxEntries > 64 * 1024 * 1024 ? -E2BIG : 0;
    },
    make: (host, a) => RingBuffer.make(host, a),
  },
  [MapType.DEVMAP]: {
    check(a) {
      const sizes = a.maxEntries > 0 && a.keySize === 4 && (a.valueSize === 4 || a.valueSize === 8);
      return sizes && only(a, BPF_F_NUMA_NODE | M.BPF_F_RDONLY | M.BPF_F_WRONLY) ? 0 : -EINVAL;
    },
    make: (host, a) => new DevMap(host, a),
  },
};

/** Types that need CAP_BPF even where unprivileged users may have maps; devmap needs CAP_NET_ADMIN. */
export const UNPRIVILEGED_TYPES: readonly MapType[] = [
  MapType.HASH,
  MapType.ARRAY,
  MapType.PERCPU_HASH,
  MapType.PERCPU_ARRAY,
  MapType.PROG_ARRAY,
  MapType.PERF_EVENT_ARRAY,
  MapType.CGROUP_ARRAY,
  MapType.ARRAY_OF_MAPS,
  MapType.HASH_OF_MAPS,
  MapType.RINGBUF,
];

/** A new map, or -EINVAL, -E2BIG, -ENOMEM, -EPERM, -ENOTSUPP. */
export function createMap(host: MapHost, attributes: MapAttributes, capable: boolean): BpfMap | number {
  const row = ROWS[attributes.type];
  if (!row) return -EINVAL;
  if ((attributes.flags & (M.BPF_F_RDONLY | M.BPF_F_WRONLY)) === (M.BPF_F_RDONLY | M.BPF_F_WRONLY)) return -EINVAL;
  const error = row.check(attributes);
  if (error < 0) return error;
  if (!capable && !UNPRIVILEGED_TYPES.includes(attributes.type)) return -EPERM;
  return row.make(host, attributes) ?? -ENOMEM;
}
