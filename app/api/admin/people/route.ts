/** GET: people with an account, by name or address. Admins only. */
import { findPeople } from '@/app/_server/admin/people';
import { requireAdmin } from '@/app/_server/auth/person';
import { db } from '@/app/_server/db/client';
import { endpoint } from '@/app/_server/http/endpoint';

export const GET = endpoint(async ({ request, person }) => {
  const admin = requireAdmin(person);
  const { searchParams } = new URL(request.url);
  const skip = Math.min(100_000, Math.max(0, Math.trunc(Number(searchParams.get('skip'))) || 0));
  return findPeople(db(), admin, (searchParams.get('q') ?? '').slice(0, 100), skip);
});
