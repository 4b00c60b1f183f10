/**
 * Locks that a task sleeps for. Follows include/linux/rwsem.h and mutex.h in their use as inode lock (i_rwsem) and rename lock.
 * Departs from them: the kernel runs one task at a time, so a section that does not sleep needs no lock; one that sleeps
 * takes it for the rest of its way. There are no shared holders.
 */
import { isSleeping, settle } from '../sleeping';
import type { Kernel, MaySleep, Sleeping, WaitQueue } from '../types';

export class SleepLock {
  held = false;
  private queue: WaitQueue | null = null;

  constructor(private readonly kernel: Kernel) {}

  /** Runs `section` with the lock. When nobody holds it and the section answers at once, nothing is taken. */
  run<T>(section: () => MaySleep<T>): MaySleep<T> {
    if (this.held) return this.wait(section);
    const result = section();
    if (!isSleeping(result)) return result;
    this.held = true;
    return this.hold(result);
  }

  *acquire(): Sleeping<void> {
    while (this.held) {
      this.queue ??= this.kernel.newWaitQueue('lock');
      yield* this.queue.sleep('rwsem_down_write_slowpath', { interruptible: false });
    }
    this.held = true;
  }

  release(): void {
    this.held = false;
    this.queue?.wake(1);
  }

  private *wait<T>(section: () => MaySleep<T>): Sleeping<T> {
    yield* this.acquire();
    try {
      return yield* settle(section());
    } finally {
      this.release();
    }
  }

  private *hold<T>(call: Sleeping<T>): Sleeping<T> {
    try {
      return yield* call;
    } finally {
      this.release();
    }
  }
}
