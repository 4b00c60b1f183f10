/**
 * BPF_MAP_TYPE_STACK_TRACE: call chains by number. Follows kernel/bpf/stackmap.c.
 */
import { EEXIST, EINVAL, ENOENT } from '../../errno';
import { BpfMap, ENOTSUPP, index32, key32 } from './map';

export const BPF_F_REUSE_STACKID = 1 << 10;
export const BPF_F_FAST_STACK_CMP = 1 << 9;

export class StackTraceMap extends BpfMap {
  private readonly stacks = new Map<number, bigint[]>();

  get depth(): number {
    return this.valueSize / 8;
  }

  override get count(): number {
    return this.stacks.size;
  }

  /** The number of a chain: its hash among the buckets. -EEXIST when another chain has that bucket. */
  store(chain: readonly bigint[], flags: number): number {
    const ips = chain.slice(0, this.depth);
    if (ips.length === 0) return -EINVAL;
    let hash = 0;
    for (const ip of ips) hash = (Math.imul(hash, 31) + Number(BigInt.asIntN(32, ip ^ (ip >> 32n)))) | 0;
    const id = (hash >>> 0) % roundUpPowerOfTwo(this.maxEntries);
    const old = this.stacks.get(id);
    const same = old !== undefined && old.length === ips.length && old.every((ip, index) => ip === ips[index]);
    if (old && !same && !(flags & BPF_F_REUSE_STACKID)) return -EEXIST;
    this.stacks.set(id, ips);
    return id;
  }

  override lookup(key: Uint8Array): Uint8Array | number {
    const ips = this.stacks.get(index32(key));
    if (!ips) return -ENOENT;
    const bytes = new Uint8Array(this.valueSize);
    const view = new DataView(bytes.buffer);
    ips.forEach((ip, index) => {
      view.setBigUint64(index * 8, BigInt.asUintN(64, ip), true);
    });
    return bytes;
  }
  override update(): number {
    return -EINVAL;
  }
  override programUpdate(): number {
    return -ENOTSUPP;
  }
  override delete(key: Uint8Array): number {
    return this.stacks.delete(index32(key)) ? 0 : -ENOENT;
  }
  override nextKey(key: Uint8Array | null): Uint8Array | number {
    const ids = [...this.stacks.keys()].sort((a, b) => a - b);
    const from = key === null || !this.stacks.has(index32(key)) ? -1 : index32(key);
    const next = ids.find((id) => id > from);
    return next === undefined ? -ENOENT : key32(next);
  }
}

function roundUpPowerOfTwo(value: number): number {
  let power = 1;
  while (power < value) power *= 2;
  return power;
}
