/** POST: a teacher says which class a course of the platform is: one that they teach, or a new one. */
import { z } from 'zod';
import { requireAccount } from '@/app/_server/auth/person';
import { db } from '@/app/_server/db/client';
import { endpoint } from '@/app/_server/http/endpoint';
import { jsonBody } from '@/app/_server/http/json-body';
import { answerClass } from '@/app/_server/lti/enter';
import { SMALL } from '@/app/_server/validation/classes';

const answer = z.strictObject({ request: z.string().max(100), classId: z.string().max(64).nullable() });

export const POST = endpoint(async ({ request, person }) => {
  const teacher = requireAccount(person);
  const { request: value, classId } = await jsonBody(request, answer, SMALL);
  return answerClass(db(), teacher, value, classId);
});
