/** Postfix and primary expressions (C11 6.5.1, 6.5.2). */
import { findMember } from '../layout';
import { decodeText } from '../lexer/strings';
import type { Token } from '../lexer/token';
import { buildIncrement } from '../sema/assignment';
import { buildCall } from '../sema/calls';
import { compatibleIgnoringQuals } from '../sema/compatible';
import { decay, errorAt } from '../sema/conversions';
import { buildBinary } from '../sema/operators';
import { buildDereference } from '../sema/pointers';
import type { Expression, FunctionSymbol, Statement, Variable } from '../tree';
import { typeName as spellType } from '../type-names';
import {
  arrayOf,
  CHAR,
  CONST,
  type CType,
  type FunctionType,
  INT,
  isError,
  isPointer,
  isRecord,
  qualify,
  unqualified,
  VOID,
} from '../types';
import { LIBRARY } from './builtin-tables';
import { BUILTIN_RULES, builtinCall, isBuiltin, librarySymbol } from './builtins';
import { headerOf } from './known-functions';
import { charLiteral, numberLiteral, stringLiteral } from './literals';
import type { Parser } from './parser';
import { typeName } from './specifiers';
import { nearest, suggestName } from './suggestions';

/** postfix = primary {"[" expression "]" | "(" arguments ")" | "." name | "->" name | "++" | "--"} */
export function postfix(p: Parser): Expression {
  return postfixOf(p, primary(p));
}

export function postfixOf(p: Parser, start: Expression): Expression {
  let e = start;
  for (;;) {
    const at = p.token;
    if (at.kind !== 'punctuator') return e;
    switch (at.text) {
      case '[':
        e = subscript(p, e);
        break;
      case '(':
        e = call(p, e);
        break;
      case '.':
        p.advance();
        e = member(p, e, p.identifier(), at);
        break;
      case '->':
        p.advance();
        e = arrow(p, e, p.identifier(), at);
        break;
      case '++':
      case '--':
        p.advance();
        e = buildIncrement(p.report, e, at.text === '++' ? 1 : -1, false, at);
        break;
      default:
        return e;
    }
  }
}

/** "[" expression "]": a[b] is *(a + b) */
function subscript(p: Parser, base: Expression): Expression {
  const at = p.advance();
  const index = p.grammar.expression(p);
  p.expect(']');
  const left = decay(base);
  const right = decay(index);
  if (isError(left.type) || isError(right.type)) return errorAt(at);
  if (!isPointer(left.type) && !isPointer(right.type)) {
    p.report.error('subscript-non-array', at, { type: spellType(left.type) });
    return errorAt(at);
  }
  warnBounds(p, base, right, at);
  const sum = buildBinary(p.report, '+', left, right, at);
  return isError(sum.type) ? sum : buildDereference(p.report, sum, at);
}

/** -Warray-bounds for a constant index into a named array. */
function warnBounds(p: Parser, base: Expression, index: Expression, at: Token): void {
  if (base.type.kind !== 'array' || base.type.length === undefined || index.kind !== 'integer') return;
  if (base.kind !== 'variable' || p.unevaluated > 0) return;
  // One past the end may be named as an address, so only what lies beyond is certain to be wrong.
  if (index.value >= 0n && index.value <= BigInt(base.type.length)) {
    if (index.value < BigInt(base.type.length) || !p.is('=')) return;
  }
  p.report.warn('array-bounds', at, { index: String(index.value), length: base.type.length, name: base.variable.name });
}

/** "(" [assignment {"," assignment}] ")" */
function call(p: Parser, callee: Expression): Expression {
  const at = p.advance();
  const args: Expression[] = [];
  if (!p.is(')')) {
    do args.push(p.grammar.assignment(p));
    while (p.accept(','));
  }
  if (!p.is(')'))
    p.fail('expected-token', p.token, { expected: ')', found: p.spellToken() }, { hint: 'hint-close-paren' });
  p.advance();
  if (callee.kind === 'function') noteTwice(p, callee.symbol.name);
  return buildCall(p.report, callee, args, at);
}

const RETURNS_TWICE = new Set(['setjmp', '_setjmp', 'sigsetjmp', '__sigsetjmp', 'vfork', '__builtin_setjmp']);

function noteTwice(p: Parser, name: string): void {
  if (p.fn && RETURNS_TWICE.has(name)) p.fn.returnsTwice = true;
}

/** "." name */
function member(p: Parser, record: Expression, name: Token, at: Token): Expression {
  if (isError(record.type)) return record;
  if (!isRecord(record.type)) {
    const isRecordPointer = isPointer(record.type) && isRecord(record.type.to);
    p.report.error(
      'member-of-non-record',
      at,
      { name: name.text, type: spellType(record.type) },
      isRecordPointer ? { hint: 'hint-use-arrow' } : {},
    );
    return errorAt(at);
  }
  const { declaration } = record.type;
  if (!declaration.members) {
    p.report.error('incomplete-type', at, { type: spellType(unqualified(record.type)) });
    return errorAt(at);
  }
  const found = findMember(declaration, name.text);
  if (!found) {
    const similar = nearest(
      name.text,
      declaration.members.map((each) => each.name ?? ''),
    );
    p.report.error(
      'unknown-member',
      name,
      { name: name.text, type: spellType(unqualified(record.type)) },
      similar ? { hint: 'hint-did-you-mean', hintParams: { name: similar } } : {},
    );
    return errorAt(at);
  }
  const { bits } = found.member;
  return {
    kind: 'member',
    record,
    offset: found.base + found.member.offset,
    bits: bits && { ...bits, position: bits.position + found.base * 8 },
    name: name.text,
    type: qualify(found.member.type, record.type.quals | found.quals),
    at: name,
  };
}

/** "->" name */
function arrow(p: Parser, e: Expression, name: Token, at: Token): Expression {
  const pointer = decay(e);
  if (isError(pointer.type)) return pointer;
  if (isRecord(pointer.type)) {
    p.report.error(
      'arrow-on-record',
      at,
      { name: name.text, type: spellType(unqualified(pointer.type)) },
      { hint: 'hint-use-dot' },
    );
    return member(p, pointer, name, at);
  }
  if (!isPointer(pointer.type) || !isRecord(pointer.type.to)) {
    p.report.error('member-of-non-record', at, { name: name.text, type: spellType(pointer.type) });
    return errorAt(at);
  }
  const record = buildDereference(p.report, pointer, at);
  return member(p, record, name, at);
}

/** primary = identifier | constant | string | "(" expression ")" | "(" compound ")" | generic | builtin */
function primary(p: Parser): Expression {
  const { token } = p;
  switch (token.kind) {
    case 'number':
      return numberLiteral(p);
    case 'char':
      return charLiteral(p);
    case 'string':
      return stringLiteral(p);
    case 'identifier':
      return isBuiltin(token.text) && p.scope.find(token.text) === undefined ? builtinCall(p) : identifier(p);
    default:
      if (token.text === '(') return parenthesised(p);
      if (token.text === '_Generic') return generic(p);
      if (Object.hasOwn(BUILTIN_RULES, token.text)) return builtinCall(p);
      return p.fail('expected-expression', token, { found: p.spellToken() });
  }
}

/** "(" expression ")" or "(" compound-statement ")" */
function parenthesised(p: Parser): Expression {
  const at = p.advance();
  if (p.is('{')) return statementExpression(p, at);
  const e = p.grammar.expression(p);
  if (!p.is(')'))
    p.fail('expected-token', p.token, { expected: ')', found: p.spellToken() }, { hint: 'hint-close-paren' });
  p.advance();
  p.parenthesised.add(e);
  return e;
}

/** GNU's statement expression: the value is that of the last statement. */
function statementExpression(p: Parser, at: Token): Expression {
  if (!p.fn) p.fail('statement-outside-function', at);
  const block = p.grammar.compound(p);
  p.expect(')');
  const last = block.body[block.body.length - 1] as Statement | undefined;
  const { body, value } = splitLast(last, block.body);
  return { kind: 'statement-expression', body, result: value, type: value ? unqualified(value.type) : VOID, at };
}

function splitLast(last: Statement | undefined, body: Statement[]): { body: Statement[]; value?: Expression } {
  if (last?.kind === 'expression') return { body: body.slice(0, -1), value: decay(last.expression) };
  if (last?.kind === 'label') {
    // `({ …; out: x; })`: the label stays a statement of its own.
    const inner = splitLast(last.body, [last.body]);
    if (inner.value) {
      const label: Statement = { ...last, body: { kind: 'empty', at: last.at } };
      return { body: [...body.slice(0, -1), label, ...inner.body], value: inner.value };
    }
  }
  return { body };
}

function identifier(p: Parser): Expression {
  const name = p.advance();
  const symbol = p.scope.find(name.text);
  if (!symbol) return undeclared(p, name);
  switch (symbol.kind) {
    case 'variable':
      symbol.read = true;
      return { kind: 'variable', variable: symbol, type: symbol.type, at: name };
    case 'function':
      symbol.referenced = true;
      return { kind: 'function', symbol, type: symbol.type, at: name };
    case 'enum-constant':
      return { kind: 'integer', value: symbol.value, type: symbol.type, at: name };
    default:
      return p.fail('unexpected-type-name', name, { name: name.text });
  }
}

const FUNCTION_NAMES = new Set(['__func__', '__FUNCTION__', '__PRETTY_FUNCTION__']);

/** A name that nothing declares: __func__, a call of an unknown function, or a slip. */
function undeclared(p: Parser, name: Token): Expression {
  if (FUNCTION_NAMES.has(name.text) && p.fn) return functionName(p, name);
  if (p.is('(') && p.gnu89) {
    const symbol = implicitFunction(p, name);
    return { kind: 'function', symbol, type: symbol.type, at: name };
  }
  if (p.is('(')) {
    const details = suggestName(p, name.text);
    const code = headerOf(name.text) ? 'undeclared-library-function' : 'implicit-function';
    p.report.error(code, name, { name: name.text }, details);
    declareUnknown(p, name);
    return errorAt(name);
  }
  p.report.error('undeclared-identifier', name, { name: name.text }, suggestName(p, name.text));
  declareUnknown(p, name);
  return errorAt(name);
}

/** C90 6.3.2.2: a function that is called without declaration is `extern int name();`, or what the library has by that name. */
function implicitFunction(p: Parser, name: Token): FunctionSymbol {
  if (Object.hasOwn(LIBRARY, name.text)) return librarySymbol(p, name.text, name);
  const type: FunctionType = {
    kind: 'function',
    result: INT,
    params: [],
    variadic: false,
    unprototyped: true,
    quals: 0,
  };
  const symbol: FunctionSymbol = {
    kind: 'function',
    name: name.text,
    linkName: name.text,
    type,
    at: name,
    static: false,
    inlineOnly: false,
    attributes: {},
    referenced: true,
    builtin: true,
  };
  let outer = p.scope;
  while (outer.parent) outer = outer.parent;
  outer.symbols.set(name.text, symbol);
  p.unit.functions.push(symbol);
  return symbol;
}

/** One message a function is enough: from here on the name counts as a variable of no particular type. */
function declareUnknown(p: Parser, name: Token): void {
  if (p.fn) p.scope.symbols.set(name.text, errorVariable(name));
}

function errorVariable(name: Token): Variable {
  return {
    kind: 'variable',
    name: name.text,
    linkName: name.text,
    type: { kind: 'error', quals: 0 },
    at: name,
    storage: 'auto',
    global: false,
    addressTaken: false,
    read: true,
    written: true,
    parameter: false,
    definition: 'full',
    hidden: true,
  };
}

/** __func__: a static array of const char (6.4.2.2). */
function functionName(p: Parser, at: Token): Expression {
  const units = [...decodeText(`"${p.fn?.symbol.name ?? ''}"`).units, 0];
  const type = arrayOf(qualify<CType>(CHAR, CONST), units.length);
  return { kind: 'string', units, unitSize: 1, type, at };
}

/** "_Generic" "(" assignment {"," (type-name | "default") ":" assignment} ")" */
function generic(p: Parser): Expression {
  const at = p.advance();
  p.expect('(');
  p.unevaluated++;
  const control = unqualified(decay(p.grammar.assignment(p)).type);
  p.unevaluated--;
  let chosen: Expression | undefined;
  let fallback: Expression | undefined;
  while (p.accept(',')) {
    if (p.accept('default')) {
      p.expect(':');
      fallback = p.grammar.assignment(p);
      continue;
    }
    const type: CType = typeName(p);
    p.expect(':');
    const value = p.grammar.assignment(p);
    if (type.quals === 0 && compatibleIgnoringQuals(type, control)) chosen ??= value;
  }
  p.expect(')');
  const result = chosen ?? fallback;
  if (result) return result;
  p.report.error('generic-no-match', at, { type: spellType(control) });
  return errorAt(at);
}
