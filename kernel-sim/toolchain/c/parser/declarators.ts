/**
 * Declarators (C11 6.7.6, 6.7.7): read from the name outwards into a function that makes the type from the base type.
 */
import { isComplete, OBJECT_LIMIT, sizeOf } from '../layout';
import type { Token } from '../lexer/token';
import { convert, decay, promote } from '../sema/conversions';
import type { At, Expression, Variable } from '../tree';
import { typeName as spellType } from '../type-names';
import {
  ATOMIC,
  CONST,
  type CType,
  type FunctionType,
  INT,
  isError,
  isFunction,
  isInteger,
  isVoid,
  LONG,
  type Parameter,
  pointerTo,
  qualify,
  RESTRICT,
  VOLATILE,
} from '../types';
import { parseAttributes } from './attributes';
import type { Parser } from './parser';
import type { Attributes } from './shapes';

/** Whether a name must, may or must not stand in the declarator. */
export type DeclaratorKind = 'named' | 'abstract' | 'either';

export interface Declarator {
  name?: Token;
  type: CType;
  /** Variables of the parameters, if the declarator is that of a function. */
  params?: Variable[];
  attributes: Attributes;
}

type Derivation = (base: CType) => CType;
interface Shape {
  name?: Token;
  derive: Derivation;
  /** Parameters of the function that the name itself is. */
  params?: Variable[];
  /** Nothing but a name in parentheses so far. */
  bare: boolean;
}

const QUALIFIERS: Readonly<Record<string, number>> = {
  const: CONST,
  volatile: VOLATILE,
  restrict: RESTRICT,
  _Atomic: ATOMIC,
};

/** declarator = pointer direct-declarator [attributes] */
export function declarator(p: Parser, base: CType, kind: DeclaratorKind): Declarator {
  const attributes: Attributes = {};
  const shape = readShape(p, kind, attributes);
  const type = shape.derive(base);
  return { name: shape.name, type, params: shape.params, attributes };
}

function readShape(p: Parser, kind: DeclaratorKind, attributes: Attributes): Shape {
  const pointers = readPointers(p, attributes);
  const direct = readDirect(p, kind, attributes);
  if (pointers.length === 0) return direct;
  const derive: Derivation = (base) => direct.derive(pointers.reduce((type, make) => make(type), base));
  return { ...direct, derive, bare: false };
}

/** pointer = {"*" {qualifier}} */
function readPointers(p: Parser, attributes: Attributes): Derivation[] {
  const pointers: Derivation[] = [];
  parseAttributes(p, attributes);
  while (p.accept('*')) {
    let quals = 0;
    for (;;) {
      if (p.token.kind === 'keyword' && p.token.text in QUALIFIERS) quals |= QUALIFIERS[p.advance().text];
      else if (p.is('__attribute__')) parseAttributes(p, attributes);
      else break;
    }
    pointers.push((to) => (isError(to) ? to : qualify(pointerTo(to), quals)));
  }
  return pointers;
}

/** direct-declarator = (identifier | "(" declarator ")" | nothing) {array-suffix | function-suffix} */
function readDirect(p: Parser, kind: DeclaratorKind, attributes: Attributes): Shape {
  let inner: Shape = { derive: (base) => base, bare: true };
  if (p.token.kind === 'identifier' && kind !== 'abstract') inner.name = p.advance();
  else if (p.is('(') && startsNested(p)) {
    p.advance();
    inner = readShape(p, kind, attributes);
    p.expect(')');
  } else if (kind === 'named') p.fail('expected-identifier', p.token, { found: p.spellToken() });
  return readSuffixes(p, inner);
}

/** In an abstract declarator `(` may also open a parameter list. */
function startsNested(p: Parser): boolean {
  const next = p.peek(1);
  return next.text !== ')' && !(p.grammar.isTypeName(p, next) && next.text !== '__attribute__');
}

function readSuffixes(p: Parser, inner: Shape): Shape {
  const suffixes: Derivation[] = [];
  let { params } = inner;
  for (;;) {
    if (p.is('[')) suffixes.push(arraySuffix(p));
    else if (p.is('(')) {
      const suffix = functionSuffix(p);
      if (suffixes.length === 0 && inner.bare) params = suffix.params;
      suffixes.push(suffix.derive);
    } else break;
  }
  if (suffixes.length === 0) return inner;
  const derive: Derivation = (base) => inner.derive(suffixes.reduceRight((type, make) => make(type), base));
  return { name: inner.name, derive, params, bare: false };
}

/** array-suffix = "[" ["static"] {qualifier} [assignment | "*"] "]" */
function arraySuffix(p: Parser): Derivation {
  const at = p.advance();
  let quals = 0;
  while (p.is('static') || (p.token.kind === 'keyword' && p.token.text in QUALIFIERS)) {
    const word = p.advance().text;
    if (word !== 'static') quals |= QUALIFIERS[word];
  }
  if (p.accept(']')) return (of) => makeArray(p, of, undefined, quals, at);
  if (p.is('*') && p.peek(1).text === ']') {
    p.advance();
    p.advance();
    return (of) => makeArray(p, of, undefined, quals, at);
  }
  const length = decay(p.grammar.assignment(p));
  p.expect(']');
  return (of) => makeArray(p, of, length, quals, at);
}

function makeArray(p: Parser, of: CType, length: Expression | undefined, quals: number, at: At): CType {
  if (isError(of)) return of;
  if (isFunction(of) || isVoid(of) || !isComplete(of)) {
    p.report.error('array-of-bad-element', at, { type: spellType(of) });
    return { kind: 'error', quals: 0 };
  }
  if (of.kind === 'record' && of.declaration.flexible && of.declaration.union) {
    p.report.error('array-of-bad-element', at, { type: spellType(of) });
  }
  if (length === undefined) return { kind: 'array', of, quals };
  if (isError(length.type)) return { kind: 'array', of, length: 1, quals };
  if (!isInteger(length.type)) {
    p.report.error('array-size-not-integer', at, { type: spellType(length.type) });
    return { kind: 'array', of, length: 1, quals };
  }
  if (length.kind !== 'integer') return makeVla(p, of, length, quals, at);
  if (length.value < 0n) {
    p.report.error('array-size-negative', at, { size: String(length.value) });
    return { kind: 'array', of, length: 1, quals };
  }
  if (length.value * BigInt(Math.max(1, sizeOf(of))) > BigInt(OBJECT_LIMIT)) {
    p.report.error('array-too-large', at, { size: String(length.value) });
    return { kind: 'array', of, length: 1, quals };
  }
  return { kind: 'array', of, length: Number(length.value), quals };
}

/** The number of elements is kept in a hidden variable, evaluated when the declaration is reached. */
function makeVla(p: Parser, of: CType, length: Expression, quals: number, at: At): CType {
  if (p.atFileScope && p.scope.parent === undefined) {
    p.report.error('variable-array-at-file-scope', at);
    return { kind: 'array', of, length: 1, quals };
  }
  const variable: Variable = {
    kind: 'variable',
    name: `<length ${p.fresh()}>`,
    linkName: '',
    type: LONG,
    at,
    storage: 'auto',
    global: false,
    addressTaken: false,
    read: true,
    written: true,
    parameter: false,
    definition: 'full',
    hidden: true,
  };
  p.pendingLengths.push({ variable, length: convert(promote(length), LONG), at });
  if (p.fn) p.fn.usesVla = true;
  return { kind: 'array', of, vla: variable, quals };
}

/** function-suffix = "(" [parameter {"," parameter} ["," "..."] | "void"] ")" */
function functionSuffix(p: Parser): { derive: Derivation; params: Variable[] } {
  const at = p.advance();
  return p.scoped(() => {
    const params: Parameter[] = [];
    const variables: Variable[] = [];
    let variadic = false;
    let unprototyped = false;
    if (p.is(')')) unprototyped = true;
    else if (p.is('void') && p.peek(1).text === ')') p.advance();
    else {
      const more = readParameters(p, params, variables);
      variadic = more ?? false;
      unprototyped = more === undefined;
    }
    p.expect(')');
    const derive: Derivation = (result) => makeFunction(p, result, { params, variadic, unprototyped }, at);
    return { derive, params: variables };
  });
}

/** identifier-list: what they are is declared behind the brackets, or they are int (C90 6.7.1). */
function oldStyleNames(p: Parser, variables: Variable[]): void {
  do {
    const name = p.identifier();
    variables.push({
      kind: 'variable',
      name: name.text,
      linkName: name.text,
      type: INT,
      at: name,
      storage: 'auto',
      global: false,
      addressTaken: false,
      read: false,
      written: true,
      parameter: true,
      unused: true,
      definition: 'full',
    });
  } while (p.accept(','));
}

/** Whether `...` ended the list; undefined for a list of names. */
function readParameters(p: Parser, params: Parameter[], variables: Variable[]): boolean | undefined {
  if (p.token.kind === 'identifier' && !p.grammar.isTypeName(p, p.token) && /^[,)]$/.test(p.peek(1).text)) {
    if (!p.gnu89) p.fail('old-style-parameters', p.token, {}, { hint: 'hint-prototype' });
    oldStyleNames(p, variables);
    return undefined;
  }
  for (;;) {
    if (p.is('...')) {
      p.advance();
      return true;
    }
    const parameter = p.grammar.parameter(p);
    params.push({ name: parameter.name?.text, type: parameter.type });
    if (parameter.variable) variables.push(parameter.variable);
    if (!p.accept(',')) return false;
  }
}

function makeFunction(
  p: Parser,
  result: CType,
  shape: Pick<FunctionType, 'params' | 'variadic' | 'unprototyped'>,
  at: At,
): CType {
  if (result.kind === 'array' || result.kind === 'function') {
    p.report.error('function-returns-bad-type', at, { type: spellType(result) });
    return { kind: 'error', quals: 0 };
  }
  return { kind: 'function', result, ...shape, quals: 0 };
}
