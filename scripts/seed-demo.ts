/**
 * `npm run seed:demo`: a class with a teacher, an assistant and seven learners whose attempts are real runs of the
 * simulator, with groups, a list of people who are still expected, assignments and news (scripts/demo/class.ts). Running
 * it again changes nothing. Nothing else in the house makes demo data.
 */
import { randomUUID } from 'node:crypto';
import { makeAuth } from '../app/_server/auth/auth';
import { toPerson } from '../app/_server/auth/person';
import { db } from '../app/_server/db/client';
import { sync } from '../app/_server/progress/sync';
import type { AttemptUpload } from '../app/_shared/api';
import { exerciseIndex } from '../content/generated/index';
import { loaders } from '../content/generated/registry';
import { type LabAssets, runToEnd, type Submission } from '../kernel-sim/lab';
import { loadAssets } from '../kernel-sim/lab/node-assets';
import { furnish } from './demo/class';
import { answersOf } from './demo/submissions';

const CLASS = 'demo';
const PASSWORD = 'ring-zero-demo';
const TEACHER = { name: '山田 太郎', email: 'teacher@demo.example' };
const ASSISTANT = { name: '中村 葵', email: 'assistant@demo.example' };
/** `done`: exercises passed, in the course's order; `stuck`: failed tries at the next one. */
const LEARNERS = [
  { name: '佐藤 花子', email: 'hanako@demo.example', done: 1, stuck: 0 },
  { name: 'Ada Lovelace', email: 'ada@demo.example', done: 0.75, stuck: 2 },
  { name: '鈴木 次郎', email: 'jiro@demo.example', done: 0.5, stuck: 5 },
  { name: 'Linus Lindqvist', email: 'linus@demo.example', done: 0.4, stuck: 1 },
  { name: '高橋 美咲', email: 'misaki@demo.example', done: 0.25, stuck: 3 },
  { name: 'Grace Murray', email: 'grace@demo.example', done: 0.1, stuck: 0 },
  { name: '伊藤 健', email: 'ken@demo.example', done: 0, stuck: 0 },
];
const HOUR = 3_600_000;

interface Runs {
  wrong: AttemptUpload[];
  right: AttemptUpload | null;
}

async function main(): Promise<void> {
  if (await db().class.findUnique({ where: { id: CLASS } })) {
    console.log('The demo class is there already.');
    return;
  }
  const runs = await realRuns();
  const teacher = await account(TEACHER.name, TEACHER.email);
  await db().user.update({ where: { id: teacher }, data: { role: 'instructor' } });
  await db().class.create({
    data: {
      id: CLASS,
      name: 'デモクラス / Demo class',
      joinCode: 'DEMQ4789',
      memberships: { create: { userId: teacher, role: 'teacher' } },
    },
  });
  const assistant = await account(ASSISTANT.name, ASSISTANT.email);
  await db().membership.create({ data: { classId: CLASS, userId: assistant, role: 'assistant' } });
  for (const learner of LEARNERS) await enrol(learner, runs);
  await furnish(db(), CLASS, teacher);
  console.log(`Demo class made. Teacher: ${TEACHER.email}, assistant: ${ASSISTANT.email}.`);
  console.log(`Learners: ${LEARNERS.map((one) => one.email).join(', ')}.`);
  console.log(`Password of all: ${PASSWORD}. Join code: DEMQ4789. The grader confirms the passed attempts.`);
}

/** Every exercise's typical answers, each run once. An exercise whose solution does not pass is left out. */
async function realRuns(): Promise<Runs[]> {
  const assets = loadAssets();
  const all: Runs[] = [];
  for (const { id, hash } of exerciseIndex) {
    const exercise = await loaders[id]();
    const { wrong, right } = answersOf(exercise);
    const run = (submission: Submission) => attemptOf(id, hash, submission, assets);
    const solved = await run(right);
    all.push({ wrong: await Promise.all(wrong.map(run)), right: solved.passed ? solved : null });
  }
  return all;
}

async function attemptOf(id: string, hash: string, submission: Submission, assets: LabAssets): Promise<AttemptUpload> {
  const { record, digest, passed, checks, view } = runToEnd(await loaders[id](), submission, {
    assets,
    seed: 1,
    exerciseHash: hash,
  });
  const outcome = { reason: view.reason, exit: view.exit, retired: view.retired };
  return { clientId: '', updatedAt: 0, exerciseId: id, exerciseHash: hash, record, digest, passed, checks, outcome };
}

async function account(name: string, email: string): Promise<string> {
  const auth = makeAuth(db(), process.env.BETTER_AUTH_SECRET ?? randomUUID());
  const { user } = await auth.api.signUpEmail({ body: { name, email, password: PASSWORD } });
  return user.id;
}

async function enrol({ name, email, done, stuck }: (typeof LEARNERS)[number], runs: readonly Runs[]): Promise<void> {
  const userId = await account(name, email);
  await db().membership.create({ data: { classId: CLASS, userId, role: 'student' } });
  const passed = Math.round(runs.length * done);
  const attempts = runs
    .slice(0, passed)
    .flatMap(({ wrong, right }, at) => [...wrong.slice(0, at % 3), ...(right ? [right] : [])]);
  const next = runs[passed]?.wrong ?? [];
  for (let i = 0; i < stuck && next.length > 0; i++) attempts.push(next[i % next.length]);
  const person = toPerson(await db().user.findUniqueOrThrow({ where: { id: userId } }));
  const first = Date.now() - (attempts.length + 1) * HOUR;
  for (const [at, attempt] of attempts.entries()) {
    const upload = { ...attempt, clientId: randomUUID(), updatedAt: first + at * HOUR };
    await sync(db(), person, { drafts: [], attempts: [upload], predictions: [], lessonViews: [] });
  }
}

await main();
await db().$disconnect();
