/** Groups of a class: a name and the people in it; a person is in one at most. */
import type { Person } from '@/app/_shared/api';
import type { MemberList, MoveRequest } from '@/app/_shared/classes';
import type { PrismaClient } from '@/prisma/generated/sqlite/client/client';
import type { Tx } from '../db/client';
import { ApiProblem } from '../http/problem';
import { requireClass } from './access';
import { holdClass } from './classes';
import { readMembers, requireGroup } from './members';

export async function makeGroup(db: PrismaClient, person: Person, classId: string, name: string): Promise<MemberList> {
  return change(db, person, classId, async (tx) => {
    await requireFreeName(tx, classId, name);
    await tx.classGroup.create({ data: { classId, name } });
  });
}

export async function renameGroup(
  db: PrismaClient,
  person: Person,
  classId: string,
  groupId: string,
  name: string,
): Promise<MemberList> {
  return change(db, person, classId, async (tx) => {
    await requireGroup(tx, classId, groupId);
    await requireFreeName(tx, classId, name, groupId);
    await tx.classGroup.update({ where: { id: groupId }, data: { name } });
  });
}

/** Its people stay in the class, in no group. */
export async function deleteGroup(
  db: PrismaClient,
  person: Person,
  classId: string,
  groupId: string,
): Promise<MemberList> {
  return change(db, person, classId, async (tx) => {
    await requireGroup(tx, classId, groupId);
    await tx.classGroup.delete({ where: { id: groupId } });
  });
}

/** Moves people, and lines of the list, into a group or out of all. Ids of other classes move nobody. */
export async function movePeople(
  db: PrismaClient,
  person: Person,
  classId: string,
  { groupId, userIds, entryIds }: MoveRequest,
): Promise<MemberList> {
  return change(db, person, classId, async (tx) => {
    await requireGroup(tx, classId, groupId);
    const people = { in: [...userIds] };
    const moved = await tx.membership.updateMany({ where: { classId, userId: people }, data: { groupId } });
    if (moved.count !== new Set(userIds).size) throw new ApiProblem('not-found');
    await tx.rosterEntry.updateMany({ where: { classId, userId: people }, data: { groupId } });
    const lines = await tx.rosterEntry.updateMany({
      where: { classId, id: { in: [...entryIds] }, userId: null },
      data: { groupId },
    });
    if (lines.count !== new Set(entryIds).size) throw new ApiProblem('not-found');
  });
}

async function change(
  db: PrismaClient,
  person: Person,
  classId: string,
  work: (tx: Tx) => Promise<void>,
): Promise<MemberList> {
  await requireClass(db, person, classId, 'manage');
  await db.$transaction(async (tx) => {
    await holdClass(tx, classId);
    await work(tx);
  });
  return readMembers(db, classId);
}

async function requireFreeName(tx: Tx, classId: string, name: string, but?: string): Promise<void> {
  const same = await tx.classGroup.findUnique({ where: { classId_name: { classId, name } } });
  if (same && same.id !== but) throw new ApiProblem('conflict', { field: 'group-exists' });
}
