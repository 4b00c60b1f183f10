/** PUT: another due date for one student. DELETE: takes it back. */
import { extend, takeExtensionBack } from '@/app/_server/assignments/assignments';
import { requirePerson } from '@/app/_server/auth/person';
import { db } from '@/app/_server/db/client';
import { endpoint } from '@/app/_server/http/endpoint';
import { jsonBody } from '@/app/_server/http/json-body';
import { extension, SMALL } from '@/app/_server/validation/classes';

type Params = { id: string; assignmentId: string; userId: string };

export const PUT = endpoint<Params>(async ({ request, person, params }) => {
  const teacher = requirePerson(person);
  const { id, assignmentId, userId } = params;
  const wish = await jsonBody(request, extension, SMALL);
  return { extensions: await extend(db(), teacher, id, assignmentId, userId, wish) };
});

export const DELETE = endpoint<Params>(async ({ person, params: { id, assignmentId, userId } }) => ({
  extensions: await takeExtensionBack(db(), requirePerson(person), id, assignmentId, userId),
}));
