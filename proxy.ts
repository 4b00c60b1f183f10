/**
 * The Content-Security-Policy of pages, and the headers that depend on how the site is run. A page made at build time is let run exactly the inline scripts that it was
 * built with: their hashes are computed after the build (scripts/script-hashes.mjs). A page made per request gets a
 * nonce instead, which Next puts on its scripts. No origin but our own is ever named.
 */
import { type NextRequest, NextResponse } from 'next/server';
import { policy } from './app/_server/http/content-security-policy';
import { pageHeaders } from './app/_server/http/page-headers';
import { hashesOf, scriptHash } from './app/_server/http/script-hashes';
import { THEME_SCRIPT } from './app/_ui/theme';

/** In the layout of every page, written by us: Next gives it no nonce. */
const THEME = `'${scriptHash(THEME_SCRIPT)}'`;

export function proxy(request: NextRequest): NextResponse {
  if (process.env.NODE_ENV !== 'production') return NextResponse.next();
  const hashes = hashesOf(request.nextUrl.pathname);
  if (hashes) {
    return withHeaders(NextResponse.next(), policy(hashes.map((hash) => `'${hash}'`)));
  }
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64');
  const value = policy([`'nonce-${nonce}'`, THEME]);
  const headers = new Headers(request.headers);
  headers.set('Content-Security-Policy', value);
  return withHeaders(NextResponse.next({ request: { headers } }), value);
}

function withHeaders(response: NextResponse, value: string): NextResponse {
  response.headers.set('Content-Security-Policy', value);
  for (const [name, header] of pageHeaders()) response.headers.set(name, header);
  return response;
}

/** Pages only: files and endpoints run no scripts (a worker's file gets its policy in next.config.mjs). */
export const config = { matcher: ['/((?!api/|_next/|sim/|.*\\.[a-z0-9]+$).*)'] };
