/** A certificate: only of what is verified, readable by anybody with its address, and its records run again to the same digests. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { GET as recordsRoute } from '@/app/api/certificates/[id]/records/route';
import { GET as readRoute, DELETE as removeRoute } from '@/app/api/certificates/[id]/route';
import { POST as createRoute, GET as mineRoute } from '@/app/api/certificates/route';
import { POST as syncRoute } from '@/app/api/sync/route';
import { exercisePlaces } from '../course/ids';
import { db } from '../db/client';
import { Browser, openTestSite } from '../testing/site';
import { attempt, batch } from '../testing/things';
import { exercisesOf } from './certificates';

let site: Awaited<ReturnType<typeof openTestSite>>;
let owner: Browser;
let userId: string;
const CHAPTER = exercisePlaces[0].chapterId;
const IDS = exercisesOf(CHAPTER) ?? [];
beforeAll(async () => {
  site = await openTestSite();
});
afterAll(() => site.close());
beforeEach(async () => {
  await db().user.deleteMany();
  owner = new Browser();
  const attempts = IDS.map((exerciseId) => attempt({ exerciseId, passed: true, digest: `digest-${exerciseId}` }));
  const { body } = await owner.call(syncRoute, 'POST', '/api/sync', { json: batch({ attempts }) });
  userId = body.state.user.id;
  await db().user.update({
    where: { id: userId },
    data: { isAnonymous: false, name: 'Ada', email: 'ada@example.org' },
  });
  await db().attempt.updateMany({ data: { serverVerdict: 'verified' } });
  await db().exerciseState.updateMany({ data: { verdict: 'verified' } });
});

const make = (json: object = { scope: CHAPTER, name: 'A. Lovelace' }, by = owner) =>
  by.call(createRoute, 'POST', '/api/certificates', { json });
const read = (id: string, by = new Browser()) =>
  by.call(readRoute, 'GET', `/api/certificates/${id}`, { params: { id } });
const records = (id: string) =>
  new Browser().call(recordsRoute, 'GET', `/api/certificates/${id}/records`, { params: { id } });

describe('a certificate', () => {
  it('is read by anybody with its address: name, date, digests and versions, nothing else about the person', async () => {
    const made = await make();
    expect(made.status).toBe(201);
    const { body } = await read(made.body.id);
    expect(body).toMatchObject({ name: 'A. Lovelace', scope: CHAPTER });
    expect(body.runs.map((run: { exerciseId: string }) => run.exerciseId)).toEqual(IDS);
    expect(body.runs[0]).toMatchObject({
      digest: `digest-${IDS[0]}`,
      simHash: 's1',
      toolHash: 't1',
      exerciseHash: 'e1',
    });
    const whole = JSON.stringify([body, (await records(made.body.id)).body]);
    for (const personal of [userId, 'ada@example.org', '"Ada"']) expect(whole).not.toContain(personal);
  });

  it('has an address that cannot be guessed', async () => {
    const ids = [(await make()).body.id, (await make()).body.id];
    expect(ids[0]).not.toBe(ids[1]);
    for (const id of ids) expect(id).toMatch(/^[\w-]{22}$/);
    expect((await read('x')).status).toBe(404);
  });

  it.each(['pending', 'mismatch', 'outdated', 'error'] as const)('is not made while one run is %s', async (verdict) => {
    await db().exerciseState.updateMany({ where: { exerciseId: IDS[1] }, data: { verdict } });
    expect([(await make()).status, await db().certificate.count()]).toEqual([409, 0]);
    const { body } = await owner.call(mineRoute, 'GET', '/api/certificates');
    expect(body.scopes).toContainEqual({ scope: CHAPTER, verified: IDS.length - 1, all: IDS.length });
  });

  it('is not made of the course by whoever has a chapter, nor of something else, nor by nobody', async () => {
    expect((await make({ scope: 'course', name: 'A' })).status).toBe(409);
    expect((await make({ scope: 'ch_none', name: 'A' })).status).toBe(400);
    expect((await make({ scope: CHAPTER, name: ' ' })).status).toBe(400);
    expect((await make(undefined, new Browser())).status).toBe(401);
    const stranger = new Browser();
    await stranger.call(syncRoute, 'POST', '/api/sync', { json: batch() });
    expect((await make(undefined, stranger)).status).toBe(403);
  });

  it('is removed by its owner alone, and goes with the account', async () => {
    const { id } = (await make()).body;
    const remove = (by: Browser) => by.call(removeRoute, 'DELETE', `/api/certificates/${id}`, { params: { id } });
    const stranger = new Browser();
    await stranger.call(syncRoute, 'POST', '/api/sync', { json: batch() });
    expect((await remove(new Browser())).status).toBe(401);
    expect((await remove(stranger)).status).toBe(404);
    expect((await remove(owner)).status).toBe(204);
    expect((await read(id)).status).toBe(404);
    const second = (await make()).body.id;
    await db().user.delete({ where: { id: userId } });
    expect((await read(second)).status).toBe(404);
  });
});

// It has nothing to do with the database: once is enough.
describe.skipIf(process.env.RINGZERO_TEST_DATABASE)('npm run verify-run', () => {
  it('runs the records of a certificate again: the same digests, or it says which are not', {
    timeout: 120_000,
  }, async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'ringzero-verify-'));
    const run = (...args: string[]) =>
      spawnSync(process.execPath, ['--import', 'tsx', 'scripts/verify-run.ts', ...args], { encoding: 'utf8' });
    const file = (name: string, value: unknown) => {
      const where = path.join(folder, name);
      writeFileSync(where, JSON.stringify(value));
      return where;
    };
    try {
      const answers = { kind: 'order' as const, order: ['b1'] };
      const graded = (record: object) =>
        JSON.parse(
          execFileSync(process.execPath, ['--import', 'tsx', 'kernel-sim/cli/grade.ts'], {
            input: JSON.stringify({ record }),
            encoding: 'utf8',
          }),
        );
      // A real record of a real exercise.
      const record = {
        ...attempt().record,
        exerciseId: 'ex_s1h7',
        submission: { ...answers, order: await rightOrder('ex_s1h7') },
      };
      const { digest, passed } = graded(record);
      expect(passed).toBe(true);
      const [first] = IDS;
      await db().attempt.updateMany({
        where: { exerciseId: first },
        data: { record: JSON.stringify(record), digest },
      });
      const { id } = (await make()).body;
      const bundle = (await records(id)).body;
      expect(bundle.records).toHaveLength(IDS.length);
      const mine = bundle.records.find((one: { digest: string }) => one.digest === digest);

      const good = run(file('good.json', { ...bundle, records: [mine] }));
      expect(good.stdout).toContain(`ex_s1h7  ${digest} passes, same digest`);
      expect([good.status, good.stdout.includes('1 of 1 runs are as recorded')]).toEqual([0, true]);
      expect(run(file('bare.json', record)).stdout).toContain(digest);
      const forged = run(file('forged.json', { record, digest: 'f'.repeat(64) }));
      expect([forged.status, forged.stdout.includes('OTHER DIGEST')]).toEqual([1, true]);
      const refused = run(file('refused.json', { record: { ...record, cpus: 9 }, digest }));
      expect([refused.status, refused.stdout.includes('REFUSED: other-machine')]).toEqual([1, true]);
      expect(run(file('nothing.json', { hello: 1 })).status).toBe(2);
      expect(run(path.join(folder, 'missing.json')).status).toBe(2);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

/** The right order of an exercise's blocks. */
async function rightOrder(id: string): Promise<string[]> {
  const { loaders } = await import('@/content/generated/registry');
  const exercise = await loaders[id]();
  return exercise.kind === 'order' ? exercise.blocks.map((block) => block.id) : [];
}
