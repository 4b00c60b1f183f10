/** GET: a learner's attempt with its record, for instructors of the class. */
import { requirePerson } from '@/app/_server/auth/person';
import { classAttempt } from '@/app/_server/classes/matrix';
import { db } from '@/app/_server/db/client';
import { endpoint } from '@/app/_server/http/endpoint';

export const GET = endpoint<{ id: string; attemptId: string }>(async ({ person, params }) =>
  classAttempt(db(), requirePerson(person), params.id, params.attemptId),
);
