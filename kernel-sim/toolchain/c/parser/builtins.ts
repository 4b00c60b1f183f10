/**
 * GCC's builtins: operations that look like functions but are known to the compiler. Those that only repeat a library
 * function become calls of it; the rest become nodes of kind `builtin` that lower/builtins.ts turns into IR.
 */
import { findMember, sizeOf } from '../layout';
import type { Token } from '../lexer/token';
import { buildCall } from '../sema/calls';
import { compatibleIgnoringQuals } from '../sema/compatible';
import { evaluate, knownTruth } from '../sema/constants';
import { convert, convertAssigning, decay, errorAt, integer, promote } from '../sema/conversions';
import { buildComma } from '../sema/operators';
import type { Expression, FunctionSymbol } from '../tree';
import { typeName as spellType } from '../type-names';
import {
  arrayOf,
  BOOL,
  CHAR,
  CONST,
  type CType,
  DOUBLE,
  FLOAT,
  INT,
  INTS,
  isError,
  isFloating,
  isInteger,
  isPointer,
  isRecord,
  isScalar,
  LONG,
  pointerTo,
  qualify,
  type RecordDeclaration,
  UINT,
  ULONG,
  unqualified,
  VOID,
} from '../types';
import { atomicCall, isAtomic } from './atomics';
import type { Parser } from './parser';
import { typeName } from './specifiers';

type Rule = (p: Parser, at: Token) => Expression;

/** Letters for the types in the tables below. */
const TYPES: Readonly<Record<string, CType>> = {
  v: VOID,
  i: INT,
  I: UINT,
  l: LONG,
  u: ULONG,
  h: INTS['unsigned short'],
  d: DOUBLE,
  f: FLOAT,
  b: BOOL,
  p: pointerTo(VOID),
  P: pointerTo(qualify<CType>(VOID, CONST)),
  s: pointerTo(CHAR),
  S: pointerTo(qualify<CType>(CHAR, CONST)),
};

/** __builtin_NAME that is the library's NAME: result and parameters; a final `.` makes it variadic. */
const LIBRARY: Readonly<Record<string, string>> = {
  memcpy: 'ppPu',
  memmove: 'ppPu',
  memset: 'ppiu',
  memcmp: 'iPPu',
  memchr: 'pPiu',
  strlen: 'uS',
  strcpy: 'ssS',
  strncpy: 'ssSu',
  strcat: 'ssS',
  strcmp: 'iSS',
  strncmp: 'iSSu',
  strchr: 'sSi',
  strrchr: 'sSi',
  strstr: 'sSS',
  stpcpy: 'ssS',
  malloc: 'pu',
  calloc: 'puu',
  realloc: 'ppu',
  free: 'vp',
  abort: 'v',
  exit: 'vi',
  abs: 'ii',
  labs: 'll',
  llabs: 'll',
  printf: 'iS.',
  sprintf: 'isS.',
  snprintf: 'isuS.',
  puts: 'iS',
  putchar: 'ii',
  pow: 'ddd',
  sin: 'dd',
  cos: 'dd',
  exp: 'dd',
  log: 'dd',
  floor: 'dd',
  ceil: 'dd',
  fmod: 'ddd',
};

/** Builtins with fixed types: node name, then result and parameters. */
const FIXED: Readonly<Record<string, readonly [node: string, types: string]>> = {
  unreachable: ['unreachable', 'v'],
  trap: ['trap', 'v'],
  clz: ['clz', 'iI'],
  clzl: ['clz', 'iu'],
  clzll: ['clz', 'iu'],
  ctz: ['ctz', 'iI'],
  ctzl: ['ctz', 'iu'],
  ctzll: ['ctz', 'iu'],
  popcount: ['popcount', 'iI'],
  popcountl: ['popcount', 'iu'],
  popcountll: ['popcount', 'iu'],
  parity: ['parity', 'iI'],
  parityl: ['parity', 'iu'],
  parityll: ['parity', 'iu'],
  ffs: ['ffs', 'ii'],
  ffsl: ['ffs', 'il'],
  ffsll: ['ffs', 'il'],
  clrsb: ['clrsb', 'ii'],
  clrsbl: ['clrsb', 'il'],
  clrsbll: ['clrsb', 'il'],
  bswap16: ['bswap', 'hh'],
  bswap32: ['bswap', 'II'],
  bswap64: ['bswap', 'uu'],
  alloca: ['alloca', 'pu'],
  sqrt: ['sqrt', 'dd'],
  sqrtf: ['sqrt', 'ff'],
  fabs: ['fabs', 'dd'],
  fabsf: ['fabs', 'ff'],
  copysign: ['copysign', 'ddd'],
  copysignf: ['copysign', 'fff'],
};

const CONSTANTS: Readonly<Record<string, readonly [value: number, type: CType]>> = {
  inf: [Number.POSITIVE_INFINITY, DOUBLE],
  inff: [Number.POSITIVE_INFINITY, FLOAT],
  huge_val: [Number.POSITIVE_INFINITY, DOUBLE],
  huge_valf: [Number.POSITIVE_INFINITY, FLOAT],
  nan: [Number.NaN, DOUBLE],
  nanf: [Number.NaN, FLOAT],
};

const CLASSIFY = new Set(['isnan', 'isinf', 'isinf_sign', 'isfinite', 'isnormal', 'signbit', 'signbitf']);
const COMPARE = new Set(['isless', 'islessequal', 'isgreater', 'isgreaterequal', 'islessgreater', 'isunordered']);

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
  __builtin_frame_address: unsupported,
  __builtin_return_address: unsupported,
  __builtin_apply: unsupported,
  __builtin_setjmp: unsupported,
  __builtin_longjmp: unsupported,
  __builtin_alloca_with_align: (p, at) => node('alloca', [convert(firstOf(p), ULONG)], pointerTo(VOID), at),
  __builtin_add_overflow: overflow,
  __builtin_sub_overflow: overflow,
  __builtin_mul_overflow: overflow,
};

/** Whether the name is one that this file or atomics.ts knows. */
export function isBuiltin(name: string): boolean {
  return name.startsWith('__builtin_') || isAtomic(name);
}

function node(name: string, args: Expression[], type: CType, at: Token): Expression {
  return { kind: 'builtin', name, args, type, at };
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

function librarySymbol(p: Parser, name: string, at: Token): FunctionSymbol {
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

/** Address of the va_list, however it was declared or passed. */
function listArgument(p: Parser, at: Token): Expression | undefined {
  const e = decay(p.grammar.assignment(p));
  if (isError(e.type)) return undefined;
  if (isPointer(e.type) && isRecord(e.type.to) && e.type.to.declaration.tag === '__va_list_tag') return e;
  p.report.error('bad-va-list', at, { type: spellType(e.type) });
  return undefined;
}

/** "__builtin_va_start" "(" list "," last ")" */
function vaStart(p: Parser, at: Token): Expression {
  const list = listArgument(p, at);
  if (p.accept(',')) p.grammar.assignment(p);
  if (!p.fn?.symbol.type.variadic) p.report.error('va-start-in-fixed', at);
  return list ? node('va-start', [list], VOID, at) : errorAt(at);
}

function vaEnd(p: Parser, at: Token): Expression {
  const list = listArgument(p, at);
  return list ? { kind: 'cast', operand: list, implicit: true, type: VOID, at } : errorAt(at);
}

function vaCopy(p: Parser, at: Token): Expression {
  const to = listArgument(p, at);
  p.expect(',');
  const from = listArgument(p, at);
  return to && from ? node('va-copy', [to, from], VOID, at) : errorAt(at);
}

/** "__builtin_va_arg" "(" list "," type-name ")" */
function vaArg(p: Parser, at: Token): Expression {
  const list = listArgument(p, at);
  p.expect(',');
  const type = unqualified(typeName(p));
  if (isInteger(type) && sizeOf(type) < 4) {
    p.report.warn('va-arg-promoted', at, { type: spellType(type), promoted: 'int' });
  } else if (type.kind === 'float' && type.name === 'float') {
    p.report.warn('va-arg-promoted', at, { type: 'float', promoted: 'double' });
  }
  return list ? { kind: 'va-arg', list, type, at } : errorAt(at);
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

/** Declares what every translation unit knows: __builtin_va_list (System V AMD64 ABI 3.5.7, figure 3.34). */
export function declareBuiltinTypes(p: Parser): void {
  const pointer = pointerTo(VOID);
  const tag: RecordDeclaration = {
    union: false,
    tag: '__va_list_tag',
    id: p.fresh(),
    size: 24,
    align: 8,
    flexible: false,
    members: [
      { name: 'gp_offset', type: UINT, offset: 0 },
      { name: 'fp_offset', type: UINT, offset: 4 },
      { name: 'overflow_arg_area', type: pointer, offset: 8 },
      { name: 'reg_save_area', type: pointer, offset: 16 },
    ],
  };
  const list = arrayOf({ kind: 'record', declaration: tag, quals: 0 }, 1);
  p.scope.symbols.set('__builtin_va_list', { kind: 'typedef', name: '__builtin_va_list', at: p.token, type: list });
}
