/** The three addresses that machines ask: for the site (app/api) and for a worker (scripts/grader.ts) alike. No session, no cookies. */
import { db } from '../db/client';
import { queueState } from '../grader/queue';
import { readiness } from './health';
import { exposition, mayReadMetrics } from './metrics';

const NEVER_KEPT = { 'Cache-Control': 'no-store' };

/** Alive: the process answers. It asks nothing else, so that a slow database does not get a good process killed. */
export async function health(): Promise<Response> {
  return Response.json({ status: 'ok' }, { headers: NEVER_KEPT });
}

/** Ready to be given requests: 200, else 503 with what is missing. */
export async function ready(): Promise<Response> {
  const answer = await readiness(db());
  return Response.json(answer, { status: answer.ready ? 200 : 503, headers: NEVER_KEPT });
}

/** Prometheus' figures, for whoever may read them; to everybody else there is nothing here. */
export async function figures(request: Request): Promise<Response> {
  if (!mayReadMetrics(request.headers)) return new Response(null, { status: 404, headers: NEVER_KEPT });
  const { body, type } = await exposition(await queueState(db()).catch(() => null));
  return new Response(body, { headers: { ...NEVER_KEPT, 'Content-Type': type } });
}
