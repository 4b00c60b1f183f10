/**
 * What all maps have in common: numbers, flags, the address of their values for programs, and the operations of bpf(2).
 * Follows include/linux/bpf.h (struct bpf_map, struct bpf_map_ops) and kernel/bpf/syscall.c. Each type is a file beside this one.
 */
import { EBUSY, EINVAL, ENOENT } from '../../errno';
import type { WaitQueue } from '../../types';
import type { BpfMemory, Wide } from '../interp/memory';
import type { BpfMapInfo, MapType } from '../types';

export const BPF_ANY = 0;
export const BPF_NOEXIST = 1;
export const BPF_EXIST = 2;
export const BPF_F_LOCK = 4;

export const BPF_F_NO_PREALLOC = 1 << 0;
export const BPF_F_NO_COMMON_LRU = 1 << 1;
export const BPF_F_NUMA_NODE = 1 << 2;
export const BPF_F_RDONLY = 1 << 3;
export const BPF_F_WRONLY = 1 << 4;
export const BPF_F_STACK_BUILD_ID = 1 << 5;
export const BPF_F_ZERO_SEED = 1 << 6;
export const BPF_F_RDONLY_PROG = 1 << 7;
export const BPF_F_WRONLY_PROG = 1 << 8;
export const BPF_F_CLONE = 1 << 9;
export const BPF_F_MMAPABLE = 1 << 10;
export const BPF_F_PRESERVE_ELEMS = 1 << 11;
export const BPF_F_INNER_MAP = 1 << 12;
export const ACCESS_MASK = BPF_F_RDONLY | BPF_F_WRONLY | BPF_F_RDONLY_PROG | BPF_F_WRONLY_PROG;

/** The kernel's own: an operation that does not fit the map type. Not in errno(3). */
export const ENOTSUPP = 524;

/** A page that user space can map: the frame, and its bytes in guest RAM. */
export interface MapPage {
  readonly frame: number;
  readonly bytes: Uint8Array;
}

/** What maps ask of the kernel. */
export interface MapHost {
  readonly memory: BpfMemory;
  /** Possible CPUs: copies of a per-CPU value. */
  readonly cpus: number;
  /** The CPU that runs now. */
  cpu(): number;
  /** A zeroed page, or null when memory is out. */
  page(): MapPage | null;
  freePage(page: MapPage): void;
  newWaitQueue(name: string): WaitQueue;
  /** Objects behind descriptors of the caller, for maps that hold such. Negative errno. */
  mapFromFd(fd: number): BpfMap | number;
  programFromFd(fd: number): HeldProgram | number;
  perfEventFromFd(fd: number): PerfSink | number;
  cgroupFromFd(fd: number): HeldCgroup | number;
}

/** A program in a PROG_ARRAY. */
export interface HeldProgram {
  readonly id: number;
  /** Type and such, which all programs of one array must share. */
  readonly compatible: string;
  get(): void;
  put(): void;
}
/** A perf event in a PERF_EVENT_ARRAY. */
export interface PerfSink {
  /** Puts a raw sample into its ring. 0, or -ENOSPC when it is full, -EINVAL when it takes none, -EOPNOTSUPP on another CPU. */
  output(data: Uint8Array, cpu: number): number;
  /** Its counter, for bpf_perf_event_read. */
  read(): { value: bigint; enabled: bigint; running: bigint };
  get(): void;
  put(): void;
}
export interface HeldCgroup {
  readonly id: bigint;
  get(): void;
  put(): void;
}

/** The part of union bpf_attr that BPF_MAP_CREATE looks at. */
export interface MapAttributes {
  type: MapType;
  keySize: number;
  valueSize: number;
  maxEntries: number;
  flags: number;
  name: string;
  inner: BpfMap | null;
  /** From BTF: offsets of a spin lock and a timer in the value, or −1. */
  spinLockOffset: number;
  timerOffset: number;
  btfKeyTypeId: number;
  btfValueTypeId: number;
  btfId: number;
  mapExtra: bigint;
  ifindex: number;
}

/** Where struct bpf_map of a map lies: programs pass this address to helpers. */
export const MAP_OBJECT_HIGH = 0xffff_8881 | 0;
const MAP_OBJECT_BYTES = 0x400;
export const mapOfAddress = (lo: number): number => (lo >>> 0) / MAP_OBJECT_BYTES;

export abstract class BpfMap implements BpfMapInfo {
  id = 0;
  readonly type: MapType;
  readonly keySize: number;
  readonly valueSize: number;
  readonly maxEntries: number;
  readonly flags: number;
  readonly name: string;
  readonly spinLockOffset: number;
  readonly timerOffset: number;
  readonly inner: BpfMap | null;
  frozen = false;
  /** Descriptors, pins, programs and maps that hold it. */
  refs = 1;
  /** Mappings that user space may write through: such a map cannot be frozen. */
  writers = 0;
  /** Called when an element changes: 'bpf' events. */
  onChange: ((key: Uint8Array) => void) | null = null;

  constructor(
    protected readonly host: MapHost,
    readonly attributes: MapAttributes,
  ) {
    this.type = attributes.type;
    this.keySize = attributes.keySize;
    this.valueSize = attributes.valueSize;
    this.maxEntries = attributes.maxEntries;
    this.flags = attributes.flags;
    this.name = attributes.name;
    this.spinLockOffset = attributes.spinLockOffset;
    this.timerOffset = attributes.timerOffset;
    this.inner = attributes.inner;
  }

  get address(): Wide {
    return { lo: (this.id * MAP_OBJECT_BYTES) | 0, hi: MAP_OBJECT_HIGH };
  }

  /** Bytes of a value as bpf(2) carries it: per-CPU maps have one for each possible CPU, rounded up to 8. */
  get userValueSize(): number {
    return this.valueSize;
  }
  get perCpu(): boolean {
    return false;
  }

  // ---------------------------------------------------------------- for programs

  /** Leaves the address of the value in `out`; false: no such element. */
  valueAddress(_key: Uint8Array, _out: Wide): boolean {
    return false;
  }
  /** Address of the first value of an array (BPF_PSEUDO_MAP_VALUE), or null. */
  directAddress(_offset: number): Wide | null {
    return null;
  }
  /** The helper's update; what the value holds is copied. */
  programUpdate(key: Uint8Array, value: Uint8Array, flags: number): number {
    return this.update(key, value, flags);
  }
  programDelete(key: Uint8Array): number {
    return this.delete(key);
  }
  /** Keys with the addresses of their values, for bpf_for_each_map_elem. */
  *each(): Generator<[key: Uint8Array, value: Wide]> {}

  // ---------------------------------------------------------------- for bpf(2)

  /** The value or -ENOENT. */
  abstract lookup(key: Uint8Array): Uint8Array | number;
  /** 0 or -EEXIST, -ENOENT, -E2BIG, -EINVAL, -ENOMEM. */
  abstract update(key: Uint8Array, value: Uint8Array, flags: number): number;
  delete(_key: Uint8Array): number {
    return -EINVAL;
  }
  /** The key after `key`, the first for null or a key that is not there; -ENOENT behind the last. */
  abstract nextKey(key: Uint8Array | null): Uint8Array | number;
  lookupAndDelete(_key: Uint8Array): Uint8Array | number {
    return -ENOTSUPP;
  }

  /** Page `index` of a mapping; a negative errno. */
  mapPage(_index: number): number {
    return -EINVAL;
  }
  /** May it be mapped like this? */
  mmap(_pages: number, _offset: number, _write: boolean): number {
    return -ENOTSUPP;
  }
  /** Queues and the poll bits that hold, for the map's file. */
  poll(_queues: WaitQueue[]): number {
    return -1;
  }

  freeze(): number {
    if (this.spinLockOffset >= 0 || this.timerOffset >= 0) return -ENOTSUPP;
    if (this.writers > 0) return -EBUSY;
    if (this.frozen) return -EBUSY;
    this.frozen = true;
    return 0;
  }

  /** The last reference is gone. */
  release(): void {}

  /** Entries in use; null where the type does not count. */
  get count(): number | null {
    return null;
  }

  /** All keys and values, at most `limit`, for snapshots. */
  entries(limit: number): { key: Uint8Array; value: Uint8Array }[] {
    const list: { key: Uint8Array; value: Uint8Array }[] = [];
    let key: Uint8Array | null = null;
    while (list.length < limit) {
      const next = this.nextKey(key);
      if (typeof next === 'number') break;
      const value = this.lookup(next);
      if (typeof value !== 'number') list.push({ key: next, value });
      key = next;
    }
    return list;
  }
}

/** Checks of bpf_map_update_elem's flags that all types share. */
export function checkUpdateFlags(flags: number): number {
  return (flags & ~BPF_F_LOCK) > BPF_EXIST ? -EINVAL : 0;
}

export const round8 = (size: number): number => (size + 7) & ~7;

export const index32 = (key: Uint8Array): number => (key[0] | (key[1] << 8) | (key[2] << 16) | (key[3] << 24)) >>> 0;

export function key32(index: number): Uint8Array {
  return Uint8Array.of(index & 255, (index >>> 8) & 255, (index >>> 16) & 255, index >>> 24);
}

/** Next key of anything indexed 0 … max − 1. */
export function nextIndex(key: Uint8Array | null, max: number): Uint8Array | number {
  const index = key === null ? 0xffff_ffff : index32(key);
  if (index >= max) return key32(0);
  return index === max - 1 ? -ENOENT : key32(index + 1);
}
