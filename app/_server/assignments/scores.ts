/**
 * Scores from the database: for one person (what is due), for one assignment (everybody), for a whole class (exports,
 * learning platforms). A handful of queries, whatever the size of the class; the judging is score.ts's.
 */
import type { Person } from '@/app/_shared/api';
import type { AssignmentInfo, AssignmentScores, DueEverywhere, DueItem, DueList, Score } from '@/app/_shared/classes';
import type { PrismaClient } from '@/prisma/generated/sqlite/client/client';
import { recordAccess } from '../audit/audit';
import { requireClass } from '../classes/access';
import { announcementInfo } from '../classes/announcements';
import type { Tx } from '../db/client';
import { assignmentInfo, readAssignments, readExtensions, requireAssignment } from './assignments';
import { datesFor, type ScoredAttempt, scoreOf } from './score';

/** Whose work: one person, or all students of a class. */
type Whose = { userId: string } | { classId: string };

type Work = ReadonlyMap<string, readonly ScoredAttempt[]>;
type Extensions = ReadonlyMap<string, { dueAt: number }>;

const keyOf = (assignmentId: string, userId: string) => `${assignmentId} ${userId}`;

/** What people have done that a score may depend on: passes, and that an exercise was begun. By person. */
async function readWork(db: PrismaClient | Tx, whose: Whose, exerciseIds: readonly string[]): Promise<Work> {
  const where = {
    exerciseId: { in: [...new Set(exerciseIds)] },
    ...('userId' in whose
      ? { userId: whose.userId }
      : { user: { memberships: { some: { classId: whose.classId, role: 'student' as const } } } }),
  };
  const passes = await db.attempt.findMany({
    where: { ...where, OR: [{ clientPassed: true }, { serverVerdict: 'verified' }] },
    select: {
      userId: true,
      exerciseId: true,
      clientPassed: true,
      serverVerdict: true,
      endedAt: true,
      createdAt: true,
    },
  });
  const begun = await db.exerciseState.findMany({
    where,
    select: { userId: true, exerciseId: true, updatedAt: true },
  });
  const work = new Map<string, ScoredAttempt[]>();
  const add = (userId: string, attempt: ScoredAttempt) => {
    const list = work.get(userId);
    if (list) list.push(attempt);
    else work.set(userId, [attempt]);
  };
  for (const row of passes) {
    add(row.userId, {
      exerciseId: row.exerciseId,
      passed: row.clientPassed,
      verdict: row.serverVerdict,
      endedAt: row.endedAt.getTime(),
      createdAt: row.createdAt.getTime(),
    });
  }
  for (const { userId, exerciseId, updatedAt } of begun) {
    const at = updatedAt.getTime();
    add(userId, { exerciseId, passed: false, verdict: 'none', endedAt: at, createdAt: at });
  }
  return work;
}

async function extensionsOf(
  db: PrismaClient | Tx,
  where: { userId?: string; assignmentId: { in: string[] } },
): Promise<Extensions> {
  const rows = await db.extension.findMany({ where, select: { assignmentId: true, userId: true, dueAt: true } });
  return new Map(rows.map((row) => [keyOf(row.assignmentId, row.userId), { dueAt: row.dueAt.getTime() }]));
}

export interface PersonScore {
  userId: string;
  assignmentId: string;
  score: Score;
}

/** Every student's score at every assignment of a class (or at some of them). Ask `requireClass` first, and record it. */
export async function scoresOfClass(
  db: PrismaClient | Tx,
  classId: string,
  only?: readonly string[],
): Promise<{ assignments: AssignmentInfo[]; scores: PersonScore[] }> {
  const assignments = (await readAssignments(db, classId)).filter(({ id }) => only?.includes(id) ?? true);
  const students = await db.membership.findMany({ where: { classId, role: 'student' }, select: { userId: true } });
  const ids = assignments.map(({ id }) => id);
  const work = await readWork(
    db,
    { classId },
    assignments.flatMap((one) => one.exercises),
  );
  const extensions = await extensionsOf(db, { assignmentId: { in: ids } });
  const scores = students.flatMap(({ userId }) =>
    assignments.map((assignment) => ({
      userId,
      assignmentId: assignment.id,
      score: scoreOf(assignment, extensions.get(keyOf(assignment.id, userId)) ?? null, work.get(userId) ?? []),
    })),
  );
  return { assignments, scores };
}

/** One assignment with everybody's score, for teachers and assistants; recorded. */
export async function assignmentScores(
  db: PrismaClient,
  person: Person,
  classId: string,
  assignmentId: string,
): Promise<AssignmentScores> {
  await requireClass(db, person, classId, 'see');
  const assignment = await requireAssignment(db, classId, assignmentId);
  await recordAccess(db, { actorId: person.id, action: 'matrix.read', classId, detail: { assignmentId } });
  const students = await db.membership.findMany({
    where: { classId, role: 'student' },
    include: { user: { select: { name: true, email: true } } },
  });
  const { scores } = await scoresOfClass(db, classId, [assignmentId]);
  const scoreFor = new Map(scores.map(({ userId, score }) => [userId, score]));
  const people = students.map(({ userId, groupId, user }) => ({
    userId,
    name: user.name,
    email: user.email,
    groupId,
    score: scoreFor.get(userId) ?? scoreOf(assignment, null, []),
  }));
  people.sort((a, b) => a.name.localeCompare(b.name) || a.email.localeCompare(b.email));
  return { assignment, extensions: await readExtensions(db, assignmentId), people };
}

/** What is due for the one who asks, in the class's order; nothing that has not opened. */
export async function dueList(db: PrismaClient, person: Person, classId: string): Promise<DueList> {
  const { role } = await requireClass(db, person, classId, 'take-part');
  const all = await readAssignments(db, classId);
  const shown = role === 'student' ? all.filter(isOpen) : all;
  return { items: await itemsFor(db, person.id, shown) };
}

/** The nearest things still to do over all classes, and what was announced lately; for the home page. */
export async function dueEverywhere(db: PrismaClient, person: Person): Promise<DueEverywhere> {
  const mine = await db.membership.findMany({
    where: { userId: person.id, role: 'student', class: { archivedAt: null } },
    select: { class: { select: { id: true, name: true, assignments: true } } },
  });
  const classOf = new Map(
    mine.flatMap(({ class: one }) => one.assignments.map((row) => [row.id, { classId: one.id, className: one.name }])),
  );
  const open = mine.flatMap(({ class: one }) => one.assignments.map(assignmentInfo)).filter(isOpen);
  const items = (await itemsFor(db, person.id, open))
    .filter(({ score, closesAt }) => !isSettled(score) && (closesAt === null || closesAt > Date.now()))
    .sort((a, b) => (a.dueAt ?? Number.POSITIVE_INFINITY) - (b.dueAt ?? Number.POSITIVE_INFINITY))
    .slice(0, HOME_ITEMS);
  const announced = await db.announcement.findMany({
    where: {
      classId: { in: mine.map(({ class: one }) => one.id) },
      createdAt: { gt: new Date(Date.now() - RECENT) },
    },
    include: { author: { select: { name: true } }, class: { select: { id: true, name: true } } },
    orderBy: { createdAt: 'desc' },
    take: HOME_ANNOUNCEMENTS,
  });
  return {
    items: items.map((item) => ({
      ...item,
      ...(classOf.get(item.assignment.id) ?? { classId: '', className: '' }),
    })),
    announcements: announced.map((row) => ({
      ...announcementInfo(row, { id: person.id, role: 'student' }),
      classId: row.class.id,
      className: row.class.name,
    })),
  };
}

const HOME_ITEMS = 3;
const HOME_ANNOUNCEMENTS = 2;
const RECENT = 14 * 24 * 60 * 60 * 1000;

/** Nothing more for the learner to do. */
const isSettled = ({ verdict }: Score): boolean => verdict === 'verified' || verdict === 'pending';

const isOpen = ({ opensAt }: AssignmentInfo): boolean => opensAt === null || opensAt <= Date.now();

async function itemsFor(db: PrismaClient, userId: string, assignments: readonly AssignmentInfo[]): Promise<DueItem[]> {
  if (assignments.length === 0) return [];
  const work = await readWork(
    db,
    { userId },
    assignments.flatMap((one) => one.exercises),
  );
  const extensions = await extensionsOf(db, { userId, assignmentId: { in: assignments.map(({ id }) => id) } });
  return assignments.map((assignment) => {
    const extension = extensions.get(keyOf(assignment.id, userId)) ?? null;
    return {
      assignment,
      ...datesFor(assignment, extension),
      extended: extension !== null,
      score: scoreOf(assignment, extension, work.get(userId) ?? []),
    };
  });
}
