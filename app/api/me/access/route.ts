/** GET: who looked at my data. */
import { requirePerson } from '@/app/_server/auth/person';
import { db } from '@/app/_server/db/client';
import { endpoint } from '@/app/_server/http/endpoint';
import { accessesOf } from '@/app/_server/privacy/access-list';

export const GET = endpoint(async ({ person }) => accessesOf(db(), requirePerson(person)));
