/**
 * Two people become one: what was done without an account goes to the account, and the anonymous person disappears, all
 * in one transaction. Things are told apart by the tab's ids, so that merging what is already there adds nothing.
 *
 * MERGE has a rule for every column of the schema that names a person; merge.test.ts compares it with the schema.
 */
import type { ClassRole } from '@/app/_shared/api';
import type { PrismaClient } from '@/prisma/generated/sqlite/client/client';
import type { Tx } from '../db/client';
import { placeDraft } from '../progress/drafts';
import { refreshExerciseState } from '../progress/exercise-state';
import { placeLessonView } from '../progress/small-things';

export interface Merge {
  from: string;
  into: string;
}

type Rule = (tx: Tx, merge: Merge) => Promise<unknown>;

/** In this order: states are derived from the attempts. What a rule leaves behind goes with the person. */
export const MERGE: Readonly<Record<string, Rule>> = {
  'Attempt.userId': moveAttempts,
  'ExerciseState.userId': refreshStates,
  'Prediction.userId': movePredictions,
  'DraftVersion.userId': moveDraftVersions,
  'Draft.userId': moveDrafts,
  'LessonView.userId': moveLessonViews,
  'Membership.userId': moveMemberships,
  'Extension.userId': moveExtensions,
  'LtiScore.userId': moveScores,
  'Account.userId': moveAccounts,
  'Passkey.userId': (tx, { from, into }) => tx.passkey.updateMany({ where: { userId: from }, data: { userId: into } }),
  'LtiUser.userId': (tx, { from, into }) => tx.ltiUser.updateMany({ where: { userId: from }, data: { userId: into } }),
  'RosterEntry.userId': (tx, { from, into }) =>
    tx.rosterEntry.updateMany({ where: { userId: from }, data: { userId: into } }),
  'Certificate.userId': (tx, { from, into }) =>
    tx.certificate.updateMany({ where: { userId: from }, data: { userId: into } }),
  'Announcement.authorId': (tx, { from, into }) =>
    tx.announcement.updateMany({ where: { authorId: from }, data: { authorId: into } }),
  'Comment.authorId': (tx, { from, into }) =>
    tx.comment.updateMany({ where: { authorId: from }, data: { authorId: into } }),
  'Regrade.authorId': (tx, { from, into }) =>
    tx.regrade.updateMany({ where: { authorId: from }, data: { authorId: into } }),
  'AuditEntry.actorId': (tx, { from, into }) =>
    tx.auditEntry.updateMany({ where: { actorId: from }, data: { actorId: into } }),
  'AuditEntry.subjectId': (tx, { from, into }) =>
    tx.auditEntry.updateMany({ where: { subjectId: from }, data: { subjectId: into } }),
  // The sessions of a person who is no more end.
  'Session.userId': (tx, { from }) => tx.session.deleteMany({ where: { userId: from } }),
};

export async function mergePeople(db: PrismaClient, merge: Merge): Promise<void> {
  if (merge.from === merge.into) return;
  await db.$transaction(async (tx) => {
    const from = await tx.user.findUnique({ where: { id: merge.from } });
    if (from === null) return;
    for (const rule of Object.values(MERGE)) await rule(tx, merge);
    const into = await tx.user.findUniqueOrThrow({ where: { id: merge.into } });
    if (from.lastSeenAt && (into.lastSeenAt === null || from.lastSeenAt > into.lastSeenAt)) {
      await tx.user.update({ where: { id: merge.into }, data: { lastSeenAt: from.lastSeenAt } });
    }
    await tx.user.delete({ where: { id: merge.from } });
  });
}

/** Attempts that both have (one browser's work, sent for both) are one: what others said about either stays. */
async function moveAttempts(tx: Tx, { from, into }: Merge): Promise<void> {
  const twins = await attemptTwins(tx, { from, into });
  for (const { mine, there } of twins) {
    await tx.comment.updateMany({ where: { attemptId: mine }, data: { attemptId: there } });
    const known = await tx.regradeItem.findMany({ where: { attemptId: there }, select: { regradeId: true } });
    await tx.regradeItem.updateMany({
      where: { attemptId: mine, regradeId: { notIn: known.map((row) => row.regradeId) } },
      data: { attemptId: there },
    });
  }
  await tx.attempt.deleteMany({ where: { id: { in: twins.map((twin) => twin.mine) } } });
  await tx.attempt.updateMany({ where: { userId: from }, data: { userId: into } });
}

async function attemptTwins(tx: Tx, { from, into }: Merge): Promise<{ mine: string; there: string }[]> {
  const select = { id: true, clientId: true } as const;
  const there = await tx.attempt.findMany({ where: { userId: into }, select });
  const ids = new Map(there.map((row) => [row.clientId, row.id]));
  const mine = await tx.attempt.findMany({ where: { userId: from }, select });
  return mine.flatMap((row) => {
    const twin = ids.get(row.clientId);
    return twin === undefined ? [] : [{ mine: row.id, there: twin }];
  });
}

async function refreshStates(tx: Tx, { from, into }: Merge): Promise<void> {
  const states = await tx.exerciseState.findMany({ where: { userId: from }, select: { exerciseId: true } });
  for (const { exerciseId } of states) await refreshExerciseState(tx, into, exerciseId);
}

async function movePredictions(tx: Tx, { from, into }: Merge): Promise<void> {
  const there = await tx.prediction.findMany({ where: { userId: into }, select: { clientId: true } });
  const twins = await tx.prediction.findMany({ where: { userId: from }, select: { clientId: true } });
  await tx.prediction.deleteMany({ where: { userId: from, clientId: { in: both(twins, there) } } });
  await tx.prediction.updateMany({ where: { userId: from }, data: { userId: into } });
}

async function moveDraftVersions(tx: Tx, { from, into }: Merge): Promise<void> {
  const there = await tx.draftVersion.findMany({ where: { userId: into }, select: { clientId: true } });
  const mine = await tx.draftVersion.findMany({ where: { userId: from }, select: { clientId: true } });
  await tx.draftVersion.deleteMany({ where: { userId: from, clientId: { in: both(mine, there) } } });
  await tx.draftVersion.updateMany({ where: { userId: from }, data: { userId: into } });
}

async function moveDrafts(tx: Tx, { from, into }: Merge): Promise<void> {
  for (const draft of await tx.draft.findMany({ where: { userId: from } })) {
    const { clientId, writerId, exerciseId, exerciseHash, submission, updatedAt } = draft;
    await placeDraft(tx, into, { clientId, writerId, exerciseId, exerciseHash, submission, updatedAt }, null);
  }
}

async function moveLessonViews(tx: Tx, { from, into }: Merge): Promise<void> {
  for (const view of await tx.lessonView.findMany({ where: { userId: from } })) await placeLessonView(tx, into, view);
}

const RANK: readonly ClassRole[] = ['student', 'assistant', 'teacher'];

/** In a class that both are in, the greater part in it stays. */
async function moveMemberships(tx: Tx, { from, into }: Merge): Promise<void> {
  for (const mine of await tx.membership.findMany({ where: { userId: from } })) {
    const key = { classId: mine.classId, userId: into };
    const there = await tx.membership.findUnique({ where: { classId_userId: key } });
    const role = there && RANK.indexOf(there.role) > RANK.indexOf(mine.role) ? there.role : mine.role;
    const groupId = there?.groupId ?? mine.groupId;
    await tx.membership.upsert({
      where: { classId_userId: key },
      create: { ...key, role, groupId, createdAt: mine.createdAt },
      update: { role, groupId },
    });
  }
}

/** Of two dates for one assignment, the later. */
async function moveExtensions(tx: Tx, { from, into }: Merge): Promise<void> {
  for (const mine of await tx.extension.findMany({ where: { userId: from } })) {
    const key = { assignmentId: mine.assignmentId, userId: into };
    const there = await tx.extension.findUnique({ where: { assignmentId_userId: key } });
    if (there && there.dueAt >= mine.dueAt) continue;
    const { dueAt, reason, createdAt } = mine;
    await tx.extension.upsert({
      where: { assignmentId_userId: key },
      create: { ...key, dueAt, reason, createdAt },
      update: { dueAt, reason },
    });
  }
}

/** Of two scores at one link, the higher. */
async function moveScores(tx: Tx, { from, into }: Merge): Promise<void> {
  for (const mine of await tx.ltiScore.findMany({ where: { userId: from } })) {
    const key = { linkId: mine.linkId, userId: into };
    const there = await tx.ltiScore.findUnique({ where: { linkId_userId: key } });
    if (there && there.given * mine.maximum >= mine.given * there.maximum) continue;
    const { userId: _, ...score } = mine;
    await tx.ltiScore.upsert({
      where: { linkId_userId: key },
      create: { ...score, userId: into },
      update: { ...score, linkId: undefined },
    });
  }
}

/** Ways in. A password moves only to a person without one: better-auth keeps one per person, under the person's id. */
async function moveAccounts(tx: Tx, { from, into }: Merge): Promise<void> {
  const credential = { providerId: 'credential' } as const;
  if ((await tx.account.count({ where: { userId: into, ...credential } })) === 0) {
    await tx.account.updateMany({ where: { userId: from, ...credential }, data: { userId: into, accountId: into } });
  }
  await tx.account.updateMany({
    where: { userId: from, providerId: { not: credential.providerId } },
    data: { userId: into },
  });
}

function both(mine: readonly { clientId: string }[], there: readonly { clientId: string }[]): string[] {
  const known = new Set(there.map((row) => row.clientId));
  return mine.map((row) => row.clientId).filter((id) => known.has(id));
}
