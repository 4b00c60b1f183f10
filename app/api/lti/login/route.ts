/** GET, POST: a platform begins a login (LTI 1.3, third-party initiated login). */
import { db } from '@/app/_server/db/client';
import { door } from '@/app/_server/lti/door';
import { beginLogin } from '@/app/_server/lti/login';
import { languageOfLaunch, newWindowPage } from '@/app/_server/lti/page';

const login = door(async (request, form) => {
  const step = await beginLogin(db(), request, form);
  if (step.step === 'new-window') return newWindowPage(languageOfLaunch(request), step.again, step.ancestors);
  const headers = { Location: step.url, 'Set-Cookie': step.cookie, 'Cache-Control': 'no-store' };
  return new Response(null, { status: 302, headers });
});

export { login as GET, login as POST };
