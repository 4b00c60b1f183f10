/**
 * Who may make classes and who runs the site. A change of rights begins with a new session (whoever had the old one may not
 * be the person), and is in the record. The site keeps at least one admin.
 */
import type { Role } from '@/app/_shared/api';
import type { PrismaClient } from '@/prisma/generated/sqlite/client/client';
import { ApiProblem } from '../http/problem';

export interface RoleChange {
  /** Null: by a command on the server. */
  actorId: string | null;
  userId: string;
  role: Role;
}

/** `not-found` for nobody and for anonymous people, `conflict` for the last admin. */
export async function changeRole(db: PrismaClient, { actorId, userId, role }: RoleChange): Promise<void> {
  await db.$transaction(async (tx) => {
    const user = await tx.user.findFirst({ where: { id: userId, isAnonymous: false } });
    if (user === null) throw new ApiProblem('not-found');
    if (user.role === role) return;
    const last = user.role === 'admin' && (await tx.user.count({ where: { role: 'admin' } })) === 1;
    if (last && actorId !== null) throw new ApiProblem('conflict', { field: 'role' });
    await tx.user.update({ where: { id: userId }, data: { role } });
    await tx.session.deleteMany({ where: { userId } });
    await tx.auditEntry.create({
      data: {
        actorId,
        action: 'role.change',
        subjectId: userId,
        detail: JSON.stringify({ from: user.role, to: role }),
      },
    });
  });
}
