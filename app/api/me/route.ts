/** GET: who am I (never an error). PATCH: name, language. DELETE: the account with everything in it. */
import { z } from 'zod';
import { changeAccount } from '@/app/_server/auth/account';
import { auth } from '@/app/_server/auth/auth';
import { requirePerson } from '@/app/_server/auth/person';
import { db } from '@/app/_server/db/client';
import { endpoint } from '@/app/_server/http/endpoint';
import { jsonBody } from '@/app/_server/http/json-body';
import { erasePerson } from '@/app/_server/privacy/erase';
import type { MePatch, MeResponse } from '@/app/_shared/api';
import { LIMITS } from '@/app/_shared/limits';

const patch: z.ZodType<MePatch> = z.strictObject({
  name: z.string().trim().min(1).max(LIMITS.name).optional(),
  language: z.enum(['ja', 'en']).optional(),
});
/** A word in the body, so that nothing deletes by accident. */
const confirmed = z.strictObject({ confirm: z.literal('delete') });

export const GET = endpoint(async ({ person }): Promise<MeResponse> => ({ user: person }));

export const PATCH = endpoint(async ({ request, person }): Promise<MeResponse> => {
  const me = requirePerson(person);
  return { user: await changeAccount(db(), me, await jsonBody(request, patch, 2_000)) };
});

export const DELETE = endpoint(async ({ request, person, cookies }) => {
  const me = requirePerson(person);
  await jsonBody(request, confirmed, 200);
  const signedOut = await auth().api.signOut({ headers: request.headers, returnHeaders: true });
  cookies.push(...signedOut.headers.getSetCookie());
  await erasePerson(db(), me.id);
  return new Response(null, { status: 204 });
});
