/**
 * Short ways to write rows of the system-call table (types.ts: SyscallRow). `cost` is in instructions, about what Linux takes.
 */
import type { ArgType, SyscallArg, SyscallHandler, SyscallRow } from '../../types';

export const arg = (name: string, type: ArgType): SyscallArg => ({ name, type, direction: 'in' });
/** A buffer that the call reads, as long as argument `length` says. */
export const buffer = (name: string, length: number): SyscallArg => ({ name, type: 'buf', direction: 'in', length });
/** Filled in by the call; shown by strace after it. */
export const out = (name: string, type: ArgType, length?: number | 'result'): SyscallArg =>
  length === undefined ? { name, type, direction: 'out' } : { name, type, direction: 'out', length };
export const inout = (name: string, type: ArgType, length?: number): SyscallArg =>
  length === undefined ? { name, type, direction: 'inout' } : { name, type, direction: 'inout', length };

export const FD = arg('fd', 'fd');
export const PATH = arg('pathname', 'path');
export const DIRFD = arg('dfd', 'dirfd');
export const MODE = arg('mode', 'mode');

type Extra = Partial<Pick<SyscallRow, 'result' | 'missing'>>;

/** A row that does all that Linux does, or, with `missing`, part of it. */
export function row(
  nr: number,
  name: string,
  args: readonly SyscallArg[],
  cost: number,
  handler: SyscallHandler,
  extra: Extra = {},
): SyscallRow {
  return { nr, name, args, handler, cost, support: extra.missing === undefined ? 'full' : 'partial', ...extra };
}
