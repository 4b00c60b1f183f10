/** DELETE: signs a person out everywhere. Admins only. */
import { signOutPerson } from '@/app/_server/admin/people';
import { requireAdmin } from '@/app/_server/auth/person';
import { db } from '@/app/_server/db/client';
import { endpoint } from '@/app/_server/http/endpoint';

export const DELETE = endpoint<{ id: string }>(async ({ params, person }) => {
  await signOutPerson(db(), requireAdmin(person), params.id);
  return new Response(null, { status: 204 });
});
