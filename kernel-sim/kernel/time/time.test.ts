import { describe, expect, test } from 'vitest';
import { TimerQueue } from './timers';
import { addTimeSpec, fromTimeSpec, subTimeSpec, toTicks, toTimeSpec } from './units';

describe('timers', () => {
  test('run in order of time, then of arming; may arm others; can be cancelled', () => {
    const queue = new TimerQueue();
    const ran: string[] = [];
    queue.add(20, () => ran.push('b'));
    queue.add(10, () => {
      ran.push('a');
      queue.add(15, () => ran.push('a2'));
    });
    queue.add(20, () => ran.push('c'));
    queue.add(20, () => ran.push('never')).cancel();
    expect(queue.next).toBe(10);
    expect(queue.runDue(9)).toBe(0);
    queue.runDue(20);
    expect(ran).toEqual(['a', 'a2', 'b', 'c']);
    expect(queue.next).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('units', () => {
  test('an instruction is ten nanoseconds, a sleep is never too short', () => {
    expect(toTimeSpec(123_456_789)).toEqual([1, 234_567_890]);
    expect(fromTimeSpec(1, 1)).toBe(100_000_001);
    expect(fromTimeSpec(0, 10)).toBe(1);
    expect(toTicks(250_000_000)).toBe(250);
  });
  test('carry and borrow', () => {
    expect(addTimeSpec([1, 900_000_000], [1, 200_000_000])).toEqual([3, 100_000_000]);
    expect(subTimeSpec([3, 100_000_000], [1, 200_000_000])).toEqual([1, 900_000_000]);
  });
});
