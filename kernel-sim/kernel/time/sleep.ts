/**
 * nanosleep, clock_nanosleep and restart_syscall. Follows kernel/time/hrtimer.c: hrtimer_nanosleep.
 * An interrupted relative sleep goes on to its first end, through the restart block.
 */
import * as C from '../abi/time';
import { EFAULT, EINTR, EINVAL, EOPNOTSUPP, ERESTART_RESTARTBLOCK, ERESTARTNOHAND } from '../errno';
import type { RunningKernel } from '../kernel';
import type { TaskStruct } from '../sched/task';
import { Struct } from '../syscalls/struct';
import { probed } from '../trace/kernel-events';
import { type Sleeping, TIMED_OUT } from '../types';
import { fromTimeSpec, toTimeSpec } from './units';

function sleepUntil(kernel: RunningKernel, task: TaskStruct, until: number, remaining: number): Sleeping<number> {
  const probe = probed(kernel, 'do_nanosleep');
  const body = sleepFor(kernel, task, until, remaining);
  return probe ? (probe.around([0, 1], () => body) as Sleeping<number>) : body;
}

/** do_nanosleep. */
function* sleepFor(kernel: RunningKernel, task: TaskStruct, until: number, remaining: number): Sleeping<number> {
  const reason = yield { queue: null, until, interruptible: true, what: 'hrtimer_nanosleep' };
  if (reason === TIMED_OUT) return 0;
  const left = Math.max(0, until - kernel.now);
  if (left === 0) return 0;
  if (remaining !== 0 && new Struct(16).setTime(0, toTimeSpec(left)).put(kernel, task, remaining) < 0) return -EFAULT;
  task.restart = () => sleepUntil(kernel, task, until, remaining);
  return -ERESTART_RESTARTBLOCK;
}

export function nanosleep(
  kernel: RunningKernel,
  task: TaskStruct,
  request: number,
  remaining: number,
): number | Sleeping<number> {
  const spec = kernel.readTimespec(task, request);
  if (typeof spec === 'number') return spec;
  return sleepUntil(kernel, task, kernel.now + fromTimeSpec(spec[0], spec[1]), remaining);
}

const SLEEPABLE = [C.CLOCK_REALTIME, C.CLOCK_MONOTONIC, C.CLOCK_BOOTTIME, C.CLOCK_TAI];

export function clockNanosleep(
  kernel: RunningKernel,
  task: TaskStruct,
  clock: number,
  flags: number,
  request: number,
  remaining: number,
): number | Sleeping<number> {
  if (typeof kernel.clock.read(clock, task) === 'number' || clock === C.CLOCK_THREAD_CPUTIME_ID) return -EINVAL;
  if (!SLEEPABLE.includes(clock)) return -EOPNOTSUPP;
  const spec = kernel.readTimespec(task, request);
  if (typeof spec === 'number') return spec;
  const time = fromTimeSpec(spec[0], spec[1]);
  if (!(flags & C.TIMER_ABSTIME)) return sleepUntil(kernel, task, kernel.now + time, remaining);
  const onRealtime = clock === C.CLOCK_REALTIME || clock === C.CLOCK_TAI;
  return sleepAbsolute(onRealtime ? kernel.clock.fromRealtime(spec) : time);
}

function* sleepAbsolute(until: number): Sleeping<number> {
  const reason = yield { queue: null, until, interruptible: true, what: 'hrtimer_nanosleep' };
  return reason === TIMED_OUT ? 0 : -ERESTARTNOHAND;
}

/** Made by the kernel on the way back to user mode after a stop, never by a program. */
export function restartSyscall(_kernel: RunningKernel, task: TaskStruct): number | Sleeping<number> {
  const { restart } = task;
  task.restart = null;
  return restart ? restart() : -EINTR;
}
