/** GCC's builtins: operations that look like functions but are known to the compiler. Those that only repeat a library
 * function become calls of it; the rest become nodes of kind `builtin` that lower/builtins.ts turns into IR. */
import { findMember, sizeOf } from '../layout';
import type { Token } from '../lexer/token';
import { buildComma } from '../sema/assignment';
import { buildCall } from '../sema/calls';
import { compatibleIgnoringQuals } from '../sema/compatible';
import { evaluate, knownTruth } from '../sema/constants';
import { convert, convertAssigning, decay, errorAt, integer, builtinNode as node, promote } from '../sema/conversions';
import type { Expression, FunctionSymbol, Variable } from '../tree';
import { typeName as spellType } from '../type-names';
import {
  BOOL,
  type CType,
  DOUBLE,
  INT,
  isError,
  isFloating,
  isInteger,
  isPointer,
  isRecord,
  isScalar,
  LONG,
  pointerTo,
  UINT,
  ULONG,
  unqualified,
  VOID,
} from '../types';
import { atomicCall, isAtomic } from './atomics';
import { CLASSIFY, COMPARE, CONSTANTS, FIXED, LIBRARY, TYPES } from './builtin-tables';
import type { Parser } from './parser';
import { typeName } from './specifiers';
import { vaArg, vaCopy, vaEnd, vaStart } from './va-list';

type Rule = (p: Parser, at: Token) => Expression;

/** Rules that read more than plain arguments, or that are keywords. */
export const BUILTIN_RULES: Readonly<Record<string, Rule>> = {
  __builtin_va_arg: vaArg,
  __builtin_offsetof: offsetOf,
  __builtin_types_compatible_p: typesCompatible,
  __builtin_choose_expr: chooseExpression,
  __builtin_va_start: vaStart,
  __builtin_va_end: vaEnd,
  __builtin_va_copy: vaCopy,
  __builtin_constant_p: constantP,
  __builtin_expect: expected,
  __builtin_expect_with_probability: expected,
  __builtin_assume_aligned: (p) => convert(decay(firstOf(p)), pointerTo(VOID)),
  __builtin_object_size: objectSize,
  __builtin_dynamic_object_size: objectSize,
  __builtin_prefetch: (p, at) => ({ kind: 'cast', operand: firstOf(p), implicit: true, type: VOID, at }),
  __builtin_classify_type: (p, at) => integer(classOf(decay(firstOf(p)).type), INT, at),
  __builtin_frame_address: (p, at) => frame(p, at, 'frame-address'),
  __builtin_return_address: (p, at) => frame(p, at, 'return-address'),
  __builtin_apply: unsupported,
  __builtin_setjmp: unsupported,
  __builtin_longjmp: unsupported,
  __builtin_alloca_with_align: (p, at) => node('alloca', [convert(firstOf(p), ULONG)], pointerTo(VOID), at),
  __builtin_add_overflow: overflow,
  __builtin_sub_overflow: overflow,
  __builtin_mul_overflow: overflow,
  __builtin_add_overflow_p: overflowPredicate,
  __builtin_sub_overflow_p: overflowPredicate,
  __builtin_mul_overflow_p: overflowPredicate,
};

/** Whether the name is one that this file or atomics.ts knows. */
export function isBuiltin(name: string): boolean {
  return name.startsWith('__builtin_') || isAtomic(name);
}

/** name "(" arguments ")" */
export function builtinCall(p: Parser): Expression {
  const at = p.advance();
  const { text } = at;
  const name = text.replace(/^__builtin_/, '');
  if (Object.hasOwn(BUILTIN_RULES, text)) {
    p.expect('(');
    const result = BUILTIN_RULES[text](p, at);
    p.expect(')');
    return result;
  }
  if (isAtomic(text)) return atomicCall(p, at, argumentList(p));
  if (Object.hasOwn(LIBRARY, name)) return libraryCall(p, at, name);
  if (Object.hasOwn(FIXED, name)) return fixedCall(p, at, name);
  if (Object.hasOwn(CONSTANTS, name)) return constantCall(p, at, name);
  if (CLASSIFY.has(name)) return classify(p, at, name);
  if (COMPARE.has(name)) return compareFloats(p, at, name);
  if (/^[su](?:add|sub|mul)l{0,2}_overflow$/.test(name)) return typedOverflow(p, at, name);
  p.report.error('unknown-builtin', at, { name: text });
  if (p.is('(')) argumentList(p);
  return errorAt(at);
}

function argumentList(p: Parser): Expression[] {
  p.expect('(');
  const args: Expression[] = [];
  if (!p.is(')')) {
    do args.push(decay(p.grammar.assignment(p)));
    while (p.accept(','));
  }
  p.expect(')');
  return args;
}

/** The first argument; the others are read and dropped. */
function firstOf(p: Parser): Expression {
  const first = p.grammar.assignment(p);
  while (p.accept(',')) p.grammar.assignment(p);
  return first;
}

/** "__builtin_expect" "(" value "," guess ")": the guess is evaluated, if that does anything. */
function expected(p: Parser, at: Token): Expression {
  const value = convert(promote(decay(p.grammar.assignment(p))), LONG);
  p.expect(',');
  const guess = p.grammar.assignment(p);
  if (p.accept(',')) p.grammar.assignment(p);
  return guess.kind === 'integer' ? value : buildComma(guess, value, at);
}

/** "__builtin_frame_address" "(" level ")": frames are linked through rbp. */
function frame(p: Parser, at: Token, name: string): Expression {
  const level = p.grammar.conditional(p);
  if (level.kind === 'integer' && level.value >= 0n && level.value < 64n) {
    return node(name, [level], pointerTo(VOID), at);
  }
  p.report.error('constant-required', at);
  return errorAt(at);
}

function unsupported(p: Parser, at: Token): Expression {
  if (!p.is(')')) firstOf(p);
  p.report.error('unsupported', at, { feature: at.text });
  return errorAt(at);
}

function libraryCall(p: Parser, at: Token, name: string): Expression {
  const known = p.scope.find(name);
  const symbol = known?.kind === 'function' ? known : librarySymbol(p, name, at);
  symbol.referenced = true;
  return buildCall(p.report, { kind: 'function', symbol, type: symbol.type, at }, argumentList(p), at);
}

/** The library's function by a name that the compiler knows. */
export function librarySymbol(p: Parser, name: string, at: Token): FunctionSymbol {
  const spec = LIBRARY[name];
  const variadic = spec.endsWith('.');
  const types = [...spec.replace('.', '')].map((letter) => TYPES[letter]);
  const symbol: FunctionSymbol = {
    kind: 'function',
    name,
    linkName: name,
    type: {
      kind: 'function',
      result: types[0],
      params: types.slice(1).map((type) => ({ type })),
      variadic,
      unprototyped: false,
      noreturn: name === 'abort' || name === 'exit',
      quals: 0,
    },
    at,
    static: false,
    inlineOnly: false,
    attributes: {},
    referenced: true,
    builtin: true,
  };
  let outer = p.scope;
  while (outer.parent) outer = outer.parent;
  if (!outer.symbols.has(name)) outer.symbols.set(name, symbol);
  p.unit.functions.push(symbol);
  return symbol;
}

function fixedCall(p: Parser, at: Token, name: string): Expression {
  const [nodeName, types] = FIXED[name];
  const params = [...types].slice(1).map((letter) => TYPES[letter]);
  const args = checkedArguments(p, at, argumentList(p), params);
  return args ? node(nodeName, args, TYPES[types[0]], at) : errorAt(at);
}

function checkedArguments(p: Parser, at: Token, args: Expression[], params: CType[]): Expression[] | undefined {
  if (args.length !== params.length) {
    const code = args.length < params.length ? 'too-few-arguments' : 'too-many-arguments';
    p.report.error(code, at, { name: at.text, expected: params.length, given: args.length });
    return undefined;
  }
  const converted = args.map((arg, i) =>
    convertAssigning(p.report, arg, params[i], 'argument', { index: i + 1, name: at.text }),
  );
  return converted.some((arg) => isError(arg.type)) ? undefined : converted;
}

function constantCall(p: Parser, at: Token, name: string): Expression {
  argumentList(p);
  const [value, type] = CONSTANTS[name];
  return { kind: 'floating', value, type, at };
}

function floatingArgument(p: Parser, at: Token, e: Expression | undefined): Expression | undefined {
  if (e && isFloating(e.type)) return e;
  if (e && isInteger(e.type)) return convert(e, DOUBLE);
  if (!e || !isError(e.type))
    p.report.error('bad-operand', at, { operator: at.text, type: e ? spellType(e.type) : '' });
  return undefined;
}

function classify(p: Parser, at: Token, name: string): Expression {
  const value = floatingArgument(p, at, argumentList(p)[0]);
  return value ? node(name.replace('signbitf', 'signbit'), [value], INT, at) : errorAt(at);
}

function compareFloats(p: Parser, at: Token, name: string): Expression {
  const args = argumentList(p);
  const left = floatingArgument(p, at, args[0]);
  const right = floatingArgument(p, at, args[1]);
  if (!left || !right) return errorAt(at);
  return node(name, [convert(left, DOUBLE), convert(right, DOUBLE)], INT, at);
}

/** "__builtin_offsetof" "(" type-name "," member {"." member | "[" constant "]"} ")" */
function offsetOf(p: Parser, at: Token): Expression {
  let type = typeName(p);
  p.expect(',');
  let offset: Expression = integer(0n, ULONG, at);
  let constant = 0;
  for (let first = true; ; first = false) {
    if (first || p.accept('.')) {
      const name = p.identifier();
      const found = isRecord(type) ? findMember(type.declaration, name.text) : undefined;
      if (!found) {
        if (!isError(type)) p.report.error('unknown-member', name, { name: name.text, type: spellType(type) });
        return errorAt(at);
      }
      constant += found.base + found.member.offset;
      type = found.member.type;
    } else if (p.accept('[')) {
      const index = convert(promote(decay(p.grammar.expression(p))), ULONG);
      p.expect(']');
      if (type.kind !== 'array') return errorAt(at);
      type = type.of;
      if (index.kind === 'integer') constant += Number(index.value) * sizeOf(type);
      else {
        const scaled = product(index, sizeOf(type), at);
        offset = { kind: 'binary', operator: '+', left: offset, right: scaled, type: ULONG, at };
      }
    } else break;
  }
  if (offset.kind === 'integer') return integer(constant, ULONG, at);
  return { kind: 'binary', operator: '+', left: offset, right: integer(constant, ULONG, at), type: ULONG, at };
}

function product(e: Expression, by: number, at: Token): Expression {
  return { kind: 'binary', operator: '*', left: e, right: integer(by, ULONG, at), type: ULONG, at };
}

/** "__builtin_types_compatible_p" "(" type-name "," type-name ")" */
function typesCompatible(p: Parser, at: Token): Expression {
  const first = typeName(p);
  p.expect(',');
  const second = typeName(p);
  return integer(compatibleIgnoringQuals(first, second) ? 1 : 0, INT, at);
}

/** "__builtin_choose_expr" "(" constant "," expression "," expression ")" */
function chooseExpression(p: Parser, at: Token): Expression {
  const truth = knownTruth(p.grammar.assignment(p));
  p.expect(',');
  const then = p.grammar.assignment(p);
  p.expect(',');
  const otherwise = p.grammar.assignment(p);
  if (truth === undefined) p.report.error('constant-required', at);
  return truth ? then : otherwise;
}

function constantP(p: Parser, at: Token): Expression {
  p.unevaluated++;
  const e = decay(firstOf(p));
  p.unevaluated--;
  const value = evaluate(e);
  const known =
    value?.kind === 'integer' ||
    value?.kind === 'floating' ||
    (value?.kind === 'address' && value.of.kind === 'string');
  return integer(known ? 1 : 0, INT, at);
}

/** What is not known: all ones for types 0 and 1, zero for 2 and 3. */
function objectSize(p: Parser, at: Token): Expression {
  p.unevaluated++;
  p.grammar.assignment(p);
  p.expect(',');
  const kind = p.grammar.assignment(p);
  p.unevaluated--;
  const least = kind.kind === 'integer' && kind.value >= 2n;
  return integer(least ? 0n : -1n, ULONG, at);
}

function classOf(type: CType): number {
  if (isInteger(type)) return 1;
  if (isPointer(type)) return 5;
  if (isFloating(type)) return 8;
  return isRecord(type) ? 12 : 0;
}

/** "__builtin_add_overflow" "(" a "," b "," pointer ")" */
function overflow(p: Parser, at: Token): Expression {
  const a = decay(p.grammar.assignment(p));
  p.expect(',');
  const b = decay(p.grammar.assignment(p));
  p.expect(',');
  const result = decay(p.grammar.assignment(p));
  return overflowNode(p, at, /add|sub|mul/.exec(at.text)?.[0] ?? 'add', a, b, result);
}

/** __builtin_add_overflow_p "(" a "," b "," c ")": whether the type of c could not hold the result. */
function overflowPredicate(p: Parser, at: Token): Expression {
  const a = decay(p.grammar.assignment(p));
  p.expect(',');
  const b = decay(p.grammar.assignment(p));
  p.expect(',');
  const type = unqualified(decay(p.grammar.assignment(p)).type);
  const variable: Variable = {
    kind: 'variable',
    name: `<overflow ${p.fresh()}>`,
    linkName: '',
    type,
    at,
    storage: 'auto',
    global: false,
    addressTaken: true,
    read: true,
    written: true,
    parameter: false,
    definition: 'full',
    hidden: true,
  };
  const place: Expression = { kind: 'compound-literal', variable, type, at };
  const result: Expression = { kind: 'address-of', operand: place, type: pointerTo(type), at };
  return overflowNode(p, at, /add|sub|mul/.exec(at.text)?.[0] ?? 'add', a, b, result);
}

function overflowNode(
  p: Parser,
  at: Token,
  kind: string,
  a: Expression,
  b: Expression,
  result: Expression,
): Expression {
  if (isError(a.type) || isError(b.type) || isError(result.type)) return errorAt(at);
  const fits = isInteger(a.type) && isInteger(b.type) && isPointer(result.type) && isInteger(result.type.to);
  if (!fits) {
    p.report.error('bad-operand', at, { operator: at.text, type: spellType(result.type) });
    return errorAt(at);
  }
  return node(`${kind}-overflow`, [promote(a), promote(b), result], BOOL, at);
}

function typedOverflow(p: Parser, at: Token, name: string): Expression {
  const args = argumentList(p);
  const isLong = /(?:add|sub|mul)l/.test(name);
  const type = name[0] === 's' ? (isLong ? LONG : INT) : isLong ? ULONG : UINT;
  if (args.length !== 3 || !args.slice(0, 2).every((arg) => isScalar(arg.type))) {
    p.report.error('too-few-arguments', at, { name: at.text, expected: 3, given: args.length });
    return errorAt(at);
  }
  return overflowNode(p, at, name.slice(1, 4), convert(args[0], type), convert(args[1], type), args[2]);
}
