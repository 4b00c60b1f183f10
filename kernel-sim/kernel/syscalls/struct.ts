/** Small helpers to lay C structures out: a view over fresh bytes, little-endian as the machine is. */
import { EFAULT } from '../errno';
import type { RunningKernel } from '../kernel';
import type { TaskStruct } from '../sched/task';
import type { TimeSpec } from '../types';

export class Struct {
  readonly bytes: Uint8Array;
  private readonly view: DataView;

  constructor(size: number | Uint8Array) {
    this.bytes = typeof size === 'number' ? new Uint8Array(size) : size;
    this.view = new DataView(this.bytes.buffer, this.bytes.byteOffset, this.bytes.length);
  }

  i32(at: number): number {
    return this.view.getInt32(at, true);
  }
  u32(at: number): number {
    return this.view.getUint32(at, true);
  }
  /** Signed 64 bits as a double: exact within ±2^53. */
  i64(at: number): number {
    return Number(this.view.getBigInt64(at, true));
  }
  u64(at: number): bigint {
    return this.view.getBigUint64(at, true);
  }
  setI32(at: number, value: number): this {
    this.view.setInt32(at, value, true);
    return this;
  }
  setI64(at: number, value: number | bigint): this {
    this.view.setBigInt64(at, BigInt.asIntN(64, BigInt(value)), true);
    return this;
  }
  /** A struct timespec, or a timeval when `unit` is 1000. */
  setTime(at: number, time: TimeSpec, unit = 1): this {
    return this.setI64(at, time[0]).setI64(at + 8, Math.floor(time[1] / unit));
  }
  text(at: number, text: string): this {
    for (let i = 0; i < text.length; i++) this.bytes[at + i] = text.charCodeAt(i);
    return this;
  }

  /** Into user memory; a NULL address is fine where the call says so. */
  put(kernel: RunningKernel, task: TaskStruct, address: number): number {
    return kernel.copyToUser(task, address, this.bytes);
  }

  static get(kernel: RunningKernel, task: TaskStruct, address: number, size: number): Struct | number {
    const bytes = new Uint8Array(size);
    return kernel.copyFromUser(task, address, bytes) < 0 ? -EFAULT : new Struct(bytes);
  }
}
