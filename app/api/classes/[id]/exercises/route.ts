/** GET: how hard each exercise is for the class, and when the class works. */
import { requirePerson } from '@/app/_server/auth/person';
import { db } from '@/app/_server/db/client';
import { endpoint } from '@/app/_server/http/endpoint';
import { exerciseFigures } from '@/app/_server/insight/exercises';

export const GET = endpoint<{ id: string }>(async ({ person, params }) =>
  exerciseFigures(db(), requirePerson(person), params.id),
);
