/** GET: my classes. POST: a new class (instructors). */
import { requireInstructor } from '@/app/_server/auth/person';
import { createClass, listClasses } from '@/app/_server/classes/classes';
import { db } from '@/app/_server/db/client';
import { endpoint } from '@/app/_server/http/endpoint';
import { jsonBody } from '@/app/_server/http/json-body';
import { className, SMALL } from '@/app/_server/validation/classes';
import type { ClassListResponse } from '@/app/_shared/api';

export const GET = endpoint(
  async ({ person }): Promise<ClassListResponse> => ({
    classes: person ? await listClasses(db(), person) : [],
  }),
);

export const POST = endpoint(async ({ request, person }) => {
  const teacher = requireInstructor(person);
  const { name } = await jsonBody(request, className, SMALL);
  return Response.json(await createClass(db(), teacher, name), { status: 201 });
});
