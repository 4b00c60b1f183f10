/**
 * The seeds that the server tries besides the learner's: an HMAC of the attempt's id, so that nobody can guess them before
 * handing in, and the server itself gets the same ones again (a regrade, another worker).
 */
import { createHmac, randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** As many as any exercise may ask for. */
export const MOST_SEEDS = 8;
/** Above the small numbers that runs in a tab use. */
const FIRST = 1000;
const RANGE = 2 ** 31 - FIRST;

export function serverSeeds(attemptId: string, secret: string, count = MOST_SEEDS): number[] {
  return Array.from({ length: count }, (_, i) => {
    const bytes = createHmac('sha256', secret).update(`seeds\0${attemptId}\0${i}`).digest();
    return FIRST + (bytes.readUInt32BE(0) % RANGE);
  });
}

const kept = globalThis as { ringzeroSeedSecret?: string };

/**
 * The server's secret: BETTER_AUTH_SECRET, or what `npm start` made in data/secret. A worker on another machine that was started
 * without either makes one of its own: as unguessable, and the seeds are kept with the attempt anyhow.
 */
export function seedSecret(): string {
  kept.ringzeroSeedSecret ??= process.env.BETTER_AUTH_SECRET || fromFile() || randomBytes(32).toString('hex');
  return kept.ringzeroSeedSecret;
}

function fromFile(): string | null {
  const file = path.join(process.cwd(), 'data', 'secret');
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : null;
}
