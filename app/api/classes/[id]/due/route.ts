/** GET: what is due for me in this class. */
import { dueList } from '@/app/_server/assignments/scores';
import { requirePerson } from '@/app/_server/auth/person';
import { db } from '@/app/_server/db/client';
import { endpoint } from '@/app/_server/http/endpoint';

export const GET = endpoint<{ id: string }>(async ({ person, params }) =>
  dueList(db(), requirePerson(person), params.id),
);
