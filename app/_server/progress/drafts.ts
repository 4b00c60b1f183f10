/**
 * The text of an exercise: one draft per person and exercise. Saves of one page replace one another. When two pages
 * wrote, the newer text wins and the other one is kept as a version, which the attempts list shows: nothing is lost.
 */
import type { Draft as ApiDraft, DraftConflict, DraftUpload } from '@/app/_shared/api';
import type { Draft } from '@/prisma/generated/sqlite/client/client';
import type { Tx } from '../db/client';

/** Versions kept per person and exercise. */
const VERSIONS = 30;

/** What a draft is apart from whose and how often saved. */
type Text = Pick<Draft, 'clientId' | 'writerId' | 'exerciseId' | 'exerciseHash' | 'submission' | 'updatedAt'>;

export function draftToApi(draft: Omit<Text, 'writerId'>): ApiDraft {
  return {
    clientId: draft.clientId,
    exerciseId: draft.exerciseId,
    exerciseHash: draft.exerciseHash,
    submission: JSON.parse(draft.submission),
    updatedAt: draft.updatedAt.getTime(),
  };
}

/** Stores one draft; answers a conflict if another page's text was replaced or won. */
export async function storeDraft(tx: Tx, userId: string, sent: DraftUpload): Promise<DraftConflict | null> {
  const text: Text = {
    clientId: sent.clientId,
    writerId: sent.writerId,
    exerciseId: sent.exerciseId,
    exerciseHash: sent.exerciseHash,
    submission: JSON.stringify(sent.submission),
    updatedAt: new Date(sent.updatedAt),
  };
  return placeDraft(tx, userId, text, sent.basedOn);
}

/** Puts a text in its place. Also used when two people become one (merge.ts). */
export async function placeDraft(
  tx: Tx,
  userId: string,
  text: Text,
  basedOn: string | null,
): Promise<DraftConflict | null> {
  const where = { userId_exerciseId: { userId, exerciseId: text.exerciseId } };
  const stored = await tx.draft.findUnique({ where });
  if (stored === null) {
    await tx.draft.create({ data: { ...text, userId, version: 1 } });
    return null;
  }
  if (stored.clientId === text.clientId || (await isVersion(tx, userId, text.clientId))) return null;

  const samePage = stored.writerId === text.writerId;
  const newer = text.updatedAt >= stored.updatedAt;
  const knew = samePage || basedOn === stored.clientId || stored.submission === text.submission;
  if (knew && (newer || !samePage)) {
    await tx.draft.update({ where, data: { ...text, version: stored.version + 1 } });
    return null;
  }
  if (knew) return null; // an older save of the same page that came late
  if (newer) {
    await keepVersion(tx, userId, stored);
    await tx.draft.update({ where, data: { ...text, version: stored.version + 1 } });
  } else {
    await keepVersion(tx, userId, text);
  }
  const winner = newer ? 'sent' : 'stored';
  return { clientId: text.clientId, exerciseId: text.exerciseId, winner, draft: draftToApi(newer ? text : stored) };
}

async function isVersion(tx: Tx, userId: string, clientId: string): Promise<boolean> {
  return (await tx.draftVersion.findUnique({ where: { userId_clientId: { userId, clientId } } })) !== null;
}

async function keepVersion(tx: Tx, userId: string, text: Text): Promise<void> {
  const { clientId, exerciseId, exerciseHash, submission, updatedAt } = text;
  const data = { userId, clientId, exerciseId, exerciseHash, submission, updatedAt };
  await tx.draftVersion.upsert({ where: { userId_clientId: { userId, clientId } }, create: data, update: {} });
  const old = await tx.draftVersion.findMany({
    where: { userId, exerciseId },
    orderBy: { updatedAt: 'desc' },
    skip: VERSIONS,
    select: { id: true },
  });
  if (old.length > 0) await tx.draftVersion.deleteMany({ where: { id: { in: old.map((row) => row.id) } } });
}
