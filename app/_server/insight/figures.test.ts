import { expect, it } from 'vitest';
import { exercisePlaces } from '../course/ids';
import { readTime } from './exercises';
import { classFigures, figuresOf, histogramOf, type RunRow } from './figures';
import { median } from './numbers';

const MINUTE = 60_000;
const [{ exerciseId: FIRST }] = exercisePlaces;
const run = (userId: string, minute: number, passed = false, over: Partial<RunRow> = {}): RunRow => ({
  userId,
  exerciseId: FIRST,
  passed,
  verdict: passed ? 'verified' : 'none',
  at: minute * MINUTE,
  ...over,
});

it('the middle of a list', () => {
  expect([median([]), median([3]), median([9, 1, 5]), median([1, 2, 3, 10])]).toEqual([null, 3, 5, 2.5]);
});

it('tries and time up to the first pass, pauses counted as half an hour, whatever the order of the runs', () => {
  const runs = [run('a', 200, true), run('a', 0), run('a', 10), run('a', 300), run('b', 5, true), run('c', 1)];
  expect(figuresOf(FIRST, runs)).toEqual({
    exerciseId: FIRST,
    tried: 3,
    passed: 2,
    rate: 2 / 3,
    medianTries: 2,
    medianMinutes: 20,
    runs: 6,
  });
  expect(histogramOf(runs)).toEqual([
    { tries: 1, people: 1 },
    { tries: 3, people: 1 },
  ]);
});

it('a pass that the server contradicts is none', () => {
  expect(figuresOf(FIRST, [run('a', 1, true, { verdict: 'mismatch' })])).toMatchObject({ tried: 1, passed: 0 });
});

it('every exercise of the course has figures; days without work are there too; mastery is one entry a person', () => {
  const runs = [run('a', 0, true), run('a', 1), run('b', 2 * 24 * 60, true)];
  const figures = classFigures(['a', 'b', 'c'], runs);
  expect(figures.exercises.map((one) => one.exerciseId)).toEqual(exercisePlaces.map((one) => one.exerciseId));
  expect(figures.exercises[1]).toMatchObject({ tried: 0, rate: null, medianTries: null });
  expect(figures.days).toEqual([
    { day: '1970-01-01', runs: 2, passes: 1, people: 1 },
    { day: '1970-01-02', runs: 0, passes: 0, people: 0 },
    { day: '1970-01-03', runs: 1, passes: 1, people: 1 },
  ]);
  expect(figures.mastery).toEqual([1, 1, 0]);
});

it('times as either database writes them', () => {
  const at = Date.UTC(2026, 10, 24, 23, 33, 3, 123);
  for (const text of [
    String(at),
    '2026-11-24T23:33:03.123+00:00',
    '2026-11-24T23:33:03.123Z',
    '2026-11-24T23:33:03.123',
  ])
    expect(readTime(text)).toBe(at);
});
