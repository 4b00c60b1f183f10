/** GET: a platform's administrator opens this with a ticket of ours (LTI Dynamic Registration). */
import { db } from '@/app/_server/db/client';
import { toolBase } from '@/app/_server/lti/base';
import { door } from '@/app/_server/lti/door';
import { languageOfLaunch, registeredPage } from '@/app/_server/lti/page';
import { register } from '@/app/_server/lti/registration';

export const GET = door(async (request, form) => {
  const { issuer } = await register(db(), form, toolBase(request));
  return registeredPage(languageOfLaunch(request), [new URL(issuer).origin]);
});
