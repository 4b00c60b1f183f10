/** The registered platforms and their deployments: for an admin's page, for the command, and for every message that comes in. */
import { z } from 'zod';
import type { LtiPlatform, PrismaClient } from '@/prisma/generated/sqlite/client/client';
import { serially, type Tx } from '../db/transactions';
import { isSafeUrl } from './base';
import { LtiProblem } from './problem';

const address = z.string().trim().max(2_000).refine(isSafeUrl, 'an https address');
export const platformInput = z.object({
  name: z.string().trim().min(1).max(80),
  issuer: z.string().trim().min(1).max(500),
  clientId: z.string().trim().min(1).max(255),
  authUrl: address,
  tokenUrl: address,
  jwksUrl: address,
  tokenAudience: z.string().trim().max(500).nullish(),
  deployments: z.array(z.string().trim().min(1).max(255)).max(100),
});
export type PlatformInput = z.infer<typeof platformInput>;

export interface PlatformInfo extends Omit<PlatformInput, 'tokenAudience'> {
  id: string;
  tokenAudience: string | null;
  people: number;
  courses: number;
}

export async function listPlatforms(db: PrismaClient): Promise<PlatformInfo[]> {
  const rows = await db.ltiPlatform.findMany({
    include: { deployments: true, _count: { select: { users: true, contexts: true } } },
    orderBy: { createdAt: 'asc' },
  });
  return rows.map(({ deployments, _count, createdAt: _, ...row }) => ({
    ...row,
    deployments: deployments.map(({ deploymentId }) => deploymentId).sort(),
    people: _count.users,
    courses: _count.contexts,
  }));
}

/** Registers a platform; a second registration of the same issuer and client is `registered-already`. */
export function addPlatform(db: PrismaClient, input: PlatformInput): Promise<{ id: string }> {
  const { deployments, tokenAudience, ...rest } = input;
  const key = { issuer: rest.issuer, clientId: rest.clientId };
  return serially(db, `lti:${key.issuer}:${key.clientId}`, async (tx) => {
    if (await tx.ltiPlatform.findUnique({ where: { issuer_clientId: key } }))
      throw new LtiProblem('registered-already');
    const ids = [...new Set(deployments)].map((deploymentId) => ({ deploymentId }));
    return tx.ltiPlatform.create({
      data: { ...rest, tokenAudience: tokenAudience || null, deployments: { create: ids } },
      select: { id: true },
    });
  });
}

/** Changes everything but issuer and client id: those are who the platform is. False when there is none. */
export async function changePlatform(db: PrismaClient, id: string, input: PlatformInput): Promise<boolean> {
  const { deployments, tokenAudience, issuer: _i, clientId: _c, ...rest } = input;
  return db.$transaction(async (tx) => {
    if (!(await tx.ltiPlatform.findUnique({ where: { id } }))) return false;
    await tx.ltiPlatform.update({ where: { id }, data: { ...rest, tokenAudience: tokenAudience || null } });
    await tx.ltiDeployment.deleteMany({ where: { platformId: id } });
    const rows = [...new Set(deployments)].map((deploymentId) => ({ platformId: id, deploymentId }));
    await tx.ltiDeployment.createMany({ data: rows });
    return true;
  });
}

/** Its people keep their accounts and their classes. */
export async function removePlatform(db: PrismaClient, id: string): Promise<boolean> {
  const { count } = await db.ltiPlatform.deleteMany({ where: { id } });
  return count === 1;
}

/** By issuer, and client id where it is given (a platform may have registered us more than once). */
export async function findPlatform(
  db: PrismaClient | Tx,
  issuer: string,
  clientId: string | null,
): Promise<LtiPlatform | null> {
  const found = await db.ltiPlatform.findMany({ where: { issuer, ...(clientId ? { clientId } : {}) }, take: 2 });
  // Without a client id only a sole registration is meant for sure.
  return found.length === 1 ? found[0] : null;
}

export async function hasDeployment(db: PrismaClient | Tx, platformId: string, deploymentId: string): Promise<boolean> {
  const key = { platformId, deploymentId };
  return (await db.ltiDeployment.findUnique({ where: { platformId_deploymentId: key } })) !== null;
}
