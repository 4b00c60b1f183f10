/**
 * Names and Role Provisioning (NRPS 2.0): the platform's list of a course, page by page, into the class's list. Whoever has launched already is
 * (or becomes) a member with the platform's role; the others stand on the list until they come. Who is inactive over there is not taken;
 * nobody is removed here.
 */
import { z } from 'zod';
import type { ClassRole, Person } from '@/app/_shared/api';
import type { LtiPlatform, PrismaClient } from '@/prisma/generated/sqlite/client/client';
import { recordAccess } from '../audit/audit';
import { requireClass } from '../classes/access';
import { holdClass } from '../classes/classes';
import { ApiProblem } from '../http/problem';
import { SCOPE } from './claims';
import { LtiProblem } from './problem';
import { classRoleOf } from './roles';
import { callService, nextPage } from './service';

const ACCEPT = 'application/vnd.ims.lti-nrps.v2.membershipcontainer+json';
const PAGES = 200;
const PEOPLE = 20_000;

const member = z.object({
  user_id: z.string().min(1).max(512),
  status: z.string().optional(),
  name: z.string().nullish(),
  given_name: z.string().nullish(),
  family_name: z.string().nullish(),
  email: z.string().nullish(),
  roles: z.array(z.string()).default([]),
});
const page = z.object({ members: z.array(member) });
type Member = z.infer<typeof member>;

export async function readMembers(db: PrismaClient, platform: LtiPlatform, url: string): Promise<Member[]> {
  const all: Member[] = [];
  let next: string | null = url;
  for (let n = 0; next !== null; n += 1) {
    if (n >= PAGES || all.length > PEOPLE) throw new LtiProblem('service-answer', 'too many pages');
    const answer = await callService(db, platform, [SCOPE.names], next, { accept: ACCEPT });
    const read = page.safeParse(answer.json);
    if (!read.success) throw new LtiProblem('service-answer', 'members');
    all.push(...read.data.members);
    next = nextPage(answer.headers, next);
  }
  return all;
}

export interface RosterTaken {
  /** Members of the class now, by what they did themselves. */
  members: number;
  /** On the list until they come. */
  expected: number;
  /** Without an address and without a launch: they come when they come. */
  withoutAddress: number;
  /** Inactive, or without a part in a class. */
  left: number;
}

interface Line {
  sub: string;
  name: string;
  email: string | null;
  role: ClassRole;
}

/** For teachers of the class. All courses that are tied to it. */
export async function importNames(db: PrismaClient, person: Person, classId: string): Promise<RosterTaken> {
  await requireClass(db, person, classId, 'manage');
  const contexts = await db.ltiContext.findMany({ where: { classId }, include: { platform: true } });
  if (contexts.length === 0) throw new ApiProblem('not-found');
  const withNames = contexts.filter(({ membershipsUrl }) => membershipsUrl !== null);
  if (withNames.length === 0) throw new LtiProblem('no-service', 'names and roles');
  const sum: RosterTaken = { members: 0, expected: 0, withoutAddress: 0, left: 0 };
  for (const { platform, membershipsUrl } of withNames) {
    const found = await readMembers(db, platform, membershipsUrl ?? '');
    const lines = found.flatMap(lineOf);
    sum.left += found.length - lines.length;
    const taken = await store(db, person, classId, platform.id, lines);
    sum.members += taken.members;
    sum.expected += taken.expected;
    sum.withoutAddress += taken.withoutAddress;
  }
  return sum;
}

function lineOf({ user_id, status, name, given_name, family_name, email, roles }: Member): Line[] {
  const role = classRoleOf(roles);
  if (role === null || (status !== undefined && status !== 'Active')) return [];
  const known = name || [given_name, family_name].filter(Boolean).join(' ');
  const address = email?.trim().toLowerCase() || null;
  return [
    {
      sub: user_id,
      name: (known || address || '?').slice(0, 80),
      email: address?.includes('@') ? address : null,
      role,
    },
  ];
}

function store(db: PrismaClient, person: Person, classId: string, platformId: string, lines: readonly Line[]) {
  return db.$transaction(async (tx) => {
    await holdClass(tx, classId);
    const known = await tx.ltiUser.findMany({ where: { platformId }, select: { sub: true, userId: true } });
    const userOf = new Map(known.map(({ sub, userId }) => [sub, userId]));
    const members = await tx.membership.findMany({ where: { classId } });
    const roleOf = new Map(members.map(({ userId, role }) => [userId, role]));
    const entries = await tx.rosterEntry.findMany({ where: { classId } });
    const byEmail = new Map(entries.map((entry) => [entry.email, entry]));
    const byId = new Map(entries.flatMap((entry) => (entry.externalId ? [[entry.externalId, entry]] : [])));
    const count = { members: 0, expected: 0, withoutAddress: 0 };
    for (const { sub, name, email, role } of lines) {
      const userId = userOf.get(sub) ?? null;
      if (userId !== null) {
        const there = roleOf.get(userId);
        const key = { classId, userId };
        if (there === undefined) await tx.membership.create({ data: { ...key, role } });
        else if (there !== role && there !== 'teacher') {
          await tx.membership.update({ where: { classId_userId: key }, data: { role } });
        }
        count.members += 1;
      } else if (email === null) count.withoutAddress += 1;
      else count.expected += 1;
      if (email === null) continue;
      const line = byId.get(sub) ?? byEmail.get(email);
      const data = { name, role, externalId: sub, userId: userId ?? line?.userId ?? null };
      if (line === undefined) await tx.rosterEntry.create({ data: { classId, email, ...data } });
      else if (line.name !== name || line.role !== role || line.externalId !== sub || line.userId !== data.userId) {
        await tx.rosterEntry.update({ where: { id: line.id }, data });
      }
    }
    const detail = { people: lines.length, platformId };
    await recordAccess(tx, { actorId: person.id, action: 'lti.roster', classId, detail });
    return count;
  });
}
