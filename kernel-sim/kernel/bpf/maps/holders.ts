/**
 * Maps whose values are descriptors of other things: programs (tail calls), perf events, cgroups, inner maps, devices.
 * User space writes a descriptor and reads an id. Follows kernel/bpf/{arraymap,map_in_map,hashtab,devmap}.c.
 */
import { E2BIG, EEXIST, EINVAL, ENOENT } from '../../errno';
import type { Wide } from '../interp/memory';
import { MapType } from '../types';
import { keyText } from './hash';
import {
  BPF_ANY,
  BPF_EXIST,
  BPF_NOEXIST,
  BpfMap,
  ENOTSUPP,
  type HeldCgroup,
  type HeldProgram,
  index32,
  key32,
  nextIndex,
  type PerfSink,
} from './map';

interface Held {
  get(): void;
  put(): void;
}

/** An array of things with reference counts. */
abstract class HolderArray<T extends Held> extends BpfMap {
  protected readonly slots: (T | undefined)[] = [];

  /** The thing behind a descriptor of the caller. */
  protected abstract take(fd: number): T | number;
  /** What user space reads; -ENOTSUPP where it reads nothing. */
  protected abstract show(held: T): number;

  at(index: number): T | undefined {
    return this.slots[index];
  }

  override lookup(key: Uint8Array): Uint8Array | number {
    const index = index32(key);
    const held = index < this.maxEntries ? this.slots[index] : undefined;
    if (!held) return -ENOENT;
    const shown = this.show(held);
    return shown < 0 ? shown : key32(shown);
  }

  override update(key: Uint8Array, value: Uint8Array, flags: number): number {
    if (flags !== BPF_ANY) return -EINVAL;
    const index = index32(key);
    if (index >= this.maxEntries) return -E2BIG;
    const held = this.take(index32(value) | 0);
    if (typeof held === 'number') return held;
    held.get();
    this.slots[index]?.put();
    this.slots[index] = held;
    this.onChange?.(key);
    return 0;
  }

  override delete(key: Uint8Array): number {
    const index = index32(key);
    if (index >= this.maxEntries) return -E2BIG;
    const held = this.slots[index];
    if (!held) return -ENOENT;
    this.slots[index] = undefined;
    held.put();
    return 0;
  }

  override nextKey(key: Uint8Array | null): Uint8Array | number {
    return nextIndex(key, this.maxEntries);
  }

  override release(): void {
    for (const held of this.slots) held?.put();
    this.slots.length = 0;
  }
}

export class ProgArray extends HolderArray<HeldProgram> {
  /** All programs that use the array, or are in it, are of one kind (bpf_prog_map_compatible). */
  owner: string | null = null;

  compatible(kind: string): boolean {
    this.owner ??= kind;
    return this.owner === kind;
  }
  protected take(fd: number): HeldProgram | number {
    const program = this.host.programFromFd(fd);
    if (typeof program === 'number') return program;
    return this.compatible(program.compatible) ? program : -EINVAL;
  }
  protected show(held: HeldProgram): number {
    return held.id;
  }
}

export class PerfEventArray extends HolderArray<PerfSink> {
  protected take(fd: number): PerfSink | number {
    return this.host.perfEventFromFd(fd);
  }
  protected show(): number {
    return -ENOTSUPP;
  }
}

export class CgroupArray extends HolderArray<HeldCgroup> {
  protected take(fd: number): HeldCgroup | number {
    return this.host.cgroupFromFd(fd);
  }
  protected show(): number {
    return -ENOTSUPP;
  }
}

/** An inner map must be as the template was: type, sizes, flags; an array also in its length. */
function fitsTemplate(template: BpfMap, inner: BpfMap): boolean {
  const same =
    template.type === inner.type &&
    template.keySize === inner.keySize &&
    template.valueSize === inner.valueSize &&
    template.flags === inner.flags;
  return same && (inner.type !== MapType.ARRAY || template.maxEntries === inner.maxEntries);
}

/** A map as a thing to be held. */
class HeldMap implements Held {
  constructor(
    readonly map: BpfMap,
    private readonly drop: (map: BpfMap) => void,
  ) {}
  get(): void {
    this.map.refs++;
  }
  put(): void {
    this.drop(this.map);
  }
}

export class ArrayOfMaps extends HolderArray<HeldMap> {
  drop: (map: BpfMap) => void = () => {};

  protected take(fd: number): HeldMap | number {
    const map = this.host.mapFromFd(fd);
    if (typeof map === 'number') return map;
    return this.inner && fitsTemplate(this.inner, map) ? new HeldMap(map, this.drop) : -EINVAL;
  }
  protected show(held: HeldMap): number {
    return held.map.id;
  }
  override valueAddress(key: Uint8Array, out: Wide): boolean {
    const held = this.slots[index32(key)];
    if (!held) return false;
    ({ lo: out.lo, hi: out.hi } = held.map.address);
    return true;
  }
}

export class HashOfMaps extends BpfMap {
  drop: (map: BpfMap) => void = () => {};
  private readonly slots = new Map<string, { key: Uint8Array; held: HeldMap }>();

  override get count(): number {
    return this.slots.size;
  }
  override valueAddress(key: Uint8Array, out: Wide): boolean {
    const found = this.slots.get(keyText(key));
    if (!found) return false;
    ({ lo: out.lo, hi: out.hi } = found.held.map.address);
    return true;
  }
  override lookup(key: Uint8Array): Uint8Array | number {
    const found = this.slots.get(keyText(key));
    return found ? key32(found.held.map.id) : -ENOENT;
  }
  override update(key: Uint8Array, value: Uint8Array, flags: number): number {
    if (flags > BPF_EXIST) return -EINVAL;
    const map = this.host.mapFromFd(index32(value) | 0);
    if (typeof map === 'number') return map;
    if (!this.inner || !fitsTemplate(this.inner, map)) return -EINVAL;
    const text = keyText(key);
    const old = this.slots.get(text);
    if (old && flags === BPF_NOEXIST) return -EEXIST;
    if (!old && flags === BPF_EXIST) return -ENOENT;
    if (!old && this.slots.size >= this.maxEntries) return -E2BIG;
    const held = new HeldMap(map, this.drop);
    held.get();
    this.slots.set(text, { key: key.slice(), held });
    old?.held.put();
    this.onChange?.(key);
    return 0;
  }
  override delete(key: Uint8Array): number {
    const text = keyText(key);
    const old = this.slots.get(text);
    if (!old) return -ENOENT;
    this.slots.delete(text);
    old.held.put();
    return 0;
  }
  override nextKey(key: Uint8Array | null): Uint8Array | number {
    const keys = [...this.slots.keys()];
    const next = keys[key === null ? 0 : keys.indexOf(keyText(key)) + 1];
    return next === undefined ? -ENOENT : this.slots.get(next)!.key.slice();
  }
  override release(): void {
    for (const { held } of this.slots.values()) held.put();
    this.slots.clear();
  }
}

/** BPF_MAP_TYPE_DEVMAP: interface indexes that XDP programs redirect to; with 8-byte values also a program for the way out. */
export class DevMap extends BpfMap {
  private readonly slots: (Uint8Array | undefined)[] = [];

  /** ifindex, or 0. */
  device(index: number): number {
    const slot = index < this.maxEntries ? this.slots[index] : undefined;
    return slot ? index32(slot) : 0;
  }
  override lookup(key: Uint8Array): Uint8Array | number {
    return this.slots[index32(key)]?.slice() ?? -ENOENT;
  }
  override update(key: Uint8Array, value: Uint8Array, flags: number): number {
    if (flags > BPF_EXIST) return -EINVAL;
    const index = index32(key);
    if (index >= this.maxEntries) return -E2BIG;
    if (flags === BPF_NOEXIST) return -EEXIST;
    if (index32(value) === 0) {
      this.slots[index] = undefined;
      return 0;
    }
    this.slots[index] = value.slice();
    this.onChange?.(key);
    return 0;
  }
  override delete(key: Uint8Array): number {
    const index = index32(key);
    if (index >= this.maxEntries) return -EINVAL;
    this.slots[index] = undefined;
    return 0;
  }
  override nextKey(key: Uint8Array | null): Uint8Array | number {
    return nextIndex(key, this.maxEntries);
  }
}
