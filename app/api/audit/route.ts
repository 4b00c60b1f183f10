/** GET: the record of access, of everybody, newest first. Admins only. */
import { requireAdmin } from '@/app/_server/auth/person';
import { db } from '@/app/_server/db/client';
import { endpoint } from '@/app/_server/http/endpoint';
import { accessesOfAll } from '@/app/_server/privacy/access-list';

export const GET = endpoint(async ({ request, person }) => {
  requireAdmin(person);
  const before = Number(new URL(request.url).searchParams.get('before'));
  return accessesOfAll(db(), Number.isFinite(before) && before > 0 ? new Date(before) : null);
});
