/**
 * Deletes a person with everything about them, in one transaction, by the inventory: rows of their own go (also where the schema
 * alone would only take the name off, as on a class's list), rows that they wrote to others lose the name, and what was counted
 * or waiting under their address goes too. Classes that only they taught are closed.
 */
import type { PrismaClient } from '@/prisma/generated/sqlite/client/client';
import type { Tx } from '../db/client';
import { tiedTables } from './inventory';
import { rowsOf } from './tables';

export async function erasePerson(db: PrismaClient, userId: string): Promise<void> {
  await db.$transaction(async (tx) => {
    const user = await tx.user.findUnique({ where: { id: userId } });
    if (user === null) return;
    await leaveClasses(tx, userId);
    for (const { table, entry } of tiedTables()) {
      for (const { column, as } of entry.ties) {
        if (table === 'User' || as === 'attempt') continue;
        const where = { [column]: userId };
        if (as === 'own') await rowsOf(tx, table).deleteMany({ where });
        else await rowsOf(tx, table).updateMany({ where, data: { [column]: null } });
      }
    }
    await forgetCounts(tx, userId, user.email);
    await tx.user.delete({ where: { id: userId } });
  });
}

/** A class without a teacher is nobody's: it is closed. The others' work is theirs and stays. */
async function leaveClasses(tx: Tx, userId: string): Promise<void> {
  const taught = await tx.membership.findMany({ where: { userId, role: 'teacher' }, select: { classId: true } });
  for (const { classId } of taught) {
    const others = await tx.membership.count({ where: { classId, role: 'teacher', userId: { not: userId } } });
    if (others === 0) await tx.class.delete({ where: { id: classId } });
  }
}

async function forgetCounts(tx: Tx, userId: string, email: string): Promise<void> {
  await tx.verification.deleteMany({
    where: { OR: [{ value: { contains: userId } }, { identifier: { contains: email } }] },
  });
  await tx.throttle.deleteMany({
    where: { OR: [{ key: { endsWith: `:${userId}` } }, { key: { endsWith: `:${email}` } }] },
  });
}
