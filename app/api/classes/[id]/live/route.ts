/** GET: who is stuck, who is here, what ran last, as server-sent events. */
import { requirePerson } from '@/app/_server/auth/person';
import { db } from '@/app/_server/db/client';
import { endpoint } from '@/app/_server/http/endpoint';
import { liveStream } from '@/app/_server/insight/live/stream';

const open = endpoint<{ id: string }>(async ({ request, person, params }) =>
  liveStream(db(), requirePerson(person), params.id, {
    lastEventId: request.headers.get('last-event-id'),
    signal: request.signal,
  }),
);

export async function GET(request: Request, context: { params: Promise<{ id: string }> }): Promise<Response> {
  const response = await open(request, context);
  // Compression on the way (ours or a proxy's) would hold events back.
  response.headers.set('Cache-Control', 'no-store, no-transform');
  return response;
}
