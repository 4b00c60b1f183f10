/** POST: a platform's signed launch (LTI 1.3). GET: somebody opened the address by itself. */
import { signInAs } from '@/app/_server/auth/trusted';
import { db } from '@/app/_server/db/client';
import { toolBase } from '@/app/_server/lti/base';
import { withoutState } from '@/app/_server/lti/cookies';
import { keepChoosing } from '@/app/_server/lti/deep-linking';
import { ancestorsOf, door } from '@/app/_server/lti/door';
import { type ClassQuestion, type Entered, enter, newContext } from '@/app/_server/lti/enter';
import { type Launch, loginOf, verifyLaunch } from '@/app/_server/lti/launch';
import { giveOut } from '@/app/_server/lti/nonces';
import { languageOfLaunch, problemPage } from '@/app/_server/lti/page';
import { LtiProblem } from '@/app/_server/lti/problem';
import { noteScore } from '@/app/_server/lti/scores';

export const POST = door(async (request, form) => {
  const login = await loginOf(db(), form);
  try {
    const launch = await verifyLaunch(db(), request, form);
    const entered = await enter(db(), launch);
    const path = await nextPath(launch, entered);
    // Work that was done before the link was there counts, too. A failure here must not keep anybody out.
    if (entered.linkId) await noteScore(db(), entered.linkId, entered.userId).catch((error) => console.error(error));
    const { cookies } = await signInAs(request.headers, entered.userId);
    const headers = new Headers({ Location: path, 'Cache-Control': 'no-store' });
    for (const cookie of [withoutState(request, toolBase(request), launch.state), ...cookies]) {
      headers.append('Set-Cookie', cookie);
    }
    return new Response(null, { status: 303, headers });
  } catch (error) {
    if (!(error instanceof LtiProblem)) throw error;
    console.error(`lti: ${error.message}`);
    const platform = login && (await db().ltiPlatform.findUnique({ where: { id: login.platformId } }));
    const again = error.code === 'no-cookie' ? (login?.again ?? null) : null;
    return problemPage(languageOfLaunch(request), error, again, platform ? ancestorsOf(platform) : []);
  }
});

async function nextPath(launch: Launch, entered: Entered): Promise<string> {
  const { lang, userId } = entered;
  if (launch.message === 'deep-linking') {
    return `/${lang}/lti/choose?request=${await keepChoosing(db(), launch, entered)}`;
  }
  if (!entered.asks) return entered.path;
  const question: ClassQuestion = { course: newContext(launch), userId, path: entered.path };
  return `/${lang}/lti/class?request=${await giveOut(db(), 'class', question)}`;
}

export const GET = door(async () => {
  throw new LtiProblem('no-token');
});
