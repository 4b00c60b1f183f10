/**
 * A page that asks again and again is one look: it is recorded once an hour. Whether it was recorded is read from the record
 * itself, never taken from what the request claims.
 */
import type { PrismaClient } from '@/prisma/generated/sqlite/client/client';
import { type AuditAction, recordAccess } from '../audit/audit';

const HOUR = 60 * 60 * 1000;

export async function recordLook(
  db: PrismaClient,
  look: { actorId: string; classId: string; action: AuditAction },
  { again }: { again: boolean },
): Promise<void> {
  if (again) {
    const recent = { ...look, at: { gt: new Date(Date.now() - HOUR) } };
    if ((await db.auditEntry.findFirst({ where: recent, select: { id: true } })) !== null) return;
  }
  await recordAccess(db, look);
}
