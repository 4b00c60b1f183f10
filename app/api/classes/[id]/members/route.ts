/** GET: who is in the class and who is expected. POST: an address for the list. */
import { requirePerson } from '@/app/_server/auth/person';
import { addMember, listMembers } from '@/app/_server/classes/members';
import { db } from '@/app/_server/db/client';
import { endpoint } from '@/app/_server/http/endpoint';
import { jsonBody } from '@/app/_server/http/json-body';
import { SMALL, addMember as shape } from '@/app/_server/validation/classes';

type Params = { id: string };

export const GET = endpoint<Params>(async ({ person, params }) => listMembers(db(), requirePerson(person), params.id));

export const POST = endpoint<Params>(async ({ request, person, params }) => {
  const teacher = requirePerson(person);
  return addMember(db(), teacher, params.id, await jsonBody(request, shape, SMALL));
});
