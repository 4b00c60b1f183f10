/**
 * A system call that somebody watches by kprobe or tracepoint. Follows kernel/entry/common.c: trace_sys_enter before the call,
 * trace_sys_exit after it, and the function itself in between.
 */
import { Reg } from '../../machine/types';
import type { RunningKernel } from '../kernel';
import type { TaskStruct } from '../sched/task';
import { isSleeping } from '../sleeping';
import type { Sleeping } from '../types';
import { userRegsAddress } from './user-registers';

const ARGUMENT_REGISTERS = [Reg.RDI, Reg.RSI, Reg.RDX, Reg.R10, Reg.R8, Reg.R9] as const;

/** Runs the call and tells who watches. */
export function observeCall(
  kernel: RunningKernel,
  task: TaskStruct,
  nr: number,
  run: () => number | Sleeping<number>,
): number | Sleeping<number> {
  traceEnter(kernel, task, nr);
  const probe = kernel.probes.syscalls[nr];
  const result = probe ? probe.around([userRegsAddress(task.pid)], run) : run();
  return isSleeping(result) ? exitLater(kernel, task, nr, result) : traceExit(kernel, task, nr, result);
}

function* exitLater(kernel: RunningKernel, task: TaskStruct, nr: number, body: Sleeping<number>): Sleeping<number> {
  return traceExit(kernel, task, nr, yield* body);
}

function traceEnter(kernel: RunningKernel, task: TaskStruct, nr: number): void {
  const { tracepoints } = kernel;
  const raw = tracepoints.events.sys_enter;
  const own = tracepoints.enter[nr];
  if (!raw.active && !own) return;
  const args = ARGUMENT_REGISTERS.map((reg) => kernel.cpu.getReg(reg));
  if (raw.active) raw.emit([nr, ...args], [userRegsAddress(task.pid), nr]);
  own?.emit([nr, ...args.slice(0, own.fields.length - 1)]);
}

function traceExit(kernel: RunningKernel, task: TaskStruct, nr: number, result: number): number {
  const { tracepoints } = kernel;
  const raw = tracepoints.events.sys_exit;
  if (raw.active) raw.emit([nr, result], [userRegsAddress(task.pid), result]);
  tracepoints.exit[nr]?.emit([nr, result]);
  return result;
}
