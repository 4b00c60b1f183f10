/**
 * `npm run bench -- load`: what one machine carries, with the site as `npm start` runs it (web process and worker, SQLite;
 * `LOAD_DATABASE=postgresql` takes that). Generator and site share the processors. Three questions:
 * static lesson pages a second; saves a second, with all learners at once; and a class of 300 at its pace (a page, 10
 * saves and 3 submissions a minute each) for LOAD_SECONDS (60). Where the site is not built, the API alone is measured.
 */
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { connect } from '../../app/_server/db/client';
import { postgresDatabase, sqliteDatabase } from '../../app/_server/db/testing';
import { queueState } from '../../app/_server/grader/queue';
import { startTestServer } from '../../app/_server/testing/postgres-setup';
import { exerciseIndex } from '../../content/generated/index';
import { quickAttempts } from '../prove/attempt';
import { Keeper, pause, webServer, worker } from '../prove/servers';
import { Client, cookieOf, Times } from './generator';

const exerciseOfDrafts = exerciseIndex[0].id;
const LEARNERS = 300;
const SECONDS = Number(process.env.LOAD_SECONDS ?? 60);
const AT_ONCE = 32;
const SAVES = 4000;
const built = existsSync('.next/BUILD_ID');
const onPostgres = process.env.LOAD_DATABASE === 'postgresql';

const postgres = onPostgres ? await startTestServer() : null;
const database = postgres ? await postgresDatabase((name) => postgres.url(name)) : await sqliteDatabase();
const env = {
  DATABASE_URL: database.url,
  BETTER_AUTH_SECRET: 'only-for-the-bench-0123456789-0123456789',
  NODE_ENV: 'production',
  LOG_LEVEL: 'warn',
  GRADER_CHILDREN: '1',
  // All learners come from one address here; a school's hour is not what is measured.
  TRUST_PROXY: '1',
};
const web = new Keeper(await webServer('web', built), env);
const grader = new Keeper(worker('worker'), env);
const db = connect(database.url);
let failed = false;

try {
  await web.ready();
  const load = loadavg()[0].toFixed(1);
  console.log(
    `${availableParallelism()} processors, load before ${load}; ${onPostgres ? 'PostgreSQL' : 'SQLite'}; ${built ? 'the built site' : 'the API alone (not built)'}`,
  );
  const client = new Client(web.server.port, 200);
  const learners = await signIn(client);
  if (built) await pages();
  await saves(client, learners);
  await classPace(client, learners);
  await sizes();
  client.close();
} finally {
  await Promise.all([web.end(), grader.end()]);
  await db.$disconnect();
  await database.remove();
  await postgres?.stop();
}
process.exit(failed ? 1 : 0);

interface Learner {
  cookie: string;
  writerId: string;
}

async function signIn(client: Client): Promise<Learner[]> {
  const learners: Learner[] = [];
  const times = new Times();
  const cpu = web.cpu();
  await atOnce(LEARNERS, 8, async () => {
    const answer = await client.send('POST', '/api/sync', '', batch({}));
    if (answer.status !== 200) throw new Error(`signing in: ${answer.status} ${answer.body}`);
    times.add(answer.ms);
    learners.push({ cookie: cookieOf(answer), writerId: randomUUID() });
  });
  console.log(`${LEARNERS} learners start: ${times}; ${perRequest(cpu, LEARNERS)}`);
  return learners;
}

async function pages(): Promise<void> {
  const { routes } = JSON.parse(readFileSync('.next/prerender-manifest.json', 'utf8')) as { routes: object };
  const lessons = Object.keys(routes).filter((route) => /^\/(ja|en)\/[\w-]+\/[\w-]+$/.test(route));
  const { default: autocannon } = await import('autocannon');
  const url = `http://127.0.0.1:${web.server.port}`;
  const requests = lessons.map((path) => ({ method: 'GET' as const, path, headers: { 'accept-encoding': 'gzip' } }));
  await autocannon({ url, connections: 20, duration: 3, requests }); // each page is asked for once
  const cpu = web.cpu();
  const result = await autocannon({ url, connections: 20, duration: 10, requests });
  tell(
    'static lesson pages',
    `${result.requests.average.toFixed(0)} per second (${lessons.length} pages, gzip), p99 ${result.latency.p99} ms; ${perRequest(cpu, result.requests.total)}`,
    result.requests.average >= 1500 && result.non2xx === 0,
    'at least 1,500 per second',
  );
}

/** Everybody saves as fast as answers come. */
async function saves(client: Client, learners: readonly Learner[]): Promise<void> {
  const times = new Times();
  let busy = 0;
  const cpu = web.cpu();
  const started = performance.now();
  await atOnce(SAVES, AT_ONCE, async (at) => {
    const learner = learners[at % learners.length];
    const answer = await client.send('POST', '/api/sync', learner.cookie, batch({ drafts: [draft(learner)] }));
    if (answer.status === 200) times.add(answer.ms);
    else busy += 1;
  });
  const rate = times.count / ((performance.now() - started) / 1000);
  tell(
    'saves',
    `${rate.toFixed(0)} per second, ${AT_ONCE} at a time, ${times}; ${busy} refused; ${perRequest(cpu, SAVES)}`,
    rate >= 400 && busy === 0,
    'at least 400 per second, none refused',
  );
}

async function classPace(client: Client, learners: readonly Learner[]): Promise<void> {
  const make = await quickAttempts();
  const api = new Times();
  const page = new Times();
  let refused = 0;
  const acts: { at: number; run: (scheduled: number) => Promise<void> }[] = [];
  const api1 = async (learner: Learner, json: object, scheduled: number) => {
    const answer = await client.send('POST', '/api/sync', learner.cookie, json, scheduled);
    if (answer.status === 200) api.add(answer.ms);
    else refused += 1;
  };
  for (const learner of learners) {
    const spread = (count: number, run: (scheduled: number) => Promise<void>) => {
      for (let i = 0; i < (count * SECONDS) / 60; i++) acts.push({ at: Math.random() * SECONDS * 1000, run });
    };
    spread(10, (at) => api1(learner, batch({ drafts: [draft(learner)] }), at));
    spread(3, (at) => api1(learner, batch({ attempts: [make()] }), at));
    if (built) spread(1, async (at) => page.add((await client.send('GET', '/en', learner.cookie, undefined, at)).ms));
  }
  acts.sort((a, b) => a.at - b.at);
  const cpu = web.cpu();
  const started = performance.now();
  const running: Promise<void>[] = [];
  for (const { at, run } of acts) {
    const wait = started + at - performance.now();
    if (wait > 1) await pause(wait);
    running.push(run(started + at));
  }
  await Promise.all(running);
  const late = (performance.now() - started) / 1000 - SECONDS;
  tell(
    `a class of ${LEARNERS} at its pace for ${SECONDS} s`,
    `${api.count} calls of the API, ${api}; ${page.count} pages, ${page}; ${refused} refused; done ${late.toFixed(1)} s after; ${perRequest(cpu, api.count + page.count)}`,
    api.at(0.95) < 200 && refused === 0,
    'p95 under 200 ms, none refused',
  );
  const waits = performance.now();
  while ((await queueState(db)).waiting > 0 && performance.now() - waits < 120_000) await pause(200);
  const { waiting } = await queueState(db);
  console.log(
    `  the last verdict came ${((performance.now() - waits) / 1000).toFixed(1)} s later; ${waiting} still wait`,
  );
}

/** What a learner costs on the disk. */
async function sizes(): Promise<void> {
  if (onPostgres) return;
  await db.$queryRawUnsafe('PRAGMA wal_checkpoint(TRUNCATE)');
  const bytes = statSync(database.file).size;
  const attempts = await db.attempt.count();
  console.log(`the file: ${(bytes / 1e6).toFixed(1)} MB with ${attempts} attempts, ${await db.draft.count()} drafts`);
}

function draft({ writerId }: Learner) {
  const text = `#include <stdio.h>\n\nint main(void) {\n  puts("${randomUUID()}");\n  return 0;\n}\n`;
  const submission = { kind: 'code', files: [{ path: 'main.c', text: text.repeat(5) }] };
  const exerciseId = exerciseOfDrafts;
  return {
    clientId: randomUUID(),
    updatedAt: Date.now(),
    exerciseId,
    exerciseHash: 'e1',
    submission,
    writerId,
    basedOn: null,
  };
}

function batch(part: object): object {
  return { drafts: [], attempts: [], predictions: [], lessonViews: [], ...part };
}

async function atOnce(count: number, width: number, run: (at: number) => Promise<void>): Promise<void> {
  let next = 0;
  const one = async () => {
    for (let at = next++; at < count; at = next++) await run(at);
  };
  await Promise.all(Array.from({ length: width }, one));
}

/** Processor time of the web process; other programs on the machine do not change it much. */
function perRequest(before: number, requests: number): string {
  const spent = web.cpu() - before;
  return `${((spent * 1000) / Math.max(1, requests)).toFixed(2)} ms of processor each`;
}

function tell(what: string, figures: string, holds: boolean, wanted: string): void {
  console.log(`${holds ? '✓' : '✗'} ${what}: ${figures} (wanted: ${wanted})`);
  if (!holds) failed = true;
}
