/** PATCH: a person's role on the site. Admins only. */
import { z } from 'zod';
import { requireAdmin } from '@/app/_server/auth/person';
import { changeRole } from '@/app/_server/auth/roles';
import { db } from '@/app/_server/db/client';
import { endpoint } from '@/app/_server/http/endpoint';
import { jsonBody } from '@/app/_server/http/json-body';
import type { RolePatch } from '@/app/_shared/account';

const patch: z.ZodType<RolePatch> = z.strictObject({ role: z.enum(['learner', 'instructor', 'admin']) });

export const PATCH = endpoint<{ id: string }>(async ({ request, params, person }) => {
  const admin = requireAdmin(person);
  const { role } = await jsonBody(request, patch, 500);
  await changeRole(db(), { actorId: admin.id, userId: params.id, role });
  return new Response(null, { status: 204 });
});
