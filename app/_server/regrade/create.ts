/**
 * A regrade begins: which attempts will be run again. Of a person with passed attempts those, of others all: exactly what can
 * change a result. Attempts that wait in the grader's queue are left out: they are judged by the new version anyhow. When a
 * person's passed attempts all turn out to fail, their other attempts are added (work.ts).
 */
import type { Attempt, PrismaClient, Regrade } from '@/prisma/generated/sqlite/client/client';
import type { Versions } from '../grader/verdict';

export interface Scope {
  exerciseId: string;
  /** Students of this class only. */
  classId?: string;
  /** Null: from the command line. */
  authorId: string | null;
}

type Listed = Pick<Attempt, 'id' | 'userId' | 'clientPassed' | 'serverVerdict'>;
export const listed = { id: true, userId: true, clientPassed: true, serverVerdict: true } as const;
const CHUNK = 500;

/** Starts one; null when there is nothing to run. */
export async function createRegrade(db: PrismaClient, scope: Scope, versions: Versions): Promise<Regrade | null> {
  const { exerciseId, classId, authorId } = scope;
  const attempts = await db.attempt.findMany({
    where: {
      exerciseId,
      serverVerdict: { not: 'pending' },
      ...(classId ? { user: { memberships: { some: { classId, role: 'student' } } } } : {}),
    },
    select: listed,
  });
  const chosen = choose(attempts);
  if (chosen.length === 0) return null;
  const { simHash, toolHash } = versions;
  const regrade = await db.regrade.create({ data: { exerciseId, authorId, simHash, toolHash, status: 'running' } });
  for (let at = 0; at < chosen.length; at += CHUNK)
    await db.regradeItem.createMany({
      data: chosen.slice(at, at + CHUNK).map((attempt) => itemOf(regrade.id, attempt)),
    });
  return regrade;
}

export function itemOf(regradeId: string, { id, serverVerdict }: Listed) {
  return { regradeId, attemptId: id, before: serverVerdict, passedBefore: serverVerdict === 'verified' };
}

/** The attempts that can change somebody's result. */
export function choose(attempts: readonly Listed[]): Listed[] {
  const passing = (attempt: Listed) => attempt.clientPassed || attempt.serverVerdict === 'verified';
  const withPass = new Set(attempts.filter(passing).map(({ userId }) => userId));
  return attempts.filter((attempt) => passing(attempt) || !withPass.has(attempt.userId));
}
