/**
 * A request that changes something must come from a page of this site (CSRF): the browser says where it comes from in
 * Sec-Fetch-Site, older ones in Origin. A program without a browser sends neither, and has no cookie to be abused.
 */
import { ApiProblem } from './problem';

const READS = new Set(['GET', 'HEAD', 'OPTIONS']);

export function requireSameOrigin(request: Request): void {
  if (READS.has(request.method)) return;
  const site = request.headers.get('sec-fetch-site');
  if (site !== null) {
    if (site !== 'same-origin') throw new ApiProblem('cross-origin');
    return;
  }
  const origin = request.headers.get('origin');
  if (origin !== null && hostOf(origin) !== ownHost(request)) throw new ApiProblem('cross-origin');
}

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}

function ownHost(request: Request): string | null {
  if (process.env.SITE_URL) return new URL(process.env.SITE_URL).host;
  return request.headers.get('host');
}
