/**
 * `npm run content -- check`: proves every exercise (prove.ts), spread over child processes, one for each processor; each gets the
 * next exercise when it is done with one, and results are printed in the order of the course.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Exercise } from '@ringzero/kernel-sim/lab';
import type { Proof } from './prove';

const WORKER = fileURLToPath(new URL('./prove-worker.ts', import.meta.url));
/** Exercises that take longer say so. */
const SLOW_SECONDS = 3;

/** What a child answers for one exercise. */
export interface Answer {
  id: string;
  result: Proof;
  seconds: number;
}

export async function checkContent(only: readonly string[]): Promise<boolean> {
  const { loaders } = (await import('./generated/registry')) as {
    loaders: Readonly<Record<string, () => Promise<Exercise>>>;
  };
  const ids = Object.keys(loaders).filter((id) => !only.length || only.includes(id));
  const started = performance.now();
  const waiting = [...ids];
  const answers = new Map<string, Answer>();
  let failures = 0;
  let proofs = 0;
  let shown = 0;
  const take = (answer: Answer) => {
    answers.set(answer.id, answer);
    for (let next = answers.get(ids[shown]); next; next = answers.get(ids[shown])) {
      proofs += next.result.proofs;
      failures += next.result.problems.length;
      show(next);
      shown++;
    }
  };
  const children = Math.min(availableParallelism(), ids.length);
  await Promise.all(Array.from({ length: children }, () => employ(waiting, take)));
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${ids.length} exercises in ${seconds} s, ${children} at a time`);
  console.log(`content: ${proofs - failures} passed, ${failures} failed`);
  return failures === 0;
}

function show({ id, result: { title, proofs, problems }, seconds }: Answer): void {
  const time = seconds > SLOW_SECONDS ? `, ${seconds.toFixed(1)} s` : '';
  console.log(`${problems.length ? 'FAIL' : 'ok  '} ${id} ${title} (${proofs} proofs${time})`);
  for (const problem of problems) console.log(`       ${problem}`);
}

/** One child, until nothing waits. A child that dies fails the exercise it was at, and another one goes on. */
async function employ(waiting: string[], take: (answer: Answer) => void): Promise<void> {
  let child: ChildProcess | null = null;
  for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
    child ??= fork(WORKER, { execArgv: process.execArgv });
    const answer = await ask(child, id);
    if (typeof answer === 'string') child = null;
    take(
      typeof answer === 'string'
        ? { id, seconds: 0, result: { title: '', proofs: 1, problems: [`its process ended: ${answer}`] } }
        : answer,
    );
  }
  child?.kill();
}

/** The answer, or how the child ended instead. */
function ask(child: ChildProcess, id: string): Promise<Answer | string> {
  return new Promise((resolve) => {
    const ended = (code: number | null, signal: string | null) => resolve(signal ?? `exit status ${code}`);
    child.once('exit', ended);
    child.once('message', (answer: Answer) => {
      child.off('exit', ended);
      resolve(answer);
    });
    child.send(id);
  });
}
