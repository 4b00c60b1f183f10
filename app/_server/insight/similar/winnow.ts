/**
 * Winnowing (Schleimer, Wilkerson, Aiken: "Winnowing: Local Algorithms for Document Fingerprinting", SIGMOD 2003): hashes of all runs of
 * K tokens, and of every window of W neighbouring hashes the smallest (the rightmost of equals) as a fingerprint. Any common
 * piece of at least W + K − 1 tokens shares one; none shorter than K is ever seen.
 */
import type { NormalToken } from './tokens';

/** Tokens of a piece that may count as common. */
export const K = 12;
/** A common piece of K + W − 1 tokens is found for certain. */
export const W = 8;

export interface Fingerprint {
  hash: number;
  /** Of its first token, in the list of tokens. */
  at: number;
}

/** FNV-1a over the kinds: 32 bits are enough for some thousand tokens a text, and a hit is shown, not believed. */
function hashOf(tokens: readonly NormalToken[], from: number): number {
  let hash = 0x811c9dc5;
  for (let n = from; n < from + K; n += 1) {
    const { kind } = tokens[n];
    for (let c = 0; c < kind.length; c += 1) hash = Math.imul(hash ^ kind.charCodeAt(c), 0x01000193);
    hash = Math.imul(hash ^ 0x1f, 0x01000193);
  }
  return hash >>> 0;
}

export function gramsOf(tokens: readonly NormalToken[]): number[] {
  return Array.from({ length: Math.max(0, tokens.length - K + 1) }, (_, at) => hashOf(tokens, at));
}

export function winnow(tokens: readonly NormalToken[]): Fingerprint[] {
  const grams = gramsOf(tokens);
  const chosen: Fingerprint[] = [];
  const last = Math.max(0, grams.length - W);
  for (let from = 0; from <= last && grams.length > 0; from += 1) {
    let smallest = from;
    for (let n = from + 1; n < Math.min(from + W, grams.length); n += 1) if (grams[n] <= grams[smallest]) smallest = n;
    if (chosen.at(-1)?.at !== smallest) chosen.push({ hash: grams[smallest], at: smallest });
  }
  return chosen;
}
