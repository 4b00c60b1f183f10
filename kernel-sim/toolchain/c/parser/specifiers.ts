/** Declaration specifiers (C11 6.7 to 6.7.5), and type names. */
import { isComplete, sizeOf } from '../layout';
import type { Token } from '../lexer/token';
import { integerConstant } from '../sema/constants';
import type { At } from '../tree';
import { typeName as spellType } from '../type-names';
import {
  ATOMIC,
  CONST,
  type CType,
  DOUBLE,
  ERROR,
  FLOAT,
  INT,
  INTS,
  type IntName,
  integerOf,
  isFunction,
  isInteger,
  LONG_DOUBLE,
  pointerTo,
  qualify,
  RESTRICT,
  unqualified,
  VOID,
  VOLATILE,
} from '../types';
import { checkedAlignment, parseAttributes } from './attributes';
import { declarator } from './declarators';
import type { Parser } from './parser';
import { enumSpecifier, recordSpecifier } from './records';
import type { Specifiers, StorageClass } from './shapes';
import { suggestType } from './suggestions';

const STORAGE = new Set(['typedef', 'extern', 'static', 'auto', 'register']);
const QUALIFIERS: Readonly<Record<string, number>> = { const: CONST, volatile: VOLATILE, restrict: RESTRICT };
const BASIC = new Set(['void', 'char', 'short', 'int', 'long', 'float', 'double', 'signed', 'unsigned', '_Bool']);
const TYPE_KEYWORDS = new Set(
  [
    ...BASIC,
    ...STORAGE,
    ...Object.keys(QUALIFIERS),
    'struct union enum typeof inline _Noreturn _Alignas _Atomic _Thread_local _Complex __int128 __auto_type __attribute__'.split(
      ' ',
    ),
  ].flat(),
);

/** Sorted basic words → type (C11 6.7.2p2). `signed` and a trailing `int` are already taken out where they say nothing. */
const COMBINATIONS: Readonly<Record<string, CType>> = {
  void: VOID,
  _Bool: INTS._Bool,
  char: INTS.char,
  'char signed': INTS['signed char'],
  'char unsigned': INTS['unsigned char'],
  short: INTS.short,
  'short unsigned': INTS['unsigned short'],
  int: INT,
  unsigned: INTS['unsigned int'],
  long: INTS.long,
  'long unsigned': INTS['unsigned long'],
  'long long': INTS['long long'],
  'long long unsigned': INTS['unsigned long long'],
  float: FLOAT,
  double: DOUBLE,
  'double long': LONG_DOUBLE,
};

/** Whether a declaration or type name begins with this token. */
export function isTypeName(p: Parser, token: Token): boolean {
  if (token.kind === 'keyword') return TYPE_KEYWORDS.has(token.text);
  return token.kind === 'identifier' && p.scope.find(token.text)?.kind === 'typedef';
}

/** declaration-specifiers = {storage-class | type-specifier | qualifier | function-specifier | alignment | attribute} */
export function declarationSpecifiers(p: Parser): Specifiers {
  return new SpecifierReader(p).run();
}

class SpecifierReader {
  private readonly words: string[] = [];
  private quals = 0;
  private type: CType | undefined;
  private readonly result: Omit<Specifiers, 'type'>;

  constructor(private readonly p: Parser) {
    this.result = { inline: false, auto: false, attributes: {}, at: p.token };
  }

  run(): Specifiers {
    while (this.specifier());
    const type = qualify(this.finish(), this.quals);
    return { ...this.result, type: this.withMode(type) };
  }

  private specifier(): boolean {
    const { p } = this;
    const { token } = p;
    if (token.kind === 'identifier') return this.typedefName(token);
    if (token.kind !== 'keyword') return false;
    const { text } = token;
    if (BASIC.has(text)) this.words.push(p.advance().text);
    else if (STORAGE.has(text)) this.storage(p.advance());
    else if (text in QUALIFIERS) this.quals |= QUALIFIERS[p.advance().text];
    else if (text === '__attribute__' || text === '__extension__') parseAttributes(p, this.result.attributes);
    else return this.otherKeyword(text);
    return true;
  }

  private otherKeyword(text: string): boolean {
    const { p } = this;
    switch (text) {
      case 'inline':
        p.advance();
        this.result.inline = true;
        return true;
      case '_Noreturn':
        p.advance();
        this.result.attributes.noreturn = true;
        return true;
      case 'struct':
      case 'union':
        this.take(recordSpecifier(p));
        return true;
      case 'enum':
        this.take(enumSpecifier(p));
        return true;
      case 'typeof':
        this.take(typeofSpecifier(p));
        return true;
      case '_Atomic':
        this.atomic();
        return true;
      case '_Alignas':
        this.alignas();
        return true;
      case '__auto_type':
        p.advance();
        this.result.auto = true;
        this.type = INT;
        return true;
      case '_Thread_local':
        p.advance();
        this.result.threadLocal = true;
        return true;
      case '_Complex':
      case '__int128':
        p.report.error('unsupported', p.token, { feature: text });
        p.advance();
        if (text === '__int128') this.words.push('long');
        return true;
      default:
        return false;
    }
  }

  private take(type: CType): void {
    if (this.type || this.words.length > 0) this.p.report.error('bad-type-specifiers', this.p.previous);
    this.type = type;
  }

  private typedefName(token: Token): boolean {
    if (this.type || this.words.length > 0) return false;
    const symbol = this.p.scope.find(token.text);
    if (symbol?.kind !== 'typedef') return false;
    this.p.advance();
    this.type = symbol.type;
    return true;
  }

  private storage(token: Token): void {
    if (this.result.storage !== undefined) {
      this.p.report.error('bad-storage-class', token, { first: this.result.storage, second: token.text });
    }
    this.result.storage = token.text as StorageClass;
  }

  /** _Atomic ["(" type-name ")"] */
  private atomic(): void {
    const { p } = this;
    p.advance();
    this.quals |= ATOMIC;
    if (!p.accept('(')) return;
    this.take(typeName(p));
    p.expect(')');
  }

  /** _Alignas "(" (type-name | constant) ")" */
  private alignas(): void {
    const { p } = this;
    p.advance();
    p.expect('(');
    const at = p.token;
    const value = isTypeName(p, p.token)
      ? alignOfType(typeName(p))
      : checkedAlignment(p, Number(integerConstant(p.grammar.conditional(p)) ?? 0n), at);
    p.expect(')');
    this.result.align = Math.max(this.result.align ?? 1, value);
  }

  private finish(): CType {
    const { p } = this;
    if (this.type) return this.type;
    if (this.words.length === 0) {
      const bad = p.token;
      if (p.gnu89 && (this.anything() || /^[(;,=[]$/.test(p.peek(1).text) || bad.text === '*')) return INT;
      if (bad.kind === 'identifier' && this.looksLikeType()) {
        p.advance();
        p.report.error('unknown-type-name', bad, { name: bad.text }, suggestType(p, bad.text));
        return ERROR;
      }
      if (this.anything()) p.report.error('implicit-int', this.result.at, {}, { hint: 'hint-write-type' });
      else p.fail('expected-type', bad, { found: p.spellToken() });
      return INT;
    }
    const key = [...this.words].sort();
    const withoutInt = key.length > 1 && !key.includes('char') ? key.filter((word) => word !== 'int') : key;
    const signedInt = withoutInt.filter((word) => word !== 'signed');
    const plain = withoutInt.includes('char') ? withoutInt : signedInt.length === 0 ? ['int'] : signedInt;
    const clash = key.includes('signed') && key.includes('unsigned');
    const found = clash ? undefined : COMBINATIONS[plain.join(' ')];
    if (!found) p.report.error('bad-type-specifiers', p.previous, { words: this.words.join(' ') });
    return found ?? INT;
  }

  private anything(): boolean {
    return this.result.storage !== undefined || this.quals !== 0 || this.result.inline;
  }

  /** `foo x` or `foo *x`: the first name was meant as a type. */
  private looksLikeType(): boolean {
    const next = this.p.peek(1);
    return next.kind === 'identifier' || (next.text === '*' && this.p.peek(2).kind === 'identifier');
  }

  /** __attribute__((mode(DI))) changes the size of an integer type. */
  private withMode(type: CType): CType {
    const size = this.result.attributes.modeSize;
    if (size === undefined || !isInteger(type)) return type;
    return modeType(type, size);
  }
}

/** The integer type of a size with the signedness of another. */
export function modeType(type: CType, size: number): CType {
  if (!isInteger(type)) return type;
  const names: Readonly<Record<number, IntName>> = { 1: 'signed char', 2: 'short', 4: 'int', 8: 'long' };
  const unsignedNames: Readonly<Record<number, IntName>> = {
    1: 'unsigned char',
    2: 'unsigned short',
    4: 'unsigned int',
    8: 'unsigned long',
  };
  return qualify(INTS[(integerOf(type).signed ? names : unsignedNames)[size] ?? 'int'], type.quals);
}

function alignOfType(type: CType): number {
  return Math.max(1, type.kind === 'record' ? type.declaration.align : sizeOf(type));
}

/** typeof "(" (expression | type-name) ")" */
function typeofSpecifier(p: Parser): CType {
  p.advance();
  p.expect('(');
  if (isTypeName(p, p.token)) {
    const type = typeName(p);
    p.expect(')');
    return type;
  }
  p.unevaluated++;
  const operand = p.grammar.expression(p);
  p.unevaluated--;
  p.expect(')');
  return operand.type;
}

/** type-name = specifier-qualifier-list [abstract-declarator] */
export function typeName(p: Parser): CType {
  const specifiers = declarationSpecifiers(p);
  if (specifiers.storage) p.report.error('bad-storage-class', specifiers.at, { first: specifiers.storage, second: '' });
  const made = declarator(p, specifiers.type, 'abstract');
  if (made.name) p.fail('expected-token', made.name, { expected: ')', found: made.name.text });
  return made.type;
}

/** A parameter's type after adjustment: arrays and functions become pointers (6.7.6.3p7). */
export function adjustParameter(type: CType): CType {
  if (type.kind === 'array') return { ...pointerTo(type.of), quals: type.quals };
  return isFunction(type) ? pointerTo(type) : type;
}

/** Reports a type that has no objects where one is needed. */
export function requireComplete(p: Parser, type: CType, at: At): boolean {
  if (isComplete(type) || type.kind === 'error') return true;
  p.report.error('incomplete-type', at, { type: spellType(unqualified(type)) });
  return false;
}
