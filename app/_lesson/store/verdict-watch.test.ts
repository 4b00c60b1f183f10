// @vitest-environment node
/** Waiting for the server's verdict: asked soon, then seldom; silent when hidden, off-line or with nothing open. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ExerciseVerdict, ServerVerdict } from '../../_shared/api';
import { memoryDatabase } from './database';
import { isOpen, VerdictWatch } from './verdict-watch';
import { Work } from './work';

const page = { visibilityState: 'visible' as DocumentVisibilityState };
const listeners = new Map<string, () => void>();
const listen = (name: string, act: () => void) => listeners.set(name, act);
const answers: (ExerciseVerdict[] | 304 | 'broken')[] = [];
const asked: { at: number; url: string; etag: string | null }[] = [];
let stop = () => {};
let work: Work;

beforeEach(() => {
  vi.useFakeTimers();
  page.visibilityState = 'visible';
  answers.length = asked.length = 0;
  vi.stubGlobal('document', Object.assign(page, { addEventListener: listen, removeEventListener: () => {} }));
  vi.stubGlobal('window', { addEventListener: listen, removeEventListener: () => {} });
  vi.stubGlobal('navigator', { onLine: true });
  work = new Work(memoryDatabase());
});
afterEach(() => {
  stop();
  work.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function passed(verdict: ServerVerdict, exerciseId = 'ex_1') {
  await work.db.put('progress', { exerciseId, status: 'passed', verdict, updatedAt: 1 });
}
const request: typeof fetch = async (url, init) => {
  const begun = Date.now();
  asked.push({ at: begun, url: String(url), etag: new Headers(init?.headers).get('if-none-match') });
  const next = answers.length > 1 ? answers.shift() : answers[0];
  if (next === 'broken' || next === undefined) throw new TypeError('no network');
  if (next === 304) return new Response(null, { status: 304 });
  return new Response(JSON.stringify({ verdicts: next }), { headers: { etag: '"e1"' } });
};
const watch = () => {
  stop = new VerdictWatch(work, request).start();
};
const said = (verdict: ServerVerdict, why: ExerciseVerdict['why'] = null, exerciseId = 'ex_1'): ExerciseVerdict => ({
  exerciseId,
  attemptId: 'a',
  verdict,
  why,
});
const elapse = (ms: number) => vi.advanceTimersByTimeAsync(ms);

describe('the page', () => {
  test('asks within a second, keeps the verdict and asks no more', async () => {
    await passed('pending');
    answers.push([said('verified')]);
    watch();
    await elapse(1_000);
    expect(await work.db.get('progress', 'ex_1')).toMatchObject({ verdict: 'verified' });
    await elapse(300_000);
    expect(asked).toHaveLength(1);
    expect(asked[0].url).toBe('/api/attempts/verdicts?exercises=ex_1');
  });

  test('asks again with growing pauses and the ETag, and through failures', async () => {
    await passed('pending');
    answers.push([said('pending')], 304, 'broken', 304);
    watch();
    await elapse(130_000);
    const pauses = asked.slice(1).map(({ at }, i) => Math.round((at - asked[i].at) / 1000));
    expect(pauses).toEqual([2, 4, 8, 16, 32, 60]);
    expect(asked[1].etag).toBe('"e1"');
  });

  test('a new pass is asked for at once again', async () => {
    await passed('pending');
    answers.push([said('pending')]);
    watch();
    await elapse(40_000);
    const before = asked.length;
    await passed('pending', 'ex_2');
    await work.takeVerdicts([said('pending', { reason: 'digest' })]);
    await elapse(1_000);
    expect(asked.length).toBe(before + 1);
    expect(asked.at(-1)?.url).toContain('ex_1%2Cex_2');
  });

  test('that is hidden or off-line asks nothing, and goes on when it comes back', async () => {
    await passed('pending');
    answers.push([said('verified')]);
    page.visibilityState = 'hidden';
    watch();
    await elapse(60_000);
    expect(asked).toEqual([]);
    page.visibilityState = 'visible';
    vi.stubGlobal('navigator', { onLine: false });
    listeners.get('visibilitychange')?.();
    await elapse(60_000);
    expect(asked).toEqual([]);
    vi.stubGlobal('navigator', { onLine: true });
    listeners.get('online')?.();
    await elapse(1_000);
    expect(asked).toHaveLength(1);
  });

  test('asks why something was not confirmed, once', async () => {
    await passed('mismatch');
    const why = { reason: 'seed' as const, seed: 7, failed: { id: 'c', ok: false, code: 'x' } };
    answers.push([said('mismatch', why)]);
    watch();
    await elapse(100_000);
    expect(asked).toHaveLength(1);
    expect(await work.db.get('progress', 'ex_1')).toMatchObject({ verdict: 'mismatch', why });
  });

  test('a verdict says nothing about a run that was not sent yet', async () => {
    await passed('mismatch');
    const body = { clientId: 'c', exerciseId: 'ex_1' } as never;
    await work.db.put('outbox', { key: 'c', kind: 'attempt', body });
    await work.takeVerdicts([said('verified')]);
    expect(await work.db.get('progress', 'ex_1')).toMatchObject({ verdict: 'mismatch' });
  });
});

test('nothing is open without a pass, and with a verdict that is understood', () => {
  const record = { exerciseId: 'ex', updatedAt: 1 };
  expect(isOpen({ ...record, status: 'tried', verdict: 'pending' })).toBe(false);
  expect(isOpen({ ...record, status: 'passed', verdict: 'none' })).toBe(false);
  expect(isOpen({ ...record, status: 'passed', verdict: 'error', why: { reason: 'grader' } })).toBe(false);
  expect(isOpen({ ...record, status: 'passed', verdict: 'error' })).toBe(true);
});
