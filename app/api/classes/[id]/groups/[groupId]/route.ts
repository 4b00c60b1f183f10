/** PATCH: another name. DELETE: the group goes, its people stay. */
import { requirePerson } from '@/app/_server/auth/person';
import { deleteGroup, renameGroup } from '@/app/_server/classes/groups';
import { db } from '@/app/_server/db/client';
import { endpoint } from '@/app/_server/http/endpoint';
import { jsonBody } from '@/app/_server/http/json-body';
import { group, SMALL } from '@/app/_server/validation/classes';

type Params = { id: string; groupId: string };

export const PATCH = endpoint<Params>(async ({ request, person, params }) => {
  const teacher = requirePerson(person);
  return renameGroup(db(), teacher, params.id, params.groupId, (await jsonBody(request, group, SMALL)).name);
});

export const DELETE = endpoint<Params>(async ({ person, params }) =>
  deleteGroup(db(), requirePerson(person), params.id, params.groupId),
);
