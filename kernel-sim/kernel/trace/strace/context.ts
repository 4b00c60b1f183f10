/** What a printer of arguments may ask: user memory of the traced task, the other arguments, the result. */
import { PROT_NONE } from '../../abi/mman';
import type { RunningKernel } from '../../kernel';
import type { MmStruct } from '../../mm/mm';
import { pteFrame, pteMapped } from '../../mm/page-table';
import type { TaskStruct } from '../../sched/task';
import { Struct } from '../../syscalls/struct';
import { hexPointer } from '../siginfo';

export interface CallContext {
  readonly kernel: RunningKernel;
  readonly task: TaskStruct;
  readonly name: string;
  readonly args: readonly number[];
  /** Undefined while the call has not ended. */
  readonly result: number | undefined;
}

/** No argument that is printed is longer. */
const MOST = 1 << 20;

/** Reads without changing anything: no page is brought in, no time passes, no A bit matters. */
export function peek(context: CallContext, address: number, length: number): Uint8Array | null {
  if (!(length >= 0 && length <= MOST)) return null;
  const bytes = new Uint8Array(length);
  return peekSome(context, address, bytes) === length ? bytes : null;
}

function peekSome(context: CallContext, address: number, into: Uint8Array): number {
  const { mm } = context.task;
  if (!mm || address <= 0 || address + into.length > 0x7ffffffff000) return 0;
  let done = 0;
  while (done < into.length) {
    const va = address + done;
    const count = Math.min(4096 - (va % 4096), into.length - done);
    const frame = frameAt(mm, va);
    if (frame === null) break;
    const from = frame * 4096 + (va % 4096);
    into.set(mm.shared.ram.bytes.subarray(from, from + count), done);
    done += count;
  }
  return done;
}

/** The frame that a read of `va` would see, without mapping it; null: the read would fault for good. */
function frameAt(mm: MmStruct, va: number): number | null {
  const entry = mm.table.find(va);
  const low = entry === 0 ? 0 : mm.table.low(entry);
  if (pteMapped(low)) return pteFrame(low);
  const vma = mm.find(va);
  if (!vma || vma.prot === PROT_NONE) return null;
  const { pages } = vma.backing;
  if (!pages) return vma.anonymous ? mm.shared.zeroFrame : null;
  const frame = pages.page(vma.pageIndex(va));
  return typeof frame === 'number' && frame >= 0 ? frame : null;
}

export function peekStruct(context: CallContext, address: number, size: number): Struct | null {
  const bytes = peek(context, address, size);
  return bytes && new Struct(bytes);
}

/** Bytes up to a NUL; null when the string cannot be read. */
export function peekString(context: CallContext, address: number, max: number): Uint8Array | null {
  const bytes = new Uint8Array(max);
  const got = peekSome(context, address, bytes);
  const end = bytes.subarray(0, got).indexOf(0);
  if (end >= 0) return bytes.subarray(0, end);
  return got === max ? bytes : null;
}

/** A structure, or the bare address where there is none to read. */
export function structText(
  context: CallContext,
  address: number,
  size: number,
  format: (struct: Struct) => string,
): string {
  const struct = address === 0 ? null : peekStruct(context, address, size);
  return struct ? format(struct) : hexPointer(address);
}

export const failed = (context: CallContext): boolean => context.result !== undefined && context.result < 0;
