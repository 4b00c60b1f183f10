/**
 * Character constants and string literals (C11 6.4.4.4, 6.4.5): escapes and encodings.
 * Plain and u8 strings are UTF-8; L and U are UTF-32, u is UTF-16.
 */
export type Prefix = '' | 'u8' | 'L' | 'u' | 'U';

export interface DecodedText {
  prefix: Prefix;
  /** Bytes, UTF-16 units or code points, as the prefix says; no terminating zero. */
  units: number[];
  /** The first escape that C does not know, e.g. `\q`. */
  unknownEscape?: string;
}

const SIMPLE_ESCAPES: Readonly<Record<string, number>> = {
  a: 7,
  b: 8,
  e: 27,
  E: 27,
  f: 12,
  n: 10,
  r: 13,
  t: 9,
  v: 11,
  '\\': 92,
  "'": 39,
  '"': 34,
  '?': 63,
};

/** Decodes the text of a string or character token, quotes and prefix included. */
export function decodeText(text: string): DecodedText {
  const quote = text.search(/["']/);
  const prefix = text.slice(0, quote) as Prefix;
  return decodeBody(text.slice(quote + 1, -1), prefix);
}

function decodeBody(body: string, prefix: Prefix): DecodedText {
  const units: number[] = [];
  let unknownEscape: string | undefined;
  let i = 0;
  while (i < body.length) {
    if (body[i] !== '\\') {
      const point = body.codePointAt(i) ?? 0;
      encode(point, prefix, units);
      i += point > 0xffff ? 2 : 1;
      continue;
    }
    const next = body[i + 1] ?? '';
    const numeric = /^\\(?:x([0-9a-fA-F]+)|([0-7]{1,3})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/.exec(
      body.slice(i, i + 20),
    );
    if (numeric) {
      const [all, hex, octal, short, long] = numeric;
      if (hex !== undefined) units.push(unitOf(Number.parseInt(hex.slice(-8), 16), prefix));
      else if (octal !== undefined) units.push(unitOf(Number.parseInt(octal, 8), prefix));
      else encode(Math.min(Number.parseInt(short ?? long, 16), 0x10ffff), prefix, units);
      i += all.length;
    } else {
      if (!(next in SIMPLE_ESCAPES)) unknownEscape ??= `\\${next}`;
      encode(SIMPLE_ESCAPES[next] ?? next.codePointAt(0) ?? 0, prefix, units);
      i += 2;
    }
  }
  return { prefix, units, unknownEscape };
}

function unitOf(value: number, prefix: Prefix): number {
  if (prefix === '' || prefix === 'u8') return value & 0xff;
  return prefix === 'u' ? value & 0xffff : value >>> 0;
}

function encode(point: number, prefix: Prefix, units: number[]): void {
  if (prefix === 'L' || prefix === 'U') units.push(point);
  else if (prefix === 'u') {
    for (const unit of String.fromCodePoint(point).split('')) units.push(unit.charCodeAt(0));
  } else encodeUtf8(point, units);
}

function encodeUtf8(point: number, out: number[]): void {
  if (point < 0x80) out.push(point);
  else if (point < 0x800) out.push(0xc0 | (point >> 6), 0x80 | (point & 63));
  else if (point < 0x10000) out.push(0xe0 | (point >> 12), 0x80 | ((point >> 6) & 63), 0x80 | (point & 63));
  else out.push(0xf0 | (point >> 18), 0x80 | ((point >> 12) & 63), 0x80 | ((point >> 6) & 63), 0x80 | (point & 63));
}

/** Bytes per unit of a literal with this prefix. */
export function unitSize(prefix: Prefix): 1 | 2 | 4 {
  return prefix === 'u' ? 2 : prefix === 'L' || prefix === 'U' ? 4 : 1;
}

/** The value of a character constant: several characters make a big-endian int, as GCC does. */
export function charValue(decoded: DecodedText): bigint {
  if (decoded.prefix === 'L') return BigInt(decoded.units[0] | 0);
  if (decoded.prefix !== '') return BigInt(decoded.units[0] ?? 0);
  if (decoded.units.length === 1) return BigInt((decoded.units[0] << 24) >> 24);
  let value = 0;
  for (const unit of decoded.units) value = (value << 8) | unit;
  return BigInt(value | 0);
}
