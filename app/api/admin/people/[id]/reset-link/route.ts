/** POST: a link with which a person can choose a new password, once. Admins only. */
import { makeResetLink } from '@/app/_server/admin/people';
import { requireAdmin } from '@/app/_server/auth/person';
import { siteUrl } from '@/app/_server/auth/site-url';
import { db } from '@/app/_server/db/client';
import { endpoint } from '@/app/_server/http/endpoint';

/** The link goes to the admin who asks, not into a mail: the address that the browser used is good enough. */
export const POST = endpoint<{ id: string }>(async ({ request, params, person }) =>
  makeResetLink(db(), requireAdmin(person), params.id, siteUrl() ?? `http://${request.headers.get('host') ?? ''}`),
);
