/** GET: one attempt of a student, with the others at the exercise and the comments. */
import { requirePerson } from '@/app/_server/auth/person';
import { db } from '@/app/_server/db/client';
import { endpoint } from '@/app/_server/http/endpoint';
import { classAttempt } from '@/app/_server/insight/attempts';

export const GET = endpoint<{ id: string; attemptId: string }>(async ({ person, params }) =>
  classAttempt(db(), requirePerson(person), params.id, params.attemptId),
);
