/**
 * Builds one WebAssembly function: values are pure expressions, statements append to the body.
 * Knows nothing of x86; the instruction emitter (emitter.ts) and the run-time helpers stand on it.
 */
import { type Code, F32, F64, I32, I64, sleb, uleb, V128, type ValType } from '../wasm/module';
import {
  CONVERT,
  type Convert,
  FLOAT_OPS,
  type FloatOp,
  INT_COMPARE,
  INT_OPS,
  INT_UNARY,
  type IntCompare,
  type IntOp,
  LANES,
  type Lane,
  SIMD,
  type SimdOp,
} from '../wasm/opcodes';

/** An expression. Evaluating it has no effect, so it may be used any number of times (`let` it if it is dear). */
export interface Value {
  readonly type: ValType;
  readonly code: Code;
  /** Its value where that is known at build time (as a signed 64-bit integer). */
  readonly known?: bigint;
  /** It is a local that nobody writes to again. */
  readonly settled?: boolean;
  /** All bits from this one on are zero (hot tier). */
  readonly bits?: number;
  /** The number whose bits it is (hot tier): so a scalar of a vector register never goes through a general register. */
  readonly float?: Value;
  /** Vector register that it was read from (hot tier). */
  readonly vector?: number;
  /** A scalar that is not denormal and no NaN (hot tier). */
  readonly normal?: boolean;
}

/** A local that statements may assign. */
export interface Variable extends Value {
  readonly local: number;
}

const RESULT: Record<Convert, ValType> = {
  i32TruncF64: I32,
  i64TruncF64: I64,
  i64TruncF32: I64,
  i32TruncF32: I32,
  f32FromI32: F32,
  f32FromI64: F32,
  f32FromF64: F32,
  f64FromI32: F64,
  f64FromI64: F64,
  f64FromF32: F64,
  i32OfF32: I32,
  i64OfF64: I64,
  f32OfI32: F32,
  f64OfI64: F64,
};
const LOAD64: Record<number, number> = { 8: 0x31, 16: 0x33, 32: 0x35, 64: 0x29 };
const STORE64: Record<number, number> = { 8: 0x3c, 16: 0x3d, 32: 0x3e, 64: 0x37 };
const LOAD32: Record<number, number> = { 8: 0x2d, 16: 0x2f, 32: 0x28 };
const STORE32: Record<number, number> = { 8: 0x3a, 16: 0x3b, 32: 0x36 };
const SIGN_EXTEND: Record<number, number> = { 8: 0xc2, 16: 0xc3, 32: 0xc4 };
const FOLD: Partial<Record<IntOp, (a: bigint, b: bigint) => bigint>> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  and: (a, b) => a & b,
  or: (a, b) => a | b,
  xor: (a, b) => a ^ b,
};

/** Constants are values like any other, and shared. */
const constants64 = new Map<number, Value>();
const constants32 = new Map<number, Value>();

export class FunctionBuilder {
  readonly body: number[] = [];
  readonly locals: ValType[] = [];
  /** Blocks opened by `if`, `block`, `loop` since the last `base`. */
  depth = 0;
  private readonly pool = new Map<ValType, number[]>();
  private readonly taken = new Map<ValType, number>();

  constructor(readonly params: readonly ValType[]) {}

  /** Makes all temporary locals free again: nothing built before may be used after. */
  forgetLocals(): void {
    this.taken.clear();
  }

  // Constants and plain values

  k(value: number | bigint): Value {
    if (typeof value === 'number' && value === (value | 0)) {
      const known = constants64.get(value);
      if (known) return known;
      const made: Value = { type: I64, code: [0x42, sleb(value)], known: BigInt(value) };
      constants64.set(value, made);
      return made;
    }
    const v = BigInt.asIntN(64, BigInt(value));
    return { type: I64, code: [0x42, sleb(v)], known: v };
  }

  k32(value: number): Value {
    const v = value | 0;
    const known = constants32.get(v);
    if (known) return known;
    const made: Value = { type: I32, code: [0x41, sleb(v)], known: BigInt(v) };
    constants32.set(v, made);
    return made;
  }

  kf64(value: number): Value {
    return { type: F64, code: [0x44, ...new Uint8Array(new Float64Array([value]).buffer)] };
  }

  kf32(value: number): Value {
    return { type: F32, code: [0x43, ...new Uint8Array(new Float32Array([value]).buffer)] };
  }

  /** A vector constant of two 64-bit halves. */
  k128(low: bigint, high: bigint): Value {
    const bytes = new Uint8Array(new BigUint64Array([BigInt.asUintN(64, low), BigInt.asUintN(64, high)]).buffer);
    return { type: V128, code: [0xfd, 0x0c, ...bytes] };
  }

  param(index: number): Value {
    return { type: this.params[index], code: [0x20, ...uleb(index)] };
  }

  raw(type: ValType, ...code: (number | Code)[]): Value {
    return { type, code };
  }

  // Integer arithmetic: the type is that of `a`

  op(op: IntOp, a: Value, b: Value): Value {
    const fold = FOLD[op];
    if (a.type === I64 && fold && a.known !== undefined && b.known !== undefined) return this.k(fold(a.known, b.known));
    if (b.known === 0n && (op === 'add' || op === 'sub' || op === 'or' || op === 'xor' || op === 'shl')) return a;
    if (a.known === 0n && (op === 'add' || op === 'or')) return b;
    return { type: a.type, code: [a.code, b.code, INT_OPS[op][a.type === I64 ? 1 : 0]] };
  }
  add(a: Value, b: Value): Value {
    return this.op('add', a, b);
  }
  sub(a: Value, b: Value): Value {
    return this.op('sub', a, b);
  }
  mul(a: Value, b: Value): Value {
    return this.op('mul', a, b);
  }
  and(a: Value, b: Value): Value {
    return this.op('and', a, b);
  }
  or(a: Value, b: Value): Value {
    return this.op('or', a, b);
  }
  xor(a: Value, b: Value): Value {
    return this.op('xor', a, b);
  }
  shl(a: Value, b: Value): Value {
    return this.op('shl', a, b);
  }
  shru(a: Value, b: Value): Value {
    return this.op('shru', a, b);
  }
  shrs(a: Value, b: Value): Value {
    return this.op('shrs', a, b);
  }

  cmp(op: IntCompare, a: Value, b: Value): Value {
    return { type: I32, code: [a.code, b.code, INT_COMPARE[op][a.type === I64 ? 1 : 0]] };
  }
  unary(op: 'clz' | 'ctz' | 'popcnt', a: Value): Value {
    return { type: a.type, code: [a.code, INT_UNARY[op][a.type === I64 ? 1 : 0]] };
  }
  not(a: Value): Value {
    return { type: I32, code: [a.code, INT_UNARY.eqz[a.type === I64 ? 1 : 0]] };
  }
  wrap(a: Value): Value {
    return a.known !== undefined ? this.k32(Number(BigInt.asIntN(32, a.known))) : this.raw(I32, a.code, 0xa7);
  }
  /** i32 → i64, zero-extended. */
  ext(a: Value): Value {
    return a.known !== undefined ? this.k(BigInt.asUintN(32, a.known)) : this.raw(I64, a.code, 0xad);
  }
  /** i32 → i64, sign-extended. */
  exts(a: Value): Value {
    return this.raw(I64, a.code, 0xac);
  }
  /** Sign-extends the low `size` bits of an i64. */
  sext(a: Value, size: number): Value {
    return size === 64 ? a : this.raw(I64, a.code, SIGN_EXTEND[size]);
  }
  /** Zero-extends the low `size` bits of an i64. */
  zext(a: Value, size: number): Value {
    return size === 64 ? a : this.and(a, this.k((1n << BigInt(size)) - 1n));
  }
  select(condition: Value, yes: Value, no: Value): Value {
    const code = yes.type === V128 ? [0x1c, 1, V128] : [0x1b];
    return { type: yes.type, code: [yes.code, no.code, condition.code, code] };
  }

  // Floating point and vectors

  float(op: FloatOp, a: Value, b?: Value): Value {
    const compares = op === 'eq' || op === 'ne' || op === 'lt' || op === 'gt' || op === 'le' || op === 'ge';
    return { type: compares ? I32 : a.type, code: [a.code, b ? b.code : [], FLOAT_OPS[op][a.type === F64 ? 1 : 0]] };
  }
  convert(op: Convert, a: Value): Value {
    return this.raw(RESULT[op], a.code, CONVERT[op]);
  }
  simd(op: SimdOp, ...args: Value[]): Value {
    const scalar = op === 'anyTrue' || op.endsWith('Bitmask');
    return { type: scalar ? I32 : V128, code: [args.map((a) => a.code), 0xfd, uleb(SIMD[op])] };
  }
  shuffle(a: Value, b: Value, lanes: readonly number[]): Value {
    return this.raw(V128, a.code, b.code, 0xfd, 0x0d, lanes);
  }
  lane(kind: Lane, v: Value, index: number): Value {
    return this.raw(kind === 'i64' ? I64 : I32, v.code, 0xfd, LANES[kind][0], index);
  }
  withLane(kind: Lane, v: Value, index: number, value: Value): Value {
    return this.raw(V128, v.code, value.code, 0xfd, LANES[kind][1], index);
  }

  // Memory: `at` is an i32 host address

  /** i64 of `size` bits, zero-extended. */
  load(size: number, at: Value, offset = 0): Value {
    return this.raw(I64, at.code, LOAD64[size], 0, uleb(offset));
  }
  load32(at: Value, offset = 0, size = 32): Value {
    return this.raw(I32, at.code, LOAD32[size], 0, uleb(offset));
  }
  load128(at: Value, offset = 0): Value {
    return this.raw(V128, at.code, 0xfd, 0x00, 0, uleb(offset));
  }
  loadF64(at: Value, offset = 0): Value {
    return this.raw(F64, at.code, 0x2b, 0, uleb(offset));
  }
  store(size: number, at: Value, offset: number, v: Value): void {
    if (v.type === V128) this.push(at.code, v.code, 0xfd, 0x0b, 0, uleb(offset));
    else this.push(at.code, v.code, v.type === I64 ? STORE64[size] : STORE32[size], 0, uleb(offset));
  }

  // Statements

  push(...code: (number | Code)[]): void {
    this.append(code);
  }

  private append(code: Code): void {
    for (let i = 0; i < code.length; i++) {
      const part = code[i];
      if (typeof part === 'number') this.body.push(part);
      else this.append(part);
    }
  }

  private newLocal(type: ValType): number {
    const pool = this.pool.get(type) ?? [];
    this.pool.set(type, pool);
    const n = this.taken.get(type) ?? 0;
    this.taken.set(type, n + 1);
    if (n === pool.length) {
      pool.push(this.params.length + this.locals.length);
      this.locals.push(type);
    }
    return pool[n];
  }

  /** A local outside the pool: it keeps its value across `forgetLocals`. */
  fixed(type: ValType): Variable {
    const local = this.params.length + this.locals.length;
    this.locals.push(type);
    return { type, code: [0x20, ...uleb(local)], local };
  }

  /** Evaluates `v` once, now. */
  let(v: Value): Value {
    if (v.known !== undefined || v.settled) return v;
    const local = uleb(this.newLocal(v.type));
    this.push(v.code, 0x21, local);
    return { type: v.type, code: [0x20, ...local], settled: true };
  }

  variable(initial: Value): Variable {
    const local = this.newLocal(initial.type);
    this.push(initial.code, 0x21, uleb(local));
    return { type: initial.type, code: [0x20, ...uleb(local)], local };
  }

  assign(variable: Variable, v: Value): void {
    this.push(v.code, 0x21, uleb(variable.local));
  }

  if(condition: Value, yes: () => void, no?: () => void): void {
    this.push(condition.code, 0x04, 0x40);
    this.depth++;
    yes();
    if (no) {
      this.push(0x05);
      no();
    }
    this.depth--;
    this.push(0x0b);
  }

  /** A block whose `leave()` continues after it. */
  block(build: (leave: (condition?: Value) => void) => void): void {
    this.push(0x02, 0x40);
    const at = ++this.depth;
    build((condition) => this.branchTo(at, condition));
    this.depth--;
    this.push(0x0b);
  }

  /** A loop whose `again()` goes back to its head; falling off the end leaves it. */
  loop(build: (again: (condition?: Value) => void) => void): void {
    this.push(0x03, 0x40);
    const at = ++this.depth;
    build((condition) => this.branchTo(at, condition));
    this.depth--;
    this.push(0x0b);
  }

  private branchTo(at: number, condition?: Value): void {
    if (condition) this.push(condition.code, 0x0d, uleb(this.depth - at));
    else this.push(0x0c, uleb(this.depth - at));
  }

  return(v?: Value): void {
    if (v) this.push(v.code);
    this.push(0x0f);
  }

  call(type: ValType, index: number, ...args: Value[]): Value {
    return { type, code: [args.map((a) => a.code), 0x10, uleb(index)] };
  }

  perform(index: number, ...args: Value[]): void {
    this.push(
      args.map((a) => a.code),
      0x10,
      uleb(index),
    );
  }

  copy(to: Value, from: Value, length: Value): void {
    this.push(to.code, from.code, length.code, 0xfc, 0x0a, 0, 0);
  }
  fill(at: Value, byte: Value, length: Value): void {
    this.push(at.code, byte.code, length.code, 0xfc, 0x0b, 0);
  }
}
