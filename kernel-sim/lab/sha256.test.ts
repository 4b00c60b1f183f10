import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { Sha256, sha256 } from './sha256';

test('agrees with OpenSSL at every length around the block border', () => {
  for (let n = 0; n < 200; n++) {
    const data = Uint8Array.from({ length: n }, (_, i) => (i * 7 + n) & 255);
    expect(sha256(data)).toBe(createHash('sha256').update(data).digest('hex'));
  }
});

test('pieces give the same digest as the whole', () => {
  const whole = 'ページテーブル and frames, '.repeat(50);
  const parts = new Sha256();
  for (const c of whole) parts.update(c);
  expect(parts.hex()).toBe(sha256(whole));
});
