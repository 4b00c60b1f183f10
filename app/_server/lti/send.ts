/**
 * Grades for the platform, second half: sends what is waiting, one worker a score at a time (a lease in `nextTryAt`), again with
 * growing pauses while the platform does not answer, and gives up (with the reason, for the teacher) after a dozen days or when the
 * platform says that it never will.
 */
import { z } from 'zod';
import type { LtiContext, LtiLink, LtiPlatform, PrismaClient } from '@/prisma/generated/sqlite/client/client';
import { CLAIM, SCOPE } from './claims';
import { POINTS, titleOf } from './content';
import { LtiProblem } from './problem';
import { sweepGraded } from './scores';
import { callService, nextPage } from './service';

const LEASE = 60_000;
const FIRST_PAUSE = 30_000;
const LONGEST_PAUSE = 6 * 60 * 60_000;
/** With the pauses above: about twelve days. */
const MOST_TRIES = 60;
const AT_ONCE = 50;
const SCORE = 'application/vnd.ims.lis.v1.score+json';
const LINE_ITEM = 'application/vnd.ims.lis.v2.lineitem+json';
const LINE_ITEMS = 'application/vnd.ims.lis.v2.lineitemcontainer+json';

/** The pause after the nth try that failed. */
export const pauseAfter = (tries: number): number =>
  Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** Math.min(tries - 1, 20));

type LinkRow = LtiLink & { context: LtiContext & { platform: LtiPlatform } };

/** Sends what is due; how many arrived. */
export async function sendScores(db: PrismaClient, now = Date.now()): Promise<number> {
  const due = await db.ltiScore.findMany({
    where: { sentAt: null, nextTryAt: { lte: new Date(now) } },
    orderBy: { nextTryAt: 'asc' },
    take: AT_ONCE,
    select: { linkId: true, userId: true, nextTryAt: true },
  });
  let arrived = 0;
  for (const { linkId, userId, nextTryAt } of due) {
    const { count } = await db.ltiScore.updateMany({
      where: { linkId, userId, nextTryAt, sentAt: null },
      data: { nextTryAt: new Date(now + LEASE) },
    });
    if (count === 1 && (await sendOne(db, linkId, userId, now))) arrived += 1;
  }
  return arrived;
}

async function sendOne(db: PrismaClient, linkId: string, userId: string, now: number): Promise<boolean> {
  const score = await db.ltiScore.findUnique({
    where: { linkId_userId: { linkId, userId } },
    include: { link: { include: { context: { include: { platform: true } } } } },
  });
  if (score === null) return false;
  // Only if nothing newer was computed meanwhile: that one is waiting for its own turn.
  const settle = (data: object) =>
    db.ltiScore.updateMany({ where: { linkId, userId, scoredAt: score.scoredAt }, data });
  try {
    await post(db, score.link, userId, score);
    await settle({ sentAt: new Date(), nextTryAt: null, error: null });
    return true;
  } catch (error) {
    const problem = error instanceof LtiProblem ? error : new LtiProblem('service-answer', (error as Error).name);
    const { status, retryAfter } = problem.more;
    // The platform has a newer score than this one: there is nothing to do any more.
    if (status === 409) {
      await settle({ sentAt: new Date(), nextTryAt: null, error: null });
      return false;
    }
    const tries = score.tries + 1;
    const over = tries >= MOST_TRIES || isFinal(problem);
    const pause = Math.max(pauseAfter(tries), (retryAfter ?? 0) * 1000);
    await settle({ tries, error: problem.message.slice(0, 200), nextTryAt: over ? null : new Date(now + pause) });
    return false;
  }
}

/** Trying again would change nothing: gone, forbidden, not understood, or no service at all. */
function isFinal({ code, more }: LtiProblem): boolean {
  if (code === 'no-service') return true;
  return code === 'service-refused' && [400, 403, 404, 410, 422].includes(more.status ?? 0);
}

interface Scored {
  given: number;
  maximum: number;
  scoredAt: Date;
}

async function post(db: PrismaClient, link: LinkRow, userId: string, score: Scored): Promise<void> {
  const { platform } = link.context;
  const user = await db.ltiUser.findFirst({ where: { platformId: platform.id, userId }, select: { sub: true } });
  if (user === null) throw new LtiProblem('no-service', 'the person is not known to the platform');
  const scopes = JSON.parse(link.context.scopes) as string[];
  if (!scopes.includes(SCOPE.score)) throw new LtiProblem('no-service', 'scores are not allowed');
  const lineItem = link.lineItemUrl ?? (await findLineItem(db, link, scopes));
  await callService(db, platform, [SCOPE.score], scoresUrl(lineItem), {
    method: 'POST',
    accept: 'application/json',
    contentType: SCORE,
    body: {
      userId: user.sub,
      scoreGiven: score.given,
      scoreMaximum: score.maximum,
      timestamp: score.scoredAt.toISOString(),
      activityProgress: score.given < score.maximum ? 'InProgress' : 'Completed',
      gradingProgress: 'FullyGraded',
    },
  });
}

/** AGS 3.4: `/scores` goes to the end of the path, before the query. */
export function scoresUrl(lineItem: string): string {
  const url = new URL(lineItem);
  url.pathname = `${url.pathname.replace(/\/$/, '')}/scores`;
  return url.href;
}

const lineItem = z.object({
  id: z.url(),
  resourceLinkId: z.string().nullish(),
  tag: z.string().nullish(),
  resourceId: z.string().nullish(),
});

/** The link's line item: the platform's own, else a new one; remembered. */
async function findLineItem(db: PrismaClient, link: LinkRow, scopes: readonly string[]): Promise<string> {
  const { lineItemsUrl, platform } = link.context;
  const may = [SCOPE.lineItem, SCOPE.lineItemRead].filter((scope) => scopes.includes(scope));
  if (lineItemsUrl === null || may.length === 0) throw new LtiProblem('no-service', CLAIM.grades);
  const asked = new URL(lineItemsUrl);
  asked.searchParams.set('resource_link_id', link.resourceLinkId);
  let url: string | null = null;
  let next: string | null = asked.href;
  for (let n = 0; next !== null && url === null && n < 50; n += 1) {
    const answer = await callService(db, platform, may, next, { accept: LINE_ITEMS });
    const read = z.array(lineItem).safeParse(answer.json);
    if (!read.success) throw new LtiProblem('service-answer', 'line items');
    // Some platforms do not look at the question.
    url = read.data.find(({ resourceLinkId }) => resourceLinkId === link.resourceLinkId)?.id ?? null;
    next = nextPage(answer.headers, next);
  }
  url ??= await makeLineItem(db, link, scopes, lineItemsUrl);
  await db.ltiLink.update({ where: { id: link.id }, data: { lineItemUrl: url } });
  return url;
}

async function makeLineItem(db: PrismaClient, link: LinkRow, scopes: readonly string[], url: string): Promise<string> {
  if (!scopes.includes(SCOPE.lineItem)) throw new LtiProblem('no-service', 'line items may not be made');
  const assignment = link.assignmentId ? await db.assignment.findUnique({ where: { id: link.assignmentId } }) : null;
  const answer = await callService(db, link.context.platform, [SCOPE.lineItem], url, {
    method: 'POST',
    accept: LINE_ITEM,
    contentType: LINE_ITEM,
    body: {
      scoreMaximum: assignment?.points ?? POINTS,
      label: titleOf(link, 'ja'),
      resourceLinkId: link.resourceLinkId,
      resourceId: `${link.kind}:${link.targetId}`,
      tag: 'ringzero',
    },
  });
  const read = lineItem.safeParse(answer.json);
  if (!read.success) throw new LtiProblem('service-answer', 'line item');
  return read.data.id;
}

/** Everything of a class that has not arrived is tried again now. */
export async function sendAgain(db: PrismaClient, classId: string): Promise<number> {
  const { count } = await db.ltiScore.updateMany({
    where: { sentAt: null, link: { context: { classId } } },
    data: { nextTryAt: new Date(), tries: 0 },
  });
  return count;
}

const EVERY = 5_000;

/** For a worker: sweeps and sends until told to stop. Any number of workers may do it. */
export async function runLti(
  db: PrismaClient,
  stop: AbortSignal,
  log: (line: string) => void = console.error,
): Promise<void> {
  while (!stop.aborted) {
    try {
      // Where no platform is registered this is one small query.
      if ((await db.ltiLink.count()) > 0) {
        await sweepGraded(db);
        await sendScores(db);
      }
    } catch (error) {
      log(`lti: ${(error as Error).message}`);
    }
    await new Promise<void>((resolve) => {
      const timer = setTimeout(done, EVERY);
      function done() {
        clearTimeout(timer);
        stop.removeEventListener('abort', done);
        resolve();
      }
      stop.addEventListener('abort', done);
    });
  }
}
