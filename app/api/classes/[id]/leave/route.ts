/** POST: leave the class. */
import { requirePerson } from '@/app/_server/auth/person';
import { leaveClass } from '@/app/_server/classes/classes';
import { db } from '@/app/_server/db/client';
import { endpoint } from '@/app/_server/http/endpoint';

export const POST = endpoint<{ id: string }>(async ({ person, params }) => {
  await leaveClass(db(), requirePerson(person), params.id);
  return new Response(null, { status: 204 });
});
