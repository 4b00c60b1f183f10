/**
 * Ways into a class: the code (typed or in a link), and being on a teacher's list with an address that is proved to be
 * one's own. The list alone puts nobody into a class: a teacher must not be able to look at somebody's work, nor to find
 * out who has an account, by writing an address down. The person sees an invitation and accepts it.
 */
import type { ClassRole, Person } from '@/app/_shared/api';
import type { ClassInfo, Invitation, JoinPreview } from '@/app/_shared/classes';
import type { PrismaClient } from '@/prisma/generated/sqlite/client/client';
import type { Tx } from '../db/client';
import { ApiProblem } from '../http/problem';
import { countTry } from '../http/throttle';
import { findClass, holdClass } from './classes';
import { readJoinCode } from './join-code';

/** Tries with a code per person: enough for typing errors, too few for guessing. */
const JOIN_TRIES = { limit: 10, seconds: 10 * 60 };
/** Wrong links per person or address: a whole school may stand behind one address, right links are not counted. */
const LOOK_TRIES = { limit: 30, seconds: 10 * 60 };

/** Joins by code. Being in the class already is fine; a teacher of the class stays one. */
export async function joinClass(db: PrismaClient, person: Person, typed: string): Promise<ClassInfo> {
  await countTry(db, `join:${person.id}`, JOIN_TRIES);
  const found = await openDoor(db, typed);
  await db.$transaction((tx) => enter(tx, person, found.id));
  return findClass(db, person, found.id);
}

/** What a link leads to, for anybody who has it. `who`: the person's id or the address that asks. */
export async function previewJoin(
  db: PrismaClient,
  person: Person | null,
  who: string,
  typed: string,
): Promise<JoinPreview> {
  const key = `join-look:${person?.id ?? who}`;
  const row = await db.throttle.findUnique({ where: { key } });
  if (row && row.count >= LOOK_TRIES.limit && row.resetsAt.getTime() > Date.now()) {
    await countTry(db, key, LOOK_TRIES);
  }
  let found: Awaited<ReturnType<typeof openDoor>>;
  try {
    found = await openDoor(db, typed);
  } catch (error) {
    await countTry(db, key, LOOK_TRIES);
    throw error;
  }
  const members = await db.membership.findMany({
    where: { classId: found.id, OR: [{ role: 'teacher' }, { userId: person?.id ?? '' }] },
    include: { user: { select: { name: true } } },
    orderBy: { createdAt: 'asc' },
  });
  return {
    classId: found.id,
    name: found.name,
    teachers: members.filter(({ role }) => role === 'teacher').map(({ user }) => user.name),
    role: members.find(({ userId }) => userId === person?.id)?.role ?? null,
  };
}

/** The class that a code opens now. */
async function openDoor(db: PrismaClient, typed: string): Promise<{ id: string; name: string }> {
  const found = await db.class.findUnique({ where: { joinCode: readJoinCode(typed) } });
  if (found === null) throw new ApiProblem('wrong-code');
  const ended = found.joinEndsAt !== null && found.joinEndsAt.getTime() <= Date.now();
  if (ended || found.archivedAt !== null) throw new ApiProblem('conflict', { field: 'join-ended' });
  return found;
}

/** Makes the person a member, as the line of the list that has their address, if there is one. */
async function enter(tx: Tx, person: Person, classId: string): Promise<void> {
  await holdClass(tx, classId);
  const key = { classId, userId: person.id };
  if (await tx.membership.findUnique({ where: { classId_userId: key } })) return;
  const user = await tx.user.findUniqueOrThrow({ where: { id: person.id } });
  const entry = await tx.rosterEntry.findUnique({
    where: { classId_email: { classId, email: user.email.toLowerCase() } },
  });
  const free = entry !== null && (entry.userId === null || entry.userId === person.id) ? entry : null;
  // With the code alone anybody may say to be a colleague: more than a student is only who proved the address.
  const role: ClassRole = free && user.emailVerified ? free.role : 'student';
  await tx.membership.create({ data: { ...key, role, groupId: free?.groupId ?? null } });
  if (free) await tx.rosterEntry.update({ where: { id: free.id }, data: { userId: person.id } });
}

/** Lists that a person is on by a proved address, of classes that they are not in. */
export async function listInvitations(db: PrismaClient | Tx, person: Person): Promise<Invitation[]> {
  const email = await provedAddress(db, person);
  if (email === null) return [];
  const entries = await db.rosterEntry.findMany({
    where: {
      email,
      userId: null,
      class: { archivedAt: null, memberships: { none: { userId: person.id } } },
    },
    include: {
      class: {
        include: { memberships: { where: { role: 'teacher' }, include: { user: { select: { name: true } } } } },
      },
    },
    orderBy: { createdAt: 'desc' },
  });
  return entries.map((entry) => ({
    id: entry.id,
    className: entry.class.name,
    role: entry.role,
    teachers: entry.class.memberships.map(({ user }) => user.name),
  }));
}

/** Accepts one. */
export async function acceptInvitation(db: PrismaClient, person: Person, entryId: string): Promise<ClassInfo> {
  const classId = await invitedClass(db, person, entryId);
  await db.$transaction((tx) => enter(tx, person, classId));
  return findClass(db, person, classId);
}

/** Declines: the line leaves the list; the teacher sees no more than before. */
export async function declineInvitation(db: PrismaClient, person: Person, entryId: string): Promise<void> {
  await invitedClass(db, person, entryId);
  await db.rosterEntry.deleteMany({ where: { id: entryId, userId: null } });
}

async function invitedClass(db: PrismaClient, person: Person, entryId: string): Promise<string> {
  const mine = await listInvitations(db, person);
  if (!mine.some(({ id }) => id === entryId)) throw new ApiProblem('not-found');
  return (await db.rosterEntry.findUniqueOrThrow({ where: { id: entryId } })).classId;
}

async function provedAddress(db: PrismaClient | Tx, person: Person): Promise<string | null> {
  if (person.anonymous) return null;
  const user = await db.user.findUnique({ where: { id: person.id }, select: { email: true, emailVerified: true } });
  return user?.emailVerified ? user.email.toLowerCase() : null;
}
