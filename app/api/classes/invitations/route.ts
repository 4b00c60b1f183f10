/** GET: classes whose list has my proved address. POST: join one. DELETE: decline one. */
import { requireAccount } from '@/app/_server/auth/person';
import { acceptInvitation, declineInvitation, listInvitations } from '@/app/_server/classes/join';
import { db } from '@/app/_server/db/client';
import { endpoint } from '@/app/_server/http/endpoint';
import { jsonBody } from '@/app/_server/http/json-body';
import { entryId, SMALL } from '@/app/_server/validation/classes';

export const GET = endpoint(async ({ person }) => ({
  invitations: await listInvitations(db(), requireAccount(person)),
}));

export const POST = endpoint(async ({ request, person }) => {
  const invited = requireAccount(person);
  return acceptInvitation(db(), invited, (await jsonBody(request, entryId, SMALL)).id);
});

export const DELETE = endpoint(async ({ request, person }) => {
  const invited = requireAccount(person);
  await declineInvitation(db(), invited, (await jsonBody(request, entryId, SMALL)).id);
  return new Response(null, { status: 204 });
});
