/**
 * Grades for the platform, first half (AGS 2.0): what each learner's score at each link is. Only work that the server confirmed counts
 * (assignments/score.ts). A score is computed and stored in one transaction, so that of two servers none can put an older
 * result over a newer one; its time only ever grows, and the platform refuses what is older than what it has.
 */
import type { LtiLink, PrismaClient } from '@/prisma/generated/sqlite/client/client';
import { type ScoredAttempt, scoreOf } from '../assignments/score';
import { exercisesOf } from '../assignments/targets';
import { serially, type Tx } from '../db/transactions';
import { POINTS } from './content';

/** Looked back over at each sweep: an attempt's verdict may become visible a little after its time. */
const OVERLAP = 60_000;
const SWEPT = 'lti.swept';

/** Stores the score of a person at a link if it is another one than before. True when there is something to send. */
export function noteScore(db: PrismaClient, linkId: string, userId: string): Promise<boolean> {
  return serially(db, `lti:score:${linkId}:${userId}`, async (tx) => {
    const link = await tx.ltiLink.findUnique({ where: { id: linkId }, include: { context: true } });
    if (link === null || !(await isStudent(tx, link.context, userId))) return false;
    const score = await scoreAt(tx, link, userId);
    const key = { linkId, userId };
    const before = await tx.ltiScore.findUnique({ where: { linkId_userId: key } });
    // Nothing done yet is no score; but one that was sent and no longer holds is taken back.
    if (score === null || (before === null && score.given === 0)) return false;
    if (before && before.given === score.given && before.maximum === score.maximum) return false;
    const scoredAt = new Date(Math.max(Date.now(), (before?.scoredAt.getTime() ?? 0) + 1));
    const data = { ...score, scoredAt, sentAt: null, tries: 0, nextTryAt: new Date(), error: null };
    await tx.ltiScore.upsert({ where: { linkId_userId: key }, create: { ...key, ...data }, update: data });
    return true;
  });
}

async function isStudent(tx: Tx, context: { classId: string; platformId: string }, userId: string): Promise<boolean> {
  const { classId, platformId } = context;
  const part = await tx.membership.findUnique({ where: { classId_userId: { classId, userId } } });
  if (part?.role !== 'student') return false;
  return (await tx.ltiUser.count({ where: { platformId, userId } })) > 0;
}

async function scoreAt(tx: Tx, link: LtiLink, userId: string): Promise<{ given: number; maximum: number } | null> {
  const exercises = exercisesOf(link.kind, link.targetId);
  if (exercises.length === 0) return null;
  const assignment = link.assignmentId
    ? await tx.assignment.findUnique({
        where: { id: link.assignmentId },
        include: { extensions: { where: { userId } } },
      })
    : null;
  const rows = await tx.attempt.findMany({
    where: { userId, exerciseId: { in: [...exercises] }, serverVerdict: 'verified', clientPassed: true },
    select: { exerciseId: true, endedAt: true, createdAt: true },
  });
  const attempts = rows.map(
    (row): ScoredAttempt => ({
      exerciseId: row.exerciseId,
      passed: true,
      verdict: 'verified',
      endedAt: row.endedAt.getTime(),
      createdAt: row.createdAt.getTime(),
    }),
  );
  const extension = assignment?.extensions[0];
  const { points, max } = scoreOf(
    {
      exercises,
      dueAt: assignment?.dueAt?.getTime() ?? null,
      closesAt: assignment?.closesAt?.getTime() ?? null,
      latePolicy: assignment?.latePolicy ?? 'accept',
      latePerDay: assignment?.latePerDay ?? 0,
      points: assignment?.points ?? POINTS,
    },
    extension ? { dueAt: extension.dueAt.getTime() } : null,
    attempts,
  );
  return { given: points, maximum: max };
}

/** Everybody's score at every link of a class: after a due date was moved, or by hand. How many are to be sent. */
export async function noteClass(db: PrismaClient, classId: string): Promise<number> {
  const links = await db.ltiLink.findMany({ where: { context: { classId } }, select: { id: true } });
  const students = await db.membership.findMany({ where: { classId, role: 'student' }, select: { userId: true } });
  let count = 0;
  for (const { id } of links) {
    for (const { userId } of students) if (await noteScore(db, id, userId)) count += 1;
  }
  return count;
}

/** Of what was graded since the last sweep: the scores that change by it. Called every few seconds by a worker. */
export async function sweepGraded(db: PrismaClient): Promise<number> {
  const setting = await db.setting.findUnique({ where: { key: SWEPT } });
  const since = new Date(setting ? Number(setting.value) - OVERLAP : 0);
  const latest = await db.attempt.aggregate({ where: { gradedAt: { gt: since } }, _max: { gradedAt: true } });
  const upTo = latest._max.gradedAt;
  if (upTo === null) return 0;
  const graded = await db.attempt.findMany({
    where: { gradedAt: { gt: since, lte: upTo }, user: { ltiUsers: { some: {} } } },
    select: { userId: true, exerciseId: true },
    distinct: ['userId', 'exerciseId'],
  });
  let count = 0;
  const people = new Map<string, string[]>();
  for (const { userId, exerciseId } of graded) people.set(userId, [...(people.get(userId) ?? []), exerciseId]);
  for (const [userId, exercises] of people) {
    const links = await db.ltiLink.findMany({
      where: { context: { class: { memberships: { some: { userId, role: 'student' } } } } },
      select: { id: true, kind: true, targetId: true },
    });
    for (const { id, kind, targetId } of links) {
      if (!exercisesOf(kind, targetId).some((one) => exercises.includes(one))) continue;
      if (await noteScore(db, id, userId)) count += 1;
    }
  }
  const value = String(upTo.getTime());
  await db.setting.upsert({ where: { key: SWEPT }, create: { key: SWEPT, value }, update: { value } });
  return count;
}
