import { describe, expect, test } from 'vitest';
import { FairQueue, MIN_GRANULARITY, NICE_TO_WEIGHT, SCHED_LATENCY, weightOf } from './fair';

interface Toy {
  pid: number;
  se: { vruntime: number; weight: number; sliceUsed: number; queued: boolean };
  ran: number;
}
const toy = (pid: number, nice = 0): Toy => ({
  pid,
  se: { vruntime: 0, weight: weightOf(0, nice), sliceUsed: 0, queued: false },
  ran: 0,
});

/** Runs a queue for `time` instructions with a tick every 400,000. */
function simulate(queue: FairQueue<Toy>, time: number): void {
  for (let now = 0; now < time; now += 400_000) {
    if (!queue.current) queue.pick();
    queue.current!.ran += 400_000;
    queue.account(400_000);
    if (!queue.tickPreempts()) continue;
    const task = queue.current!;
    queue.current = null;
    queue.enqueue(task);
    queue.pick();
  }
}

describe('the fair queue', () => {
  test('gives equals equal time', () => {
    const queue = new FairQueue<Toy>();
    const tasks = [1, 2, 3].map((pid) => toy(pid));
    for (const task of tasks) queue.enqueue(task);
    simulate(queue, 120_000_000);
    for (const task of tasks) expect(task.ran / 120_000_000).toBeCloseTo(1 / 3, 1);
  });

  test('shares by weight: nice 0 against nice 5 is about three to one', () => {
    const queue = new FairQueue<Toy>();
    const [normal, nice] = [toy(1), toy(2, 5)];
    queue.enqueue(normal);
    queue.enqueue(nice);
    simulate(queue, 400_000_000);
    expect(normal.ran / nice.ran).toBeGreaterThan(2.7);
    expect(normal.ran / nice.ran).toBeLessThan(3.4);
  });

  test('each step of nice is worth about a quarter more', () => {
    for (let i = 1; i < NICE_TO_WEIGHT.length; i++) {
      expect(NICE_TO_WEIGHT[i - 1] / NICE_TO_WEIGHT[i]).toBeGreaterThan(1.1);
      expect(NICE_TO_WEIGHT[i - 1] / NICE_TO_WEIGHT[i]).toBeLessThan(1.4);
    }
  });

  test('a sleeper comes back ahead, but not by more than half a latency', () => {
    const queue = new FairQueue<Toy>();
    const [runner, sleeper] = [toy(1), toy(2)];
    queue.enqueue(runner);
    queue.pick();
    queue.account(500_000_000);
    queue.placeWoken(sleeper);
    expect(runner.se.vruntime - sleeper.se.vruntime).toBe(SCHED_LATENCY / 2);
    expect(queue.wakeupPreempts(sleeper)).toBe(true);
  });

  test('a forked task starts behind its parent', () => {
    const queue = new FairQueue<Toy>();
    const [parent, child] = [toy(1), toy(2)];
    queue.enqueue(parent);
    queue.pick();
    queue.account(1_000_000);
    queue.placeNew(child);
    expect(child.se.vruntime).toBeGreaterThan(parent.se.vruntime);
    expect(child.se.vruntime - parent.se.vruntime).toBeLessThanOrEqual(SCHED_LATENCY);
    expect(MIN_GRANULARITY).toBeLessThan(SCHED_LATENCY);
  });

  test('equal vruntimes run in order of pid', () => {
    const queue = new FairQueue<Toy>();
    for (const pid of [5, 3, 9]) queue.enqueue(toy(pid));
    expect([queue.pick(), queue.pick(), queue.pick()].map((task) => task!.pid)).toEqual([3, 5, 9]);
    expect(queue.pick()).toBeNull();
  });

  test('sched_yield goes behind everybody', () => {
    const queue = new FairQueue<Toy>();
    const tasks = [1, 2, 3].map((pid) => toy(pid));
    for (const task of tasks) queue.enqueue(task);
    const first = queue.pick()!;
    queue.yieldCurrent();
    queue.current = null;
    queue.enqueue(first);
    expect(queue.queue.map((task) => task.pid)).toEqual([2, 3, 1]);
  });
});
