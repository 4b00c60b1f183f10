/** Where a person is signed in, and ending it: one session, all the others, or all of them. */
import type { Person, SessionList } from '@/app/_shared/account';
import type { PrismaClient } from '@/prisma/generated/sqlite/client/client';
import { ApiProblem } from '../http/problem';
import { auth } from './auth';
import { deviceName } from './device-name';

/** The session of this request, or null. */
export async function sessionIdOf(headers: Headers): Promise<string | null> {
  const found = await auth().api.getSession({ headers, query: { disableRefresh: true } });
  return found?.session.id ?? null;
}

export async function listSessions(db: PrismaClient, person: Person, currentId: string | null): Promise<SessionList> {
  const rows = await db.session.findMany({
    where: { userId: person.id, expiresAt: { gt: new Date() } },
    orderBy: { updatedAt: 'desc' },
  });
  return {
    sessions: rows.map((row) => ({
      id: row.id,
      device: deviceName(row.userAgent),
      address: row.ipAddress || null,
      since: row.createdAt.getTime(),
      lastUsed: row.updatedAt.getTime(),
      current: row.id === currentId,
    })),
  };
}

/** `which`: a session's id, `others`, or `all`. An id that is not this person's does not exist. */
export async function endSessions(
  db: PrismaClient,
  person: Person,
  which: string,
  currentId: string | null,
): Promise<void> {
  const mine = { userId: person.id };
  if (which === 'all') await db.session.deleteMany({ where: mine });
  else if (which === 'others') await db.session.deleteMany({ where: { ...mine, id: { not: currentId ?? '' } } });
  else if ((await db.session.deleteMany({ where: { ...mine, id: which } })).count === 0) {
    throw new ApiProblem('not-found');
  }
}
