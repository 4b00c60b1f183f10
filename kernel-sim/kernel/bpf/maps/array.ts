/**
 * BPF_MAP_TYPE_ARRAY and PERCPU_ARRAY. Follows kernel/bpf/arraymap.c. Elements exist from the start and cannot be deleted.
 */
import { E2BIG, EEXIST, EINVAL, ENOENT } from '../../errno';
import { REGION_BASE, type Region, type Wide } from '../interp/memory';
import { MapType } from '../types';
import {
  BPF_F_LOCK,
  BPF_F_MMAPABLE,
  BPF_F_WRONLY,
  BPF_NOEXIST,
  BpfMap,
  checkUpdateFlags,
  ENOTSUPP,
  index32,
  key32,
  type MapAttributes,
  type MapHost,
  nextIndex,
  round8,
} from './map';
import type { PagedBytes } from './pages';

export class ArrayMap extends BpfMap {
  /** Bytes from one element to the next. */
  private readonly stride: number;
  private readonly region: Region;
  private readonly copies: number;

  constructor(
    host: MapHost,
    attributes: MapAttributes,
    private readonly paged: PagedBytes | null,
  ) {
    super(host, attributes);
    this.stride = round8(this.valueSize);
    this.copies = this.perCpu ? host.cpus : 1;
    const size = this.stride * this.maxEntries * this.copies;
    this.region = paged
      ? host.memory.addSlow(this.name, size, paged)
      : host.memory.add(this.name, new Uint8Array(size));
  }

  override get perCpu(): boolean {
    return this.type === MapType.PERCPU_ARRAY;
  }
  override get userValueSize(): number {
    return this.perCpu ? this.stride * this.host.cpus : this.valueSize;
  }

  /** Offset of an element; copies of one CPU lie together. */
  private offset(index: number, cpu: number): number {
    return (this.perCpu ? cpu * this.maxEntries + index : index) * this.stride;
  }

  override valueAddress(key: Uint8Array, out: Wide): boolean {
    const index = index32(key);
    if (index >= this.maxEntries) return false;
    out.lo = REGION_BASE + this.offset(index, this.perCpu ? this.host.cpu() : 0);
    out.hi = this.region.high;
    return true;
  }

  override directAddress(offset: number): Wide | null {
    if (this.perCpu || this.maxEntries !== 1 || offset >= this.valueSize) return null;
    return { lo: REGION_BASE + offset, hi: this.region.high };
  }

  /** A value as rodata: constant for the verifier. */
  constant(offset: number, size: number): bigint | null {
    const bytes = new Uint8Array(8);
    if (!this.host.memory.read(this.region.high, REGION_BASE + offset, bytes.subarray(0, size))) return null;
    return new DataView(bytes.buffer).getBigUint64(0, true);
  }

  private get(offset: number, length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    this.host.memory.read(this.region.high, REGION_BASE + offset, bytes);
    return bytes;
  }
  private put(offset: number, bytes: Uint8Array): void {
    this.host.memory.write(this.region.high, REGION_BASE + offset, bytes);
  }

  override lookup(key: Uint8Array): Uint8Array | number {
    const index = index32(key);
    if (index >= this.maxEntries) return -ENOENT;
    if (!this.perCpu) return this.get(this.offset(index, 0), this.valueSize);
    const all = new Uint8Array(this.userValueSize);
    for (let cpu = 0; cpu < this.copies; cpu++)
      all.set(this.get(this.offset(index, cpu), this.valueSize), cpu * this.stride);
    return all;
  }

  override update(key: Uint8Array, value: Uint8Array, flags: number): number {
    const error = this.checkUpdate(key, flags);
    if (error < 0) return error;
    const index = index32(key);
    for (let cpu = 0; cpu < this.copies; cpu++) {
      const at = this.perCpu ? cpu * this.stride : 0;
      this.put(this.offset(index, cpu), value.subarray(at, at + this.valueSize));
    }
    this.onChange?.(key);
    return 0;
  }

  override programUpdate(key: Uint8Array, value: Uint8Array, flags: number): number {
    const error = this.checkUpdate(key, flags);
    if (error < 0) return error;
    this.put(this.offset(index32(key), this.perCpu ? this.host.cpu() : 0), value);
    this.onChange?.(key);
    return 0;
  }

  private checkUpdate(key: Uint8Array, flags: number): number {
    if (checkUpdateFlags(flags) < 0) return -EINVAL;
    if (index32(key) >= this.maxEntries) return -E2BIG;
    if (flags & BPF_NOEXIST) return -EEXIST;
    return flags & BPF_F_LOCK && this.spinLockOffset < 0 ? -EINVAL : 0;
  }

  override nextKey(key: Uint8Array | null): Uint8Array | number {
    return nextIndex(key, this.maxEntries);
  }

  override *each(): Generator<[Uint8Array, Wide]> {
    for (let index = 0; index < this.maxEntries; index++) {
      const out = { lo: 0, hi: 0 };
      const key = key32(index);
      this.valueAddress(key, out);
      yield [key, out];
    }
  }

  override mapPage(index: number): number {
    return this.paged?.pages[index]?.frame ?? -EINVAL;
  }

  override mmap(pages: number, offset: number, write: boolean): number {
    if (!(this.flags & BPF_F_MMAPABLE) || !this.paged) return -ENOTSUPP;
    if (write && (this.frozen || this.flags & BPF_F_WRONLY)) return -1;
    return offset + pages > this.paged.pages.length ? -EINVAL : 0;
  }

  override release(): void {
    this.host.memory.remove(this.region);
    this.paged?.free(this.host);
  }

  override get count(): number {
    return this.maxEntries;
  }
}
