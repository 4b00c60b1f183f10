/**
 * The work of a regrade: items are claimed one at a time for a while, run in the grader's child, and their would-be results
 * written beside the attempts, which stay as they are. Several workers share; one that dies leaves a claim that runs out, and
 * another one goes on. A worker takes only regrades of the versions that it runs.
 */
import type { CheckReport, ServerVerdict } from '@/app/_shared/api';
import type { RegradeWhy } from '@/app/_shared/regrades';
import type { Attempt, PrismaClient, RegradeItem } from '@/prisma/generated/sqlite/client/client';
import { serially } from '../db/transactions';
import type { GradeAnswer } from '../grader/child';
import { changedVersion, type Graded, requestOf, type Versions, verdictOf } from '../grader/verdict';
import { itemOf, listed } from './create';

export interface RegradeWorker {
  /** Runs a request in a child (grader.ts: runInChild). */
  run: (request: string, signal?: AbortSignal) => Promise<GradeAnswer>;
  versions: Versions;
  log?: (line: string) => void;
}

export const TRIES = 3;
/** Longer than a child may take. */
const LEASE = 150_000;
const SPREAD = 5_000;
/** Many workers find the same first items: each takes one of these. */
const LOOK = 8;

type Claimed = RegradeItem & { attempt: Attempt };

/** Runs one item of any regrade; false when there is nothing to do. */
export async function regradeNext(db: PrismaClient, worker: RegradeWorker, signal?: AbortSignal): Promise<boolean> {
  const item = await claimItem(db, worker.versions);
  if (item === null) return finishRegrades(db, worker.versions);
  const answer = await worker.run(requestOf(item.attempt), signal);
  if (answer.ok) await settle(db, item, judged(item, answer.graded, worker.versions));
  else if (signal?.aborted) await settle(db, item, { claimedUntil: null, tries: item.tries - 1 });
  else {
    worker.log?.(`regrade: attempt ${item.attemptId}: ${answer.why}: ${answer.detail}`);
    await settle(db, item, item.tries < TRIES ? { claimedUntil: null } : unjudged(item, worker.versions));
  }
  return true;
}

async function claimItem(db: PrismaClient, versions: Versions, now = new Date()): Promise<Claimed | null> {
  const { simHash, toolHash } = versions;
  const free = { after: null, OR: [{ claimedUntil: null }, { claimedUntil: { lt: now } }] };
  const found = await db.regradeItem.findMany({
    where: { ...free, regrade: { status: 'running', simHash, toolHash } },
    orderBy: [{ regradeId: 'asc' }, { attemptId: 'asc' }],
    take: LOOK,
  });
  for (const { regradeId, attemptId } of found.sort(() => Math.random() - 0.5)) {
    const claimedUntil = new Date(now.getTime() + LEASE + Math.floor(Math.random() * SPREAD));
    const data = { claimedUntil, tries: { increment: 1 } };
    const { count } = await db.regradeItem.updateMany({ where: { regradeId, attemptId, ...free }, data });
    if (count > 0)
      return db.regradeItem.findFirst({ where: { regradeId, attemptId, claimedUntil }, include: { attempt: true } });
  }
  return null;
}

/** Writes only while the claim holds: whoever was thought dead and comes back changes nothing. */
async function settle(db: PrismaClient, item: Claimed, data: Partial<RegradeItem>): Promise<void> {
  const { regradeId, attemptId, claimedUntil } = item;
  await db.regradeItem.updateMany({
    where: { regradeId, attemptId, claimedUntil, after: null },
    data: { claimedUntil: null, ...data },
  });
}

/** What the run would make of the attempt. */
function judged({ attempt }: Claimed, graded: Graded, versions: Versions): Partial<RegradeItem> {
  const { verdict, reason } = verdictOf(attempt, graded, versions);
  const fine = graded.refused === null && graded.passed && graded.seeds.every(({ passed }) => passed);
  // A digest of another version cannot be compared: that it passes here, now, is what counts.
  const confirmed = verdict === 'verified' || (fine && changedVersion(attempt, versions) !== null);
  const after: ServerVerdict = confirmed ? 'verified' : attempt.clientPassed ? verdict : 'none';
  const told: CheckReport[] = JSON.parse(attempt.checks);
  const seed = graded.seeds.find(({ passed }) => !passed);
  const before = told.find(({ id }) => id === seed?.failed?.id) ?? null;
  const failed = seed?.failed ? [{ id: seed.failed.id, before, after: seed.failed }] : [];
  const why: RegradeWhy = {
    reason: confirmed ? null : reason,
    exerciseHash: versions.exerciseHash(attempt.exerciseId) ?? '',
    checks: [...differing(told, graded.checks), ...failed],
    ...(seed ? { seed: seed.seed } : {}),
  };
  return { after, passedAfter: after === 'verified', why: JSON.stringify(why) };
}

/** It cannot be run: its result stays what it is. */
function unjudged({ attempt, before, passedBefore }: Claimed, versions: Versions): Partial<RegradeItem> {
  const exerciseHash = versions.exerciseHash(attempt.exerciseId) ?? '';
  const why: RegradeWhy = { reason: 'grader', exerciseHash, checks: [] };
  return { after: before, passedAfter: passedBefore, why: JSON.stringify(why) };
}

/** Checks that say something else now than the tab was told. */
function differing(before: readonly CheckReport[], after: readonly CheckReport[]): RegradeWhy['checks'] {
  const ids = new Set([...before, ...after].map(({ id }) => id));
  const of = (list: readonly CheckReport[], id: string) => list.find((check) => check.id === id) ?? null;
  const said = (check: CheckReport | null) => JSON.stringify([check?.ok, check?.code, check?.params]);
  return [...ids]
    .map((id) => ({ id, before: of(before, id), after: of(after, id) }))
    .filter((pair) => said(pair.before) !== said(pair.after));
}

/** Regrades without anything left to run become ready; true when one got more to do. */
async function finishRegrades(db: PrismaClient, { simHash, toolHash }: Versions): Promise<boolean> {
  const running = await db.regrade.findMany({
    where: { status: 'running', simHash, toolHash, items: { none: { after: null } } },
    select: { id: true },
  });
  let more = false;
  for (const { id } of running) more = (await finish(db, id)) || more;
  return more;
}

function finish(db: PrismaClient, id: string): Promise<boolean> {
  return serially(db, `regrade:${id}`, async (tx) => {
    const open = { id, status: 'running' as const, items: { none: { after: null } } };
    const regrade = await tx.regrade.findFirst({ where: open });
    if (regrade === null) return false;
    const items = await tx.regradeItem.findMany({
      where: { regradeId: id },
      select: { attemptId: true, passedBefore: true, passedAfter: true, attempt: { select: { userId: true } } },
    });
    const kept = new Set(items.filter((item) => item.passedAfter).map((item) => item.attempt.userId));
    const lost = items.filter((item) => item.passedBefore && !kept.has(item.attempt.userId));
    const others = await tx.attempt.findMany({
      where: {
        exerciseId: regrade.exerciseId,
        userId: { in: [...new Set(lost.map((item) => item.attempt.userId))] },
        id: { notIn: items.map((item) => item.attemptId) },
        serverVerdict: { not: 'pending' },
      },
      select: listed,
    });
    if (others.length > 0) await tx.regradeItem.createMany({ data: others.map((attempt) => itemOf(id, attempt)) });
    else await tx.regrade.update({ where: { id }, data: { status: 'ready' } });
    return others.length > 0;
  });
}
