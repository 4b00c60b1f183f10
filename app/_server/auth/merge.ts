/**
 * Two people become one: what was done without an account goes to the account, and the anonymous person disappears, all
 * in one transaction. Things are told apart by the tab's ids, so that merging what is already there adds nothing.
 */
import type { PrismaClient } from '@/prisma/generated/sqlite/client/client';
import type { Tx } from '../db/client';
import { placeDraft } from '../progress/drafts';
import { refreshExerciseState } from '../progress/exercise-state';
import { placeLessonView } from '../progress/small-things';

export interface Merge {
  from: string;
  into: string;
}

export async function mergePeople(db: PrismaClient, merge: Merge): Promise<void> {
  await db.$transaction(async (tx) => {
    if ((await tx.user.findUnique({ where: { id: merge.from } })) === null) return;
    await moveAttempts(tx, merge);
    await movePredictions(tx, merge);
    await moveDraftVersions(tx, merge);
    await moveDrafts(tx, merge);
    await moveLessonViews(tx, merge);
    await moveMemberships(tx, merge);
    await tx.user.delete({ where: { id: merge.from } });
  });
}

async function moveAttempts(tx: Tx, { from, into }: Merge): Promise<void> {
  const mine = await tx.attempt.findMany({ where: { userId: from }, select: { clientId: true, exerciseId: true } });
  const there = await tx.attempt.findMany({ where: { userId: into }, select: { clientId: true } });
  await tx.attempt.updateMany({
    where: { userId: from, clientId: { in: newIds(mine, there) } },
    data: { userId: into },
  });
  for (const exerciseId of new Set(mine.map((row) => row.exerciseId))) await refreshExerciseState(tx, into, exerciseId);
}

async function movePredictions(tx: Tx, { from, into }: Merge): Promise<void> {
  const mine = await tx.prediction.findMany({ where: { userId: from }, select: { clientId: true } });
  const there = await tx.prediction.findMany({ where: { userId: into }, select: { clientId: true } });
  await tx.prediction.updateMany({
    where: { userId: from, clientId: { in: newIds(mine, there) } },
    data: { userId: into },
  });
}

async function moveDraftVersions(tx: Tx, { from, into }: Merge): Promise<void> {
  const mine = await tx.draftVersion.findMany({ where: { userId: from }, select: { clientId: true } });
  const there = await tx.draftVersion.findMany({ where: { userId: into }, select: { clientId: true } });
  await tx.draftVersion.updateMany({
    where: { userId: from, clientId: { in: newIds(mine, there) } },
    data: { userId: into },
  });
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

async function moveMemberships(tx: Tx, { from, into }: Merge): Promise<void> {
  const there = await tx.membership.findMany({ where: { userId: into }, select: { classId: true } });
  await tx.membership.updateMany({
    where: { userId: from, classId: { notIn: there.map((row) => row.classId) } },
    data: { userId: into },
  });
}

function newIds(mine: readonly { clientId: string }[], there: readonly { clientId: string }[]): string[] {
  const known = new Set(there.map((row) => row.clientId));
  return mine.map((row) => row.clientId).filter((id) => !known.has(id));
}
