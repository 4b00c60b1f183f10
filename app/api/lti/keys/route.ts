/** GET: our public keys (RFC 7517), for platforms to check what we sign. */
import { db } from '@/app/_server/db/client';
import { keySet } from '@/app/_server/lti/keys';

export async function GET(): Promise<Response> {
  const set = await keySet(db());
  return Response.json(set, { headers: { 'Cache-Control': 'public, max-age=3600' } });
}
