/**
 * Certificates: what a person has passed and the server has run again, as a page that anybody with its address may read. It
 * holds the digests of the runs, not a claim of ours: whoever doubts it executes the records (npm run verify-run). The only
 * personal thing on it is the name, which its owner chooses.
 */
import { randomBytes } from 'node:crypto';
import type { Person } from '@/app/_shared/api';
import {
  type Certificate,
  type CertificateRecords,
  type CertificateSummary,
  type CertifiedRun,
  type CreateCertificateRequest,
  type ScopeProgress,
  WHOLE_COURSE,
} from '@/app/_shared/certificates';
import type { PrismaClient, Certificate as Row } from '@/prisma/generated/sqlite/client/client';
import { exercisePlaces } from '../course/ids';
import { ApiProblem } from '../http/problem';

/** Of one person. */
const MOST = 40;

/** `body` of the row. */
interface Body {
  scope: string;
  runs: readonly (CertifiedRun & { attemptId: string })[];
}

const chapters = [...new Set(exercisePlaces.map(({ chapterId }) => chapterId))];

/** The exercises of a scope; null when there is no such scope. */
export function exercisesOf(scope: string): string[] | null {
  if (scope !== WHOLE_COURSE && !chapters.includes(scope)) return null;
  return exercisePlaces
    .filter(({ chapterId }) => scope === WHOLE_COURSE || chapterId === scope)
    .map(({ exerciseId }) => exerciseId);
}

export async function scopesOf(db: PrismaClient, userId: string): Promise<ScopeProgress[]> {
  const states = await db.exerciseState.findMany({
    where: { userId, verdict: 'verified' },
    select: { exerciseId: true },
  });
  const verified = new Set(states.map(({ exerciseId }) => exerciseId));
  return [WHOLE_COURSE, ...chapters].map((scope) => {
    const ids = exercisesOf(scope) ?? [];
    return { scope, verified: ids.filter((id) => verified.has(id)).length, all: ids.length };
  });
}

export async function myCertificates(db: PrismaClient, userId: string): Promise<CertificateSummary[]> {
  const rows = await db.certificate.findMany({ where: { userId }, orderBy: { createdAt: 'desc' } });
  return rows.map(summaryOf);
}

export async function issueCertificate(
  db: PrismaClient,
  person: Person,
  { scope, name }: CreateCertificateRequest,
): Promise<CertificateSummary> {
  const ids = exercisesOf(scope);
  if (ids === null) throw new ApiProblem('bad-request', { field: 'scope' });
  const row = await db.$transaction(async (tx) => {
    if ((await tx.certificate.count({ where: { userId: person.id } })) >= MOST)
      throw new ApiProblem('conflict', { field: 'count' });
    const states = await tx.exerciseState.findMany({
      where: { userId: person.id, verdict: 'verified', exerciseId: { in: ids } },
      include: { bestAttempt: true },
    });
    const runs = ids.flatMap((id) => {
      const attempt = states.find(({ exerciseId }) => exerciseId === id)?.bestAttempt;
      if (!attempt) return [];
      const { id: attemptId, exerciseId, exerciseHash, simHash, toolHash, digest, endedAt } = attempt;
      return [{ attemptId, exerciseId, exerciseHash, simHash, toolHash, digest, endedAt: endedAt.getTime() }];
    });
    if (runs.length < ids.length) throw new ApiProblem('conflict', { field: 'scope' });
    const body: Body = { scope, runs };
    const id = randomBytes(16).toString('base64url');
    return tx.certificate.create({ data: { id, userId: person.id, name, body: JSON.stringify(body) } });
  });
  return summaryOf(row);
}

const bodyOf = (row: Row): Body => JSON.parse(row.body);

function summaryOf(row: Row): CertificateSummary {
  return { id: row.id, name: row.name, scope: bodyOf(row).scope, issuedAt: row.createdAt.getTime() };
}

async function find(db: PrismaClient, id: string): Promise<Row> {
  const row = await db.certificate.findUnique({ where: { id } });
  if (row === null) throw new ApiProblem('not-found');
  return row;
}

/** For anybody who has the address. */
export async function readCertificate(db: PrismaClient, id: string): Promise<Certificate> {
  const row = await find(db, id);
  const runs = bodyOf(row).runs.map(({ attemptId: _, ...run }) => run);
  return { ...summaryOf(row), runs };
}

/** The records behind it. One whose attempt is gone is left out: its digest still stands on the page. */
export async function certificateRecords(db: PrismaClient, id: string): Promise<CertificateRecords> {
  const row = await find(db, id);
  const { runs } = bodyOf(row);
  const attempts = await db.attempt.findMany({
    where: { id: { in: runs.map(({ attemptId }) => attemptId) }, userId: row.userId },
    select: { id: true, record: true },
  });
  const records = runs.flatMap(({ attemptId, digest }) => {
    const attempt = attempts.find((one) => one.id === attemptId);
    return attempt ? [{ digest, record: JSON.parse(attempt.record) }] : [];
  });
  return { format: 'ring-zero-records', version: 1, certificate: summaryOf(row), records };
}

export async function isMine(db: PrismaClient, person: Person | null, id: string): Promise<boolean> {
  return person !== null && (await db.certificate.count({ where: { id, userId: person.id } })) > 0;
}

export async function removeCertificate(db: PrismaClient, person: Person, id: string): Promise<void> {
  const { count } = await db.certificate.deleteMany({ where: { id, userId: person.id } });
  if (count === 0) throw new ApiProblem('not-found');
}
