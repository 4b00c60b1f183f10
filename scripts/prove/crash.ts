/**
 * Nothing lost, nothing judged twice, whatever is killed. Learners hand in at the web processes, which may be killed before,
 * while or after they store it; a learner who gets no answer sends the same again, as a tab does. Workers are killed with
 * runs in hand. A random process is killed again and again (`kill -9`) and started again, until everything is handed in.
 * Then: each thing is there once, with a verdict that was written once.
 */
import { connect } from '../../app/_server/db/client';
import type { Provider } from '../../app/_server/db/database-url';
import { postgresDatabase, sqliteDatabase } from '../../app/_server/db/testing';
import { queueState } from '../../app/_server/grader/queue';
import { startTestServer } from '../../app/_server/testing/postgres-setup';
import type { AttemptUpload } from '../../app/_shared/api';
import type { PrismaClient } from '../../prisma/generated/sqlite/client/client';
import { quickAttempts } from './attempt';
import { Keeper, pause, type Server, until, webServer, worker } from './servers';
import { keepVerdicts, verdictsGiven } from './verdict-log';

/** A process has so long to be at work again. */
const PATIENCE = 20_000;

export interface CrashOptions {
  provider: Provider;
  submissions: number;
  learners: number;
  /** The built site, or the API alone. */
  built: boolean;
  /** Milliseconds from one kill to the next, at most. */
  every: number;
  /** No fewer kills than that, each kind of process included. */
  kills: number;
  seed: number;
  log?: (line: string) => void;
}

export interface CrashReport {
  submissions: number;
  stored: number;
  verified: number;
  /** Attempts that got more than one verdict, or none. */
  judgedTwice: number;
  unjudged: number;
  kills: Record<string, number>;
  /** Requests that had to be sent again. */
  sentAgain: number;
  seconds: number;
}

/** On PostgreSQL two of each; on SQLite one process of each. */
export async function proveCrash(options: CrashOptions): Promise<CrashReport> {
  const postgres = options.provider === 'postgresql' ? await startTestServer() : null;
  const database = postgres ? await postgresDatabase((name) => postgres.url(name)) : await sqliteDatabase();
  const db = connect(database.url);
  try {
    await keepVerdicts(db, options.provider);
    return await run(options, db, database.url);
  } finally {
    await db.$disconnect();
    await database.remove();
    await postgres?.stop();
  }
}

async function run(options: CrashOptions, db: PrismaClient, url: string): Promise<CrashReport> {
  const copies = options.provider === 'postgresql' ? ['1', '2'] : ['1'];
  const servers: Server[] = [];
  for (const copy of copies) servers.push(await webServer(`web ${copy}`, options.built), worker(`worker ${copy}`));
  const env = {
    DATABASE_URL: url,
    BETTER_AUTH_SECRET: 'only-for-the-proof-0123456789-0123456789',
    GRADER_CHILDREN: '1',
    NODE_ENV: 'production',
    LOG_LEVEL: 'error',
  };
  const keepers = servers.map((server) => new Keeper(server, env));
  const webs = keepers.filter((keeper) => keeper.server.port > 0);
  const started = performance.now();
  const chance = random(options.seed);
  try {
    await Promise.all(webs.map((web) => web.ready()));
    const make = await quickAttempts();
    const work = new HandIn(webs, make, options, chance);
    options.log?.(`up after ${((performance.now() - started) / 1000).toFixed(0)} s`);
    const handing = work.all();
    const killed = killAgainAndAgain(keepers, db, options, chance, work);
    await handing;
    await killed;
    options.log?.(`handed in after ${((performance.now() - started) / 1000).toFixed(0)} s; waiting for the verdicts`);
    await judged(db, options);
    return await report(db, options, keepers, work, (performance.now() - started) / 1000);
  } finally {
    await Promise.all(keepers.map((keeper) => keeper.end()));
  }
}

/** The learners, each with a session, each handing in one thing after the other. */
class HandIn {
  accepted = 0;
  sentAgain = 0;
  readonly sent = new Map<string, AttemptUpload>();

  constructor(
    private readonly webs: readonly Keeper[],
    private readonly make: () => AttemptUpload,
    private readonly options: CrashOptions,
    private readonly chance: () => number,
  ) {}

  async all(): Promise<void> {
    const { learners, submissions } = this.options;
    const share = (at: number) => Math.floor(submissions / learners) + (at < submissions % learners ? 1 : 0);
    await Promise.all(Array.from({ length: learners }, (_, at) => this.learner(share(at))));
  }

  private async learner(count: number): Promise<void> {
    const cookie = await this.untilAnswered([], '');
    for (let i = 0; i < count; i++) {
      const attempt = this.make();
      this.sent.set(attempt.clientId, attempt);
      await this.untilAnswered([attempt], cookie);
      this.accepted += 1;
    }
  }

  /** Sends until somebody says that it is stored; answers the session's cookie. */
  private async untilAnswered(attempts: AttemptUpload[], cookie: string): Promise<string> {
    const body = JSON.stringify({ drafts: [], attempts, predictions: [], lessonViews: [] });
    for (;;) {
      const web = this.webs[Math.floor(this.chance() * this.webs.length)];
      const answer = await fetch(`http://127.0.0.1:${web.server.port}/api/sync`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(cookie ? { cookie } : {}) },
        body,
        signal: AbortSignal.timeout(20_000),
      }).catch(() => null);
      const told = answer?.ok ? ((await answer.json().catch(() => null)) as { accepted: string[] } | null) : null;
      if (told && told.accepted.length === attempts.length) {
        const set = answer?.headers.getSetCookie() ?? [];
        return set.map((line) => line.split(';')[0]).join('; ') || cookie;
      }
      this.sentAgain += 1;
      await pause(50 + this.chance() * 150);
    }
  }
}

/** Whoever is killed does something at that moment: a web process answers, a worker has a run in hand. */
async function killAgainAndAgain(
  keepers: readonly Keeper[],
  db: PrismaClient,
  { every, kills, submissions, log }: CrashOptions,
  chance: () => number,
  work: HandIn,
): Promise<void> {
  for (let done = 0; work.accepted < submissions || done < kills; done++) {
    // Each in turn at first, so that none is spared by chance.
    const next = done < keepers.length ? keepers[done] : keepers[Math.floor(chance() * keepers.length)];
    const works = async () => (await queueState(db)).running > 0;
    await until(next.server.port > 0 ? () => next.answers() : works, PATIENCE);
    await pause(every / 3 + chance() * every);
    if (work.accepted >= submissions && done >= kills) return;
    next.kill();
    log?.(`killed ${next.server.name}; ${work.accepted} handed in`);
  }
}

/** The claims of killed workers run out, the rest is quick. */
async function judged(db: PrismaClient, { log, submissions }: CrashOptions): Promise<void> {
  let told = 0;
  await until(
    async () => {
      const state = await queueState(db);
      if (Date.now() - told > 10_000) {
        told = Date.now();
        log?.(JSON.stringify(state));
      }
      return state.waiting + state.running === 0;
    },
    120_000 + submissions * 200,
  );
}

async function report(
  db: PrismaClient,
  options: CrashOptions,
  keepers: readonly Keeper[],
  work: HandIn,
  seconds: number,
): Promise<CrashReport> {
  const rows = await db.attempt.findMany({ select: { id: true, clientId: true, serverVerdict: true } });
  const given = await verdictsGiven(db);
  const known = new Set(rows.filter((row) => work.sent.has(row.clientId)).map((row) => row.clientId));
  return {
    submissions: options.submissions,
    // Each once: as many rows as different ids.
    stored: rows.length === known.size ? known.size : -rows.length,
    verified: rows.filter((row) => row.serverVerdict === 'verified').length,
    judgedTwice: [...given.values()].filter((times) => times > 1).length,
    unjudged: rows.filter((row) => !given.has(row.id)).length,
    kills: Object.fromEntries(keepers.map((keeper) => [keeper.server.name, keeper.kills])),
    sentAgain: work.sentAgain,
    seconds: Math.round(seconds),
  };
}

/** What the proof asks for. */
export function holds(report: CrashReport): boolean {
  const { submissions, stored, verified, judgedTwice, unjudged } = report;
  return stored === submissions && verified === submissions && judgedTwice === 0 && unjudged === 0;
}

/** mulberry32: the same seed, the same kills (the times are the machine's). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
