/** The verdict as the learner's page gets it: only one's own, with reasons, and a 304 when nothing is new. */
import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest';
import { GET as verdictsRoute } from '@/app/api/attempts/verdicts/route';
import { POST as syncRoute } from '@/app/api/sync/route';
import { db } from '../db/client';
import { serverSeeds } from '../seeds/seeds';
import { Browser, openTestSite } from '../testing/site';
import { attempt, batch, EXERCISE } from '../testing/things';
import { readAnswer, requestOf, type Versions, verdictOf } from './verdict';

let site: Awaited<ReturnType<typeof openTestSite>>;
let learner: Browser;
let id: string;
beforeAll(async () => {
  site = await openTestSite();
});
afterAll(() => site.close());
beforeEach(async () => {
  await db().user.deleteMany();
  learner = new Browser();
  const { body } = await learner.call(syncRoute, 'POST', '/api/sync', {
    json: batch({ attempts: [attempt({ passed: true, digest: 'd1' })] }),
  });
  id = body.state.exercises[0].bestAttemptId;
});
const ask = (browser = learner, headers: Record<string, string> = {}) =>
  browser.call(verdictsRoute, 'GET', `/api/attempts/verdicts?exercises=${EXERCISE},ex_other`, { headers });
const judge = (data: object) => db().attempt.update({ where: { id }, data });

describe('my verdicts', () => {
  it('wait, then come with their reason', async () => {
    expect((await ask()).body.verdicts).toEqual([
      { exerciseId: EXERCISE, attemptId: id, verdict: 'pending', why: null },
    ]);
    await judge({ serverVerdict: 'verified' });
    expect((await ask()).body.verdicts).toMatchObject([{ verdict: 'verified', why: null }]);
    await judge({ serverVerdict: 'outdated', gradeError: 'exercise' });
    expect((await ask()).body.verdicts).toMatchObject([{ verdict: 'outdated', why: { reason: 'exercise' } }]);
    await judge({ serverVerdict: 'error', gradeError: 'killed after 90000 ms' });
    expect((await ask()).body.verdicts).toMatchObject([{ verdict: 'error', why: { reason: 'grader' } }]);
  });

  it('name the seed that failed and what its check said', async () => {
    const failed = { id: 'matches', ok: false, code: 'not-lines', params: { line: 1 } };
    const seeds = [
      { seed: 5, passed: true, failed: null },
      { seed: 6, passed: false, failed },
    ];
    await judge({ serverVerdict: 'mismatch', gradeError: 'seed', serverSeeds: JSON.stringify(seeds) });
    expect((await ask()).body.verdicts[0].why).toEqual({ reason: 'seed', seed: 6, failed });
  });

  it('are nobody else’s', async () => {
    expect((await ask(new Browser())).body.verdicts).toEqual([]);
  });

  it('cost a 304 while nothing is new', async () => {
    const cookie = [...learner.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const get = (etag?: string) =>
      verdictsRoute(
        new Request(`http://site.test/api/attempts/verdicts?exercises=${EXERCISE}`, {
          headers: { host: 'site.test', cookie, ...(etag ? { 'if-none-match': etag } : {}) },
        }),
        { params: Promise.resolve({}) },
      );
    const etag = (await get()).headers.get('etag') ?? '';
    const again = await get(etag);
    expect([again.status, await again.text()]).toEqual([304, '']);
    await judge({ serverVerdict: 'verified' });
    expect((await get(etag)).status).toBe(200);
  });
});

describe('a verdict', () => {
  const versions: Versions = { simHash: 's1', toolHash: 't1', exerciseHash: () => 'e1' };
  const claimed = { exerciseId: EXERCISE, exerciseHash: 'e1', simHash: 's1', toolHash: 't1', digest: 'd1' };
  const graded = { digest: 'd1', passed: true, checks: [], seeds: [], refused: null };
  const failing = [{ seed: 9, passed: false, failed: null }];
  test.each([
    ['our run passes with the same digest', {}, {}, 'verified', null],
    ['another digest', {}, { digest: 'd2' }, 'mismatch', 'digest'],
    ['a digest made up', { digest: 'forged' }, {}, 'mismatch', 'digest'],
    ['our run fails', {}, { passed: false }, 'mismatch', 'fails'],
    ['our seeds fail', {}, { seeds: failing }, 'mismatch', 'seed'],
    ['our seeds fail, whatever version is claimed', { simHash: 'old' }, { seeds: failing }, 'mismatch', 'seed'],
    ['the record is refused', {}, { refused: 'inputs', digest: '', passed: false }, 'mismatch', 'refused:inputs'],
    ['refused, whatever version is claimed', { simHash: 'old' }, { refused: 'inputs' }, 'mismatch', 'refused:inputs'],
    [
      'refused, of an exercise that has changed',
      { exerciseHash: 'old' },
      { refused: 'changed-file' },
      'outdated',
      'exercise',
    ],
    [
      'malformed, of whatever exercise',
      { exerciseHash: 'old' },
      { refused: 'malformed' },
      'mismatch',
      'refused:malformed',
    ],
    ['an older simulator, another run', { simHash: 'old' }, { digest: 'd2' }, 'outdated', 'simulator'],
    ['an older compiler, another run', { toolHash: 'old' }, { digest: 'd2' }, 'outdated', 'simulator'],
    ['an older simulator, the same run', { simHash: 'old' }, {}, 'verified', null],
    ['an older exercise, checks now fail', { exerciseHash: 'old' }, { passed: false }, 'outdated', 'exercise'],
    ['an older exercise, checks still pass', { exerciseHash: 'old' }, {}, 'verified', null],
  ])('%s', (_what, claim, run, verdict, reason) => {
    const got = verdictOf({ ...claimed, ...claim }, { ...graded, ...run }, versions);
    expect([got.verdict, got.reason]).toEqual([verdict, reason]);
  });

  test.each(['', 'hello', 'null', '[]', '{"digest":1}', '{"passed":true}', '{"digest":"d","passed":"yes"}'])(
    'is not read out of %j',
    (text) => expect(readAnswer(text)).toBeNull(),
  );
});

describe('seeds of the server', () => {
  it('follow from attempt and secret: unguessable, and the same again', () => {
    const seeds = serverSeeds('attempt1', 'secret');
    expect(seeds).toEqual(serverSeeds('attempt1', 'secret'));
    expect(seeds).not.toEqual(serverSeeds('attempt2', 'secret'));
    expect(seeds).not.toEqual(serverSeeds('attempt1', 'another'));
    expect(new Set(seeds).size).toBe(seeds.length);
    for (const seed of seeds) expect(seed >= 1000 && seed < 2 ** 31).toBe(true);
  });

  it('go to the child with the record as it was sent', () => {
    const record = '{"version":1,"text":"line\\n"}';
    const request = JSON.parse(requestOf({ id: 'a', record }, 's'));
    expect(request.record).toEqual(JSON.parse(record));
    expect(request.seeds).toEqual(serverSeeds('a', 's'));
  });
});
