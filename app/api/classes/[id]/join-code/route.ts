/** POST: a new join code; the old one stops working. */
import { requirePerson } from '@/app/_server/auth/person';
import { rotateJoinCode } from '@/app/_server/classes/settings';
import { db } from '@/app/_server/db/client';
import { endpoint } from '@/app/_server/http/endpoint';

export const POST = endpoint<{ id: string }>(async ({ person, params }) =>
  rotateJoinCode(db(), requirePerson(person), params.id),
);
