/** GET: the assignments of the class. POST: a new one. */
import { listAssignments, setAssignment } from '@/app/_server/assignments/assignments';
import { requirePerson } from '@/app/_server/auth/person';
import { db } from '@/app/_server/db/client';
import { endpoint } from '@/app/_server/http/endpoint';
import { jsonBody } from '@/app/_server/http/json-body';
import { assignment, SMALL } from '@/app/_server/validation/classes';

type Params = { id: string };

export const GET = endpoint<Params>(async ({ person, params }) => ({
  assignments: await listAssignments(db(), requirePerson(person), params.id),
}));

export const POST = endpoint<Params>(async ({ request, person, params }) => {
  const teacher = requirePerson(person);
  const made = await setAssignment(db(), teacher, params.id, await jsonBody(request, assignment, SMALL));
  return Response.json(made, { status: 201 });
});
