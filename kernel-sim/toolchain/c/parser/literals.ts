/** Constants and string literals as expressions (C11 6.4.4, 6.4.5, 6.5.1). */
import { parseNumber } from '../lexer/numbers';
import { charValue, type DecodedText, decodeText, type Prefix, unitSize } from '../lexer/strings';
import { integer } from '../sema/conversions';
import type { Expression, StringLiteral } from '../tree';
import { arrayOf, CHAR, type CType, DOUBLE, FLOAT, INT, INTS } from '../types';
import type { Parser } from './parser';

const ELEMENT: Readonly<Record<Prefix, CType>> = {
  '': CHAR,
  u8: CHAR,
  L: INT,
  u: INTS['unsigned short'],
  U: INTS['unsigned int'],
};

/** number */
export function numberLiteral(p: Parser): Expression {
  const at = p.advance();
  const parsed = parseNumber(at.text);
  if (!parsed) {
    p.report.error('bad-number', at, { text: at.text });
    return integer(0n, INT, at);
  }
  if (parsed.kind === 'int') {
    if (parsed.tooLarge) p.report.error('number-too-large', at, { text: at.text });
    return { kind: 'integer', value: parsed.value, type: INTS[parsed.type], at };
  }
  if (parsed.type === 'long double') p.report.error('unsupported-long-double', at, {}, { hint: 'hint-use-double' });
  return { kind: 'floating', value: parsed.value, type: parsed.type === 'float' ? FLOAT : DOUBLE, at };
}

/** character */
export function charLiteral(p: Parser): Expression {
  const at = p.advance();
  const decoded = decodeText(at.text);
  warnEscape(p, decoded, at);
  if (decoded.units.length === 0) p.report.error('empty-char', at);
  if (decoded.units.length > 1 && decoded.prefix === '') {
    const hint = decoded.units.length > 4 ? 'hint-double-quotes' : undefined;
    p.report.warn('multi-char', at, {}, { hint });
  }
  const type = decoded.prefix === '' || decoded.prefix === 'u8' ? INT : ELEMENT[decoded.prefix];
  return integer(decoded.units.length === 0 ? 0n : charValue(decoded), type, at);
}

/** string {string}: neighbours are one literal. */
export function stringLiteral(p: Parser): StringLiteral {
  const at = p.token;
  const parts: string[] = [];
  while (p.token.kind === 'string') parts.push(p.advance().text);
  const prefix = parts.map((part) => decodeText(part).prefix).find((each) => each !== '') ?? '';
  const units: number[] = [];
  for (const part of parts) {
    const decoded = decodeText(prefix === '' ? part : prefix + part.slice(part.indexOf('"')));
    warnEscape(p, decoded, at);
    for (const unit of decoded.units) units.push(unit);
  }
  units.push(0);
  return {
    kind: 'string',
    units,
    unitSize: unitSize(prefix),
    type: arrayOf(ELEMENT[prefix], units.length) as StringLiteral['type'],
    at,
  };
}

function warnEscape(p: Parser, decoded: DecodedText, at: Parser['token']): void {
  if (decoded.unknownEscape) p.report.warn('unknown-escape', at, { escape: decoded.unknownEscape });
}
