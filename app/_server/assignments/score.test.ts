import { describe, expect, it } from 'vitest';
import type { ServerVerdict } from '@/app/_shared/api';
import type { LatePolicy } from '@/app/_shared/classes';
import { daysLate, type ScoredAssignment, type ScoredAttempt, scoreOf, workedAt } from './score';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const DUE = 100 * DAY;

const one = (over: Partial<ScoredAssignment> = {}): ScoredAssignment => ({
  exercises: ['ex_a'],
  dueAt: DUE,
  closesAt: null,
  latePolicy: 'accept',
  latePerDay: 10,
  points: 10,
  ...over,
});
const run = (endedAt: number, over: Partial<ScoredAttempt> = {}): ScoredAttempt => ({
  exerciseId: 'ex_a',
  passed: true,
  verdict: 'verified',
  endedAt,
  createdAt: endedAt,
  ...over,
});

describe('a score', () => {
  it('is nothing without work, and nothing for work that did not pass', () => {
    expect(scoreOf(one(), null, [])).toMatchObject({ points: 0, max: 10, late: false, verdict: 'none', at: null });
    const failed = run(DUE - 1, { passed: false, verdict: 'none' });
    expect(scoreOf(one(), null, [failed])).toMatchObject({ points: 0, verdict: 'tried' });
  });

  it('counts confirmed passes only; one that waits shows as pending, with what it may become', () => {
    for (const verdict of ['pending', 'none'] as const) {
      expect(scoreOf(one(), null, [run(DUE, { verdict })])).toMatchObject({
        points: 0,
        pendingPoints: 10,
        verdict: 'pending',
      });
    }
    for (const verdict of ['mismatch', 'outdated', 'error'] as const) {
      expect(scoreOf(one(), null, [run(DUE, { verdict })])).toMatchObject({
        points: 0,
        pendingPoints: 0,
        verdict: 'tried',
      });
    }
    expect(scoreOf(one(), null, [run(DUE)])).toMatchObject({ points: 10, verdict: 'verified', late: false, at: DUE });
  });

  it('is decided by the earliest pass that counts', () => {
    const passes = [run(DUE + DAY), run(DUE - DAY), run(DUE - 2 * DAY, { verdict: 'mismatch' })];
    expect(scoreOf(one({ latePolicy: 'penalty' }), null, passes)).toMatchObject({
      points: 10,
      late: false,
      at: DUE - DAY,
    });
    const waiting = [run(DUE + DAY), run(DUE - DAY, { verdict: 'pending' })];
    expect(scoreOf(one({ latePolicy: 'penalty' }), null, waiting)).toMatchObject({
      points: 9,
      pendingPoints: 10,
      verdict: 'verified',
      late: true,
    });
  });

  it.each([
    ['accept', 10, 'verified'],
    ['penalty', 7, 'verified'],
    ['refuse', 0, 'refused'],
  ] as const)('three days late by the policy %s: %d points', (latePolicy, points, verdict) => {
    expect(scoreOf(one({ latePolicy }), null, [run(DUE + 2 * DAY + 1)])).toMatchObject({
      points,
      verdict,
      late: true,
      daysLate: 3,
    });
  });

  it('loses a day’s penalty the moment a day begins, and never goes below nothing', () => {
    expect([DUE - 1, DUE, DUE + 1, DUE + DAY, DUE + DAY + 1].map((at) => daysLate(at, DUE))).toEqual([0, 0, 1, 1, 2]);
    const heavy = one({ latePolicy: 'penalty', latePerDay: 40 });
    expect(scoreOf(heavy, null, [run(DUE + 9 * DAY)])).toMatchObject({ points: 0, verdict: 'verified' });
  });

  it('does not count after the close, whatever the policy', () => {
    const closed = one({ closesAt: DUE + DAY });
    expect(scoreOf(closed, null, [run(DUE + DAY)])).toMatchObject({ points: 10 });
    expect(scoreOf(closed, null, [run(DUE + DAY + 1)])).toMatchObject({ points: 0, verdict: 'refused' });
  });

  it('an extension is another due date, and opens the close with it', () => {
    const strict = one({ latePolicy: 'refuse', closesAt: DUE + DAY });
    const extension = { dueAt: DUE + 5 * DAY };
    expect(scoreOf(strict, extension, [run(DUE + 4 * DAY)])).toMatchObject({ points: 10, late: false });
    expect(scoreOf(strict, extension, [run(DUE + 6 * DAY)])).toMatchObject({ points: 0 });
    const earlier = { dueAt: DUE - DAY };
    expect(scoreOf(one(), earlier, [run(DUE)])).toMatchObject({ points: 10, late: true });
  });

  it('work done off-line counts for when it was done, and is flagged when it came long after or after the close', () => {
    const offline = run(DUE - HOUR, { createdAt: DUE + 3 * DAY });
    expect(scoreOf(one({ latePolicy: 'refuse' }), null, [offline])).toMatchObject({
      points: 10,
      late: false,
      arrivedLater: false,
    });
    const muchLater = run(DUE - HOUR, { createdAt: DUE + 7 * DAY });
    expect(scoreOf(one(), null, [muchLater])).toMatchObject({ points: 10, arrivedLater: true });
    expect(scoreOf(one({ closesAt: DUE + DAY }), null, [offline])).toMatchObject({ points: 10, arrivedLater: true });
  });

  it('a tab whose clock is ahead gains nothing and loses nothing', () => {
    const ahead = run(DUE + DAY, { createdAt: DUE - HOUR });
    expect(workedAt(ahead)).toBe(DUE - HOUR);
    expect(scoreOf(one({ latePolicy: 'refuse' }), null, [ahead])).toMatchObject({ points: 10, late: false });
  });

  it('of a lesson is its exercises in equal parts', () => {
    const lesson = one({ exercises: ['ex_a', 'ex_b', 'ex_c'], latePolicy: 'penalty' });
    const work = [run(DUE), run(DUE + 1, { exerciseId: 'ex_b' })];
    expect(scoreOf(lesson, null, work)).toMatchObject({ points: 6.33, verdict: 'tried', done: 2, exercises: 3 });
    const all = [...work, run(DUE, { exerciseId: 'ex_c', verdict: 'pending' })];
    expect(scoreOf(lesson, null, all)).toMatchObject({ verdict: 'pending', pendingPoints: 9.67, late: true });
    expect(scoreOf(lesson, null, [run(DUE, { exerciseId: 'ex_other' })])).toMatchObject({ verdict: 'none', points: 0 });
  });
});

describe('for any work', () => {
  const SEED = Number(process.env.SEED ?? 20261125);
  const random = mulberry(SEED);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)];
  const VERDICTS: readonly ServerVerdict[] = ['none', 'pending', 'verified', 'mismatch', 'outdated', 'error'];
  const EXERCISES = ['ex_a', 'ex_b', 'ex_c'];
  const time = () => Math.floor(DUE + (random() - 0.5) * 20 * DAY);
  const anAssignment = () =>
    one({
      exercises: EXERCISES.slice(0, 1 + Math.floor(random() * 3)),
      dueAt: random() < 0.2 ? null : DUE,
      closesAt: random() < 0.5 ? null : DUE + Math.floor(random() * 10 * DAY),
      latePolicy: pick<LatePolicy>(['accept', 'penalty', 'refuse']),
      latePerDay: 1 + Math.floor(random() * 100),
      points: Math.floor(random() * 100),
    });
  const anAttempt = () => {
    const endedAt = time();
    const verdict = pick(VERDICTS);
    const passed = verdict === 'verified' || random() < 0.7;
    return run(endedAt, {
      exerciseId: pick(EXERCISES),
      verdict,
      passed,
      createdAt: endedAt + Math.floor((random() - 0.3) * 10 * DAY),
    });
  };
  const cases = Array.from({ length: 2_000 }, () => ({
    assignment: anAssignment(),
    extension: random() < 0.3 ? { dueAt: time() } : null,
    attempts: Array.from({ length: Math.floor(random() * 8) }, anAttempt),
  }));

  it(`points stay between nothing and all, and hope is never less than what is there (seed ${SEED})`, () => {
    for (const { assignment, extension, attempts } of cases) {
      const score = scoreOf(assignment, extension, attempts);
      expect(score.points).toBeGreaterThanOrEqual(0);
      expect(score.points).toBeLessThanOrEqual(score.max);
      expect(score.pendingPoints).toBeGreaterThanOrEqual(score.points);
      if (score.verdict === 'verified') expect(score.done).toBe(score.exercises);
      if (!attempts.some((one) => one.verdict === 'verified')) expect(score.points).toBe(0);
      if (score.daysLate > 0) expect(score.late).toBe(true);
    }
  });

  it(`the order in which attempts came does not matter (seed ${SEED})`, () => {
    for (const { assignment, extension, attempts } of cases) {
      const score = scoreOf(assignment, extension, attempts);
      expect(scoreOf(assignment, extension, [...attempts].reverse())).toEqual(score);
      expect(scoreOf(assignment, extension, [...attempts, ...attempts])).toEqual(score);
    }
  });

  it(`more work never lowers the points, and what is no confirmed pass never raises them (seed ${SEED})`, () => {
    for (const { assignment, extension, attempts } of cases) {
      const { points } = scoreOf(assignment, extension, attempts);
      const more = anAttempt();
      const after = scoreOf(assignment, extension, [...attempts, more]).points;
      if (more.verdict === 'verified') expect(after).toBeGreaterThanOrEqual(points);
      else expect(after).toBe(points);
    }
  });

  it(`a later due date never costs points (seed ${SEED})`, () => {
    for (const { assignment, attempts } of cases) {
      if (assignment.dueAt === null) continue;
      const longer = { dueAt: assignment.dueAt + Math.floor(random() * 5 * DAY) };
      expect(scoreOf(assignment, longer, attempts).points).toBeGreaterThanOrEqual(
        scoreOf(assignment, null, attempts).points,
      );
    }
  });

  it(`a kinder policy never gives less (seed ${SEED})`, () => {
    for (const { assignment, extension, attempts } of cases) {
      const by = (latePolicy: LatePolicy) => scoreOf({ ...assignment, latePolicy }, extension, attempts).points;
      expect(by('accept')).toBeGreaterThanOrEqual(by('penalty'));
      expect(by('penalty')).toBeGreaterThanOrEqual(by('refuse'));
    }
  });
});

/** A small generator with a seed. */
function mulberry(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
