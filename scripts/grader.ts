/**
 * The worker: runs passed attempts again. `npm start` keeps one beside the site; `npm run start:worker` starts one alone,
 * on as many machines as needed with PostgreSQL. `npm run grader -- state` says what waits; `… -- revive [ID …]` gives
 * attempts that were given up another chance.
 */
import { createServer, type Server } from 'node:http';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { db } from '../app/_server/db/client';
import { databaseUrl } from '../app/_server/db/database-url';
import type { Claim } from '../app/_server/grader/claims';
import { runGrader } from '../app/_server/grader/grader';
import { ChildPool } from '../app/_server/grader/pool';
import { openQueue, queueState, revive } from '../app/_server/grader/queue';
import type { Verdict } from '../app/_server/grader/verdict';
import { serverVersions } from '../app/_server/grader/versions';
import { runLti } from '../app/_server/lti/send';
import { log } from '../app/_server/ops/log';
import { metrics, REMOTE } from '../app/_server/ops/metrics';
import { figures, health, ready } from '../app/_server/ops/routes';
import { regradeNext } from '../app/_server/regrade/work';

process.env.RINGZERO_ROLE = 'worker';
const CHILD = ['--import', 'tsx', path.join(process.cwd(), 'scripts/grader-child.ts')];
const [command, ...names] = process.argv.slice(2);

/** GRADER_CHILDREN, else one processor is left for the rest. A child has 0.2 to 0.8 GB. */
function children(): number {
  const wanted = Number(process.env.GRADER_CHILDREN);
  return wanted > 0 ? Math.floor(wanted) : Math.min(4, Math.max(1, availableParallelism() - 1));
}

async function work(): Promise<void> {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort());
  // Without the process that started it, nobody would end it.
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) stop.abort();
  }, 2000).unref();

  const asked = await listen();
  // Grades of learning platforms go out from here as well; they wait for nothing of the grader.
  const lti = runLti(db(), stop.signal);

  const versions = serverVersions();
  if (versions === null) {
    say('the simulator is not built (npm run build:sim); attempts stay in the queue');
    return waitFor(stop.signal);
  }
  const queue = await openQueue(db(), databaseUrl());
  const pool = new ChildPool({ command: CHILD, size: children() });
  const regrader = { run: pool.run.bind(pool), versions, log: say };
  const idle = (signal: AbortSignal) => regradeNext(db(), regrader, signal);
  log().info({ children: pool.size }, 'grading');
  await runGrader(queue, { command: CHILD, pool, versions, log: say, idle, settled: count }, stop.signal);
  log().info('ending');
  asked?.close();
  await Promise.all([pool.close(), queue.close(), lti]);
}

const say = (line: string) => log().warn(line.slice(0, 500));

function count({ attempt }: Claim, { verdict }: Verdict): void {
  metrics().verdicts.inc({ verdict });
  metrics().grading.observe((Date.now() - attempt.createdAt.getTime()) / 1000);
}

/** WORKER_PORT: where a worker answers /api/health, /api/ready and /api/metrics; without it, it listens nowhere. */
async function listen(): Promise<Server | null> {
  const port = Number(process.env.WORKER_PORT);
  if (!port) return null;
  metrics();
  const pages: Readonly<Record<string, (request: Request) => Promise<Response>>> = {
    '/api/health': health,
    '/api/ready': ready,
    '/api/metrics': figures,
  };
  const server = createServer(async (request, response) => {
    const page = pages[request.url ?? ''];
    const headers = new Headers({ [REMOTE]: request.socket.remoteAddress ?? '' });
    if (request.headers.authorization) headers.set('authorization', request.headers.authorization);
    const answer = page
      ? await page(new Request('http://worker.local', { headers }))
      : new Response(null, { status: 404 });
    response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text());
  });
  await new Promise<void>((resolve) => server.listen(port, process.env.HOST ?? '127.0.0.1', resolve));
  return server;
}

function waitFor(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setInterval(() => {}, 60_000);
    signal.addEventListener('abort', () => {
      clearInterval(timer);
      resolve();
    });
  });
}

if (command === 'state') console.log(JSON.stringify(await queueState(db())));
else if (command === 'revive')
  console.log(`${await revive(db(), names.length > 0 ? names : undefined)} in the queue again`);
else await work();
await db().$disconnect();
