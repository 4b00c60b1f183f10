/**
 * Recorded vectors: cases and the digests of what a real processor left, for machines without gcc or with another processor. One
 * binary file: for each case a byte of code length, the code, offset (2), state seed (4), undefined flags (2), undefined status
 * (2), digest (8).
 */
import type { Case } from './case';

export interface Vector {
  c: Case;
  expected: string;
}

const FIXED = 1 + 2 + 4 + 2 + 2 + 8;

export function encodeVectors(vectors: readonly Vector[]): Uint8Array {
  const size = vectors.reduce((n, { c }) => n + FIXED + c.code.length, 0);
  const out = new Uint8Array(size);
  const view = new DataView(out.buffer);
  let at = 0;
  for (const { c, expected } of vectors) {
    out[at++] = c.code.length;
    out.set(c.code, at);
    at += c.code.length;
    view.setUint16(at, c.offset, true);
    view.setUint32(at + 2, c.stateSeed, true);
    view.setUint16(at + 6, c.undefinedFlags, true);
    view.setUint16(at + 8, c.undefinedStatus, true);
    view.setBigUint64(at + 10, BigInt(`0x${expected}`), true);
    at += FIXED - 1;
  }
  return out;
}

export function decodeVectors(bytes: Uint8Array): Vector[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const out: Vector[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = bytes[at++];
    const code = bytes.slice(at, at + length);
    at += length;
    out.push({
      c: {
        code,
        offset: view.getUint16(at, true),
        stateSeed: view.getUint32(at + 2, true),
        undefinedFlags: view.getUint16(at + 6, true),
        undefinedStatus: view.getUint16(at + 8, true),
        approximate: false,
      },
      expected: view
        .getBigUint64(at + 10, true)
        .toString(16)
        .padStart(16, '0'),
    });
    at += FIXED - 1;
  }
  return out;
}
