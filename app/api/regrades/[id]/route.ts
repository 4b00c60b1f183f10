/** GET: whose result would change, and why. POST: publish it, or cancel it. */
import { z } from 'zod';
import { requireAccount } from '@/app/_server/auth/person';
import { db } from '@/app/_server/db/client';
import { endpoint } from '@/app/_server/http/endpoint';
import { jsonBody } from '@/app/_server/http/json-body';
import { cancelRegrade, publishRegrade } from '@/app/_server/regrade/publish';
import { regradeDetail, requireRegrade } from '@/app/_server/regrade/report';
import { requireVersions } from '@/app/_server/regrade/versions';
import type { RegradeDecision, RegradeDetail, RegradePublished } from '@/app/_shared/regrades';

const decision: z.ZodType<RegradeDecision> = z.strictObject({ action: z.enum(['publish', 'cancel']) });

export const GET = endpoint<{ id: string }>(
  async ({ person, params }): Promise<RegradeDetail> =>
    regradeDetail(db(), await requireRegrade(db(), requireAccount(person), params.id)),
);

export const POST = endpoint<{ id: string }>(async ({ request, person, params }): Promise<RegradePublished> => {
  const me = requireAccount(person);
  const regrade = await requireRegrade(db(), me, params.id);
  const { action } = await jsonBody(request, decision, 200);
  return action === 'cancel'
    ? cancelRegrade(db(), regrade.id)
    : publishRegrade(db(), regrade, me.id, requireVersions());
});
