/**
 * Our own keys, which sign what we send to platforms. The newest signs; a new one is made when it is 90 days old and published
 * a day before it is used, so that caches of platforms know it; all are published for 180 days. Private keys are kept encrypted under
 * BETTER_AUTH_SECRET: whoever reads the database alone cannot sign as this site.
 */
import { hkdfSync } from 'node:crypto';
import {
  CompactEncrypt,
  type CryptoKey,
  calculateJwkThumbprint,
  compactDecrypt,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
} from 'jose';
import type { LtiKey, PrismaClient } from '@/prisma/generated/sqlite/client/client';
import { serially } from '../db/transactions';

const DAY = 24 * 60 * 60 * 1000;
const RENEW_AFTER = 90 * DAY;
const PUBLISH_BEFORE_USE = DAY;
const FORGET_AFTER = 180 * DAY;
export const ALGORITHM = 'RS256';

function wrappingKey(): Uint8Array {
  const secret = process.env.BETTER_AUTH_SECRET;
  if (!secret) throw new Error('BETTER_AUTH_SECRET is not set');
  return new Uint8Array(hkdfSync('sha256', secret, '', 'ringzero lti keys', 32));
}

async function makeKey(): Promise<{ kid: string; privateKey: string; publicKey: string }> {
  const { privateKey, publicKey } = await generateKeyPair(ALGORITHM, { modulusLength: 2048, extractable: true });
  const open = await exportJWK(publicKey);
  const kid = await calculateJwkThumbprint(open);
  const secret = new TextEncoder().encode(JSON.stringify(await exportJWK(privateKey)));
  const wrapped = await new CompactEncrypt(secret)
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
    .encrypt(wrappingKey());
  return { kid, privateKey: wrapped, publicKey: JSON.stringify({ ...open, kid, use: 'sig', alg: ALGORITHM }) };
}

/** All that are published, the newest first; makes the first one, and the next one when it is due. */
async function keys(db: PrismaClient, now = Date.now()): Promise<LtiKey[]> {
  const read = () => db.ltiKey.findMany({ orderBy: { createdAt: 'desc' } });
  const there = await read();
  const newest = there[0];
  if (newest && now - newest.createdAt.getTime() < RENEW_AFTER) return there;
  const made = await makeKey();
  await serially(db, 'lti:keys', async (tx) => {
    const latest = await tx.ltiKey.findFirst({ orderBy: { createdAt: 'desc' } });
    // Another server may have been quicker.
    if (latest?.kid !== newest?.kid) return;
    await tx.ltiKey.create({ data: { ...made, createdAt: new Date(now) } });
    await tx.ltiKey.deleteMany({ where: { createdAt: { lt: new Date(now - FORGET_AFTER) } } });
  });
  return read();
}

/** The key set that platforms fetch. */
export async function keySet(db: PrismaClient, now?: number): Promise<{ keys: JWK[] }> {
  return { keys: (await keys(db, now)).map(({ publicKey }) => JSON.parse(publicKey) as JWK) };
}

/** The key to sign with. */
export async function signingKey(db: PrismaClient, now = Date.now()): Promise<{ kid: string; key: CryptoKey }> {
  const all = await keys(db, now);
  const known = all.find(({ createdAt }) => now - createdAt.getTime() >= PUBLISH_BEFORE_USE) ?? all[all.length - 1];
  const { plaintext } = await compactDecrypt(known.privateKey, wrappingKey());
  const jwk = JSON.parse(new TextDecoder().decode(plaintext)) as JWK;
  return { kid: known.kid, key: (await importJWK(jwk, ALGORITHM)) as CryptoKey };
}
