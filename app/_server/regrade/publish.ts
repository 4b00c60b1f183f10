/**
 * The end of a regrade, by hand: its results become the attempts' verdicts, all in one transaction with the entries in the
 * audit log (one for the whole, one for each person whose attempts change); or nothing does.
 */
import type { RegradePublished, RegradeWhy } from '@/app/_shared/regrades';
import type { PrismaClient, Regrade } from '@/prisma/generated/sqlite/client/client';
import { recordAccess } from '../audit/audit';
import { personKey, serially, type Tx } from '../db/transactions';
import type { Versions } from '../grader/verdict';
import { ApiProblem } from '../http/problem';
import { refreshExerciseState } from '../progress/exercise-state';

/** `actorId` null: from the command line, where nobody is signed in. */
export async function publishRegrade(
  db: PrismaClient,
  { id, exerciseId }: Regrade,
  actorId: string | null,
  versions: Versions,
): Promise<RegradePublished> {
  const owners = await db.regradeItem.findMany({
    where: { regradeId: id },
    select: { attempt: { select: { userId: true } } },
  });
  const keys = [...new Set(owners.map(({ attempt }) => personKey(attempt.userId)))];
  return serially(db, [`regrade:${id}`, ...keys], async (tx) => {
    const { count } = await tx.regrade.updateMany({
      where: { id, status: 'ready', simHash: versions.simHash, toolHash: versions.toolHash },
      data: { status: 'published', publishedAt: new Date() },
    });
    if (count === 0) throw new ApiProblem('conflict', { field: 'status' });
    const { changed, skipped, people } = await writeResults(tx, id, exerciseId, versions);
    if (actorId !== null) {
      const entry = { actorId, action: 'regrade.publish' as const };
      await recordAccess(tx, { ...entry, detail: { regradeId: id, exerciseId, changed, skipped } });
      for (const subjectId of people)
        await recordAccess(tx, { ...entry, subjectId, detail: { regradeId: id, exerciseId } });
    }
    return { status: 'published' as const, changed, skipped };
  });
}

async function writeResults(tx: Tx, regradeId: string, exerciseId: string, versions: Versions) {
  const items = await tx.regradeItem.findMany({
    where: { regradeId, after: { not: null } },
    include: { attempt: { select: { userId: true } } },
  });
  const people = new Set<string>();
  let changed = 0;
  let skipped = 0;
  for (const { attemptId, attempt, before, after, why } of items) {
    if (after === null || after === before) continue;
    const { reason, exerciseHash } = JSON.parse(why ?? '{}') as RegradeWhy;
    if (exerciseHash !== versions.exerciseHash(exerciseId)) throw new ApiProblem('conflict', { field: 'exercise' });
    const { count } = await tx.attempt.updateMany({
      where: { id: attemptId, serverVerdict: before },
      data: { serverVerdict: after, gradeError: reason, gradedAt: new Date() },
    });
    if (count === 0) skipped += 1;
    else {
      changed += 1;
      people.add(attempt.userId);
    }
  }
  for (const userId of people) await refreshExerciseState(tx, userId, exerciseId);
  return { changed, skipped, people };
}

export async function cancelRegrade(db: PrismaClient, id: string): Promise<RegradePublished> {
  const { count } = await db.regrade.updateMany({
    where: { id, status: { in: ['running', 'ready'] } },
    data: { status: 'cancelled' },
  });
  if (count === 0) throw new ApiProblem('conflict', { field: 'status' });
  return { status: 'cancelled', changed: 0, skipped: 0 };
}
