/** What operators see of a process, and what they must never see. */
import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GET as health } from '@/app/api/health/route';
import { GET as figures } from '@/app/api/metrics/route';
import { GET as ready } from '@/app/api/ready/route';
import { POST as syncRoute } from '@/app/api/sync/route';
import { db } from '../db/client';
import { TEST_PROVIDER } from '../db/testing';
import { endpoint } from '../http/endpoint';
import { Browser, openTestSite } from '../testing/site';
import { attempt, batch } from '../testing/things';
import { readiness } from './health';
import { describeError, logError, makeLog, requestScope, scrub } from './log';
import { isLoopback, metrics, REMOTE } from './metrics';

let site: Awaited<ReturnType<typeof openTestSite>>;
const MIGRATIONS = `CREATE TABLE _prisma_migrations (migration_name TEXT, finished_at TIMESTAMP)`;
beforeAll(async () => {
  site = await openTestSite();
});
afterAll(() => site.close());

const get = async (handler: (request: Request) => Promise<Response>, headers: Record<string, string> = {}) => {
  const response = await handler(new Request('http://site.test/api', { headers }));
  return { status: response.status, text: await response.text() };
};

describe('health', () => {
  it('is alive when it answers', async () => {
    expect(await get(health)).toEqual({ status: 200, text: '{"status":"ok"}' });
  });

  it('is ready when the database answers and has the tables of this version', async () => {
    expect((await get(ready)).status).toBe(503); // the tests' database was made without Prisma's list
    await db().$executeRawUnsafe(MIGRATIONS);
    expect((await readiness(db())).checks).toEqual({ database: 'ok', migrations: 'missing', process: 'ok' });
    for (const name of readdirSync(`prisma/migrations/${TEST_PROVIDER}`))
      await db().$executeRawUnsafe(`INSERT INTO _prisma_migrations VALUES ('${name}', CURRENT_TIMESTAMP)`);
    expect((await get(ready)).status).toBe(200);
  });
});

describe('figures', () => {
  const here = { [REMOTE]: '127.0.0.1' };

  it('are for this machine, or for whoever has the token', async () => {
    expect((await get(figures)).status).toBe(404);
    expect((await get(figures, { [REMOTE]: '10.1.2.3' })).status).toBe(404);
    expect((await get(figures, here)).status).toBe(200);
    process.env.METRICS_TOKEN = 'a-long-token-for-prometheus';
    expect((await get(figures, here)).status).toBe(404);
    expect((await get(figures, { authorization: 'Bearer a-long-token-for-somebody' })).status).toBe(404);
    expect((await get(figures, { authorization: 'Bearer a-long-token-for-prometheus' })).status).toBe(200);
    delete process.env.METRICS_TOKEN;
    expect(['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1'].every(isLoopback)).toBe(true);
    expect(['128.0.0.1', '', '10.0.0.1', '127.0.0.1.evil', undefined].some(isLoopback)).toBe(false);
  });

  it('show the queue and the time in the database, and no names or ids', async () => {
    metrics();
    const person = new Browser();
    await person.call(syncRoute, 'POST', '/api/sync', { json: batch({ attempts: [attempt({ passed: true })] }) });
    metrics().requests.inc({ method: 'POST', route: '/api/sync', status: '200' });
    const { text } = await get(figures, here);
    expect(text).toContain('ringzero_grading_queue{state="waiting"} 1');
    expect(text).toContain('ringzero_http_requests_total{method="POST",route="/api/sync",status="200"} 1');
    expect(text).toMatch(/ringzero_database_seconds_count\{kind="write"\} [1-9]/);
    const { id } = await db().user.findFirstOrThrow();
    expect(text).not.toContain(id);
  });
});

describe('the log', () => {
  const lines: string[] = [];
  const logger = makeLog({ write: (line: string) => lines.push(line) });
  const SECRETS = ['hanako@school.example', 'Yamada', 'dGhpcyBpcyBhIHNlY3JldCB0b2tlbg', '192.0.2.17', 'abc123def'];

  it('is JSON, a line each, with the request’s id', () => {
    requestScope().run('request-1', () => logger.info({ route: '/api/sync' }, 'request'));
    expect(JSON.parse(lines.pop() ?? '')).toMatchObject({ level: 'info', request: 'request-1', route: '/api/sync' });
  });

  it.each([
    ['a mail address', 'cannot send to hanako@school.example now'],
    ['a quoted name', 'no such person: "Yamada"'],
    ['a token', 'bad token dGhpcyBpcyBhIHNlY3JldCB0b2tlbg given'],
    ['an address of a machine', 'refused by 192.0.2.17'],
    ['a link', 'GET https://site.example/join?code=abc123def failed'],
  ])('tells an error without %s in it', (_what, message) => {
    logError('test', new Error(message), logger);
    const line = lines.pop() ?? '';
    expect(SECRETS.filter((secret) => line.includes(secret))).toEqual([]);
    expect(scrub(message)).toMatch(/\[(mail|text|secret|address|url)\]/);
  });

  it('tells a database’s error by its code alone', async () => {
    const user = { id: 'u1', name: 'Yamada', email: 'hanako@school.example' };
    await db().user.create({ data: user });
    const error = await db()
      .user.create({ data: user })
      .catch((caught) => caught);
    const told = JSON.stringify(describeError(error));
    expect(told).toContain('P2002');
    expect(SECRETS.filter((secret) => told.includes(secret))).toEqual([]);
    const wrong = await db()
      .user.create({ data: { ...user, id: 7 as unknown as string } })
      .catch((caught) => caught);
    expect(SECRETS.filter((secret) => JSON.stringify(describeError(wrong)).includes(secret))).toEqual([]);
  });

  it('is what an endpoint writes to when something unforeseen is thrown', async () => {
    const kept = globalThis as { ringzeroLog?: unknown };
    kept.ringzeroLog = logger;
    const broken = endpoint(async () => {
      throw new Error('of hanako@school.example');
    });
    const response = await broken(new Request('http://site.test/api/x'), { params: Promise.resolve({}) });
    kept.ringzeroLog = undefined;
    expect(response.status).toBe(500);
    expect(JSON.parse(lines.pop() ?? '')).toMatchObject({
      level: 'error',
      where: 'endpoint',
      error: { name: 'Error' },
    });
  });
});
