/** POST: I have opened a comment on my work. */
import { requirePerson } from '@/app/_server/auth/person';
import { db } from '@/app/_server/db/client';
import { endpoint } from '@/app/_server/http/endpoint';
import { markRead } from '@/app/_server/insight/comments';

export const POST = endpoint<{ id: string }>(async ({ person, params }) => {
  await markRead(db(), requirePerson(person), params.id);
  return new Response(null, { status: 204 });
});
