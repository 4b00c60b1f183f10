import { expect, it } from 'vitest';
import { trace } from '@/app/_lesson/testing/fixtures';
import { eventAt, hasKind, marksOf, nextMoment } from './moments';

const at = (type: string, n = 0) => trace.filter(({ event }) => event.type === type)[n].event.at;

it('goes from moment to moment of a kind in both directions, and nowhere at the ends', () => {
  const [fork, wait, write] = [0, 1, 2].map((n) => at('syscall-enter', n));
  expect(nextMoment(trace, 'calls', 0, 1)).toBe(fork);
  expect(nextMoment(trace, 'calls', fork, 1)).toBe(wait);
  expect(nextMoment(trace, 'calls', write, -1)).toBe(wait);
  expect(nextMoment(trace, 'calls', fork, -1)).toBeNull();
  expect(nextMoment(trace, 'faults', 0, 1)).toBe(at('fault'));
  expect(nextMoment(trace, 'output', 0, 1)).toBe(at('tty'));
  expect(nextMoment(trace, 'all', at('exit'), 1)).toBe(at('switch', 1));
});

it('knows the last event before a moment', () => {
  expect(eventAt(trace, at('fault') + 1)?.type).toBe('fault');
  expect(eventAt(trace, 0)).toBeNull();
});

it('knows which kinds a run has', () => {
  expect(hasKind(trace, 'faults')).toBe(true);
  expect(hasKind([], 'all')).toBe(false);
});

it('draws what falls on one place once', () => {
  const end = trace[trace.length - 1].event.at;
  expect(marksOf(trace, end).filter(({ lane }) => lane === 'faults')).toHaveLength(1);
  expect(marksOf([...trace, ...trace], end)).toEqual(marksOf(trace, end));
  expect(marksOf(trace, end, 1).length).toBeLessThanOrEqual(6);
  for (const { x } of marksOf(trace, end)) expect(x).toBeLessThanOrEqual(1);
});
