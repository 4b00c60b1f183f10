/** POST: moves people into a group, or out of all. */
import { requirePerson } from '@/app/_server/auth/person';
import { movePeople } from '@/app/_server/classes/groups';
import { db } from '@/app/_server/db/client';
import { endpoint } from '@/app/_server/http/endpoint';
import { jsonBody } from '@/app/_server/http/json-body';
import { move } from '@/app/_server/validation/classes';

/** Bytes: thousands of ids. */
const LIMIT = 500_000;

export const POST = endpoint<{ id: string }>(async ({ request, person, params }) => {
  const teacher = requirePerson(person);
  return movePeople(db(), teacher, params.id, await jsonBody(request, move, LIMIT));
});
