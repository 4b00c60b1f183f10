/** PUT: changes a platform (not its issuer and client id). DELETE: takes it away; people and classes stay. Admins. */

import { requireAdmin } from '@/app/_server/auth/person';
import { db } from '@/app/_server/db/client';
import { endpoint } from '@/app/_server/http/endpoint';
import { jsonBody } from '@/app/_server/http/json-body';
import { ApiProblem } from '@/app/_server/http/problem';
import { changePlatform, platformInput, removePlatform } from '@/app/_server/lti/platforms';

const BYTES = 60_000;
interface Params {
  id: string;
}

export const PUT = endpoint<Params>(async ({ request, person, params }) => {
  requireAdmin(person);
  const input = await jsonBody(request, platformInput, BYTES);
  if (!(await changePlatform(db(), params.id, input))) throw new ApiProblem('not-found');
  return { ok: true };
});

export const DELETE = endpoint<Params>(async ({ person, params }) => {
  requireAdmin(person);
  if (!(await removePlatform(db(), params.id))) throw new ApiProblem('not-found');
  return { ok: true };
});
