/** What an admin does with people: find them, change their role, end their sessions, hand out a link for a new password. */
import { randomBytes } from 'node:crypto';
import type { AdminPeople, ResetLink } from '@/app/_shared/account';
import type { Person } from '@/app/_shared/api';
import type { PrismaClient } from '@/prisma/generated/sqlite/client/client';
import { recordAccess } from '../audit/audit';
import { auth } from '../auth/auth';
import { isPlaceholder } from '../auth/placeholder';
import { ApiProblem } from '../http/problem';

const SHOWN = 50;
const DAY = 24 * 60 * 60 * 1000;

/** People with an account whose name or address has these letters; all, the newest first, without any. */
export async function findPeople(db: PrismaClient, admin: Person, query: string, skip: number): Promise<AdminPeople> {
  const q = query.trim();
  const has = [{ name: { contains: q } }, { email: { contains: q.toLowerCase() } }];
  const rows = await db.user.findMany({
    where: { isAnonymous: false, ...(q ? { OR: has } : {}) },
    orderBy: [{ createdAt: 'desc' }, { id: 'asc' }],
    skip,
    take: SHOWN + 1,
    include: { _count: { select: { sessions: { where: { expiresAt: { gt: new Date() } } } } } },
  });
  await recordAccess(db, { actorId: admin.id, action: 'account.read', detail: { found: rows.length } });
  const people = rows.slice(0, SHOWN).map((row) => ({
    id: row.id,
    name: row.name,
    email: isPlaceholder(row.email) ? null : row.email,
    emailVerified: row.emailVerified,
    role: row.role,
    createdAt: row.createdAt.getTime(),
    lastSeenAt: row.lastSeenAt?.getTime() ?? null,
    sessions: row._count.sessions,
  }));
  return { people, more: rows.length > SHOWN };
}

async function requireNamed(db: PrismaClient, userId: string): Promise<void> {
  const found = await db.user.count({ where: { id: userId, isAnonymous: false } });
  if (found === 0) throw new ApiProblem('not-found');
}

export async function signOutPerson(db: PrismaClient, admin: Person, userId: string): Promise<void> {
  await requireNamed(db, userId);
  const { count } = await db.session.deleteMany({ where: { userId } });
  await recordAccess(db, { actorId: admin.id, action: 'account.signed-out', subjectId: userId, detail: { count } });
}

/** For people whom no mail reaches: the admin hands the link over. It works once, for a day; the old password until then. */
export async function makeResetLink(db: PrismaClient, admin: Person, userId: string, base: string): Promise<ResetLink> {
  await requireNamed(db, userId);
  const { internalAdapter } = await auth().$context;
  const token = randomBytes(24).toString('base64url');
  const expiresAt = new Date(Date.now() + DAY);
  await internalAdapter.createVerificationValue({ value: userId, identifier: `reset-password:${token}`, expiresAt });
  await recordAccess(db, { actorId: admin.id, action: 'account.reset-link', subjectId: userId });
  const user = await db.user.findUniqueOrThrow({ where: { id: userId }, select: { language: true } });
  return { url: `${base}/${user.language === 'en' ? 'en' : 'ja'}/account/reset#token=${token}` };
}
