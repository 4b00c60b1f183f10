/** GET: the registered platforms. POST: one more. Admins. */

import { requireAdmin } from '@/app/_server/auth/person';
import { db } from '@/app/_server/db/client';
import { endpoint } from '@/app/_server/http/endpoint';
import { jsonBody } from '@/app/_server/http/json-body';
import { addPlatform, listPlatforms, platformInput } from '@/app/_server/lti/platforms';
import { speaking } from '@/app/_server/lti/speaking';

const BYTES = 60_000;

export const GET = endpoint(async ({ person }) => {
  requireAdmin(person);
  return { platforms: await listPlatforms(db()) };
});

export const POST = endpoint(async ({ request, person }) => {
  requireAdmin(person);
  const input = await jsonBody(request, platformInput, BYTES);
  return Response.json(await speaking(() => addPlatform(db(), input)), { status: 201 });
});
