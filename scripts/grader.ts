/**
 * The worker: runs passed attempts again. `npm start` keeps one beside the site; `npm run start:worker` starts one alone,
 * on as many machines as needed with PostgreSQL. `npm run grader -- state` says what waits; `… -- revive [ID …]` gives
 * attempts that were given up another chance.
 */
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { db } from '../app/_server/db/client';
import { databaseUrl } from '../app/_server/db/database-url';
import { runGrader } from '../app/_server/grader/grader';
import { ChildPool } from '../app/_server/grader/pool';
import { openQueue, queueState, revive } from '../app/_server/grader/queue';
import { serverVersions } from '../app/_server/grader/versions';
import { runLti } from '../app/_server/lti/send';
import { regradeNext } from '../app/_server/regrade/work';

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

  // Grades of learning platforms go out from here as well; they wait for nothing of the grader.
  const lti = runLti(db(), stop.signal);

  const versions = serverVersions();
  if (versions === null) {
    console.error('grader: the simulator is not built (npm run build:sim); attempts stay in the queue.');
    return waitFor(stop.signal);
  }
  const queue = await openQueue(db(), databaseUrl());
  const pool = new ChildPool({ command: CHILD, size: children() });
  const regrader = { run: pool.run.bind(pool), versions, log: console.error };
  const idle = (signal: AbortSignal) => regradeNext(db(), regrader, signal);
  await runGrader(queue, { command: CHILD, pool, versions, log: console.error, idle }, stop.signal);
  await Promise.all([pool.close(), queue.close(), lti]);
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
