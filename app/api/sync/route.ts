/** POST: a tab's queue. The first one of a browser starts an anonymous session. */
import { startAnonymous } from '@/app/_server/auth/person';
import { db } from '@/app/_server/db/client';
import { clientAddress } from '@/app/_server/http/client-address';
import { endpoint } from '@/app/_server/http/endpoint';
import { jsonBody } from '@/app/_server/http/json-body';
import { countTry } from '@/app/_server/http/throttle';
import { sortBatch } from '@/app/_server/progress/sort-batch';
import { sync } from '@/app/_server/progress/sync';
import { syncEnvelope } from '@/app/_server/validation/sync';

/** New anonymous people per address: a school behind one address fits, a flood does not. */
const STARTS = { limit: 500, seconds: 60 * 60 };

export const POST = endpoint(async ({ request, person, cookies }) => {
  const { batch, rejected } = sortBatch(await jsonBody(request, syncEnvelope));
  if (person) return sync(db(), person, batch, rejected);
  await countTry(db(), `start:${clientAddress(request)}`, STARTS);
  const started = await startAnonymous(request.headers);
  cookies.push(...started.cookies);
  return sync(db(), started.person, batch, rejected);
});
