/** POST: a new group. */
import { requirePerson } from '@/app/_server/auth/person';
import { makeGroup } from '@/app/_server/classes/groups';
import { db } from '@/app/_server/db/client';
import { endpoint } from '@/app/_server/http/endpoint';
import { jsonBody } from '@/app/_server/http/json-body';
import { group, SMALL } from '@/app/_server/validation/classes';

export const POST = endpoint<{ id: string }>(async ({ request, person, params }) => {
  const teacher = requirePerson(person);
  return makeGroup(db(), teacher, params.id, (await jsonBody(request, group, SMALL)).name);
});
