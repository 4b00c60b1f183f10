/** Join codes: eight characters that survive being read aloud or copied from a blackboard (no 0/O, 1/I/L, 2/Z, 5/S). */
import { randomInt } from 'node:crypto';

const ALPHABET = 'ABCDEFGHJKMNPQRTUVWXY346789';
const LENGTH = 8;

export function newJoinCode(): string {
  return Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
}

/** What a person typed, as a code: full-width letters, spaces, hyphens and lower case are taken as meant. */
export function readJoinCode(typed: string): string {
  return typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '');
}
