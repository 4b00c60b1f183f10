/**
 * How passwords are kept: scrypt (RFC 7914) with N = 2^15, r = 8, p = 3, a salt of 16 bytes and a key of 64: 32 MiB and about
 * a quarter of a second each, one of the settings that OWASP's Password Storage Cheat Sheet counts as enough. The cost is
 * written beside the key, so that it can be raised without anybody losing a password. Node's scrypt runs in its thread
 * pool: a class that signs in at once does not hold up other requests. Keys of better-auth's own form are still read.
 */
import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { verifyPassword as verifyOldForm } from 'better-auth/crypto';

/** PASSWORD_COST raises the exponent (never lowers it, but for unit tests, which sign up hundreds of people). */
function cost(env: NodeJS.ProcessEnv = process.env): Cost {
  const least = env.NODE_ENV === 'test' ? 10 : 15;
  return { log2N: Math.min(20, Math.max(least, Number(env.PASSWORD_COST) || 0)), r: 8, p: 3 };
}

const KEY_BYTES = 64;

interface Cost {
  log2N: number;
  r: number;
  p: number;
}

export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const { log2N, r, p } = cost();
  const key = await derive(password, salt, { log2N, r, p });
  return ['scrypt', log2N, r, p, salt.toString('base64url'), key.toString('base64url')].join('$');
}

export async function verifyPassword({ hash, password }: { hash: string; password: string }): Promise<boolean> {
  const [form, log2N, r, p, salt, key] = hash.split('$');
  if (form !== 'scrypt' || key === undefined) return verifyOldForm({ hash, password });
  const expected = Buffer.from(key, 'base64url');
  const stored = { log2N: Number(log2N), r: Number(r), p: Number(p) };
  const actual = await derive(password, Buffer.from(salt, 'base64url'), stored);
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}

/** The same word typed on another keyboard must be the same bytes: NFKC (NIST SP 800-63B 5.1.1.2). */
function derive(password: string, salt: Buffer, { log2N, r, p }: Cost): Promise<Buffer> {
  const options: ScryptOptions = { N: 2 ** log2N, r, p, maxmem: 2 ** log2N * r * 256 };
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, KEY_BYTES, options, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}
