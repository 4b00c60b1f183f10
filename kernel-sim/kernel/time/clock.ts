/**
 * The clocks that user programs read. Follows kernel/time/timekeeping.c: one counter (virtual instructions), an offset for
 * CLOCK_REALTIME that clock_settime moves.
 */
import { INSTRUCTIONS_PER_SECOND } from '../../machine/types';
import * as C from '../abi/time';
import { EINVAL } from '../errno';
import type { TaskStruct } from '../sched/task';
import { processTimes } from '../sched/times';
import type { TimeSpec } from '../types';
import { addTimeSpec, fromTimeSpec, subTimeSpec, toTimeSpec } from './units';

/** Coarse clocks move with the timer tick. */
const TICK = INSTRUCTIONS_PER_SECOND / 250;

export class Clock {
  /** CLOCK_REALTIME at virtual time 0. */
  private offset: TimeSpec;

  constructor(
    bootTime: number,
    private readonly now: () => number,
  ) {
    this.offset = [Math.floor(bootTime), Math.round((bootTime - Math.floor(bootTime)) * 1e9)];
  }

  realtime(at = this.now()): TimeSpec {
    return addTimeSpec(this.offset, toTimeSpec(at));
  }

  setRealtime(to: TimeSpec): void {
    this.offset = subTimeSpec(to, toTimeSpec(this.now()));
  }

  /** Virtual time at which CLOCK_REALTIME shows `at`. */
  fromRealtime(at: TimeSpec): number {
    const [sec, nsec] = subTimeSpec(at, this.offset);
    return fromTimeSpec(sec, nsec);
  }

  /** The time of clock `id` for `task`, or -EINVAL. */
  read(id: number, task: TaskStruct): TimeSpec | number {
    const now = this.now();
    const coarse = now - (now % TICK);
    switch (id) {
      case C.CLOCK_REALTIME:
      case C.CLOCK_REALTIME_ALARM:
      case C.CLOCK_TAI:
        return this.realtime(now);
      case C.CLOCK_REALTIME_COARSE:
        return this.realtime(coarse);
      case C.CLOCK_MONOTONIC:
      case C.CLOCK_MONOTONIC_RAW:
      case C.CLOCK_BOOTTIME:
      case C.CLOCK_BOOTTIME_ALARM:
        return toTimeSpec(now);
      case C.CLOCK_MONOTONIC_COARSE:
        return toTimeSpec(coarse);
      case C.CLOCK_PROCESS_CPUTIME_ID: {
        const times = processTimes(task);
        return toTimeSpec(times.user + times.system);
      }
      case C.CLOCK_THREAD_CPUTIME_ID:
        return toTimeSpec(task.userTime + task.systemTime);
      default:
        return -EINVAL;
    }
  }
}
