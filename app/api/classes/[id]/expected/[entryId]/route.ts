/** DELETE: takes somebody who has not joined off the list. */
import { requirePerson } from '@/app/_server/auth/person';
import { removeExpected } from '@/app/_server/classes/members';
import { db } from '@/app/_server/db/client';
import { endpoint } from '@/app/_server/http/endpoint';

export const DELETE = endpoint<{ id: string; entryId: string }>(async ({ person, params }) =>
  removeExpected(db(), requirePerson(person), params.id, params.entryId),
);
