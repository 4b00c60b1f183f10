/** POST: an address for dynamic registration, good once within a day. Admins. */
import { db } from '@/app/_server/db/client';
import { endpoint } from '@/app/_server/http/endpoint';
import { requireAdmin, speaking } from '@/app/_server/lti/admin';
import { toolBase } from '@/app/_server/lti/base';
import { makeTicket } from '@/app/_server/lti/registration';

export const POST = endpoint(async ({ request, person }) => {
  requireAdmin(person);
  return speaking(async () => ({ url: await makeTicket(db(), toolBase(request)) }));
});
