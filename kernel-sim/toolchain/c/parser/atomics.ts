/**
 * __atomic_* and __sync_* (GCC manual, "Built-in Functions for Memory Model Aware Atomic Operations").
 * All orders are treated as sequentially consistent.
 */
import type { Token } from '../lexer/token';
import { buildAssign } from '../sema/assignment';
import { convert, errorAt, integer, builtinNode as node } from '../sema/conversions';
import { buildDereference } from '../sema/pointers';
import type { Expression } from '../tree';
import { typeName as spellType } from '../type-names';
import { BOOL, type CType, INTS, isError, isInteger, isPointer, pointerTo, unqualified, VOID } from '../types';
import type { Parser } from './parser';

type Maker = (p: Parser, at: Token, args: Expression[]) => Expression;

/** The type that a pointer argument points to, if atomic instructions can handle it. */
function target(p: Parser, at: Token, pointer: Expression | undefined): CType | undefined {
  if (pointer && isError(pointer.type)) return undefined;
  const to = pointer && isPointer(pointer.type) ? unqualified(pointer.type.to) : undefined;
  if (to && (isInteger(to) || isPointer(to))) return to;
  p.report.error('atomic-bad-operand', at, { name: at.text, type: pointer ? spellType(pointer.type) : '' });
  return undefined;
}

/** An operation on the target with one more operand, converted to its type; a pointer counts as a long. */
function withValue(name: string): Maker {
  return (p, at, args) => {
    const type = target(p, at, args[0]);
    if (!type || !args[1]) return errorAt(at);
    return node(name, [args[0], convert(args[1], type)], type, at);
  };
}

const load: Maker = (p, at, args) => {
  const type = target(p, at, args[0]);
  return type ? node('atomic-load', [args[0]], type, at) : errorAt(at);
};

const store: Maker = (p, at, args) => {
  const type = target(p, at, args[0]);
  if (!type || !args[1]) return errorAt(at);
  return node('atomic-store', [args[0], convert(args[1], type)], VOID, at);
};

const compareSwap =
  (name: string): Maker =>
  (p, at, args) => {
    const type = target(p, at, args[0]);
    if (!type || args.length < 3) return errorAt(at);
    const result = name.endsWith('bool') ? BOOL : type;
    return node(name, [args[0], convert(args[1], type), convert(args[2], type)], result, at);
  };

/** __atomic_compare_exchange_n(ptr, expected, desired, weak, success, failure) */
const compareExchange: Maker = (p, at, args) => {
  const type = target(p, at, args[0]);
  if (!type || args.length < 3) return errorAt(at);
  return node('atomic-compare-exchange', [args[0], args[1], convert(args[2], type)], BOOL, at);
};

const fence: Maker = (_p, at) => node('fence', [], VOID, at);
const yes: Maker = (_p, at) => integer(1, BOOL, at);
const BYTE = INTS['unsigned char'];

/** The generic forms take values by pointer. */
const generic: Readonly<Record<string, Maker>> = {
  __atomic_load: (p, at, args) => {
    const value = load(p, at, args);
    return isError(value.type) ? value : buildAssign(p.report, buildDereference(p.report, args[1], at), value, at);
  },
  __atomic_store: (p, at, args) => store(p, at, [args[0], buildDereference(p.report, args[1], at)]),
  __atomic_exchange: (p, at, args) => {
    const old = withValue('atomic-exchange')(p, at, [args[0], buildDereference(p.report, args[1], at)]);
    return isError(old.type) ? old : buildAssign(p.report, buildDereference(p.report, args[2], at), old, at);
  },
  __atomic_compare_exchange: (p, at, args) =>
    compareExchange(p, at, [args[0], args[1], buildDereference(p.report, args[2], at)]),
};

const MAKERS: Record<string, Maker> = {
  ...generic,
  __atomic_load_n: load,
  __atomic_store_n: store,
  __atomic_exchange_n: withValue('atomic-exchange'),
  __atomic_compare_exchange_n: compareExchange,
  __atomic_test_and_set: (_p, at, args) =>
    convert(node('atomic-exchange', [convert(args[0], pointerTo(BYTE)), integer(1, BYTE, at)], BYTE, at), BOOL),
  __atomic_clear: (_p, at, args) =>
    node('atomic-store', [convert(args[0], pointerTo(BYTE)), integer(0, BYTE, at)], VOID, at),
  __atomic_thread_fence: fence,
  __atomic_signal_fence: fence,
  __atomic_always_lock_free: yes,
  __atomic_is_lock_free: yes,
  __sync_synchronize: fence,
  __sync_lock_test_and_set: withValue('atomic-exchange'),
  __sync_lock_release: (p, at, args) => store(p, at, [args[0], integer(0, INTS.int, at)]),
  __sync_val_compare_and_swap: compareSwap('atomic-compare-swap'),
  __sync_bool_compare_and_swap: compareSwap('atomic-compare-swap-bool'),
};
for (const operation of ['add', 'sub', 'and', 'or', 'xor', 'nand']) {
  MAKERS[`__atomic_fetch_${operation}`] = withValue(`atomic-fetch-${operation}`);
  MAKERS[`__atomic_${operation}_fetch`] = withValue(`atomic-${operation}-fetch`);
  MAKERS[`__sync_fetch_and_${operation}`] = withValue(`atomic-fetch-${operation}`);
  MAKERS[`__sync_${operation}_and_fetch`] = withValue(`atomic-${operation}-fetch`);
}

export function isAtomic(name: string): boolean {
  return Object.hasOwn(MAKERS, name);
}

/** A call of one of them, its arguments read. */
export function atomicCall(p: Parser, at: Token, args: Expression[]): Expression {
  if (args.some((arg) => isError(arg.type))) return errorAt(at);
  if (args.length === 0 && !/fence|synchronize/.test(at.text)) {
    p.report.error('too-few-arguments', at, { name: at.text, expected: 1, given: 0 });
    return errorAt(at);
  }
  return MAKERS[at.text](p, at, args);
}
