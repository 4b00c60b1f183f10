/** Numbers in C strings. Follows lib/kstrtox.c: base 0 takes 0x and 0; one newline at the end is allowed; nothing else. */
import { EINVAL, ERANGE } from '../errno';

/** The value, or -EINVAL, -ERANGE as a negative number in `error`. */
export function parseUnsigned(text: string, base: number): bigint | number {
  const body = text.replace(/\n$/, '').replace(/^\+/, '');
  return digits(body, base, (1n << 64n) - 1n);
}

export function parseSigned(text: string, base: number, bits: number): bigint | number {
  const limit = 1n << BigInt(bits - 1);
  if (text.startsWith('-')) {
    const value = digits(text.slice(1).replace(/\n$/, ''), base, limit);
    return typeof value === 'bigint' ? -value : value;
  }
  const value = parseUnsigned(text, base);
  return typeof value === 'bigint' && value >= limit ? -ERANGE : value;
}

function digits(text: string, base: number, limit: bigint): bigint | number {
  let radix = base;
  let body = text;
  const hex = /^0x/i.test(body) && /^0x[0-9a-f]/i.test(body);
  if (radix === 0) radix = hex ? 16 : body.startsWith('0') && body.length > 1 ? 8 : 10;
  if (radix === 16 && hex) body = body.slice(2);
  if (body === '') return -EINVAL;
  let value = 0n;
  for (const letter of body.toLowerCase()) {
    const digit = Number.parseInt(letter, 36);
    if (Number.isNaN(digit) || digit >= radix) return -EINVAL;
    value = value * BigInt(radix) + BigInt(digit);
    if (value > limit) return -ERANGE;
  }
  return value;
}

/** kstrtobool: y Y t T 1, n N f F 0, on, off. */
export function parseBool(text: string): boolean | number {
  const first = text[0]?.toLowerCase();
  if (first === 'y' || first === 't' || first === '1') return true;
  if (first === 'n' || first === 'f' || first === '0') return false;
  if (first === 'o') {
    const second = text[1]?.toLowerCase();
    if (second === 'n') return true;
    if (second === 'f') return false;
  }
  return -EINVAL;
}
