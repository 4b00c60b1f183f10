/**
 * Addresses: our own, and which of others' may be asked. A platform is reached by https; plain http only on this very machine
 * while the site is tried out there.
 */
import { siteUrl } from '../auth/site-url';
import { LtiProblem } from './problem';

const LOOPBACK = /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/;

/** The origin of this site as platforms know it. */
export function toolBase(request: Request): string {
  const known = siteUrl();
  if (known) return known;
  const host = request.headers.get('host') ?? new URL(request.url).host;
  const url = URL.canParse(`http://${host}`) ? new URL(`http://${host}`) : null;
  // Without SITE_URL only a try-out on this machine: a made-up Host must not become an address that we give out.
  if (url && (LOOPBACK.test(url.hostname) || process.env.NODE_ENV !== 'production')) return url.origin;
  throw new LtiProblem('no-site-url');
}

/** Whether an address of a platform may be used. */
export function isSafeUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, hostname, username, password } = new URL(value);
  if (username || password) return false;
  if (protocol === 'https:') return true;
  return protocol === 'http:' && LOOPBACK.test(hostname) && !siteUrl()?.startsWith('https:');
}

export const originOf = (value: string): string => new URL(value).origin;
