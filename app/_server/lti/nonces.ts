/** Things that may be used once and not for long: the state of a login, a deep linking request, a registration ticket. */
import { randomBytes } from 'node:crypto';
import type { PrismaClient } from '@/prisma/generated/sqlite/client/client';

export type NonceKind = 'state' | 'choose' | 'class' | 'register';

const MINUTE = 60_000;
const LIFE: Readonly<Record<NonceKind, number>> = {
  state: 10 * MINUTE,
  choose: 120 * MINUTE,
  class: 120 * MINUTE,
  register: 24 * 60 * MINUTE,
};

const keyOf = (kind: NonceKind, value: string) => `${kind}:${value}`;
export const randomToken = (): string => randomBytes(24).toString('base64url');

/** Stores what is to be remembered; the answer is the value that leads back to it. */
export async function giveOut(db: PrismaClient, kind: NonceKind, detail: object): Promise<string> {
  const value = randomToken();
  await db.ltiNonce.deleteMany({ where: { expiresAt: { lt: new Date() } } });
  await db.ltiNonce.create({
    data: { value: keyOf(kind, value), detail: JSON.stringify(detail), expiresAt: new Date(Date.now() + LIFE[kind]) },
  });
  return value;
}

/** What was stored, still to be used; null when there is none. */
export async function lookAt<T>(db: PrismaClient, kind: NonceKind, value: string): Promise<T | null> {
  const row = await db.ltiNonce.findUnique({ where: { value: keyOf(kind, value) } });
  return row && row.expiresAt.getTime() > Date.now() ? (JSON.parse(row.detail) as T) : null;
}

/** The same, and it is used up: of two that come at once one gets it. */
export async function takeOnce<T>(db: PrismaClient, kind: NonceKind, value: string): Promise<T | null> {
  const found = await lookAt<T>(db, kind, value);
  const { count } = await db.ltiNonce.deleteMany({ where: { value: keyOf(kind, value) } });
  return count === 1 ? found : null;
}
