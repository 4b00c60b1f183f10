/**
 * Deep Linking 2.0: a teacher in the platform asks to place something of ours in their course. The request is kept until they have
 * chosen; the answer is a signed list that their browser carries back to the platform.
 */
import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import type { Language } from '@/app/_i18n/language';
import type { LtiPlatform, PrismaClient } from '@/prisma/generated/sqlite/client/client';
import { isSafeUrl } from './base';
import { CLAIM, isTrue } from './claims';
import { PARAMETER, POINTS, readContent, titleOf } from './content';
import type { Entered } from './enter';
import { ALGORITHM, signingKey } from './keys';
import type { Launch } from './launch';
import { giveOut, lookAt, takeOnce } from './nonces';
import { LtiProblem } from './problem';

const LINK = 'ltiResourceLink';
/** More at once is a mistake. */
const MOST = 200;

/** A request to choose, until it is answered. */
export interface Choosing {
  platformId: string;
  deploymentId: string;
  returnUrl: string;
  data: string | null;
  /** Several may be chosen. */
  multiple: boolean;
  /** The platform makes a column of grades for it, if we say so. */
  lineItems: boolean;
  userId: string;
  classId: string | null;
  lang: Language;
}

/** Keeps the request; the answer leads to it. */
export async function keepChoosing(db: PrismaClient, launch: Launch, entered: Entered): Promise<string> {
  if (entered.role !== 'teacher') throw new LtiProblem('not-teacher');
  const settings = launch.claims[CLAIM.deepLinking];
  if (!settings?.accept_types.includes(LINK)) throw new LtiProblem('wrong-claims', 'accept_types');
  if (!isSafeUrl(settings.deep_link_return_url)) throw new LtiProblem('wrong-claims', 'deep_link_return_url');
  const detail: Choosing = {
    platformId: launch.platform.id,
    deploymentId: launch.deploymentId,
    returnUrl: settings.deep_link_return_url,
    data: settings.data ?? null,
    multiple: isTrue(settings.accept_multiple),
    // Absent: the platform does not say; an item that it does not want it ignores.
    lineItems: settings.accept_lineitem === undefined || isTrue(settings.accept_lineitem),
    userId: entered.userId,
    classId: entered.context?.classId ?? null,
    lang: entered.lang,
  };
  return giveOut(db, 'choose', detail);
}

/** The request, for the one who made it. */
export async function findChoosing(db: PrismaClient, request: string, userId: string): Promise<Choosing | null> {
  const found = await lookAt<Choosing>(db, 'choose', request);
  return found?.userId === userId ? found : null;
}

export interface DeepLinkingAnswer {
  returnUrl: string;
  jwt: string;
  lang: Language;
}

/** Answers once. No choice: the platform is told that nothing was chosen. */
export async function answerChoosing(
  db: PrismaClient,
  request: string,
  userId: string,
  chosen: readonly string[],
  base: string,
): Promise<DeepLinkingAnswer> {
  const choosing = await findChoosing(db, request, userId);
  if (choosing === null) throw new LtiProblem('unknown-state');
  const wanted = [...new Set(chosen)].slice(0, choosing.multiple ? MOST : 1);
  const items = await Promise.all(wanted.map((one) => itemOf(db, one, choosing, base)));
  if ((await takeOnce(db, 'choose', request)) === null) throw new LtiProblem('unknown-state');
  const platform = await db.ltiPlatform.findUnique({ where: { id: choosing.platformId } });
  if (platform === null) throw new LtiProblem('unknown-platform');
  const jwt = await sign(db, platform, choosing, items);
  return { returnUrl: choosing.returnUrl, jwt, lang: choosing.lang };
}

async function itemOf(db: PrismaClient, value: string, choosing: Choosing, base: string): Promise<object> {
  const content = await readContent(db, value, choosing.classId);
  if (content === null) throw new LtiProblem('unknown-content');
  const { kind, targetId, assignmentId } = content;
  const title = titleOf(content, choosing.lang);
  const assignment = assignmentId ? await db.assignment.findUnique({ where: { id: assignmentId } }) : null;
  const lineItem = {
    label: title,
    scoreMaximum: assignment?.points ?? POINTS,
    resourceId: `${kind}:${targetId}`,
    tag: 'ringzero',
  };
  const dueAt = assignment?.dueAt?.toISOString();
  return {
    type: LINK,
    title,
    url: `${base}/api/lti/launch`,
    custom: { [PARAMETER]: value },
    // A lesson is a whole page with a machine in it: it has a window of its own.
    window: { targetName: '_blank' },
    ...(choosing.lineItems ? { lineItem } : {}),
    ...(dueAt ? { submission: { endDateTime: dueAt } } : {}),
  };
}

async function sign(db: PrismaClient, platform: LtiPlatform, choosing: Choosing, items: object[]): Promise<string> {
  const { kid, key } = await signingKey(db);
  const claims = {
    nonce: randomUUID(),
    [CLAIM.deployment]: choosing.deploymentId,
    [CLAIM.messageType]: 'LtiDeepLinkingResponse',
    [CLAIM.version]: '1.3.0',
    [CLAIM.contentItems]: items,
    ...(choosing.data === null ? {} : { [CLAIM.deepLinkingData]: choosing.data }),
  };
  return new SignJWT(claims)
    .setProtectedHeader({ alg: ALGORITHM, kid, typ: 'JWT' })
    .setIssuer(platform.clientId)
    .setAudience(platform.issuer)
    .setIssuedAt()
    .setExpirationTime('5m')
    .sign(key);
}
