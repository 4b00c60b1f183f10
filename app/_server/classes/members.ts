/** The people of a class: who is in, who is expected, their roles and groups. */
import type { ClassRole, Person } from '@/app/_shared/api';
import type { AddMemberRequest, Expected, Member, MemberList, MemberPatch } from '@/app/_shared/classes';
import type { PrismaClient } from '@/prisma/generated/sqlite/client/client';
import { recordAccess } from '../audit/audit';
import type { Tx } from '../db/client';
import { ApiProblem } from '../http/problem';
import { requireClass } from './access';
import { holdClass, requireAnotherTeacher } from './classes';

const RANK: Readonly<Record<ClassRole, number>> = { teacher: 0, assistant: 1, student: 2 };

/** For teachers and assistants; recorded. */
export async function listMembers(db: PrismaClient, person: Person, classId: string): Promise<MemberList> {
  await requireClass(db, person, classId, 'see');
  await recordAccess(db, { actorId: person.id, action: 'roster.read', classId });
  return readMembers(db, classId);
}

/** Everybody, teachers first, then by name. */
export async function readMembers(db: PrismaClient | Tx, classId: string): Promise<MemberList> {
  const [memberships, entries, groups] = await Promise.all([
    db.membership.findMany({
      where: { classId },
      include: { user: { select: { id: true, name: true, email: true } } },
    }),
    db.rosterEntry.findMany({ where: { classId } }),
    db.classGroup.findMany({ where: { classId }, select: { id: true, name: true } }),
  ]);
  const lineOf = new Map(entries.flatMap((entry) => (entry.userId ? [[entry.userId, entry] as const] : [])));
  const members = memberships.map(({ user, role, groupId, createdAt }): Member => {
    const line = lineOf.get(user.id);
    return {
      userId: user.id,
      name: user.name,
      email: user.email,
      role,
      groupId,
      externalId: line?.externalId ?? null,
      joinedAt: createdAt.getTime(),
      rosterName: line && line.name !== '' && line.name !== user.name ? line.name : null,
      listedRole: line && RANK[line.role] < RANK[role] ? line.role : null,
    };
  });
  const expected = entries
    .filter((entry) => entry.userId === null)
    .map(
      ({ id, name, email, externalId, role, groupId }): Expected => ({ id, name, email, externalId, role, groupId }),
    );
  const order = (a: Member | Expected, b: Member | Expected) =>
    RANK[a.role] - RANK[b.role] || a.name.localeCompare(b.name) || a.email.localeCompare(b.email);
  return {
    members: members.sort(order),
    expected: expected.sort(order),
    groups: groups.sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true })),
  };
}

/**
 * Puts an address on the list. Somebody who is in the class already gets the role at once; for everybody else the answer
 * does not tell whether there is such an account.
 */
export async function addMember(
  db: PrismaClient,
  person: Person,
  classId: string,
  { email: typed, name = '', role }: AddMemberRequest,
): Promise<MemberList> {
  await requireClass(db, person, classId, 'manage');
  const email = typed.toLowerCase();
  await db.$transaction(async (tx) => {
    await holdClass(tx, classId);
    const member = await tx.membership.findFirst({ where: { classId, user: { email } } });
    if (member) {
      await giveRole(tx, person, classId, member.userId, role);
    } else {
      await tx.rosterEntry.upsert({
        where: { classId_email: { classId, email } },
        create: { classId, email, name, role },
        update: { role, ...(name === '' ? {} : { name }) },
      });
      await recordAccess(tx, { actorId: person.id, action: 'member.add', classId, detail: { role } });
    }
  });
  return readMembers(db, classId);
}

export async function changeMember(
  db: PrismaClient,
  person: Person,
  classId: string,
  userId: string,
  { role, groupId }: MemberPatch,
): Promise<MemberList> {
  await requireClass(db, person, classId, 'manage');
  await db.$transaction(async (tx) => {
    await holdClass(tx, classId);
    await requireMember(tx, classId, userId);
    if (role !== undefined) await giveRole(tx, person, classId, userId, role);
    if (groupId !== undefined) {
      await requireGroup(tx, classId, groupId);
      await tx.membership.update({ where: { classId_userId: { classId, userId } }, data: { groupId } });
      await tx.rosterEntry.updateMany({ where: { classId, userId }, data: { groupId } });
    }
  });
  return readMembers(db, classId);
}

/** Out of the class and off its list; their work stays theirs. */
export async function removeFromClass(
  db: PrismaClient,
  person: Person,
  classId: string,
  userId: string,
): Promise<MemberList> {
  await requireClass(db, person, classId, 'manage');
  await db.$transaction(async (tx) => {
    await holdClass(tx, classId);
    const { role } = await requireMember(tx, classId, userId);
    if (role === 'teacher') await requireAnotherTeacher(tx, classId, userId);
    await tx.rosterEntry.deleteMany({ where: { classId, userId } });
    await tx.extension.deleteMany({ where: { userId, assignment: { classId } } });
    await tx.membership.delete({ where: { classId_userId: { classId, userId } } });
    await recordAccess(tx, { actorId: person.id, action: 'member.remove', subjectId: userId, classId });
  });
  return readMembers(db, classId);
}

/** Takes a line of somebody who has not joined off the list. */
export async function removeExpected(
  db: PrismaClient,
  person: Person,
  classId: string,
  entryId: string,
): Promise<MemberList> {
  await requireClass(db, person, classId, 'manage');
  const { count } = await db.rosterEntry.deleteMany({ where: { id: entryId, classId, userId: null } });
  if (count === 0) throw new ApiProblem('not-found');
  return readMembers(db, classId);
}

async function giveRole(tx: Tx, person: Person, classId: string, userId: string, role: ClassRole): Promise<void> {
  const member = await requireMember(tx, classId, userId);
  if (member.role !== role) {
    if (member.role === 'teacher') await requireAnotherTeacher(tx, classId, userId);
    await tx.membership.update({ where: { classId_userId: { classId, userId } }, data: { role } });
    await recordAccess(tx, { actorId: person.id, action: 'member.role', subjectId: userId, classId, detail: { role } });
  }
  await tx.rosterEntry.updateMany({ where: { classId, userId }, data: { role } });
}

async function requireMember(tx: Tx, classId: string, userId: string): Promise<{ role: ClassRole }> {
  const member = await tx.membership.findUnique({ where: { classId_userId: { classId, userId } } });
  if (member === null) throw new ApiProblem('not-found');
  return member;
}

/** Null is a place too: in no group. */
export async function requireGroup(tx: Tx, classId: string, groupId: string | null): Promise<void> {
  if (groupId === null) return;
  if ((await tx.classGroup.findFirst({ where: { id: groupId, classId } })) === null) throw new ApiProblem('not-found');
}
