import { describe, expect, it } from 'vitest';
import { type LiveFacts, liveState, type Place, type SeenAttempt } from './rules';

const MINUTE = 60_000;
const NOW = 1_000 * MINUTE;
const ago = (minutes: number) => NOW - minutes * MINUTE;
let count = 0;
const run = (minutes: number, over: Partial<SeenAttempt> = {}): SeenAttempt => ({
  id: `a${++count}`,
  userId: 'ada',
  exerciseId: 'ex',
  passed: false,
  at: ago(minutes),
  check: { id: 'out', code: 'no-output' },
  ...over,
});
const place = (over: Partial<Place> = {}): Place => ({
  userId: 'ada',
  exerciseId: 'ex',
  at: ago(1),
  since: ago(20),
  passed: false,
  lastRun: null,
  ...over,
});
const facts = (over: Partial<LiveFacts>): LiveFacts => ({
  now: NOW,
  students: [
    { id: 'ada', name: 'Ada', seen: ago(1) },
    { id: 'bob', name: 'Bob', seen: ago(60) },
  ],
  attempts: [],
  places: [],
  ...over,
});
const stuck = (over: Partial<LiveFacts>) => liveState(facts(over)).stuck;

describe('somebody is stuck', () => {
  it('after three failed runs of one exercise in ten minutes: with the check, and since when', () => {
    const last = run(1, { check: { id: 'exit', code: 'wrong-exit' } });
    expect(stuck({ attempts: [last, run(5), run(3)] })).toEqual([
      {
        userId: 'ada',
        name: 'Ada',
        exerciseId: 'ex',
        why: 'failing',
        since: ago(5),
        fails: 3,
        attemptId: last.id,
        check: { id: 'exit', code: 'wrong-exit' },
      },
    ]);
  });

  it.each([
    ['two runs', [run(5), run(3)]],
    ['one of them long ago', [run(11), run(3), run(2)]],
    ['two exercises', [run(5), run(4), run(3, { exerciseId: 'other' })]],
    ['two people', [run(5), run(4), run(3, { userId: 'bob' })]],
    ['passed since', [run(5), run(4), run(3), run(2, { passed: true })]],
    ['somebody who has left the class', [1, 2, 3].map((n) => run(n, { userId: 'gone' }))],
  ])('but not with %s', (_what, attempts) => {
    expect(stuck({ attempts })).toEqual([]);
  });

  it('again, when three more fail after a pass', () => {
    const attempts = [run(9), run(8, { passed: true }), run(5), run(4), run(3)];
    expect(stuck({ attempts })).toMatchObject([{ fails: 3, since: ago(5) }]);
  });

  it('at work for long without a run', () => {
    expect(stuck({ places: [place()] })).toMatchObject([{ why: 'silent', since: ago(20), attemptId: null }]);
    expect(stuck({ places: [place({ lastRun: ago(12) })] })).toMatchObject([{ why: 'silent', since: ago(12) }]);
  });

  it.each([
    ['ran lately', place({ lastRun: ago(4) })],
    ['has passed', place({ passed: true })],
    ['is no longer here', place({ at: ago(5) })],
    ['came lately', place({ since: ago(4) })],
    ['was there yesterday', place({ since: ago(1_000) })],
    ['is there since who knows when', place({ since: null })],
  ])('but not who %s', (_what, where) => {
    expect(stuck({ places: [where] })).toEqual([]);
  });

  it('only where they are now', () => {
    expect(stuck({ places: [place(), place({ exerciseId: 'next', at: ago(0), since: ago(1) })] })).toEqual([]);
  });
});

it('who is here, and where: the newest of run and place', () => {
  expect(liveState(facts({ places: [place()] })).active).toEqual([
    { userId: 'ada', name: 'Ada', seen: ago(1), exerciseId: 'ex' },
  ]);
  const moved = liveState(facts({ places: [place()], attempts: [run(0, { exerciseId: 'next' })] }));
  expect(moved.active).toMatchObject([{ exerciseId: 'next' }]);
});

it('the newest runs come first, and a state is the same however its facts were ordered', () => {
  const attempts = [run(3), run(1), run(2, { passed: true })];
  const state = liveState(facts({ attempts }));
  expect(state.runs.map((one) => one.at)).toEqual([ago(1), ago(2), ago(3)]);
  expect(liveState(facts({ attempts: [...attempts].reverse() }))).toEqual(state);
});
