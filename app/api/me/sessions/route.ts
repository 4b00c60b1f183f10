/** GET: where I am signed in. DELETE: end one of these sessions, all the others, or all. */
import { z } from 'zod';
import { requireAccount } from '@/app/_server/auth/person';
import { endSessions, listSessions, sessionIdOf } from '@/app/_server/auth/sessions';
import { db } from '@/app/_server/db/client';
import { endpoint } from '@/app/_server/http/endpoint';
import { jsonBody } from '@/app/_server/http/json-body';

const body = z.strictObject({ which: z.string().min(1).max(100) });

export const GET = endpoint(async ({ request, person }) => {
  const me = requireAccount(person);
  return listSessions(db(), me, await sessionIdOf(request.headers));
});

export const DELETE = endpoint(async ({ request, person }) => {
  const me = requireAccount(person);
  const { which } = await jsonBody(request, body, 500);
  await endSessions(db(), me, which, await sessionIdOf(request.headers));
  return new Response(null, { status: 204 });
});
