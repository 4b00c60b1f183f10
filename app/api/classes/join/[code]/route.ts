/** GET: what a join link leads to, for anybody who has it. */
import { previewJoin } from '@/app/_server/classes/join';
import { db } from '@/app/_server/db/client';
import { clientAddress } from '@/app/_server/http/client-address';
import { endpoint } from '@/app/_server/http/endpoint';

export const GET = endpoint<{ code: string }>(async ({ request, person, params }) =>
  previewJoin(db(), person, clientAddress(request), params.code),
);
