/**
 * Numeric constants (C11 6.4.4.1, 6.4.4.2): the text of a pp-number to a value and the name of its type.
 * Also GNU's binary constants.
 */
import type { IntName } from '../types';

export type NumberConstant =
  | { kind: 'int'; value: bigint; type: IntName; tooLarge: boolean }
  | { kind: 'float'; value: number; type: 'float' | 'double' | 'long double' };

const FLOAT_SUFFIX: Readonly<Record<string, 'float' | 'double' | 'long double'>> = {
  '': 'double',
  f: 'float',
  l: 'long double',
};

/** The constant, or undefined where the text is no number of C. */
export function parseNumber(text: string): NumberConstant | undefined {
  const hex = /^0[xX]/.test(text);
  if (hex ? /[.pP]/.test(text) : /[.eE]/.test(text)) return parseFloating(text, hex);
  return parseInteger(text);
}

function parseFloating(text: string, hex: boolean): NumberConstant | undefined {
  const pattern = hex
    ? /^0[xX]([0-9a-fA-F]*)\.?([0-9a-fA-F]*)[pP]([+-]?\d+)([fFlL]?)$/
    : /^(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?([fFlL]?)$/;
  const match = pattern.exec(text);
  if (!match || match[1] + match[2] === '') return undefined;
  const type = FLOAT_SUFFIX[match[4].toLowerCase()];
  const digits = text.slice(0, text.length - match[4].length);
  const value = hex ? hexFloat(match[1], match[2], Number(match[3])) : Number(digits);
  return { kind: 'float', value: type === 'float' ? Math.fround(value) : value, type };
}

/** Hexadecimal digits are exact up to 53 bits; more are rounded to odd first, so that the last rounding is right. */
function hexFloat(whole: string, fraction: string, exponent: number): number {
  let mantissa = BigInt(`0x0${whole}${fraction}`);
  let scale = exponent - 4 * fraction.length;
  const bits = mantissa.toString(2).length;
  if (bits > 64) {
    const drop = BigInt(bits - 64);
    const sticky = mantissa & ((1n << drop) - 1n) ? 1n : 0n;
    mantissa = (mantissa >> drop) | sticky;
    scale += Number(drop);
  }
  let value = Number(mantissa);
  for (; scale > 1000; scale -= 1000) value *= 2 ** 1000;
  for (; scale < -1000; scale += 1000) value *= 2 ** -1000;
  return value * 2 ** scale;
}

function parseInteger(text: string): NumberConstant | undefined {
  const match = /^(0[xX][0-9a-fA-F]+|0[bB][01]+|0[0-7]*|[1-9]\d*)((?:[uU](?:ll|LL|[lL])?|(?:ll|LL|[lL])[uU]?)?)$/.exec(
    text,
  );
  if (!match) return undefined;
  const [, digits, suffix] = match;
  const octal = digits.length > 1 && digits[0] === '0' && /^\d$/.test(digits[1]);
  const value = BigInt(octal ? `0o${digits.slice(1)}` : digits);
  const decimal = digits[0] !== '0';
  const type = integerType(value, decimal, suffix.toLowerCase());
  return { kind: 'int', value: BigInt.asUintN(64, value), type, tooLarge: value >= 1n << 64n };
}

/** The first type of the list in C11 6.4.4.1p5 that can hold the value. */
function integerType(value: bigint, decimal: boolean, suffix: string): IntName {
  const unsignedOnly = suffix.includes('u');
  const long = suffix.includes('ll') ? 'long long' : suffix.includes('l') ? 'long' : 'int';
  const fitsInt = long === 'int';
  const wide = long === 'long long' ? 'long long' : 'long';
  if (unsignedOnly) return fitsInt && value < 1n << 32n ? 'unsigned int' : `unsigned ${wide}`;
  if (fitsInt && value < 1n << 31n) return 'int';
  if (fitsInt && !decimal && value < 1n << 32n) return 'unsigned int';
  return value < 1n << 63n ? wide : `unsigned ${wide}`;
}
