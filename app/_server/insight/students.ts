/** The students of a class as every report here needs them: name, address, group, when last seen; in the order of names. */
import type { PrismaClient } from '@/prisma/generated/sqlite/client/client';
import { isPlaceholder } from '../auth/placeholder';
import type { Tx } from '../db/client';

export interface Student {
  id: string;
  name: string;
  email: string;
  groupId: string | null;
  seen: number | null;
}

/** Belongs to a student of the class. For `where` of anything that has a user. */
export const ofClass = (classId: string) => ({
  user: { memberships: { some: { classId, role: 'student' as const } } },
});

/** An account that came from a learning platform may have no address of its own. */
export const shownEmail = (email: string): string => (isPlaceholder(email) ? '' : email);

const collator = new Intl.Collator(['ja', 'en'], { numeric: true });
export const byName = (a: { name: string; email: string }, b: { name: string; email: string }): number =>
  collator.compare(a.name, b.name) || (a.email < b.email ? -1 : 1);

export async function studentsOf(db: PrismaClient | Tx, classId: string): Promise<Student[]> {
  const rows = await db.membership.findMany({
    where: { classId, role: 'student' },
    select: { groupId: true, user: { select: { id: true, name: true, email: true, lastSeenAt: true } } },
  });
  return rows
    .map(({ groupId, user }) => ({
      id: user.id,
      name: user.name,
      email: shownEmail(user.email),
      groupId,
      seen: user.lastSeenAt?.getTime() ?? null,
    }))
    .sort(byName);
}
