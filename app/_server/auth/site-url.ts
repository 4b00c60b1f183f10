/**
 * Where the site is, for links in mails and for cookies: SITE_URL. Without it, during development, the address that the
 * request was made to; in production never, because a mail must not carry a host that whoever asked for it made up.
 */
import { ApiProblem } from '../http/problem';

export function siteUrl(): string | null {
  return process.env.SITE_URL ? new URL(process.env.SITE_URL).origin : null;
}

export function linkBase(request: Request | undefined): string {
  const known = siteUrl();
  if (known) return known;
  if (process.env.NODE_ENV === 'production' || !request) throw new ApiProblem('internal');
  return new URL(request.url).origin;
}
