/**
 * Headers of pages that depend on how the site is run (next.config.mjs has those that do not): they are set per request,
 * because a build does not know SITE_URL and FRAME_ANCESTORS.
 */
import { framed } from './frames';

/** Two years, as browsers' preload lists ask for. */
const HSTS = 'max-age=63072000; includeSubDomains';

export function pageHeaders(env: NodeJS.ProcessEnv = process.env): readonly [name: string, value: string][] {
  const headers: [string, string][] = [];
  if (env.SITE_URL?.startsWith('https:')) headers.push(['Strict-Transport-Security', HSTS]);
  // Older browsers know no frame-ancestors; they have no way to name a platform.
  if (!framed()) headers.push(['X-Frame-Options', 'DENY']);
  return headers;
}
