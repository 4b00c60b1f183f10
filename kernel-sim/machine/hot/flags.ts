/**
 * Flags of the hot tier: the operands and result of the last instruction that set flags stay in locals as they are, and what kind they
 * are is known while translating wherever one block sets and reads them. So a comparison and its branch become one comparison, and flags
 * that nobody reads cost nothing. The epilogue brings them into the form of emit/flags.ts.
 *
 * FLAG_OP of the locals: bits 0-15 as in emit/flags.ts, bits 16-21 by how much r (and a, below EXPLICIT) must still be shifted up.
 */
import { ARITHMETIC_FLAGS, Flag } from '../cpu/state';
import { Condition, FlagKind } from '../emit/flags';
import type { FunctionBuilder, Value, Variable } from '../emit/function';
import { F64, I32, I64, uleb } from '../wasm/module';

/** Kinds known while translating; a logic result is SUB in memory. */
type Kind = 'sub' | 'logic' | 'add' | 'explicit' | 'full';
interface Known {
  kind: Kind;
  size: number;
  /** Second operand of a subtraction: a constant, or in the local `b`. */
  b?: Value;
  /** Two numbers whose comparison a full set is. */
  numbers?: readonly [Value, Value];
}

const NAMES: Record<number, Kind> = { [FlagKind.SUB]: 'sub', [FlagKind.ADD]: 'add', [FlagKind.EXPLICIT]: 'explicit' };

export class HotFlags {
  readonly a: Variable;
  readonly r: Variable;
  readonly op: Variable;
  private readonly b: Variable;
  private known: Known | undefined;
  private readonly numbers: ([Variable, Variable] | undefined)[] = [];
  /** Some instruction of the region sets flags. */
  written = false;

  constructor(private readonly e: FunctionBuilder & { helpers: { arith: number } }) {
    this.a = e.fixed(I64);
    this.r = e.fixed(I64);
    this.b = e.fixed(I64);
    this.op = e.fixed(I32);
  }

  forget(): void {
    this.known = undefined;
  }
  snapshot(): Known | undefined {
    return this.known;
  }
  restore(known: Known | undefined): void {
    this.known = known;
  }
  /** Two ways come together. */
  meet(other: Known | undefined): void {
    if (this.known !== other) this.known = undefined;
  }

  set(kind: number, size: number, a: Value, r: Value, b?: Value): void {
    const { e } = this;
    this.written = true;
    const constant = b?.known !== undefined;
    const values = b && !constant ? [a, r, b] : [a, r];
    const locals = [this.a, this.r, this.b];
    for (const v of values) e.push(v.code);
    for (let i = values.length - 1; i >= 0; i--) e.push(0x21, uleb(locals[i].local));
    const shift = 64 - size;
    e.assign(this.op, e.k32(kind | (shift << 8) | (shift << 16)));
    this.known = { kind: NAMES[kind], size, b: constant ? b : b && this.b };
  }

  setLogic(size: number, r: Value): void {
    this.set(FlagKind.SUB, size, r, r);
    this.known = { kind: 'logic', size };
  }

  /** All six from an i32. */
  setFull(bits: Value): void {
    const { e } = this;
    this.written = true;
    e.assign(this.a, e.ext(e.and(bits, e.k32(ARITHMETIC_FLAGS))));
    e.assign(this.op, e.k32(FlagKind.FULL));
    this.known = { kind: 'full', size: 64 };
  }

  /** Of two numbers, neither a NaN: CF less, ZF equal. */
  setCompared(x: Value, y: Value): void {
    const { e } = this;
    this.setFull(e.or(e.float('lt', x, y), e.shl(e.float('eq', x, y), e.k32(6))));
    const pair = this.numbers[x.type === F64 ? 1 : 0] ?? [e.fixed(x.type), e.fixed(x.type)];
    this.numbers[x.type === F64 ? 1 : 0] = pair;
    e.assign(pair[0], x);
    e.assign(pair[1], y);
    this.known = { kind: 'full', size: 64, numbers: pair };
  }

  /** In the form of emit/flags.ts. */
  canonical(): { a: Value; r: Value; op: Value } {
    const { e } = this;
    const kind = e.let(e.and(this.op, e.k32(255)));
    const shift = e.let(e.ext(e.and(e.shru(this.op, e.k32(16)), e.k32(63))));
    const lazy = e.cmp('ltu', kind, e.k32(FlagKind.EXPLICIT));
    const full = e.let(e.cmp('eq', kind, e.k32(FlagKind.FULL)));
    // A full set brings the r that agrees with it.
    const zero = e.let(e.wrap(e.and(this.a, e.k(Flag.ZF))));
    const sign = e.let(e.wrap(e.and(this.a, e.k(Flag.SF))));
    const agreeing = e.select(zero, e.k(0), e.select(sign, e.k(-1), e.k(1)));
    const both = e.shl(e.and(e.shru(zero, e.k32(6)), e.shru(sign, e.k32(7))), e.k32(31));
    return {
      a: e.let(e.select(lazy, e.shl(this.a, shift), this.a)),
      r: e.let(e.select(full, agreeing, e.shl(this.r, shift))),
      op: e.let(e.select(full, e.or(both, e.k32(FlagKind.FULL)), e.and(this.op, e.k32(0x8000_ffff)))),
    };
  }

  private dynamic(): Value {
    const { a, r, op } = this.canonical();
    return this.e.call(I32, this.e.helpers.arith, a, r, op);
  }

  /** The six flags as an i32. */
  all(): Value {
    const { e, known } = this;
    if (!known) return this.dynamic();
    if (known.kind === 'full') return e.wrap(this.a);
    const at = (v: Value, n: number) => (n === 0 ? v : e.shl(v, e.k32(n)));
    const parts: [Value, number][] = [
      [this.cf(known), 0],
      [this.pf(known), 2],
      [this.zf(known), 6],
      [this.sf(known), 7],
      [this.of(known), 11],
    ];
    const bits = parts.reduce((sum, [v, n]) => e.or(sum, at(v, n)), this.af(known));
    return e.let(bits);
  }

  // Single flags where the kind is known: i32, 0 or 1

  private bit(v: Value, n: number): Value {
    const { e } = this;
    return e.wrap(e.and(e.shru(v, e.k(n)), e.k(1)));
  }
  /** `v` as a number of the operand's size for comparing: i64 for 64 bits, else i32. */
  private sized(v: Value, size: number, signed: boolean): Value {
    const { e } = this;
    if (size === 64) return v;
    const low = e.wrap(v);
    if (size === 32) return low;
    if (v.known !== undefined) {
      const n = signed ? BigInt.asIntN(size, v.known) : BigInt.asUintN(size, v.known);
      return e.k32(Number(n));
    }
    return signed ? e.raw(I32, low.code, size === 8 ? 0xc0 : 0xc1) : e.and(low, e.k32((1 << size) - 1));
  }
  private compare(
    op: 'eq' | 'ne' | 'ltu' | 'geu' | 'leu' | 'gtu' | 'lts' | 'ges' | 'les' | 'gts',
    a: Value,
    b: Value,
    size: number,
  ) {
    const signed = op.endsWith('s') && op !== 'ne';
    return this.e.cmp(op, this.sized(a, size, signed), this.sized(b, size, signed));
  }
  private second(f: Known): Value {
    return f.b ?? this.e.sub(this.a, this.r);
  }
  private zero(f: Known): Value {
    return f.size === 64 ? this.e.k(0) : this.e.k32(0);
  }

  private cf(f: Known): Value {
    if (f.kind === 'logic') return this.e.k32(0);
    if (f.kind === 'sub') return this.compare('ltu', this.a, this.second(f), f.size);
    if (f.kind === 'add') return this.compare('ltu', this.r, this.a, f.size);
    return this.bit(this.a, 0);
  }
  private zf(f: Known): Value {
    if (f.kind === 'full') return this.bit(this.a, 6);
    if (f.kind === 'sub' && f.b) return this.compare('eq', this.a, f.b, f.size);
    return this.e.not(this.sized(this.r, f.size, false));
  }
  private sf(f: Known): Value {
    if (f.kind === 'full') return this.bit(this.a, 7);
    return this.e.cmp('lts', this.sized(this.r, f.size, true), this.zero(f));
  }
  private of(f: Known): Value {
    const { e } = this;
    if (f.kind === 'logic') return e.k32(0);
    if (f.kind === 'explicit' || f.kind === 'full') return this.bit(this.a, 11);
    const b = f.kind === 'sub' ? this.second(f) : e.sub(this.r, this.a);
    const [a, r] = [this.a, this.r];
    const changed = f.kind === 'sub' ? e.and(e.xor(a, r), e.xor(a, b)) : e.and(e.xor(a, r), e.xor(b, r));
    return this.bit(changed, f.size - 1);
  }
  private pf(f: Known): Value {
    const { e } = this;
    if (f.kind === 'full') return this.bit(this.a, 2);
    return e.and(e.xor(e.unary('popcnt', e.and(e.wrap(this.r), e.k32(255))), e.k32(1)), e.k32(1));
  }
  /** At its place. */
  private af(f: Known): Value {
    const { e } = this;
    if (f.kind === 'logic') return e.k32(0);
    if (f.kind === 'explicit' || f.kind === 'full') return e.wrap(e.and(this.a, e.k(Flag.AF)));
    const b = f.kind === 'sub' ? this.second(f) : e.sub(this.r, this.a);
    return e.wrap(e.and(e.xor(e.xor(this.a, b), this.r), e.k(Flag.AF)));
  }

  // Conditions

  condition(cc: number): Value {
    const { e, known } = this;
    if (!known) return this.dynamicCondition(cc);
    const negated = (cc & 1) === 1;
    const fast = this.compared(known, cc & 14, negated);
    if (fast) return fast;
    const v = this.positive(known, cc & 14);
    return negated ? e.not(v) : v;
  }

  /** Conditions that are one comparison. */
  private compared(f: Known, cc: number, negated: boolean): Value | undefined {
    const pick = (
      yes: Parameters<HotFlags['compare']>[0],
      no: Parameters<HotFlags['compare']>[0],
      a: Value,
      b: Value,
    ) => this.compare(negated ? no : yes, a, b, f.size);
    const none = this.e.k(0);
    if (f.numbers) return this.comparedNumbers(f.numbers, cc, negated);
    if (f.kind === 'full') return undefined;
    if (cc === Condition.Z)
      return f.kind === 'sub' && f.b ? pick('eq', 'ne', this.a, f.b) : pick('eq', 'ne', this.r, none);
    if (cc === Condition.S) return pick('lts', 'ges', this.r, none);
    if (f.kind === 'sub') {
      const b = this.second(f);
      if (cc === Condition.B) return pick('ltu', 'geu', this.a, b);
      if (cc === Condition.BE) return pick('leu', 'gtu', this.a, b);
      if (cc === Condition.L) return pick('lts', 'ges', this.a, b);
      if (cc === Condition.LE) return pick('les', 'gts', this.a, b);
    }
    if (f.kind === 'logic') {
      if (cc === Condition.BE) return pick('eq', 'ne', this.r, none);
      if (cc === Condition.L) return pick('lts', 'ges', this.r, none);
      if (cc === Condition.LE) return pick('les', 'gts', this.r, none);
    }
    if (f.kind === 'add' && cc === Condition.B) return pick('ltu', 'geu', this.r, this.a);
    return undefined;
  }

  private comparedNumbers([x, y]: readonly [Value, Value], cc: number, negated: boolean): Value | undefined {
    const { e } = this;
    if (cc === Condition.B) return e.float(negated ? 'ge' : 'lt', x, y);
    if (cc === Condition.BE) return e.float(negated ? 'gt' : 'le', x, y);
    if (cc === Condition.Z) return e.float(negated ? 'ne' : 'eq', x, y);
    return cc === Condition.P ? e.k32(negated ? 1 : 0) : undefined;
  }

  private positive(f: Known, cc: number): Value {
    const { e } = this;
    switch (cc) {
      case Condition.O:
        return this.of(f);
      case Condition.B:
        return this.cf(f);
      case Condition.Z:
        return this.zf(f);
      case Condition.BE:
        return e.or(this.cf(f), this.zf(f));
      case Condition.S:
        return this.sf(f);
      case Condition.P:
        return this.pf(f);
      case Condition.L:
        return e.xor(this.sf(f), this.of(f));
      default:
        return e.or(e.xor(this.sf(f), this.of(f)), this.zf(f));
    }
  }

  /** Flags from another block. Carry and zero as expressions, so that they vanish where nobody reads them; the rest by a call. */
  private dynamicCondition(cc: number): Value {
    const { e } = this;
    if ((cc & 14) === Condition.B || (cc & 14) === Condition.Z) {
      const { a, r, op } = this.canonical();
      if ((cc & 14) === Condition.Z) return e.cmp(cc & 1 ? 'ne' : 'eq', r, e.k(0));
      const kind = e.and(op, e.k32(255));
      const sub = e.cmp('ltu', a, e.sub(a, r));
      const lazy = e.select(kind, e.cmp('ltu', r, a), sub);
      const explicit = e.wrap(e.and(a, e.k(1)));
      const carry = e.select(e.cmp('geu', kind, e.k32(FlagKind.EXPLICIT)), explicit, lazy);
      return cc & 1 ? e.not(carry) : carry;
    }
    const all = e.let(this.dynamic());
    const bit = (n: number) => e.and(e.shru(all, e.k32(n)), e.k32(1));
    const less = e.xor(bit(7), bit(11));
    const v = {
      0: bit(11),
      6: e.or(bit(0), bit(6)),
      8: bit(7),
      10: bit(2),
      12: less,
      14: e.or(less, bit(6)),
    }[(cc & 14) as 0 | 6 | 8 | 10 | 12 | 14];
    return cc & 1 ? e.not(v) : v;
  }

  /** Rotates: CF and OF are new (i64, at their places), the others stay. */
  changeCarryAndOverflow(bits: Value): void {
    const { e, known } = this;
    if (!known) {
      const all = e.let(this.dynamic());
      this.setFull(e.let(e.or(e.and(all, e.k32(~(Flag.CF | Flag.OF))), e.wrap(bits))));
    } else if (known.kind === 'full') {
      this.setFull(e.let(e.or(e.and(e.wrap(this.a), e.k32(~(Flag.CF | Flag.OF))), e.wrap(bits))));
    } else this.set(FlagKind.EXPLICIT, known.size, e.or(e.ext(this.af(known)), bits), this.r);
  }
}
