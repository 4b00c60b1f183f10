/**
 * BPF_MAP_TYPE_LPM_TRIE: longest prefix match, as routing tables need it. Follows kernel/bpf/lpm_trie.c.
 * A key is a prefix length in bits (u32) and the data, most significant bit first.
 */
import { EEXIST, EINVAL, ENOENT, ENOSPC } from '../../errno';
import { REGION_BASE, type Region, type Wide } from '../interp/memory';
import { keyText } from './hash';
import { BPF_EXIST, BPF_NOEXIST, BpfMap, index32, type MapAttributes, type MapHost, round8 } from './map';

interface Node {
  key: Uint8Array;
  length: number;
  slot: number;
}

export class LpmTrie extends BpfMap {
  private readonly nodes = new Map<string, Node>();
  private readonly region: Region;
  private readonly stride: number;
  private readonly freeSlots: number[] = [];
  private used = 0;
  private readonly maxPrefix: number;

  constructor(host: MapHost, attributes: MapAttributes) {
    super(host, attributes);
    this.maxPrefix = (this.keySize - 4) * 8;
    this.stride = round8(this.valueSize);
    this.region = host.memory.add(this.name, new Uint8Array(this.stride * 16));
  }

  override get count(): number {
    return this.nodes.size;
  }

  /** The node of exactly this prefix: bits behind it do not count. */
  private nameOf(key: Uint8Array, length: number): string {
    return `${length}:${keyText(masked(key, length))}`;
  }

  private match(key: Uint8Array): Node | undefined {
    const asked = index32(key);
    if (asked > this.maxPrefix) return undefined;
    for (let length = asked; length >= 0; length--) {
      const node = this.nodes.get(this.nameOf(key, length));
      if (node) return node;
    }
    return undefined;
  }

  override valueAddress(key: Uint8Array, out: Wide): boolean {
    const node = this.match(key);
    if (!node) return false;
    out.lo = REGION_BASE + node.slot * this.stride;
    out.hi = this.region.high;
    return true;
  }

  override lookup(key: Uint8Array): Uint8Array | number {
    const node = this.match(key);
    if (!node) return -ENOENT;
    const at = node.slot * this.stride;
    return this.region.bytes!.slice(at, at + this.valueSize);
  }

  override update(key: Uint8Array, value: Uint8Array, flags: number): number {
    const length = index32(key);
    if (flags > BPF_EXIST || length > this.maxPrefix) return -EINVAL;
    const name = this.nameOf(key, length);
    const old = this.nodes.get(name);
    if (old ? flags === BPF_NOEXIST : flags === BPF_EXIST) return old ? -EEXIST : -ENOENT;
    if (!old && this.nodes.size >= this.maxEntries) return -ENOSPC;
    const slot = old?.slot ?? this.freeSlots.pop() ?? this.used++;
    this.nodes.set(name, { key: key.slice(), length, slot });
    this.makeRoom(slot);
    this.region.bytes!.set(value, slot * this.stride);
    this.onChange?.(key);
    return 0;
  }

  private makeRoom(slot: number): void {
    const { bytes } = this.region;
    if ((slot + 1) * this.stride <= bytes!.length) return;
    const bigger = new Uint8Array(bytes!.length * 2);
    bigger.set(bytes!);
    this.region.show(bigger);
  }

  override delete(key: Uint8Array): number {
    const length = index32(key);
    if (length > this.maxPrefix) return -EINVAL;
    const name = this.nameOf(key, length);
    const node = this.nodes.get(name);
    if (!node) return -ENOENT;
    this.nodes.delete(name);
    this.freeSlots.push(node.slot);
    this.onChange?.(key);
    return 0;
  }

  /** Post-order: the more specific before the less specific. */
  private ordered(): Node[] {
    return [...this.nodes.values()].sort((a, b) => {
      const common = Math.min(a.length, b.length);
      for (let bit = 0; bit < common; bit++) {
        const difference = bitAt(a.key, bit) - bitAt(b.key, bit);
        if (difference !== 0) return difference;
      }
      return b.length - a.length;
    });
  }

  override nextKey(key: Uint8Array | null): Uint8Array | number {
    const nodes = this.ordered();
    if (nodes.length === 0) return -ENOENT;
    const name = key && index32(key) <= this.maxPrefix ? this.nameOf(key, index32(key)) : '';
    const at = nodes.findIndex((node) => this.nameOf(node.key, node.length) === name);
    return nodes[at + 1]?.key.slice() ?? -ENOENT;
  }

  override release(): void {
    this.host.memory.remove(this.region);
  }
}

const bitAt = (key: Uint8Array, bit: number): number => (key[4 + (bit >>> 3)] >>> (7 - (bit & 7))) & 1;

function masked(key: Uint8Array, length: number): Uint8Array {
  const data = key.slice(4);
  for (let i = 0; i < data.length; i++) {
    const bits = Math.min(8, Math.max(0, length - i * 8));
    data[i] &= 0xff00 >>> bits;
  }
  return data;
}
