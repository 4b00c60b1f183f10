/** alarm, setitimer, getitimer. Follows kernel/time/itimer.c; virtual and profiling timers are looked at on each tick. */

import { INSTRUCTIONS_PER_SECOND } from '../../machine/types';
import { SIGALRM, SIGPROF, SIGVTALRM } from '../abi/signal';
import * as C from '../abi/time';
import { EFAULT, EINVAL } from '../errno';
import type { RunningKernel } from '../kernel';
import type { TaskStruct } from '../sched/task';
import { processTimes } from '../sched/times';
import { sendSigInfo } from '../signal/send';
import { Struct } from '../syscalls/struct';
import { fromTimeSpec, toTimeSpec } from './units';

interface Setting {
  value: number;
  interval: number;
}

function signalFromKernel(kernel: RunningKernel, leader: TaskStruct, signal: number): void {
  sendSigInfo(kernel, leader, { signal, code: 0x80, pid: 0, uid: 0 }, true);
}

function armReal(kernel: RunningKernel, leader: TaskStruct, { value, interval }: Setting): void {
  const real = leader.signal.realTimer;
  real.timer?.cancel();
  real.timer = null;
  real.interval = interval;
  real.expires = kernel.now + value;
  if (value === 0) return;
  const fire = () => {
    real.timer = null;
    signalFromKernel(kernel, leader, SIGALRM);
    if (real.interval === 0) return;
    real.expires = Math.max(real.expires + real.interval, kernel.now + 1);
    real.timer = kernel.timer(real.expires, fire);
  };
  real.timer = kernel.timer(real.expires, fire);
}

function current(kernel: RunningKernel, task: TaskStruct, which: number): Setting {
  const { signal } = task;
  if (which === C.ITIMER_REAL) {
    const { timer, expires, interval } = signal.realTimer;
    return { value: timer ? Math.max(1, expires - kernel.now) : 0, interval };
  }
  const { deadline, interval } = signal.cpuTimers[which - 1];
  return { value: deadline === 0 ? 0 : Math.max(1, deadline - cpuTime(task, which)), interval };
}

function cpuTime(task: TaskStruct, which: number): number {
  const times = processTimes(task);
  return which === C.ITIMER_VIRTUAL ? times.user : times.user + times.system;
}

function arm(kernel: RunningKernel, task: TaskStruct, which: number, setting: Setting): void {
  if (which === C.ITIMER_REAL) armReal(kernel, task.leader, setting);
  else {
    const timer = task.signal.cpuTimers[which - 1];
    timer.interval = setting.interval;
    timer.deadline = setting.value === 0 ? 0 : cpuTime(task, which) + setting.value;
  }
}

/** On each tick: has the process used up a CPU timer? */
export function checkCpuTimers(kernel: RunningKernel, task: TaskStruct): void {
  for (const which of [C.ITIMER_VIRTUAL, C.ITIMER_PROF]) {
    const timer = task.signal.cpuTimers[which - 1];
    if (timer.deadline === 0 || cpuTime(task, which) < timer.deadline) continue;
    timer.deadline = timer.interval === 0 ? 0 : cpuTime(task, which) + timer.interval;
    signalFromKernel(kernel, task.leader, which === C.ITIMER_VIRTUAL ? SIGVTALRM : SIGPROF);
  }
}

/** struct itimerval: interval, then value, in timevals. */
function toStruct({ value, interval }: Setting): Struct {
  return new Struct(32).setTime(0, toTimeSpec(interval), 1000).setTime(16, toTimeSpec(value), 1000);
}

function fromStruct(struct: Struct): Setting | number {
  const [isec, iusec, sec, usec] = [struct.i64(0), struct.i64(8), struct.i64(16), struct.i64(24)];
  if ([isec, iusec, sec, usec].some((n) => n < 0) || iusec > 999_999 || usec > 999_999) return -EINVAL;
  return { interval: fromTimeSpec(isec, iusec * 1000), value: fromTimeSpec(sec, usec * 1000) };
}

export function getitimer(kernel: RunningKernel, task: TaskStruct, which: number, address: number): number {
  if (which < 0 || which > 2) return -EINVAL;
  return toStruct(current(kernel, task, which)).put(kernel, task, address);
}

export function setitimer(
  kernel: RunningKernel,
  task: TaskStruct,
  which: number,
  address: number,
  old: number,
): number {
  if (which < 0 || which > 2) return -EINVAL;
  const struct = address === 0 ? new Struct(32) : Struct.get(kernel, task, address, 32);
  if (typeof struct === 'number') return struct;
  const setting = fromStruct(struct);
  if (typeof setting === 'number') return setting;
  const before = current(kernel, task, which);
  arm(kernel, task, which, setting);
  return old !== 0 && toStruct(before).put(kernel, task, old) < 0 ? -EFAULT : 0;
}

/** Seconds that were left, rounded as Linux does: never 0 while a timer was armed. */
export function alarm(kernel: RunningKernel, task: TaskStruct, seconds: number): number {
  const { value } = current(kernel, task, C.ITIMER_REAL);
  armReal(kernel, task.leader, { value: (seconds >>> 0) * INSTRUCTIONS_PER_SECOND, interval: 0 });
  return value === 0 ? 0 : Math.max(1, Math.round(value / INSTRUCTIONS_PER_SECOND));
}
