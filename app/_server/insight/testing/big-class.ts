/**
 * A class as large as is promised, put straight into the database: for benches, and for looking at pages. What people did is
 * made by a small generator with a fixed seed; the texts are the exercises' own starters, wrong answers and solutions.
 */
import { randomUUID } from 'node:crypto';
import type { CheckReport } from '@/app/_shared/api';
import { exerciseIndex } from '@/content/generated/index';
import { loaders } from '@/content/generated/registry';
import type { PrismaClient } from '@/prisma/generated/sqlite/client/client';
import { exercisePlaces } from '../../course/ids';

export interface BigClass {
  people: number;
  /** Runs up to a pass, at most; more make a larger database. */
  tries: number;
  teacherId: string;
  name?: string;
  /** When the class worked last. */
  now?: number;
}

const HOUR = 3_600_000;
const CHUNK = 400;
const FAMILY = [
  '佐藤',
  '鈴木',
  '高橋',
  '田中',
  '伊藤',
  'Lovelace',
  'Hopper',
  'Ritchie',
  '渡辺',
  '山本',
  'Müller',
  'Okafor',
  '中村',
  '小林',
];
const GIVEN = [
  '花子',
  '次郎',
  '美咲',
  '健',
  'Ada',
  'Grace',
  'Dennis',
  '結衣',
  '蓮',
  '陽菜',
  'Jonas',
  'Amina',
  '大翔',
  '葵',
];

/** Numerical Recipes' generator: the same class every time. */
function dice(seed: number) {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

interface Texts {
  hash: string;
  right: object;
  wrong: { submission: object; code: string }[];
  checks: string[];
}

async function textsOf(id: string): Promise<Texts> {
  const exercise = await loaders[id]();
  const hash = exerciseIndex.find((entry) => entry.id === id)?.hash ?? '';
  const checks = 'checks' in exercise ? exercise.checks.map((check) => check.id) : ['answer'];
  const code = (files: readonly object[]) => ({ kind: 'code', files });
  if ('solution' in exercise && 'files' in exercise) {
    const wrong = exercise.wrong.map((one) => ({ submission: code(one.files), code: one.expect }));
    return { hash, right: code(exercise.solution), wrong, checks };
  }
  if (exercise.kind === 'predict') {
    const wrong = exercise.wrong.map((one) => ({
      submission: { kind: 'predict', answers: one.answers },
      code: one.expect,
    }));
    return { hash, right: { kind: 'predict', answers: exercise.solution }, wrong, checks };
  }
  if (exercise.kind === 'order') {
    const order = exercise.blocks.map((block) => block.id);
    const wrong = exercise.wrong.map((one) => ({ submission: { kind: 'order', order: one.order }, code: one.expect }));
    return { hash, right: { kind: 'order', order }, wrong, checks };
  }
  const typed = (text: string) => ({ kind: 'shell', inputs: [{ at: 1_000_000, device: 'console', bytes: text }] });
  return { hash, right: typed('ls\n'), wrong: [{ submission: typed('pwd\n'), code: 'not-yet' }], checks };
}

/** Makes the class and answers its id. */
export async function makeBigClass(
  db: PrismaClient,
  { people, tries, teacherId, name = 'OS 300', now = Date.now() }: BigClass,
): Promise<{ classId: string; userIds: string[] }> {
  const random = dice(20_261_124);
  const texts = new Map<string, Texts>();
  for (const { exerciseId } of exercisePlaces) texts.set(exerciseId, await textsOf(exerciseId));
  const classId = randomUUID();
  await db.class.create({
    data: {
      id: classId,
      name,
      joinCode: classId.slice(0, 8).toUpperCase(),
      memberships: { create: { userId: teacherId, role: 'teacher' } },
    },
  });
  const groups = ['A', 'B', 'C'].map((group) => ({ id: randomUUID(), classId, name: group }));
  await db.classGroup.createMany({ data: groups });
  const userIds = Array.from({ length: people }, () => randomUUID());
  const users = userIds.map((id, n) => ({
    id,
    name: `${FAMILY[n % FAMILY.length]} ${GIVEN[Math.floor(n / FAMILY.length) % GIVEN.length]}${n >= 196 ? ` ${Math.floor(n / 196) + 1}` : ''}`,
    email: `learner${n}.${classId.slice(0, 8)}@demo.example`,
    lastSeenAt: random() < 0.05 ? null : new Date(now - random() ** 3 * 400 * HOUR),
  }));
  await inChunks(users, (data) => db.user.createMany({ data }));
  const members = userIds.map((userId, n) => ({
    classId,
    userId,
    role: 'student' as const,
    groupId: groups[n % 4]?.id,
  }));
  await inChunks(members, (data) => db.membership.createMany({ data }));

  const attempts: object[] = [];
  const states: object[] = [];
  for (const userId of userIds) {
    const diligence = random();
    const reach = Math.round(exercisePlaces.length * (0.1 + 0.9 * diligence));
    const began = now - (20 + 20 * random()) * 24 * HOUR;
    exercisePlaces.slice(0, reach + 2).forEach(({ exerciseId }, n) => {
      const text = texts.get(exerciseId);
      if (text === undefined || (n >= reach && random() < 0.5)) return;
      const hard = ((n * 37) % 10) / 10;
      const failed = Math.min(tries, Math.floor(-Math.log(1 - random() * 0.999) * (0.4 + 2 * hard)));
      const passes = n < reach && random() > 0.02 + 0.12 * hard;
      const start = began + (n / exercisePlaces.length) * (now - began - 2 * HOUR);
      let bestId = '';
      for (let run = 0; run < failed + (passes ? 1 : 0) || run === 0; run += 1) {
        const passed = passes && run >= failed;
        const wrong = text.wrong[Math.floor(random() ** 2 * text.wrong.length)];
        const verdict = !passed ? 'none' : random() < 0.93 ? 'verified' : random() < 0.6 ? 'pending' : 'mismatch';
        bestId = randomUUID();
        attempts.push({
          ...attemptRow({
            userId,
            exerciseId,
            text,
            passed,
            wrong,
            at: new Date(start + run * (2 + 5 * random()) * 60_000),
          }),
          id: bestId,
          serverVerdict: verdict,
        });
      }
      const last = attempts[attempts.length - 1] as { serverVerdict: string; endedAt: Date };
      states.push({
        userId,
        exerciseId,
        status: passes ? 'passed' : 'tried',
        attempts: failed + (passes ? 1 : 0) || 1,
        verdict: last.serverVerdict,
        bestAttemptId: bestId,
        updatedAt: last.endedAt,
      });
    });
  }
  await inChunks(attempts, (data) => db.attempt.createMany({ data: data as never }));
  await inChunks(states, (data) => db.exerciseState.createMany({ data: data as never }));
  return { classId, userIds };
}

interface Made {
  userId: string;
  exerciseId: string;
  text: Texts;
  passed: boolean;
  wrong: Texts['wrong'][number] | undefined;
  at: Date;
}

function attemptRow({ userId, exerciseId, text, passed, wrong, at }: Made) {
  const submission = passed || wrong === undefined ? text.right : wrong.submission;
  const record = {
    version: 1,
    simHash: 'demo',
    toolHash: 'demo',
    exerciseId,
    exerciseHash: text.hash,
    cpus: 1,
    seed: 1,
    submission,
    inputs: [],
  };
  const checks: CheckReport[] = text.checks.map((id, n) => {
    const ok = passed || n > 0;
    return { id, ok, code: ok ? 'ok' : (wrong?.code ?? 'failed') };
  });
  return {
    userId,
    clientId: randomUUID(),
    exerciseId,
    exerciseHash: text.hash,
    simHash: 'demo',
    toolHash: 'demo',
    record: JSON.stringify(record),
    digest: 'demo',
    clientPassed: passed,
    checks: JSON.stringify(checks),
    outcome: JSON.stringify({ reason: 'exit', exit: { code: passed ? 0 : 1, signal: null }, retired: 1_234_567 }),
    endedAt: at,
    createdAt: at,
  };
}

async function inChunks<T>(rows: readonly T[], store: (some: T[]) => Promise<unknown>): Promise<void> {
  for (let from = 0; from < rows.length; from += CHUNK) await store(rows.slice(from, from + CHUNK));
}
