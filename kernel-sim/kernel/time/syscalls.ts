/** Clocks and sleeping as programs ask for them. Follows kernel/time/{time,posix-timers,hrtimer,itimer}.c. */
import { CAP_SYS_TIME } from '../abi/capability';
import * as C from '../abi/time';
import { EFAULT, EINVAL, EPERM } from '../errno';
import type { RunningKernel } from '../kernel';
import { capable } from '../sched/cred';
import type { TaskStruct } from '../sched/task';
import { arg, coreRow, out } from '../syscalls/row';
import { Struct } from '../syscalls/struct';
import type { SyscallRow } from '../types';
import { alarm, getitimer, setitimer } from './itimer';
import { clockNanosleep, nanosleep, restartSyscall } from './sleep';

function clockGettime(kernel: RunningKernel, task: TaskStruct, clock: number, address: number): number {
  const time = kernel.clock.read(clock | 0, task);
  return typeof time === 'number' ? time : new Struct(16).setTime(0, time).put(kernel, task, address);
}

function clockGetres(kernel: RunningKernel, task: TaskStruct, clock: number, address: number): number {
  if (typeof kernel.clock.read(clock | 0, task) === 'number') return -EINVAL;
  const coarse = clock === C.CLOCK_REALTIME_COARSE || clock === C.CLOCK_MONOTONIC_COARSE;
  return address === 0 ? 0 : new Struct(16).setTime(0, [0, coarse ? 4_000_000 : 1]).put(kernel, task, address);
}

function clockSettime(kernel: RunningKernel, task: TaskStruct, clock: number, address: number): number {
  if (clock !== C.CLOCK_REALTIME) return -EINVAL;
  const time = kernel.readTimespec(task, address);
  if (typeof time === 'number') return time;
  if (!capable(task.cred, CAP_SYS_TIME)) return -EPERM;
  kernel.clock.setRealtime(time);
  return 0;
}

function gettimeofday(kernel: RunningKernel, task: TaskStruct, tv: number, tz: number): number {
  if (tv !== 0 && new Struct(16).setTime(0, kernel.realtime(), 1000).put(kernel, task, tv) < 0) return -EFAULT;
  return tz === 0 ? 0 : new Struct(8).put(kernel, task, tz);
}

function settimeofday(kernel: RunningKernel, task: TaskStruct, tv: number): number {
  if (!capable(task.cred, CAP_SYS_TIME)) return -EPERM;
  if (tv === 0) return 0;
  const struct = Struct.get(kernel, task, tv, 16);
  if (typeof struct === 'number') return struct;
  const [sec, usec] = [struct.i64(0), struct.i64(8)];
  if (sec < 0 || usec < 0 || usec > 999_999) return -EINVAL;
  kernel.clock.setRealtime([sec, usec * 1000]);
  return 0;
}

function time(kernel: RunningKernel, task: TaskStruct, address: number): number {
  const [seconds] = kernel.realtime();
  return address !== 0 && new Struct(8).setI64(0, seconds).put(kernel, task, address) < 0 ? -EFAULT : seconds;
}

const CLOCK = arg('which_clock', 'clockid');

export const timeSyscalls: readonly SyscallRow[] = [
  coreRow(35, 'nanosleep', [arg('rqtp', 'timespec'), out('rmtp', 'timespec')], 100, nanosleep),
  coreRow(36, 'getitimer', [arg('which', 'int'), out('value', 'itimerval')], 60, getitimer),
  coreRow(37, 'alarm', [arg('seconds', 'uint')], 60, alarm),
  coreRow(38, 'setitimer', [arg('which', 'int'), arg('value', 'itimerval'), out('ovalue', 'itimerval')], 80, setitimer),
  coreRow(96, 'gettimeofday', [out('tv', 'timeval'), out('tz', 'ptr')], 30, gettimeofday),
  coreRow(164, 'settimeofday', [arg('tv', 'timeval'), arg('tz', 'ptr')], 80, settimeofday, { missing: 'Time zones.' }),
  coreRow(201, 'time', [out('tloc', 'ptr')], 20, time),
  coreRow(219, 'restart_syscall', [], 20, restartSyscall),
  coreRow(227, 'clock_settime', [CLOCK, arg('tp', 'timespec')], 80, clockSettime),
  coreRow(228, 'clock_gettime', [CLOCK, out('tp', 'timespec')], 30, clockGettime, {
    missing: 'Clocks of other processes.',
  }),
  coreRow(229, 'clock_getres', [CLOCK, out('tp', 'timespec')], 20, clockGetres),
  coreRow(
    230,
    'clock_nanosleep',
    [CLOCK, arg('flags', 'int'), arg('rqtp', 'timespec'), out('rmtp', 'timespec')],
    100,
    clockNanosleep,
  ),
];
