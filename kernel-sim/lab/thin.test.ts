/** Long runs keep what says much. */
import { expect, test } from 'vitest';
import type { KernelEvent } from '../kernel/events';
import { newest, traceOf } from './thin';

const events = (count: number): KernelEvent[] =>
  Array.from({ length: count }, (_, at) =>
    at % 1000 === 999
      ? { type: 'fork', at, cpu: 0, pid: 2, child: at, flags: 0 }
      : { type: 'tty', at, cpu: 0, pid: 2, direction: 'out', bytes: 1 },
  );

test('a short trace is whole', () => {
  expect(traceOf(events(5000)).map((s) => s.index)).toEqual(Array.from({ length: 5000 }, (_, n) => n));
});

test('a long one is its beginning, and what is seldom to its end, under the old indices', () => {
  const steps = traceOf(events(20_000));
  expect(steps).toHaveLength(5000);
  expect(steps.filter((s) => s.event.type === 'fork').map((s) => s.index)).toEqual(
    Array.from({ length: 20 }, (_, n) => n * 1000 + 999),
  );
  expect(steps.slice(0, 3).map((s) => s.index)).toEqual([0, 1, 2]);
});

test('of a busy machine the newest are told, in order', () => {
  const told = newest(events(5000), 10);
  expect(told.filter((e) => e.type === 'fork')).toHaveLength(5);
  expect(told.filter((e) => e.type === 'tty').map((e) => e.at)).toEqual(Array.from({ length: 10 }, (_, n) => 4989 + n));
});
