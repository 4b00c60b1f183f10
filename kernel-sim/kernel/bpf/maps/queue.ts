/**
 * BPF_MAP_TYPE_QUEUE and STACK: push, pop, peek; no keys. Follows kernel/bpf/queue_stack_maps.c.
 */
import { E2BIG, EINVAL, ENOENT } from '../../errno';
import { MapType } from '../types';
import { BPF_ANY, BPF_EXIST, BpfMap } from './map';

export class QueueMap extends BpfMap {
  private readonly values: Uint8Array[] = [];

  override get count(): number {
    return this.values.length;
  }

  push(value: Uint8Array, flags: number): number {
    if (flags !== BPF_ANY && flags !== BPF_EXIST) return -EINVAL;
    if (this.values.length >= this.maxEntries) {
      // BPF_EXIST: the oldest makes room.
      if (flags !== BPF_EXIST) return -E2BIG;
      this.values.shift();
    }
    this.values.push(value.slice());
    this.onChange?.(new Uint8Array());
    return 0;
  }

  peek(): Uint8Array | number {
    const last = this.type === MapType.STACK ? this.values.at(-1) : this.values[0];
    return last?.slice() ?? -ENOENT;
  }

  pop(): Uint8Array | number {
    const value = this.type === MapType.STACK ? this.values.pop() : this.values.shift();
    return value ?? -ENOENT;
  }

  override lookup(): Uint8Array | number {
    return this.peek();
  }
  override update(_key: Uint8Array, value: Uint8Array, flags: number): number {
    return this.push(value, flags);
  }
  override lookupAndDelete(): Uint8Array | number {
    return this.pop();
  }
  override nextKey(): number {
    return -EINVAL;
  }

  override entries(limit: number): { key: Uint8Array; value: Uint8Array }[] {
    return this.values.slice(0, limit).map((value) => ({ key: new Uint8Array(), value }));
  }
}
