/** The service worker: bundled after the build of the site (scripts/service-worker.mjs); there is none in development. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

export const dynamic = 'force-dynamic';

let text: string | null = null;

export function GET(): Response {
  const file = path.join(/* turbopackIgnore: true */ process.cwd(), '.next', 'ringzero-sw.js');
  if (text === null && existsSync(file)) text = readFileSync(file, 'utf8');
  if (text === null) return new Response('there is no service worker in development', { status: 404 });
  return new Response(text, {
    headers: {
      'Content-Type': 'text/javascript; charset=utf-8',
      'Cache-Control': 'no-cache',
      'Service-Worker-Allowed': '/',
      'Content-Security-Policy': "default-src 'none'; connect-src 'self'",
    },
  });
}
