/** POST: an address for dynamic registration, good once within a day. Admins. */

import { requireAdmin } from '@/app/_server/auth/person';
import { db } from '@/app/_server/db/client';
import { endpoint } from '@/app/_server/http/endpoint';
import { toolBase } from '@/app/_server/lti/base';
import { makeTicket } from '@/app/_server/lti/registration';
import { speaking } from '@/app/_server/lti/speaking';

export const POST = endpoint(async ({ request, person }) => {
  requireAdmin(person);
  return speaking(async () => ({ url: await makeTicket(db(), toolBase(request)) }));
});
