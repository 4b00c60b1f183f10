/**
 * Rows of the system-call table whose handlers work on the kernel's own classes rather than on the contract's interfaces.
 */
import { row } from '../fs/syscalls/row';
import type { RunningKernel } from '../kernel';
import type { TaskStruct } from '../sched/task';
import type { Sleeping, SyscallArg, SyscallHandler, SyscallRow } from '../types';

export { arg, buffer, FD, inout, out } from '../fs/syscalls/row';

export type CoreHandler = (
  kernel: RunningKernel,
  task: TaskStruct,
  a: number,
  b: number,
  c: number,
  d: number,
  e: number,
  f: number,
) => number | Sleeping<number>;

/** The only kernel and the only task there are have these classes: said once, here. */
export function coreRow(
  nr: number,
  name: string,
  args: readonly SyscallArg[],
  cost: number,
  handler: CoreHandler,
  extra: Partial<Pick<SyscallRow, 'result' | 'missing'>> = {},
): SyscallRow {
  return row(nr, name, args, cost, handler as unknown as SyscallHandler, extra);
}
