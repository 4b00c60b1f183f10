/** POST, a form of our own page: what the teacher chose goes back to the platform, signed. */
import { requireAccount } from '@/app/_server/auth/person';
import { db } from '@/app/_server/db/client';
import { endpoint } from '@/app/_server/http/endpoint';
import { frameAncestors } from '@/app/_server/http/frames';
import { toolBase } from '@/app/_server/lti/base';
import { answerChoosing } from '@/app/_server/lti/deep-linking';
import { formOf } from '@/app/_server/lti/door';
import { languageOfLaunch, problemPage, returnPage } from '@/app/_server/lti/page';
import { LtiProblem } from '@/app/_server/lti/problem';

export const POST = endpoint(async ({ request, person }) => {
  const { id } = requireAccount(person);
  const form = await formOf(request);
  try {
    const chosen = form.get('nothing') === null ? form.getAll('content') : [];
    const answer = await answerChoosing(db(), form.get('request') ?? '', id, chosen, toolBase(request));
    return returnPage(answer.lang, answer.returnUrl, answer.jwt, frameAncestors());
  } catch (error) {
    if (!(error instanceof LtiProblem)) throw error;
    return problemPage(languageOfLaunch(request), error, null, frameAncestors());
  }
});
