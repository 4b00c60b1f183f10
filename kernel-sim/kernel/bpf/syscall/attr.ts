/**
 * union bpf_attr: how it is read and checked. Follows kernel/bpf/syscall.c: __sys_bpf, CHECK_ATTR, bpf_check_uarg_tail_zero.
 */
import { E2BIG, EFAULT, EINVAL } from '../../errno';
import type { RunningKernel } from '../../kernel';
import type { TaskStruct } from '../../sched/task';

/** sizeof(union bpf_attr) in Linux 6.1. */
export const ATTR_BYTES = 144;

export class Attr {
  private readonly view: DataView;

  constructor(
    readonly bytes: Uint8Array,
    /** Where it lies in user memory, for fields that are answered. */
    readonly address: number,
    readonly size: number,
  ) {
    this.view = new DataView(bytes.buffer);
  }

  /** -E2BIG when bytes that this kernel does not know are set. */
  static read(kernel: RunningKernel, task: TaskStruct, address: number, size: number): Attr | number {
    if (size > 4096) return -E2BIG;
    const given = new Uint8Array(size);
    if (kernel.copyFromUser(task, address, given) < 0) return -EFAULT;
    if (given.subarray(ATTR_BYTES).some((byte) => byte !== 0)) return -E2BIG;
    const bytes = new Uint8Array(ATTR_BYTES);
    bytes.set(given.subarray(0, ATTR_BYTES));
    return new Attr(bytes, address, size);
  }

  /** CHECK_ATTR: nothing behind the command's last field may be set. */
  only(last: number): number {
    return this.bytes.subarray(last).some((byte) => byte !== 0) ? -EINVAL : 0;
  }

  u32(at: number): number {
    return this.view.getUint32(at, true);
  }
  i32(at: number): number {
    return this.view.getInt32(at, true);
  }
  u64(at: number): bigint {
    return this.view.getBigUint64(at, true);
  }
  /** A user address or a small 64-bit number. */
  pointer(at: number): number {
    return Number(this.view.getBigInt64(at, true));
  }

  /** Answers a field. */
  put32(kernel: RunningKernel, task: TaskStruct, at: number, value: number): number {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setUint32(0, value >>> 0, true);
    return kernel.copyToUser(task, this.address + at, bytes);
  }
}

/** A kernel object's name of up to 15 letters; -EINVAL for letters that are not allowed. */
export function objectName(bytes: Uint8Array): string | number {
  const end = bytes.indexOf(0);
  if (end < 0) return -EINVAL;
  const name = String.fromCharCode(...bytes.subarray(0, end));
  return /^[\w.]*$/.test(name) && bytes.subarray(end).every((byte) => byte === 0) ? name : -EINVAL;
}
