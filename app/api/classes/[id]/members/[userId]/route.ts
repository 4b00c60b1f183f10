/** PATCH: a member's role or group. DELETE: out of the class. */
import { requirePerson } from '@/app/_server/auth/person';
import { changeMember, removeFromClass } from '@/app/_server/classes/members';
import { db } from '@/app/_server/db/client';
import { endpoint } from '@/app/_server/http/endpoint';
import { jsonBody } from '@/app/_server/http/json-body';
import { memberPatch, SMALL } from '@/app/_server/validation/classes';

type Params = { id: string; userId: string };

export const PATCH = endpoint<Params>(async ({ request, person, params }) => {
  const teacher = requirePerson(person);
  return changeMember(db(), teacher, params.id, params.userId, await jsonBody(request, memberPatch, SMALL));
});

export const DELETE = endpoint<Params>(async ({ person, params }) =>
  removeFromClass(db(), requirePerson(person), params.id, params.userId),
);
