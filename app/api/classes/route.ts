/** GET: my classes. POST: a new class (instructors). */
import { z } from 'zod';
import { requireInstructor } from '@/app/_server/auth/person';
import { createClass, listClasses } from '@/app/_server/classes/classes';
import { db } from '@/app/_server/db/client';
import { endpoint } from '@/app/_server/http/endpoint';
import { jsonBody } from '@/app/_server/http/json-body';
import type { ClassListResponse, CreateClassRequest } from '@/app/_shared/api';
import { LIMITS } from '@/app/_shared/limits';

const create: z.ZodType<CreateClassRequest> = z.strictObject({ name: z.string().trim().min(1).max(LIMITS.name) });

export const GET = endpoint(
  async ({ person }): Promise<ClassListResponse> => ({
    classes: person ? await listClasses(db(), person) : [],
  }),
);

export const POST = endpoint(async ({ request, person }) => {
  const teacher = requireInstructor(person);
  const { name } = await jsonBody(request, create, 2_000);
  return Response.json(await createClass(db(), teacher, name), { status: 201 });
});
