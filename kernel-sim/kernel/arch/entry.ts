/**
 * The door between ring 3 and ring 0: one step of one CPU. Runs the current task until something comes up, and serves it.
 * Follows arch/x86/entry/{entry_64.S,common.c} and kernel/entry/common.c (exit_to_user_mode_loop).
 */
import { Reg, Stop } from '../../machine/types';
import { PTRACE_EVENTMSG_SYSCALL_ENTRY, PTRACE_EVENTMSG_SYSCALL_EXIT } from '../abi/ptrace';
import { SIGTRAP, TRAP_BRKPT } from '../abi/signal';
import { BUG } from '../bug';
import { COST } from '../costs';
import { ENOSYS, ERESTART_RESTARTBLOCK, ERESTARTSYS } from '../errno';
import type { Layer } from '../events';
import type { RunningKernel } from '../kernel';
import { runTaskWork } from '../module/task-work';
import { syscallStop } from '../ptrace/stop';
import type { TaskStruct } from '../sched/task';
import { deliverSignals, reportIgnored } from '../signal/deliver';
import { forceSignal } from '../signal/send';
import { observeCall } from '../trace/observe-call';
import type { Sleeping } from '../types';
import { begin, resume } from './continuation';
import { type RingZeroRun, runRingZero } from './ring-zero';
import { handleTrap } from './traps';
import { callHandler } from './user-pages';

const MAX_RUN = 2 ** 30;

/** Brings the current task on by one piece of user code or one piece of kernel work. */
export function step(kernel: RunningKernel, task: TaskStruct, end: number): void {
  const { sched, cpu } = kernel;
  if (task.ringZero) {
    inRingZero(kernel, task, task.ringZero, end);
    return;
  }
  if (task.mm) sched.load(task, cpu);
  if (task.continuation) {
    resume(kernel, task);
    return;
  }
  if (!task.mm) BUG(`${task.comm}[${task.pid}] has neither memory nor work`);
  if (task.droppedSignals.length > 0) reportIgnored(kernel, task);
  if (task.signalPending || task.restartCheck) {
    deliverSignals(kernel, task, cpu);
    return;
  }
  if (task.work.length > 0) {
    begin(kernel, task, runTaskWork(task.work), () => {});
    return;
  }
  task.origAx = -1;
  let until = Math.min(end, kernel.timers.next, sched.rq.nextTick);
  if (sched.several) until = Math.min(until, kernel.turns.horizon, sched.rq.reschedAt);
  if (until <= kernel.now) {
    // Else a timer or the end of the budget: the main loop's affair.
    if (sched.rq.nextTick <= kernel.now) timerInterrupt(kernel);
    return;
  }
  const misses = kernel.tlb && { ...kernel.tlb.state(cpu.index).counters };
  const stop = cpu.run(Math.min(until - kernel.now, MAX_RUN));
  if (misses) countMisses(kernel, task, misses);
  kernel.advance(cpu.lastRetired);
  task.userTime += cpu.lastRetired;
  if (stop === Stop.SYSCALL) systemCall(kernel, task);
  else if (stop === Stop.EXCEPTION) trap(kernel, task);
  else if (stop !== Stop.BUDGET && stop !== Stop.DEVICE) BUG(`cpu stopped in ring 3 with reason ${stop}`);
}

/** C code of a module: until it wants something of the kernel, or its time is over. */
function inRingZero(kernel: RunningKernel, task: TaskStruct, run: RingZeroRun, end: number): void {
  if (!runRingZero(kernel, kernel.ringZero.context(), run, end)) return;
  task.ringZero = null;
  resume(kernel, task);
}

/** What the run has cost in translations (tlb/lesson.ts). */
function countMisses(kernel: RunningKernel, task: TaskStruct, before: TaskStruct['tlb']): void {
  const { counters } = kernel.tlb!.state(kernel.cpu.index);
  for (const key of Object.keys(task.tlb) as (keyof TaskStruct['tlb'])[]) task.tlb[key] += counters[key] - before[key];
}

function timerInterrupt(kernel: RunningKernel): void {
  const seen = kernel.wants('mode');
  if (seen) mode(kernel, 'ring3', 'ring0', 'interrupt');
  kernel.sched.tick();
  if (seen) mode(kernel, 'ring0', 'ring3', 'iret');
}

/** do_syscall_64: number in rax, arguments in rdi, rsi, rdx, r10, r8, r9, result in rax. */
function systemCall(kernel: RunningKernel, task: TaskStruct): void {
  const { cpu } = kernel;
  const nr = cpu.regLow(Reg.RAX);
  if (kernel.wants('mode')) mode(kernel, 'ring3', 'ring0', 'syscall');
  task.origAx = nr;
  task.syscalls++;
  if (task.trace?.resume === 'syscall') tracedSystemCall(kernel, task);
  else dispatch(kernel, task, nr);
}

/** syscall_trace_enter: the tracer may change number and arguments, and call the whole thing off with −1. */
function tracedSystemCall(kernel: RunningKernel, task: TaskStruct): void {
  kernel.cpu.setRegNumber(Reg.RAX, -ENOSYS);
  begin(kernel, task, syscallStop(kernel, task, PTRACE_EVENTMSG_SYSCALL_ENTRY), () => {
    if (task.origAx !== -1 && task.signal.groupExit === null) dispatch(kernel, task, task.origAx);
    else endSystemCall(kernel, task, kernel.cpu.regNumber(Reg.RAX));
  });
}

function dispatch(kernel: RunningKernel, task: TaskStruct, nr: number): void {
  const { cpu } = kernel;
  const row = kernel.syscalls.rows[nr];
  kernel.charge(row ? COST.SYSCALL + row.cost : COST.SYSCALL);
  kernel.syscalls.count(nr, row === undefined);
  const a = cpu.regNumber(Reg.RDI);
  const b = cpu.regNumber(Reg.RSI);
  const c = cpu.regNumber(Reg.RDX);
  const d = cpu.regNumber(Reg.R10);
  const e = cpu.regNumber(Reg.R8);
  const f = cpu.regNumber(Reg.R9);
  if (kernel.tracing) kernel.tracer.enter(task, nr, row, [a, b, c, d, e, f]);
  let result: number | Sleeping<number>;
  if (kernel.probes.callsWatched || kernel.tracepoints.callsWatched) {
    const call = () => (row ? callHandler(kernel, task, row, a, b, c, d, e, f) : -ENOSYS);
    result = observeCall(kernel, task, nr, call);
  } else result = row ? callHandler(kernel, task, row, a, b, c, d, e, f) : -ENOSYS;
  if (typeof result === 'number') finishSystemCall(kernel, task, nr, result);
  else begin(kernel, task, result, (value) => finishSystemCall(kernel, task, nr, value));
}

function finishSystemCall(kernel: RunningKernel, task: TaskStruct, nr: number, result: number): void {
  if (task.exiting) return;
  if (task.keepAx) task.keepAx = false;
  else kernel.cpu.setRegNumber(Reg.RAX, result);
  if (kernel.tracing) kernel.tracer.exit(task, nr, result);
  endSystemCall(kernel, task, result);
}

function endSystemCall(kernel: RunningKernel, task: TaskStruct, result: number): void {
  if (result <= -ERESTARTSYS && result >= -ERESTART_RESTARTBLOCK) task.restartCheck = true;
  if (kernel.wants('mode')) mode(kernel, 'ring0', 'ring3', 'sysret');
  if (!task.trace) return;
  if (task.trace.resume === 'syscall')
    begin(kernel, task, syscallStop(kernel, task, PTRACE_EVENTMSG_SYSCALL_EXIT), () => {});
  else if (task.trace.resume === 'step') {
    const address = kernel.cpu.ripNumber;
    forceSignal(kernel, task, { signal: SIGTRAP, code: TRAP_BRKPT, pid: 0, uid: 0, address });
  }
}

function trap(kernel: RunningKernel, task: TaskStruct): void {
  if (kernel.wants('mode')) mode(kernel, 'ring3', 'ring0', 'fault');
  task.origAx = -1;
  const work = handleTrap(kernel, task);
  if (work) begin(kernel, task, work, () => endTrap(kernel));
  else endTrap(kernel);
}

function endTrap(kernel: RunningKernel): void {
  if (kernel.wants('mode')) mode(kernel, 'ring0', 'ring3', 'iret');
}

function mode(
  kernel: RunningKernel,
  from: Layer,
  to: Layer,
  why: 'syscall' | 'sysret' | 'fault' | 'interrupt' | 'iret',
): void {
  kernel.emit({ type: 'mode', at: kernel.now, cpu: kernel.cpu.index, pid: kernel.current?.pid ?? 0, from, to, why });
}
