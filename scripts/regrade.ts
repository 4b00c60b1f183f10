/**
 * `npm run regrade -- EXERCISE…|all [--class ID]`: runs attempts again and says whose result would change, and why. Nothing
 * changes before `npm run regrade -- --publish ID`. Killed in the middle it goes on with `--resume`; several may share.
 *   --list            regrades that are under way or wait for a decision
 *   --show ID         the list of one again
 *   --resume          works at whatever is unfinished
 *   --publish ID      makes its results the attempts' verdicts
 *   --cancel ID
 *   --workers N       children (default: half of the processors)
 */
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { exercisePlaces, isExercise } from '../app/_server/course/ids';
import { db } from '../app/_server/db/client';
import { ChildPool } from '../app/_server/grader/pool';
import { serverVersions } from '../app/_server/grader/versions';
import { ApiProblem } from '../app/_server/http/problem';
import { createRegrade } from '../app/_server/regrade/create';
import { cancelRegrade, publishRegrade } from '../app/_server/regrade/publish';
import { regradeDetail, summaryOf } from '../app/_server/regrade/report';
import { regradeNext } from '../app/_server/regrade/work';
import type { CheckReport } from '../app/_shared/api';
import type { RegradeDetail, RegradeWhy } from '../app/_shared/regrades';
import { loaders } from '../content/generated/registry';
import { type Exercise, messageText } from '../kernel-sim/lab';

const CHILD = ['--import', 'tsx', path.join(process.cwd(), 'scripts/grader-child.ts')];
const USAGE =
  'usage: npm run regrade -- EXERCISE…|all [--class ID] [--workers N]\n' +
  '       npm run regrade -- --list | --show ID | --resume | --publish ID | --cancel ID';

class Trouble extends Error {}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    class: { type: 'string' },
    list: { type: 'boolean' },
    show: { type: 'string' },
    resume: { type: 'boolean' },
    publish: { type: 'string' },
    cancel: { type: 'string' },
    workers: { type: 'string' },
  },
});

function versions() {
  const found = serverVersions();
  if (found === null) throw new Trouble('the simulator is not built yet: npm run build:sim');
  return found;
}

async function find(id: string) {
  const row = await db().regrade.findUnique({ where: { id } });
  if (row === null) throw new Trouble(`there is no regrade ${id} (npm run regrade -- --list)`);
  return row;
}

/** Works until nothing of any regrade is left, and answers those that are ready now. */
async function work(): Promise<void> {
  const size = Number(values.workers) || Math.max(1, Math.floor(availableParallelism() / 2));
  const pool = new ChildPool({ command: CHILD, size });
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.abort());
  const worker = { run: pool.run.bind(pool), versions: versions(), log: console.error };
  const hand = async () => {
    while (!stop.signal.aborted && (await unfinished()) > 0)
      // What is left may be in another worker's hands.
      if (!(await regradeNext(db(), worker, stop.signal))) await new Promise((done) => setTimeout(done, 500));
  };
  await Promise.all(Array.from({ length: size }, hand));
  await pool.close();
  if (stop.signal.aborted) console.log('stopped; go on with: npm run regrade -- --resume');
}

function unfinished(): Promise<number> {
  const { simHash, toolHash } = versions();
  return db().regrade.count({ where: { status: 'running', simHash, toolHash } });
}

async function start(names: readonly string[]): Promise<string[]> {
  const all = names.length === 1 && names[0] === 'all';
  const unknown = all ? [] : names.filter((name) => !isExercise(name));
  if (unknown.length > 0) throw new Trouble(`not an exercise of the course: ${unknown.join(' ')}`);
  const made: string[] = [];
  for (const exerciseId of all ? exercisePlaces.map((place) => place.exerciseId) : names) {
    const regrade = await createRegrade(db(), { exerciseId, classId: values.class, authorId: null }, versions());
    if (regrade) made.push(regrade.id);
    else if (!all) console.log(`${exerciseId}: no attempts`);
  }
  return made;
}

async function show(id: string): Promise<void> {
  const row = await find(id);
  const detail = await regradeDetail(db(), row);
  const exercise = await loaders[row.exerciseId]?.();
  const { exerciseId, status, done, items, changed, failed } = detail;
  const title = exercise ? ` ${exercise.title.en}` : '';
  console.log(`\n${id}  ${exerciseId}${title}: ${status}, ${done} of ${items} attempts run, ${changed} change`);
  if (failed > 0) console.log(`  ${failed} could not be run: their results stay`);
  for (const line of linesOf(detail, exercise)) console.log(line);
  if (status === 'ready')
    console.log(
      changed > 0
        ? `  publish: npm run regrade -- --publish ${id}\n  or:      npm run regrade -- --cancel ${id}`
        : '  nothing changes',
    );
}

function* linesOf({ people }: RegradeDetail, exercise: Exercise | undefined) {
  for (const { userId, name, passedBefore, passedAfter, attempts } of people) {
    const result = passedBefore === passedAfter ? 'result stays' : passedAfter ? 'PASSES NOW' : 'NO LONGER PASSES';
    yield `  ${name || '(no name)'} ${userId}: ${result}`;
    for (const { attemptId, endedAt, before, after, why } of attempts) {
      yield `    ${attemptId} of ${new Date(endedAt).toISOString()}: ${before} → ${after}`;
      yield* whyLines(why, exercise);
    }
  }
}

function* whyLines(why: RegradeWhy, exercise: Exercise | undefined) {
  const said = (check: CheckReport | null) => {
    if (check === null) return '(no such check)';
    return check.ok ? 'passed' : messageText(exercise?.messages ?? {}, check.code, 'en', check.params);
  };
  for (const { id, before, after } of why.checks) yield `      ${id}: then: ${said(before)} / now: ${said(after)}`;
  if (why.seed !== undefined) yield `      with seed ${why.seed}`;
  else if (why.reason && why.checks.length === 0) yield `      reason: ${why.reason}`;
}

async function list(): Promise<void> {
  const rows = await db().regrade.findMany({
    where: { status: { in: ['running', 'ready'] } },
    orderBy: { createdAt: 'asc' },
  });
  if (rows.length === 0) console.log('no regrade is under way');
  for (const row of rows) {
    const { id, exerciseId, status, done, items, changed } = await summaryOf(db(), row);
    console.log(`${id}  ${exerciseId}  ${status}  ${done}/${items} run, ${changed} change`);
  }
}

async function main(): Promise<void> {
  if (values.list) return list();
  if (values.show) return show(values.show);
  if (values.publish) {
    const { changed, skipped } = await publishRegrade(db(), await find(values.publish), null, versions());
    console.log(`published: ${changed} attempts changed${skipped > 0 ? `, ${skipped} left alone` : ''}`);
    return;
  }
  if (values.cancel) {
    await cancelRegrade(db(), (await find(values.cancel)).id);
    console.log('cancelled: nothing was changed');
    return;
  }
  if (!values.resume && positionals.length === 0) throw new Trouble(USAGE);
  const open = await db().regrade.findMany({ where: { status: 'running' }, select: { id: true } });
  const ids = values.resume ? open.map(({ id }) => id) : await start(positionals);
  await work();
  for (const id of ids) await show(id);
}

try {
  await main();
} catch (error) {
  process.exitCode = 1;
  if (error instanceof Trouble) console.error(error.message);
  else if (error instanceof ApiProblem)
    console.error('this regrade is not ready, was decided already, or simulator or exercise have changed since it ran');
  else throw error;
} finally {
  await db().$disconnect();
}
