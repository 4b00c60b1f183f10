/** POST: join a class by its code. */
import { z } from 'zod';
import { requireAccount } from '@/app/_server/auth/person';
import { joinClass } from '@/app/_server/classes/classes';
import { db } from '@/app/_server/db/client';
import { endpoint } from '@/app/_server/http/endpoint';
import { jsonBody } from '@/app/_server/http/json-body';
import type { JoinClassRequest } from '@/app/_shared/api';

const join: z.ZodType<JoinClassRequest> = z.strictObject({ code: z.string().max(100) });

export const POST = endpoint(async ({ request, person }) => {
  const learner = requireAccount(person);
  return joinClass(db(), learner, (await jsonBody(request, join, 2_000)).code);
});
