/**
 * The record of who looked at somebody's personal data and who changed what others may do. It is written before the answer
 * is sent, in the same transaction where there is one; a person may read what concerns them (privacy page), an admin all.
 */
import type { PrismaClient } from '@/prisma/generated/sqlite/client/client';
import type { Tx } from '../db/client';

/** Everything that is recorded, with what it means. */
export const AUDIT_ACTIONS = {
  'matrix.read': 'looked at the progress of everybody in a class',
  'student.read': "looked at one person's history",
  'attempt.read': "opened one person's attempt",
  'attempt.compare': 'looked for similar submissions in a class',
  'live.read': 'watched a class live',
  'export.csv': 'took the results of a class along',
  'export.json': 'took the results of a class along, with submissions',
  'roster.read': 'looked at the list of a class',
  'roster.export': 'took the list of a class along',
  'roster.import': 'brought a list into a class',
  'member.add': 'added a person to a class',
  'member.remove': 'removed a person from a class',
  'member.role': "changed a person's role in a class",
  'extension.set': 'gave a person another due date',
  'comment.write': "commented on a person's attempt",
  'regrade.publish': 'published a changed grading',
  'role.change': "changed a person's role on the site",
  'account.read': "looked at a person's account",
  'account.reset-link': 'made a link with which a person can choose a new password',
  'account.signed-out': 'ended the sessions of a person',
  'lti.launch': 'came from a learning platform',
  'lti.roster': 'took the list of a class from a learning platform',
  'retention.change': 'changed how long data is kept',
} as const;
export type AuditAction = keyof typeof AUDIT_ACTIONS;

export interface Access {
  actorId: string;
  action: AuditAction;
  /** The person whose data it is, where it is one person's. */
  subjectId?: string;
  classId?: string;
  /** Ids and counts only: never names, addresses or texts. */
  detail?: Readonly<Record<string, string | number | boolean>>;
}

/** Looking at one's own data is not recorded. */
export async function recordAccess(db: PrismaClient | Tx, access: Access): Promise<void> {
  if (access.subjectId === access.actorId) return;
  await db.auditEntry.create({
    data: {
      actorId: access.actorId,
      action: access.action,
      subjectId: access.subjectId ?? null,
      classId: access.classId ?? null,
      detail: JSON.stringify(access.detail ?? {}),
    },
  });
}
