/**
 * The only way to user memory: copies through the processor's page walker, bringing absent pages in as a fault would.
 * Follows lib/usercopy.c and mm/gup.c: fixup_user_fault. A copy is whole or fails with -EFAULT (bytes before the bad page may
 * have been written, as on Linux).
 */
import { TASK_SIZE } from '../abi/limits';
import { copyCost } from '../costs';
import { EFAULT, ENAMETOOLONG } from '../errno';
import { utf8Decode } from '../fs/text';
import { isSleeping, settle } from '../sleeping';
import type { IoBuffer, MaySleep, Sleeping } from '../types';
import { handleFault } from './fault';
import type { MmStruct } from './mm';

/** What user copies need to know besides the address space. */
export interface FaultContext {
  stackLimit: number;
  /** Memory is out: frees some by killing. False: the caller itself was chosen. */
  outOfMemory(): boolean;
  /** Hears of the kernel's own faults, while somebody listens. */
  faulted?: (address: number, write: boolean) => void;
}

/** access_ok. */
export function inUserSpace(address: number, length: number): boolean {
  return address >= 0 && length >= 0 && address + length <= TASK_SIZE;
}

/** Brings one page in; 0 or -EFAULT. A page that must be read from a slow device cannot be had here. */
export function faultIn(mm: MmStruct, address: number, write: boolean, context: FaultContext): number {
  context.faulted?.(address, write);
  for (;;) {
    const result = handleFault(mm, address, { write, fetch: false }, context.stackLimit);
    if (result === 'out-of-memory') {
      if (!context.outOfMemory()) return -EFAULT;
      continue;
    }
    if (isSleeping(result)) {
      // arch/user-pages.ts waits for it and begins the call again.
      mm.awaited = { address, write };
      return -EFAULT;
    }
    return typeof result === 'object' ? -EFAULT : 0;
  }
}

/** Brings one page in, waiting for a device when it must: for calls that may sleep. 0 or -EFAULT. */
export function* faultInWaiting(
  mm: MmStruct,
  address: number,
  write: boolean,
  context: FaultContext,
): Sleeping<number> {
  context.faulted?.(address, write);
  for (;;) {
    const result = yield* settle(handleFault(mm, address, { write, fetch: false }, context.stackLimit));
    if (result !== 'out-of-memory') return typeof result === 'object' ? -EFAULT : 0;
    if (!context.outOfMemory()) return -EFAULT;
  }
}

/** Copies as much as can be had; less than `length` means a fault. */
export function readUser(
  mm: MmStruct,
  from: number,
  to: Uint8Array,
  offset: number,
  length: number,
  context: FaultContext,
): number {
  if (!inUserSpace(from, length)) return 0;
  const { mmu } = mm.shared;
  let done = 0;
  for (;;) {
    done += mmu.copyFromUser(mm.cr3, from + done, to, offset + done, length - done);
    if (done >= length) break;
    if (faultIn(mm, from + done, false, context) < 0) break;
  }
  mm.shared.charge(copyCost(done));
  return done;
}

export function writeUser(
  mm: MmStruct,
  to: number,
  from: Uint8Array,
  offset: number,
  length: number,
  context: FaultContext,
): number {
  if (!inUserSpace(to, length)) return 0;
  const { mmu } = mm.shared;
  let done = 0;
  for (;;) {
    done += mmu.copyToUser(mm.cr3, to + done, from, offset + done, length - done);
    if (done >= length) break;
    if (faultIn(mm, to + done, true, context) < 0) break;
  }
  mm.shared.charge(copyCost(done));
  return done;
}

/** The string at `from` without its NUL, or -EFAULT, or -ENAMETOOLONG when `max` bytes hold no NUL. */
export function readUserString(mm: MmStruct, from: number, max: number, context: FaultContext): string | number {
  const bytes = readUserBytesZ(mm, from, max, context);
  return typeof bytes === 'number' ? bytes : utf8Decode(bytes);
}

/** The same as raw bytes. */
export function readUserBytesZ(mm: MmStruct, from: number, max: number, context: FaultContext): Uint8Array | number {
  const parts: Uint8Array[] = [];
  let total = 0;
  let at = from;
  while (total < max) {
    const room = Math.min(4096 - (at % 4096), max - total);
    const chunk = new Uint8Array(room);
    if (readUser(mm, at, chunk, 0, room, context) < room) return -EFAULT;
    const end = chunk.indexOf(0);
    parts.push(end < 0 ? chunk : chunk.subarray(0, end));
    total += end < 0 ? room : end;
    if (end >= 0) return join(parts, total);
    at += room;
  }
  return -ENAMETOOLONG;
}

function join(parts: readonly Uint8Array[], total: number): Uint8Array {
  if (parts.length === 1) return parts[0];
  const bytes = new Uint8Array(total);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** A range of user memory as the end of a read or the start of a write. */
export class UserBuffer implements IoBuffer {
  done = 0;
  fault = 0;
  private writing = false;

  constructor(
    private readonly mm: MmStruct,
    private readonly address: number,
    private readonly length: number,
    private readonly context: FaultContext,
  ) {}

  get remaining(): number {
    return this.length - this.done;
  }
  /** Where it stands: for drivers that are C code and copy by themselves. */
  get userAddress(): number {
    return this.address + this.done;
  }

  put(from: Uint8Array, offset: number, length: number): number {
    const want = Math.min(length, this.remaining);
    this.writing = true;
    const moved = writeUser(this.mm, this.address + this.done, from, offset, want, this.context);
    return this.moved(moved, want);
  }

  get(to: Uint8Array, offset: number, length: number): number {
    const want = Math.min(length, this.remaining);
    this.writing = false;
    const moved = readUser(this.mm, this.address + this.done, to, offset, want, this.context);
    return this.moved(moved, want);
  }

  faultIn(): MaySleep<number> {
    const address = this.address + this.done;
    if (!inUserSpace(address, 1)) return -EFAULT;
    this.fault = 0;
    return faultInWaiting(this.mm, address, this.writing, this.context);
  }

  private moved(moved: number, want: number): number {
    this.done += moved;
    if (moved < want) this.fault = -EFAULT;
    return moved;
  }
}

/** A kernel array in the same role. */
export class KernelBuffer implements IoBuffer {
  done = 0;
  readonly fault = 0;

  constructor(private readonly bytes: Uint8Array) {}

  get remaining(): number {
    return this.bytes.length - this.done;
  }

  put(from: Uint8Array, offset: number, length: number): number {
    const n = Math.min(length, this.remaining);
    this.bytes.set(from.subarray(offset, offset + n), this.done);
    this.done += n;
    return n;
  }

  get(to: Uint8Array, offset: number, length: number): number {
    const n = Math.min(length, this.remaining);
    to.set(this.bytes.subarray(this.done, this.done + n), offset);
    this.done += n;
    return n;
  }
}
