/** Conversions (C11 6.3): decay, promotion, the usual arithmetic conversions, casts and conversion as if by assignment. */
import type { MessageCode } from '../../messages/en';
import { sizeOf } from '../layout';
import type { Params, Reporter } from '../report';
import type { At, Expression } from '../tree';
import { typeName } from '../type-names';
import {
  BOOL,
  type CType,
  DOUBLE,
  ERROR,
  FLOAT,
  INT,
  INTS,
  type IntType,
  integerOf,
  isArithmetic,
  isBool,
  isError,
  isFloating,
  isInteger,
  isPointer,
  isRecord,
  isScalar,
  pointerTo,
  UNSIGNED_OF,
  unqualified,
} from '../types';
import { compatibleIgnoringQuals } from './compatible';
import { isNullConstant } from './constants';
import { floatToInteger, integerToFloat, normalise } from './fold';

export function errorAt(at: At): Expression {
  return { kind: 'error', type: ERROR, at };
}

export function integer(value: bigint | number, type: CType, at: At): Expression {
  return { kind: 'integer', value: normalise(BigInt(value), type), type, at };
}

/** An operation that has no syntax: lower/builtins.ts knows the names. */
export function builtinNode(name: string, args: Expression[], type: CType, at: At): Expression {
  return { kind: 'builtin', name, args, type, at };
}

/** Arrays and functions as pointers (6.3.2.1); other expressions as they are. */
export function decay(e: Expression): Expression {
  if (e.type.kind === 'array') {
    return { kind: 'address-of', operand: e, type: pointerTo(e.type.of), at: e.at };
  }
  if (e.type.kind === 'function') return { kind: 'address-of', operand: e, type: pointerTo(e.type), at: e.at };
  return e;
}

/** Whether two scalar types are represented and treated alike, so that no conversion node is needed. */
function sameScalar(a: CType, b: CType): boolean {
  if (a.kind === 'pointer' && b.kind === 'pointer') return false;
  if (a.kind === 'int' && b.kind === 'int') return a.name === b.name && a.quals === b.quals;
  if (a.kind === 'float' && b.kind === 'float') return a.name === b.name && a.quals === b.quals;
  return false;
}

/** The expression converted to a type, folded if constant. No checks. */
export function convert(e: Expression, to: CType, implicit = true): Expression {
  const type = unqualified(to);
  if (e.type === type || sameScalar(e.type, type) || isError(e.type) || isError(type)) return e;
  const folded = foldCast(e, type);
  return folded ?? { kind: 'cast', operand: e, implicit, type, at: e.at };
}

function foldCast(e: Expression, type: CType): Expression | undefined {
  if (e.kind === 'integer') {
    if (isFloating(type)) {
      const value = isPointer(e.type) ? undefined : integerToFloat(e.value, type.name === 'float');
      return value === undefined ? undefined : { kind: 'floating', value, type, at: e.at };
    }
    if (isInteger(type) || isPointer(type)) return integer(e.value, type, e.at);
  }
  if (e.kind === 'floating') {
    if (isFloating(type)) {
      return { kind: 'floating', value: type.name === 'float' ? Math.fround(e.value) : e.value, type, at: e.at };
    }
    const value = isInteger(type) ? floatToInteger(e.value, type) : undefined;
    if (value !== undefined) return integer(value, type, e.at);
  }
  return undefined;
}

/** The type after the integer promotions (6.3.1.1p2). A bit-field that fits an int becomes one, whatever its type. */
export function promotedType(type: CType, bitWidth?: number): CType {
  if (!isInteger(type)) return unqualified(type);
  const plain = integerOf(type);
  if (bitWidth !== undefined && bitWidth <= 32) return plain.signed || bitWidth < 32 ? INT : INTS['unsigned int'];
  return plain.rank >= INT.rank ? unqualified(plain) : INT;
}

export function promote(e: Expression): Expression {
  const width = e.kind === 'member' ? e.bits?.width : undefined;
  return convert(e, promotedType(e.type, width));
}

/** The common type of two arithmetic operands (6.3.1.8). */
export function commonType(a: CType, b: CType): CType {
  for (const name of ['long double', 'double', 'float']) {
    if ((a.kind === 'float' && a.name === name) || (b.kind === 'float' && b.name === name)) {
      return name === 'float' ? FLOAT : name === 'double' ? DOUBLE : unqualified(a.kind === 'float' ? a : b);
    }
  }
  const x = promotedType(a) as IntType;
  const y = promotedType(b) as IntType;
  if (x.signed === y.signed) return x.rank >= y.rank ? x : y;
  const [unsigned, signed] = x.signed ? [y, x] : [x, y];
  if (unsigned.rank >= signed.rank) return unsigned;
  if (signed.size > unsigned.size) return signed;
  return INTS[UNSIGNED_OF[signed.name] ?? signed.name];
}

/** Both operands in their common type. */
export function balance(left: Expression, right: Expression): [Expression, Expression, CType] {
  const a = promote(left);
  const b = promote(right);
  const type = commonType(a.type, b.type);
  return [convert(a, type), convert(b, type), type];
}

/** Default argument promotions (6.5.2.2p6). */
export function promoteArgument(e: Expression): Expression {
  const value = decay(e);
  if (value.type.kind === 'float' && value.type.name === 'float') return convert(value, DOUBLE);
  return isInteger(value.type) ? promote(value) : value;
}

/** How a conversion by assignment came about: picks the words of the message. */
export type AssignmentContext = 'assign' | 'initialise' | 'argument' | 'return';

/** Converts as if by assignment (6.5.16.1); what C forbids is reported. `extra` are parameters for the message. */
export function convertAssigning(
  report: Reporter,
  e: Expression,
  to: CType,
  context: AssignmentContext,
  extra: Params = {},
): Expression {
  const value = decay(e);
  const { type: from } = value;
  if (isError(from) || isError(to)) return value;
  if (isArithmetic(to) && isArithmetic(from)) {
    warnIfChanged(report, value, to);
    return convert(value, to);
  }
  if (isBool(to) && isPointer(from)) return convert(value, BOOL);
  const complain = (code: MessageCode, isFatal: boolean, hint?: MessageCode): Expression => {
    const params = { from: typeName(from), to: typeName(unqualified(to)), context, ...extra };
    if (isFatal) report.error(code, value.at, params, { hint });
    else report.warn(code, value.at, params, { hint });
    return isScalar(to) && isScalar(from) ? convert(value, to) : errorAt(value.at);
  };
  // libbpf's BPF_KPROBE hands registers over to a function of this name, whatever its parameters are.
  if (/^____/.test(String(extra.name ?? '')) && isScalar(from) && isScalar(to)) return convert(value, to);
  if (isPointer(to)) {
    if (isNullConstant(value)) return convert(value, to);
    if (isPointer(from)) {
      const problem = pointerProblem(from.to, to.to);
      return problem ? complain(problem, false) : convert(value, to);
    }
    if (isInteger(from)) return complain('int-to-pointer', !report.lenient, hintForPointer(from, to.to));
  }
  if (isInteger(to) && isPointer(from)) return complain('pointer-to-int', !report.lenient, 'hint-dereference');
  if (isRecord(to) && isRecord(from) && to.declaration === from.declaration) return value;
  if (from.kind === 'void') {
    report.error('void-value', value.at);
    return errorAt(value.at);
  }
  return complain('incompatible-types', true);
}

function hintForPointer(from: CType, target: CType): MessageCode | undefined {
  return isInteger(target) && compatibleIgnoringQuals(from, target) ? 'hint-address-of' : undefined;
}

function pointerProblem(from: CType, to: CType): MessageCode | undefined {
  const lost = from.kind !== 'function' && (from.quals & ~to.quals & 3) !== 0;
  if (from.kind === 'void' || to.kind === 'void') return lost ? 'discards-qualifiers' : undefined;
  if (!compatibleIgnoringQuals(from, to) && !differsInSignOnly(from, to)) return 'incompatible-pointers';
  return lost ? 'discards-qualifiers' : undefined;
}

/** char * and unsigned char *: GCC is silent without -Wpointer-sign. */
function differsInSignOnly(from: CType, to: CType): boolean {
  return isInteger(from) && isInteger(to) && sizeOf(from) === sizeOf(to) && integerOf(from).rank === integerOf(to).rank;
}

/** GCC's -Woverflow: a constant that the type cannot hold, not even as its bit pattern. */
function warnIfChanged(report: Reporter, e: Expression, to: CType): void {
  if (e.kind !== 'integer' || !isInteger(to) || isBool(to)) return;
  const converted = normalise(e.value, to);
  if (converted === e.value) return;
  const size = sizeOf(to) * 8;
  if (BigInt.asUintN(size, e.value) === e.value || BigInt.asIntN(size, e.value) === e.value) return;
  report.warn('constant-overflow', e.at, { from: String(e.value), to: String(converted), type: typeName(to) });
}
