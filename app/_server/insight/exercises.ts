/** Figures of a class by exercise, read from its runs; kept for half a minute, because a whole term is read for them. */
import type { CheckReport, Person, ServerVerdict } from '@/app/_shared/api';
import type { ExerciseDetail, FiguresAnswer } from '@/app/_shared/insight';
import type { PrismaClient } from '@/prisma/generated/sqlite/client/client';
import { recordAccess } from '../audit/audit';
import { requireClass } from '../classes/access';
import { isExercise } from '../course/ids';
import { ApiProblem } from '../http/problem';
import { classFigures, figuresOf, histogramOf, type RunRow } from './figures';
import { firstFailing } from './live/rules';
import { ofClass, studentsOf } from './students';
import { clustersOf, failingChecks } from './wrong-answers';

const KEPT = 30_000;
const CLASSES_KEPT = 20;
const LOOKED = 1_000;
const kept = new Map<string, { until: number; answer: Promise<FiguresAnswer> }>();

export async function exerciseFigures(db: PrismaClient, person: Person, classId: string): Promise<FiguresAnswer> {
  await requireClass(db, person, classId, 'see');
  await recordAccess(db, { actorId: person.id, action: 'matrix.read', classId, detail: { figures: true } });
  const now = Date.now();
  const found = kept.get(classId);
  if (found && found.until > now) return found.answer;
  const answer = readFigures(db, classId);
  kept.delete(classId);
  kept.set(classId, { until: now + KEPT, answer });
  for (const old of [...kept.keys()].slice(0, -CLASSES_KEPT)) kept.delete(old);
  answer.catch(() => kept.delete(classId));
  return answer;
}

async function readFigures(db: PrismaClient, classId: string): Promise<FiguresAnswer> {
  const students = await studentsOf(db, classId);
  // Put together by the database, a row a person: a term's runs one by one take many times as long.
  const rows = await db.$queryRaw<{ userId: string; runs: string }[]>`
    SELECT a."userId", string_agg(
      a."exerciseId" || ' ' || CASE WHEN a."clientPassed" THEN '1' ELSE '0' END || ' ' ||
      CAST(a."serverVerdict" AS TEXT) || ' ' || CAST(a."endedAt" AS TEXT), ','
    ) AS "runs"
    FROM "Membership" m JOIN "Attempt" a ON a."userId" = m."userId"
    WHERE m."classId" = ${classId} AND m."role" = 'student'
    GROUP BY a."userId"`;
  return classFigures(
    students.map(({ id }) => id),
    rows.flatMap(({ userId, runs }) => runs.split(',').map((run) => readRun(userId, run))),
  );
}

function readRun(userId: string, text: string): RunRow {
  const [exerciseId, passed, verdict, ...at] = text.split(' ');
  return { userId, exerciseId, passed: passed === '1', verdict: verdict as ServerVerdict, at: readTime(at.join('T')) };
}

/** As SQLite keeps it (a number, or ISO 8601) or as PostgreSQL writes a timestamp without zone, which is UTC. */
export function readTime(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  return Date.parse(/(Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text}Z`);
}

export async function exerciseDetail(
  db: PrismaClient,
  person: Person,
  classId: string,
  exerciseId: string,
): Promise<ExerciseDetail> {
  await requireClass(db, person, classId, 'see');
  if (!isExercise(exerciseId)) throw new ApiProblem('not-found');
  await recordAccess(db, { actorId: person.id, action: 'matrix.read', classId, detail: { exercise: exerciseId } });
  const where = { exerciseId, ...ofClass(classId) };
  const rows = await db.attempt.findMany({
    where,
    select: { userId: true, clientPassed: true, serverVerdict: true, endedAt: true },
  });
  const runs = rows.map(
    ({ userId, clientPassed, serverVerdict, endedAt }): RunRow => ({
      userId,
      exerciseId,
      passed: clientPassed,
      verdict: serverVerdict,
      at: endedAt.getTime(),
    }),
  );
  const wrong = await db.attempt.findMany({
    where: { ...where, clientPassed: false },
    select: { id: true, userId: true, checks: true, record: true },
    orderBy: { endedAt: 'desc' },
    take: LOOKED,
  });
  const failed = wrong.map((row) => ({
    attemptId: row.id,
    userId: row.userId,
    check: firstFailing(JSON.parse(row.checks) as CheckReport[]),
    submission: JSON.parse(row.record).submission,
  }));
  return {
    figures: figuresOf(exerciseId, runs),
    looked: failed.length,
    checks: failingChecks(failed),
    clusters: clustersOf(failed),
    histogram: histogramOf(runs),
  };
}
