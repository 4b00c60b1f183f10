/**
 * Kernel timers: callbacks at a moment of virtual time, in order of time and then of arming.
 * Follows kernel/time/hrtimer.c in duty; a sorted array is enough for the few hundred timers there are.
 */
export interface KernelTimer {
  readonly at: number;
  readonly callback: () => void;
  cancel(): void;
}

export class TimerQueue {
  private readonly timers: (KernelTimer & { order: number })[] = [];
  private armed = 0;

  add(at: number, callback: () => void): KernelTimer {
    const timer = { at, callback, order: this.armed++, cancel: () => this.remove(timer) };
    let low = 0;
    let high = this.timers.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.timers[middle].at <= at) low = middle + 1;
      else high = middle;
    }
    this.timers.splice(low, 0, timer);
    return timer;
  }

  /** When the next one is due; Infinity when none is armed. */
  get next(): number {
    return this.timers.length > 0 ? this.timers[0].at : Number.POSITIVE_INFINITY;
  }

  /** Runs all that are due at `now`; a callback may arm new ones. Returns how many ran. */
  runDue(now: number): number {
    let ran = 0;
    while (this.timers.length > 0 && this.timers[0].at <= now) {
      const timer = this.timers.shift()!;
      timer.callback();
      ran++;
    }
    return ran;
  }

  private remove(timer: KernelTimer): void {
    const at = (this.timers as KernelTimer[]).indexOf(timer);
    if (at >= 0) this.timers.splice(at, 1);
  }
}
