/** The assignments of a class: set, changed, put in order, taken back; and another due date for one person. */
import type { Person } from '@/app/_shared/api';
import type {
  AssignmentInfo,
  AssignmentInput,
  AssignmentPatch,
  ExtensionInfo,
  ExtensionRequest,
} from '@/app/_shared/classes';
import type { Assignment, PrismaClient } from '@/prisma/generated/sqlite/client/client';
import { recordAccess } from '../audit/audit';
import { requireClass, requireStudent } from '../classes/access';
import { holdClass } from '../classes/classes';
import type { Tx } from '../db/client';
import { ApiProblem } from '../http/problem';
import { exercisesOf } from './targets';

export const assignmentInfo = (row: Assignment): AssignmentInfo => ({
  id: row.id,
  kind: row.kind,
  targetId: row.targetId,
  opensAt: row.opensAt?.getTime() ?? null,
  dueAt: row.dueAt?.getTime() ?? null,
  latePolicy: row.latePolicy,
  latePerDay: row.latePerDay,
  closesAt: row.closesAt?.getTime() ?? null,
  points: row.points,
  exercises: exercisesOf(row.kind, row.targetId),
});

const ORDER = [{ position: 'asc' as const }, { createdAt: 'asc' as const }, { id: 'asc' as const }];

/** All of a class, in its order; ask `requireClass` first. */
export async function readAssignments(db: PrismaClient | Tx, classId: string): Promise<AssignmentInfo[]> {
  return (await db.assignment.findMany({ where: { classId }, orderBy: ORDER })).map(assignmentInfo);
}

/** For teachers and assistants: also those that are not open yet. */
export async function listAssignments(db: PrismaClient, person: Person, classId: string): Promise<AssignmentInfo[]> {
  await requireClass(db, person, classId, 'see');
  return readAssignments(db, classId);
}

export async function setAssignment(
  db: PrismaClient,
  person: Person,
  classId: string,
  input: AssignmentInput,
): Promise<AssignmentInfo> {
  await requireClass(db, person, classId, 'manage');
  if (exercisesOf(input.kind, input.targetId).length === 0) throw new ApiProblem('bad-request', { field: 'targetId' });
  requireOrder(input);
  return db.$transaction(async (tx) => {
    await holdClass(tx, classId);
    const { kind, targetId } = input;
    if (await tx.assignment.findFirst({ where: { classId, kind, targetId } })) {
      throw new ApiProblem('conflict', { field: 'assigned-already' });
    }
    const last = await tx.assignment.aggregate({ where: { classId }, _max: { position: true } });
    const position = (last._max.position ?? -1) + 1;
    return assignmentInfo(await tx.assignment.create({ data: { classId, position, ...columns(input) } }));
  });
}

export async function changeAssignment(
  db: PrismaClient,
  person: Person,
  classId: string,
  id: string,
  patch: AssignmentPatch,
): Promise<AssignmentInfo> {
  await requireClass(db, person, classId, 'manage');
  const before = await requireAssignment(db, classId, id);
  const after = { ...before, ...patch };
  requireOrder(after);
  return assignmentInfo(await db.assignment.update({ where: { id }, data: columns(after) }));
}

export async function deleteAssignment(db: PrismaClient, person: Person, classId: string, id: string): Promise<void> {
  await requireClass(db, person, classId, 'manage');
  const { count } = await db.assignment.deleteMany({ where: { id, classId } });
  if (count === 0) throw new ApiProblem('not-found');
}

/** All of them in a new order; `conflict` when somebody added or took one meanwhile. */
export async function orderAssignments(
  db: PrismaClient,
  person: Person,
  classId: string,
  ids: readonly string[],
): Promise<AssignmentInfo[]> {
  await requireClass(db, person, classId, 'manage');
  return db.$transaction(async (tx) => {
    await holdClass(tx, classId);
    const there = new Set((await readAssignments(tx, classId)).map((one) => one.id));
    const same = ids.length === there.size && new Set(ids).size === ids.length && ids.every((id) => there.has(id));
    if (!same) throw new ApiProblem('conflict', { field: 'order' });
    for (const [position, id] of ids.entries()) await tx.assignment.update({ where: { id }, data: { position } });
    return readAssignments(tx, classId);
  });
}

/** The assignment, if it is this class's. */
export async function requireAssignment(db: PrismaClient | Tx, classId: string, id: string): Promise<AssignmentInfo> {
  const row = await db.assignment.findFirst({ where: { id, classId } });
  if (row === null) throw new ApiProblem('not-found');
  return assignmentInfo(row);
}

export async function readExtensions(db: PrismaClient, assignmentId: string): Promise<ExtensionInfo[]> {
  const rows = await db.extension.findMany({
    where: { assignmentId },
    include: { user: { select: { name: true } } },
    orderBy: { createdAt: 'asc' },
  });
  return rows.map(({ userId, user, dueAt, reason }) => ({ userId, name: user.name, dueAt: dueAt.getTime(), reason }));
}

/** Gives a student of the class another due date; a second one replaces it. */
export async function extend(
  db: PrismaClient,
  person: Person,
  classId: string,
  assignmentId: string,
  userId: string,
  { dueAt, reason }: ExtensionRequest,
): Promise<ExtensionInfo[]> {
  await requireClass(db, person, classId, 'manage');
  await requireAssignment(db, classId, assignmentId);
  await requireStudent(db, classId, userId);
  const key = { assignmentId, userId };
  const data = { dueAt: new Date(dueAt), reason };
  await db.$transaction(async (tx) => {
    await tx.extension.upsert({
      where: { assignmentId_userId: key },
      create: { ...key, ...data },
      update: data,
    });
    const detail = { assignmentId, dueAt };
    await recordAccess(tx, { actorId: person.id, action: 'extension.set', subjectId: userId, classId, detail });
  });
  return readExtensions(db, assignmentId);
}

export async function takeExtensionBack(
  db: PrismaClient,
  person: Person,
  classId: string,
  assignmentId: string,
  userId: string,
): Promise<ExtensionInfo[]> {
  await requireClass(db, person, classId, 'manage');
  await requireAssignment(db, classId, assignmentId);
  const { count } = await db.extension.deleteMany({ where: { assignmentId, userId } });
  if (count === 0) throw new ApiProblem('not-found');
  const detail = { assignmentId, dueAt: 0 };
  await recordAccess(db, { actorId: person.id, action: 'extension.set', subjectId: userId, classId, detail });
  return readExtensions(db, assignmentId);
}

/** It opens before it is due, and is due before it closes. */
function requireOrder({ opensAt, dueAt, closesAt }: Pick<AssignmentInput, 'opensAt' | 'dueAt' | 'closesAt'>): void {
  const after = (a: number | null, b: number | null) => a !== null && b !== null && a > b;
  if (after(opensAt, dueAt)) throw new ApiProblem('bad-request', { field: 'dueAt' });
  if (after(dueAt, closesAt) || after(opensAt, closesAt)) throw new ApiProblem('bad-request', { field: 'closesAt' });
}

function columns(input: AssignmentInput) {
  const date = (at: number | null) => (at === null ? null : new Date(at));
  return {
    kind: input.kind,
    targetId: input.targetId,
    opensAt: date(input.opensAt),
    dueAt: date(input.dueAt),
    closesAt: date(input.closesAt),
    latePolicy: input.latePolicy,
    latePerDay: input.latePerDay,
    points: input.points,
  };
}
