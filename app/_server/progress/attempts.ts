/** Finished runs: stored once by the tab's id, never changed. A passed one waits for the server's own run of it. */
import type { AttemptDetail, AttemptSummary, AttemptUpload, CheckReport } from '@/app/_shared/api';
import type { Attempt, DraftVersion } from '@/prisma/generated/sqlite/client/client';
import type { Tx } from '../db/client';
import { refreshExerciseState } from './exercise-state';

/** Lists are cut here; older attempts stay in the database. */
export const LISTED = 100;

/** Answers the ids of those that wait for a verdict now (grader/queue.ts: `enqueue`). */
export async function storeAttempts(tx: Tx, userId: string, sent: readonly AttemptUpload[]): Promise<string[]> {
  const known = await tx.attempt.findMany({
    where: { userId, clientId: { in: sent.map((attempt) => attempt.clientId) } },
    select: { clientId: true },
  });
  const knownIds = new Set(known.map((row) => row.clientId));
  const fresh = sent.filter((attempt) => !knownIds.has(attempt.clientId));
  if (fresh.length === 0) return [];
  const rows = await tx.attempt.createManyAndReturn({
    data: fresh.map((attempt) => ({ userId, ...attemptRow(attempt) })),
    select: { id: true, serverVerdict: true },
  });
  for (const exerciseId of new Set(fresh.map((attempt) => attempt.exerciseId))) {
    await refreshExerciseState(tx, userId, exerciseId);
  }
  return rows.filter((row) => row.serverVerdict === 'pending').map((row) => row.id);
}

function attemptRow(sent: AttemptUpload) {
  return {
    clientId: sent.clientId,
    exerciseId: sent.exerciseId,
    exerciseHash: sent.exerciseHash,
    simHash: sent.record.simHash,
    toolHash: sent.record.toolHash,
    record: JSON.stringify(sent.record),
    digest: sent.digest,
    clientPassed: sent.passed,
    checks: JSON.stringify(sent.checks),
    outcome: JSON.stringify(sent.outcome),
    endedAt: new Date(sent.updatedAt),
    serverVerdict: sent.passed ? ('pending' as const) : ('none' as const),
  };
}

export function attemptSummary(row: Attempt): AttemptSummary {
  const checks = JSON.parse(row.checks) as CheckReport[];
  return {
    id: row.id,
    clientId: row.clientId,
    kind: 'attempt',
    exerciseId: row.exerciseId,
    passed: row.clientPassed,
    verdict: row.serverVerdict,
    outcome: JSON.parse(row.outcome),
    failed: checks.filter((check) => !check.ok).map((check) => check.code),
    updatedAt: row.endedAt.getTime(),
  };
}

export function attemptDetail(row: Attempt): AttemptDetail {
  const record = JSON.parse(row.record);
  return {
    ...attemptSummary(row),
    exerciseHash: row.exerciseHash,
    submission: record.submission,
    record,
    digest: row.digest,
    serverDigest: row.serverDigest,
    checks: JSON.parse(row.checks),
  };
}

/** A replaced draft, shown among the attempts. */
export function versionDetail(row: DraftVersion): AttemptDetail {
  return {
    id: row.id,
    clientId: row.clientId,
    kind: 'draft',
    exerciseId: row.exerciseId,
    passed: false,
    verdict: 'none',
    outcome: null,
    failed: [],
    updatedAt: row.updatedAt.getTime(),
    exerciseHash: row.exerciseHash,
    submission: JSON.parse(row.submission),
    record: null,
    digest: null,
    serverDigest: null,
    checks: [],
  };
}

/** A person's attempts and replaced drafts at one exercise, newest first. */
export async function listAttempts(tx: Tx, userId: string, exerciseId: string): Promise<AttemptSummary[]> {
  const where = { userId, exerciseId };
  const attempts = await tx.attempt.findMany({ where, orderBy: { endedAt: 'desc' }, take: LISTED });
  const versions = await tx.draftVersion.findMany({ where, orderBy: { updatedAt: 'desc' }, take: LISTED });
  const all = [...attempts.map(attemptSummary), ...versions.map(versionDetail).map(summaryOf)];
  return all.sort((a, b) => b.updatedAt - a.updatedAt).slice(0, LISTED);
}

function summaryOf(detail: AttemptDetail): AttemptSummary {
  const { id, clientId, kind, exerciseId, passed, verdict, outcome, failed, updatedAt } = detail;
  return { id, clientId, kind, exerciseId, passed, verdict, outcome, failed, updatedAt };
}

/** One of a person's own attempts or replaced drafts, or null. */
export async function findOwnAttempt(tx: Tx, userId: string, id: string): Promise<AttemptDetail | null> {
  const attempt = await tx.attempt.findFirst({ where: { id, userId } });
  if (attempt) return attemptDetail(attempt);
  const version = await tx.draftVersion.findFirst({ where: { id, userId } });
  return version ? versionDetail(version) : null;
}
