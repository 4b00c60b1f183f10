/**
 * Ways in that have proved by themselves who a person is (a learning platform by LTI, a link made by an admin): find or make
 * the person, then sign them in. Nothing here is reachable by HTTP.
 *
 *   const { userId } = await findOrCreateUser(db(), { email, emailVerified, name });
 *   const { cookies } = await signInAs(request.headers, userId);   // set them with the answer
 *
 * What was done anonymously in the same browser moves into the person, and the browser's earlier session ends.
 */
import { randomUUID } from 'node:crypto';
import { LIMITS } from '@/app/_shared/limits';
import type { PrismaClient } from '@/prisma/generated/sqlite/client/client';
import type { Tx } from '../db/client';
import { ApiProblem } from '../http/problem';
import { auth } from './auth';
import { headersForLibrary } from './headers';
import { newPlaceholder } from './placeholder';

/** Signs a person in who needs no further proof. The cookies must go out with the answer. `not-found` for an unknown id. */
export async function signInAs(headers: Headers, userId: string): Promise<{ cookies: string[] }> {
  try {
    const { headers: answer } = await auth().api.signInTrusted({
      headers: await headersForLibrary(headers),
      body: { userId },
      returnHeaders: true,
    });
    return { cookies: answer.getSetCookie() };
  } catch (error) {
    if ((error as { status?: unknown }).status === 'NOT_FOUND') throw new ApiProblem('not-found');
    throw error;
  }
}

export interface Claimed {
  /** Null when the source says none. */
  email: string | null;
  /** Only true when the source vouches that the address is this person's. */
  emailVerified: boolean;
  name: string;
}

export interface Found {
  userId: string;
  created: boolean;
}

/**
 * The person with this address, or a new one. Only an address that the source vouches for finds anybody; an unproved one, or
 * none, always makes a new person (with a placeholder where the address is taken), so that nobody gets into an account by
 * claiming its address. An account that was made with the address but never proved it is taken over by who proved it:
 * the work stays, its passwords, passkeys and sessions do not (somebody else may have set them: "pre-hijacking").
 * The caller remembers the answer by the source's own id of the person and asks only the first time.
 */
export async function findOrCreateUser(db: PrismaClient | Tx, claimed: Claimed): Promise<Found> {
  const email = claimed.email?.trim().toLowerCase() || null;
  const there = email === null ? null : await db.user.findUnique({ where: { email } });
  if (there && claimed.emailVerified && !there.isAnonymous) {
    if (!there.emailVerified) await takeOver(db, there.id);
    return { userId: there.id, created: false };
  }
  const free = email !== null && there === null;
  const { id } = await db.user.create({
    data: {
      id: randomUUID(),
      name: claimed.name.trim().slice(0, LIMITS.name) || '?',
      email: free ? email : newPlaceholder(),
      emailVerified: free && claimed.emailVerified,
    },
    select: { id: true },
  });
  return { userId: id, created: true };
}

async function takeOver(db: PrismaClient | Tx, userId: string): Promise<void> {
  await db.account.deleteMany({ where: { userId } });
  await db.passkey.deleteMany({ where: { userId } });
  await db.session.deleteMany({ where: { userId } });
  await db.user.update({ where: { id: userId }, data: { emailVerified: true } });
}
