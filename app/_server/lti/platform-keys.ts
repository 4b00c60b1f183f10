/**
 * The keys of a platform, from its key set: kept for ten minutes, fetched again (at most twice a minute) when a token names a
 * key that is not among them, so that a platform may change its keys at any time.
 */
import { createRemoteJWKSet, type JWTVerifyGetKey } from 'jose';

const KEEP = 10 * 60_000;
const AGAIN_AFTER = 30_000;
const PATIENCE = 5_000;
const MANY = 200;

const sets = new Map<string, JWTVerifyGetKey>();

export function platformKeys(jwksUrl: string): JWTVerifyGetKey {
  const there = sets.get(jwksUrl);
  if (there) return there;
  if (sets.size >= MANY) sets.clear();
  const made = createRemoteJWKSet(new URL(jwksUrl), {
    cacheMaxAge: KEEP,
    cooldownDuration: AGAIN_AFTER,
    timeoutDuration: PATIENCE,
    headers: { 'User-Agent': 'RingZero-LTI' },
  });
  sets.set(jwksUrl, made);
  return made;
}

/** For tests, and after a platform's address was changed. */
export function forgetPlatformKeys(): void {
  sets.clear();
}
