/** Expressions from comma down to unary (C11 6.5.3 to 6.5.17). */

import { isComplete, sizeOf } from '../layout';
import { PRECEDENCE } from '../precedence';
import { buildAssign, buildCast, buildComma, buildCompoundAssign, buildIncrement } from '../sema/assignment';
import { buildCompare, buildConditional, buildLogical } from '../sema/comparisons';
import { errorAt, integer } from '../sema/conversions';
import { buildBinary, buildUnary } from '../sema/operators';
import { buildAddressOf, buildDereference, sizeExpression } from '../sema/pointers';
import type { BinaryOperator, CompareOperator, Expression, Statement, Variable } from '../tree';
import { typeName as spellType } from '../type-names';
import { type CType, isError, isFunction, isVla, isVoid, pointerTo, ULONG, unqualified, VOID } from '../types';
import { parseInitialiser } from './initialisers';
import { makeVariable, takeLengths } from './linkage';
import type { Parser } from './parser';
import { postfix, postfixOf } from './postfix';
import { isTypeName, requireComplete, typeName } from './specifiers';
import { findLabel } from './statements';

const ASSIGNMENTS: Readonly<Record<string, BinaryOperator>> = {
  '+=': '+',
  '-=': '-',
  '*=': '*',
  '/=': '/',
  '%=': '%',
  '&=': '&',
  '|=': '|',
  '^=': '^',
  '<<=': '<<',
  '>>=': '>>',
};

const COMPARISONS = new Set(['==', '!=', '<', '>', '<=', '>=']);

/** expression = assignment {"," assignment} */
export function expression(p: Parser): Expression {
  let left = assignment(p);
  while (p.is(',')) {
    const at = p.advance();
    left = buildComma(left, assignment(p), at);
  }
  return left;
}

/** assignment = conditional [assignment-operator assignment] */
export function assignment(p: Parser): Expression {
  const left = p.peek(1).text === '=' ? assigned(p) : conditional(p);
  if (p.token.kind !== 'punctuator') return left;
  if (p.is('=')) {
    const at = p.advance();
    return buildAssign(p.report, left, assignment(p), at);
  }
  const operator = ASSIGNMENTS[p.token.text];
  if (operator === undefined) return left;
  const at = p.advance();
  return buildCompoundAssign(p.report, operator, left, assignment(p), at);
}

/** The left side of `name = …`: being stored to does not count as being used. */
function assigned(p: Parser): Expression {
  const symbol = p.token.kind === 'identifier' ? p.scope.find(p.token.text) : undefined;
  const used = symbol?.kind === 'variable' && symbol.read;
  const left = conditional(p);
  if (symbol?.kind === 'variable') symbol.read = used;
  return left;
}

/** conditional = binary ["?" [expression] ":" conditional] */
export function conditional(p: Parser): Expression {
  const test = binary(p, 1);
  if (!p.is('?')) return test;
  const at = p.advance();
  const then = p.is(':') ? undefined : expression(p);
  p.expect(':');
  return buildConditional(p.report, test, then, conditional(p), at);
}

/** binary = cast {binary-operator cast}, by precedence */
function binary(p: Parser, minimum: number): Expression {
  let left = cast(p);
  for (;;) {
    const operator = p.token;
    const precedence = operator.kind === 'punctuator' ? PRECEDENCE[operator.text] : undefined;
    if (precedence === undefined || precedence < minimum) return left;
    p.advance();
    const right = binary(p, precedence + 1);
    left = combine(p, operator, left, right);
  }
}

function combine(p: Parser, operator: Parser['token'], left: Expression, right: Expression): Expression {
  const { text } = operator;
  if (text === '&&' || text === '||') return buildLogical(p.report, text, left, right, operator);
  if (COMPARISONS.has(text)) return buildCompare(p.report, text as CompareOperator, left, right, operator);
  return buildBinary(p.report, text as BinaryOperator, left, right, operator);
}

/** cast = "(" type-name ")" (cast | "{" initialisers "}") | unary */
export function cast(p: Parser): Expression {
  if (!p.is('(') || !isTypeName(p, p.peek(1))) return unary(p);
  const at = p.advance();
  const type = typeName(p);
  p.expect(')');
  if (p.is('{')) return postfixOf(p, compoundLiteral(p, type));
  const lengths = takeLengths(p);
  return withLengths(lengths, buildCast(p.report, type, cast(p), at));
}

/** Runs the evaluation of VLA lengths in a type name before the expression it stands in. */
function withLengths(lengths: Statement[], e: Expression): Expression {
  if (lengths.length === 0) return e;
  return { kind: 'statement-expression', body: lengths, result: e, type: e.type, at: e.at };
}

/** The braces of a compound literal: an object without a name (6.5.2.5). */
function compoundLiteral(p: Parser, type: CType): Expression {
  const at = p.token;
  const isStatic = p.fn === undefined;
  const variable: Variable = makeVariable('<literal>', type, at);
  variable.hidden = true;
  variable.read = true;
  variable.definition = 'full';
  variable.addressTaken = true;
  const made = parseInitialiser(p, type, isStatic);
  variable.type = made.type;
  variable.initialiser = made.initialiser;
  requireComplete(p, variable.type, at);
  if (isStatic) {
    variable.storage = 'static';
    variable.linkName = `.Lliteral${p.fresh()}`;
    p.unit.variables.push(variable);
  }
  return { kind: 'compound-literal', variable, type: variable.type, at };
}

type UnaryRule = (p: Parser) => Expression;
const simple =
  (operator: '+' | '-' | '~' | '!'): UnaryRule =>
  (p) => {
    const at = p.advance();
    return buildUnary(p.report, operator, cast(p), at);
  };
const increment =
  (delta: 1 | -1): UnaryRule =>
  (p) => {
    const at = p.advance();
    return buildIncrement(p.report, unary(p), delta, true, at);
  };

const UNARY: Readonly<Record<string, UnaryRule>> = {
  '+': simple('+'),
  '-': simple('-'),
  '~': simple('~'),
  '!': simple('!'),
  '++': increment(1),
  '--': increment(-1),
  '&': (p) => {
    const at = p.advance();
    return buildAddressOf(p.report, cast(p), at);
  },
  '*': (p) => {
    const at = p.advance();
    return buildDereference(p.report, cast(p), at);
  },
  '&&': labelAddress,
  sizeof: sizeofExpression,
  _Alignof: alignofExpression,
  __extension__: (p) => {
    p.advance();
    return cast(p);
  },
};

/** unary = ("+" | "-" | "~" | "!" | "*" | "&") cast | ("++" | "--") unary | sizeof | alignof | "&&" label | postfix */
function unary(p: Parser): Expression {
  const { token } = p;
  if ((token.kind === 'punctuator' || token.kind === 'keyword') && Object.hasOwn(UNARY, token.text)) {
    return UNARY[token.text](p);
  }
  return postfix(p);
}

/** "&&" identifier: GNU's label as a value */
function labelAddress(p: Parser): Expression {
  const at = p.advance();
  const label = findLabel(p, p.identifier());
  label.used = true;
  label.addressTaken = true;
  return { kind: 'label-address', label, type: pointerTo(VOID), at };
}

/** The type in `sizeof (type)` or of the operand, which is not evaluated unless it is a VLA. */
function operandType(p: Parser): { type: CType; lengths: Statement[]; operand?: Expression } {
  if (p.is('(') && isTypeName(p, p.peek(1))) {
    p.advance();
    const type = typeName(p);
    p.expect(')');
    const lengths = takeLengths(p);
    if (!p.is('{')) return { type, lengths };
    const operand = postfixOf(p, compoundLiteral(p, type));
    return { type: operand.type, lengths, operand };
  }
  p.unevaluated++;
  const operand = unary(p);
  p.unevaluated--;
  return { type: operand.type, lengths: takeLengths(p), operand };
}

/** "sizeof" (unary | "(" type-name ")") */
function sizeofExpression(p: Parser): Expression {
  const at = p.advance();
  const { type, lengths, operand } = operandType(p);
  if (isError(type)) return errorAt(at);
  if (operand?.kind === 'member' && operand.bits) p.report.error('sizeof-bit-field', at, { name: operand.name });
  if (isVla(type)) return withLengths(lengths, sizeExpression(type, at));
  if (!isComplete(type) && !isVoid(type) && !isFunction(type)) {
    p.report.error('incomplete-type', at, { type: spellType(unqualified(type)) });
    return integer(1, ULONG, at);
  }
  return integer(sizeOf(type), ULONG, at);
}

/** "_Alignof" (unary | "(" type-name ")") */
function alignofExpression(p: Parser): Expression {
  const at = p.advance();
  const { type, operand } = operandType(p);
  if (isError(type)) return errorAt(at);
  const declared = operand?.kind === 'variable' ? operand.variable.align : undefined;
  return integer(declared ?? alignmentOf(type), ULONG, at);
}

function alignmentOf(type: CType): number {
  if (type.alignment !== undefined) return type.alignment;
  if (type.kind === 'array') return alignmentOf(type.of);
  return type.kind === 'record' ? type.declaration.align : sizeOf(type);
}
