/** GET: learners × exercises, for instructors of the class. */
import { requirePerson } from '@/app/_server/auth/person';
import { classMatrix } from '@/app/_server/classes/matrix';
import { db } from '@/app/_server/db/client';
import { endpoint } from '@/app/_server/http/endpoint';

export const GET = endpoint<{ id: string }>(async ({ person, params }) =>
  classMatrix(db(), requirePerson(person), params.id),
);
