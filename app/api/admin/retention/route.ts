/** GET, PUT: how long things are kept. Admins only. */
import { z } from 'zod';
import { recordAccess } from '@/app/_server/audit/audit';
import { requireAdmin } from '@/app/_server/auth/person';
import { db } from '@/app/_server/db/client';
import { endpoint } from '@/app/_server/http/endpoint';
import { jsonBody } from '@/app/_server/http/json-body';
import { ApiProblem } from '@/app/_server/http/problem';
import {
  allowed,
  RETENTION_KEYS,
  type Retention,
  readRetention,
  writeRetention,
} from '@/app/_server/privacy/retention';
import type { RetentionAnswer } from '@/app/_shared/account';

const body = z.strictObject({
  retention: z.strictObject(Object.fromEntries(RETENTION_KEYS.map((key) => [key, z.number().int().nullable()]))),
});

export const GET = endpoint(async ({ person }): Promise<RetentionAnswer> => {
  requireAdmin(person);
  return { retention: await readRetention(db()) };
});

export const PUT = endpoint(async ({ request, person }): Promise<RetentionAnswer> => {
  const admin = requireAdmin(person);
  const { retention } = (await jsonBody(request, body, 2_000)) as { retention: Retention };
  const wrong = RETENTION_KEYS.find((key) => !allowed(key, retention[key]));
  if (wrong) throw new ApiProblem('bad-request', { field: wrong });
  await db().$transaction(async (tx) => {
    const before = await readRetention(tx);
    await writeRetention(tx, retention);
    const changed = RETENTION_KEYS.filter((key) => before[key] !== retention[key]);
    const detail = Object.fromEntries(changed.map((key) => [key, `${before[key]} > ${retention[key]}`]));
    await recordAccess(tx, { actorId: admin.id, action: 'retention.change', detail });
  });
  return { retention };
});
