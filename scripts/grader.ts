/** `npm run grader`: runs passed attempts again. `npm start` keeps one beside the site; more may run on other machines. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { db } from '../app/_server/db/client';
import { runGrader } from '../app/_server/grader/grader';

const root = process.cwd();
const DIST = path.join(root, 'kernel-sim/userland/dist');
const PROGRAM = path.join(root, 'kernel-sim/cli/grade.ts');

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort());
// Without the process that started it, nobody would end it.
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) stop.abort();
}, 2000).unref();

if (!existsSync(path.join(DIST, 'initramfs.cpio'))) {
  console.error('grader: the simulator is not built (npm run build:sim); attempts stay in the queue.');
  await new Promise((resolve) => {
    stop.signal.addEventListener('abort', resolve);
    setInterval(() => {}, 60_000);
  });
  process.exit(0);
}

const { exerciseIndex } = await import('../content/generated/index');
const hashes = new Map(exerciseIndex.map((entry) => [entry.id, entry.hash]));
const { simHash, toolHash } = JSON.parse(readFileSync(path.join(DIST, 'hashes.json'), 'utf8')) as Record<
  string,
  string
>;

await runGrader(
  db(),
  {
    command: ['--import', 'tsx', PROGRAM],
    versions: { simHash, toolHash, exerciseHash: (id) => hashes.get(id) ?? null },
    log: console.error,
  },
  stop.signal,
);
await db().$disconnect();
