/**
 * BPF_MAP_TYPE_HASH, LRU_HASH and their per-CPU kinds. Follows kernel/bpf/hashtab.c.
 * Departs from it: the order of keys is that of their slots, not of a hash seeded at random; LRU evicts the exactly least recently used.
 */
import { E2BIG, EEXIST, EINVAL, ENOENT } from '../../errno';
import { REGION_BASE, type Region, type Wide } from '../interp/memory';
import { MapType } from '../types';
import {
  BPF_EXIST,
  BPF_F_LOCK,
  BPF_NOEXIST,
  BpfMap,
  checkUpdateFlags,
  type MapAttributes,
  type MapHost,
  round8,
} from './map';

const FIRST_SLOTS = 16;

export const keyText = (key: Uint8Array): string => String.fromCharCode(...key);

export class HashMap extends BpfMap {
  /** Key → slot, least recently used first where that matters. */
  private readonly slots = new Map<string, number>();
  private readonly keys: (Uint8Array | undefined)[] = [];
  private readonly free: number[] = [];
  private readonly region: Region;
  private readonly stride: number;
  private readonly copies: number;

  constructor(host: MapHost, attributes: MapAttributes) {
    super(host, attributes);
    this.stride = round8(this.valueSize);
    this.copies = this.perCpu ? host.cpus : 1;
    this.region = host.memory.add(this.name, new Uint8Array(this.stride * this.copies * FIRST_SLOTS));
  }

  override get perCpu(): boolean {
    return this.type === MapType.PERCPU_HASH || this.type === MapType.LRU_PERCPU_HASH;
  }
  private get lru(): boolean {
    return this.type === MapType.LRU_HASH || this.type === MapType.LRU_PERCPU_HASH;
  }
  override get userValueSize(): number {
    return this.perCpu ? this.stride * this.host.cpus : this.valueSize;
  }
  override get count(): number {
    return this.slots.size;
  }

  private offset(slot: number, cpu: number): number {
    return (slot * this.copies + cpu) * this.stride;
  }

  /** The slot of a key, or −1. A look-up by a program makes it recently used. */
  private find(text: string, used: boolean): number {
    const slot = this.slots.get(text);
    if (slot === undefined) return -1;
    if (used && this.lru) {
      this.slots.delete(text);
      this.slots.set(text, slot);
    }
    return slot;
  }

  override valueAddress(key: Uint8Array, out: Wide): boolean {
    const slot = this.find(keyText(key), true);
    if (slot < 0) return false;
    out.lo = REGION_BASE + this.offset(slot, this.perCpu ? this.host.cpu() : 0);
    out.hi = this.region.high;
    return true;
  }

  override lookup(key: Uint8Array): Uint8Array | number {
    const slot = this.find(keyText(key), false);
    return slot < 0 ? -ENOENT : this.values(slot);
  }

  private values(slot: number): Uint8Array {
    const { bytes } = this.region;
    const all = new Uint8Array(this.userValueSize);
    for (let cpu = 0; cpu < this.copies; cpu++) {
      const at = this.offset(slot, cpu);
      all.set(bytes!.subarray(at, at + this.valueSize), cpu * this.stride);
    }
    return all;
  }

  override update(key: Uint8Array, value: Uint8Array, flags: number): number {
    const slot = this.place(key, flags);
    if (slot < 0) return slot;
    for (let cpu = 0; cpu < this.copies; cpu++) {
      const at = this.perCpu ? cpu * this.stride : 0;
      this.region.bytes!.set(value.subarray(at, at + this.valueSize), this.offset(slot, cpu));
    }
    this.onChange?.(key);
    return 0;
  }

  /** A program sets its own CPU's value; a new element begins with zeros on the others. */
  override programUpdate(key: Uint8Array, value: Uint8Array, flags: number): number {
    if (!this.perCpu) return this.update(key, value, flags);
    const fresh = !this.slots.has(keyText(key));
    const slot = this.place(key, flags);
    if (slot < 0) return slot;
    const { bytes } = this.region;
    if (fresh) bytes!.fill(0, this.offset(slot, 0), this.offset(slot + 1, 0));
    bytes!.set(value, this.offset(slot, this.host.cpu()));
    this.onChange?.(key);
    return 0;
  }

  /** The slot that an update goes to, made where it is not there. */
  private place(key: Uint8Array, flags: number): number {
    if (checkUpdateFlags(flags) < 0 || (flags & BPF_F_LOCK && this.spinLockOffset < 0)) return -EINVAL;
    const text = keyText(key);
    const old = this.find(text, true);
    if (old >= 0) return flags & BPF_NOEXIST ? -EEXIST : old;
    if (flags & BPF_EXIST) return -ENOENT;
    if (this.slots.size >= this.maxEntries && !this.evict()) return -E2BIG;
    const slot = this.free.pop() ?? this.keys.length;
    this.keys[slot] = key.slice();
    this.slots.set(text, slot);
    this.makeRoom(slot);
    return slot;
  }

  private evict(): boolean {
    if (!this.lru) return false;
    const oldest = this.slots.keys().next();
    if (!oldest.done) this.remove(oldest.value, this.slots.get(oldest.value)!);
    return !oldest.done;
  }

  private makeRoom(slot: number): void {
    const { bytes } = this.region;
    if (this.offset(slot + 1, 0) <= bytes!.length) return;
    const bigger = new Uint8Array(bytes!.length * 2);
    bigger.set(bytes!);
    this.region.show(bigger);
  }

  private remove(text: string, slot: number): void {
    this.slots.delete(text);
    this.keys[slot] = undefined;
    this.free.push(slot);
  }

  override delete(key: Uint8Array): number {
    const text = keyText(key);
    const slot = this.slots.get(text);
    if (slot === undefined) return -ENOENT;
    this.remove(text, slot);
    this.onChange?.(key);
    return 0;
  }

  override lookupAndDelete(key: Uint8Array): Uint8Array | number {
    const value = this.lookup(key);
    if (typeof value !== 'number') this.delete(key);
    return value;
  }

  override nextKey(key: Uint8Array | null): Uint8Array | number {
    const from = key === null ? -1 : (this.slots.get(keyText(key)) ?? -1);
    for (let slot = from + 1; slot < this.keys.length; slot++) {
      const next = this.keys[slot];
      if (next) return next.slice();
    }
    return -ENOENT;
  }

  override *each(): Generator<[Uint8Array, Wide]> {
    for (const [slot, key] of [...this.keys].entries()) {
      if (!key || this.keys[slot] !== key) continue;
      const lo = REGION_BASE + this.offset(slot, this.perCpu ? this.host.cpu() : 0);
      yield [key.slice(), { lo, hi: this.region.high }];
    }
  }

  override release(): void {
    this.host.memory.remove(this.region);
  }
}
