/** POST: join a class by its code. */
import { requireAccount } from '@/app/_server/auth/person';
import { joinClass } from '@/app/_server/classes/join';
import { db } from '@/app/_server/db/client';
import { endpoint } from '@/app/_server/http/endpoint';
import { jsonBody } from '@/app/_server/http/json-body';
import { SMALL, joinClass as shape } from '@/app/_server/validation/classes';

export const POST = endpoint(async ({ request, person }) => {
  const learner = requireAccount(person);
  return joinClass(db(), learner, (await jsonBody(request, shape, SMALL)).code);
});
