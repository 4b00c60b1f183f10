/** One sync: everything that a tab has in its queue, stored in one transaction. Sending it again changes nothing. */
import type { DraftConflict, Person, SyncRequest, SyncResponse } from '@/app/_shared/api';
import type { PrismaClient } from '@/prisma/generated/sqlite/client/client';
import { personKey, serially } from '../db/transactions';
import { enqueue } from '../grader/queue';
import { ApiProblem } from '../http/problem';
import { storeAttempts } from './attempts';
import { storeDraft } from './drafts';
import { storeLessonView, storePrediction } from './small-things';
import type { Rejected } from './sort-batch';
import { progressOf } from './state';

export async function sync(
  db: PrismaClient,
  person: Person,
  batch: SyncRequest,
  rejected: readonly Rejected[] = [],
): Promise<SyncResponse> {
  const userId = person.id;
  const conflicts = await serially(db, personKey(userId), async (tx) => {
    const found: DraftConflict[] = [];
    for (const draft of [...batch.drafts].sort((a, b) => a.updatedAt - b.updatedAt)) {
      const conflict = await storeDraft(tx, userId, draft);
      if (conflict) found.push(conflict);
    }
    await enqueue(db, tx, await storeAttempts(tx, userId, batch.attempts));
    for (const prediction of batch.predictions) await storePrediction(tx, userId, prediction);
    for (const view of batch.lessonViews) await storeLessonView(tx, userId, view);
    await tx.user.update({ where: { id: userId }, data: { lastSeenAt: new Date() } });
    return found;
  }).catch(deletedMeanwhile);
  const everything = [...batch.drafts, ...batch.attempts, ...batch.predictions, ...batch.lessonViews];
  return {
    accepted: everything.map((thing) => thing.clientId),
    rejected,
    conflicts,
    state: await progressOf(db, person, [...new Set(batch.drafts.map((draft) => draft.exerciseId))]),
  };
}

/** The person was deleted or merged by another tab after the session was read: the tab asks again with its new cookie. */
function deletedMeanwhile(error: unknown): never {
  const code = (error as { code?: unknown }).code;
  if (code === 'P2003' || code === 'P2025') throw new ApiProblem('not-signed-in');
  throw error;
}
