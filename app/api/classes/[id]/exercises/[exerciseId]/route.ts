/** GET: what goes wrong in one exercise. */
import { requirePerson } from '@/app/_server/auth/person';
import { db } from '@/app/_server/db/client';
import { endpoint } from '@/app/_server/http/endpoint';
import { exerciseDetail } from '@/app/_server/insight/exercises';

export const GET = endpoint<{ id: string; exerciseId: string }>(async ({ person, params }) =>
  exerciseDetail(db(), requirePerson(person), params.id, params.exerciseId),
);
