/**
 * The Content-Security-Policy of pages. A page made at build time is let run exactly the inline scripts that it was
 * built with: their hashes are computed after the build (scripts/script-hashes.mjs). A page made per request gets a
 * nonce instead, which Next puts on its scripts. No origin but our own is ever named.
 */
import { type NextRequest, NextResponse } from 'next/server';
import { policy } from './app/_server/http/content-security-policy';
import { hashesOf, scriptHash } from './app/_server/http/script-hashes';
import { THEME_SCRIPT } from './app/_ui/theme';

/** In the layout of every page, written by us: Next gives it no nonce. */
const THEME = `'${scriptHash(THEME_SCRIPT)}'`;

export function proxy(request: NextRequest): NextResponse {
  if (process.env.NODE_ENV !== 'production') return NextResponse.next();
  const hashes = hashesOf(request.nextUrl.pathname);
  if (hashes) {
    const response = NextResponse.next();
    response.headers.set('Content-Security-Policy', policy(hashes.map((hash) => `'${hash}'`)));
    return response;
  }
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64');
  const value = policy([`'nonce-${nonce}'`, THEME]);
  const headers = new Headers(request.headers);
  headers.set('Content-Security-Policy', value);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set('Content-Security-Policy', value);
  return response;
}

/** Pages only: files and endpoints run no scripts (a worker's file gets its policy in next.config.mjs). */
export const config = { matcher: ['/((?!api/|_next/|sim/|.*\\.[a-z0-9]+$).*)'] };
