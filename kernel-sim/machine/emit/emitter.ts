/**
 * What an instruction row may say. The vocabulary is x86's (operands, flags, control), the result is WebAssembly.
 * A back end supplies where registers, flags and immediates live and how control leaves; rows never know which one it is.
 *
 * Rule for rows: touch memory (get, touch) before the first change of state, so that a fault finds the instruction not begun.
 */
import { ARITHMETIC_FLAGS, Exit, Flag, Layout, State } from '../cpu/state';
import type { Row } from '../rows/types';
import { F64, I32, I64, uleb, V128, type ValType } from '../wasm/module';
import { Condition, FlagKind } from './flags';
import { FunctionBuilder, type Value } from './function';

/** Indices of the run-time helpers that rows may call (cold/helpers). */
export type HelperName =
  | 'special'
  | 'touch'
  | 'arith'
  | 'walk'
  | 'slow'
  | 'mulHighU'
  | 'mulHighS'
  | 'divide'
  | 'divideSigned'
  | 'markTable'
  | 'dropWrites';
export type Helpers = Readonly<Record<HelperName, number>>;

export abstract class Emitter extends FunctionBuilder {
  row!: Row;
  /**
   * Whether this code is entered only while MXCSR rounds to nearest, masks every exception and has "inexact" set, which a back end may
   * see to at its entries ((mxcsr & 0x7fa0) === 0x1fa0; only host handlers change it). Then no row asks again.
   */
  readonly quickFloats: boolean = false;
  private hosts: (Value | undefined)[] = [];

  constructor(
    params: readonly ValType[],
    readonly helpers: Helpers,
  ) {
    super(params);
  }

  begin(row: Row): void {
    this.row = row;
    this.hosts = [];
    this.forgetLocals();
  }

  // Supplied by the back end

  /** General register named by a record field; `size` bits zero-extended. */
  abstract readField(field: 'D' | 'S', size: number): Value;
  abstract writeField(field: 'D' | 'S', size: number, v: Value): void;
  /** Vector register named by a field: v128, or the low 32 or 64 bits as i64. */
  abstract readVector(field: 'D' | 'S', size: number): Value;
  abstract writeVector(field: 'D' | 'S', size: number, v: Value): void;
  /** A register by number: implicit operands. */
  abstract reg(number: number, size: number): Value;
  abstract setReg(number: number, size: number, v: Value): void;
  abstract imm(): Value;
  /** Effective address of the memory operand. */
  abstract ea(): Value;
  /** Address of the next instruction. */
  abstract nextRip(): Value;
  /** Destination of a relative branch, as an address. */
  abstract branchVa(): Value;
  protected abstract setFlags(a: Value, r: Value, op: Value): void;
  protected abstract getFlags(): { a: Value; r: Value; op: Value };
  /** Goes on with the next record of the same block. */
  abstract next(): void;
  /** Ends a block: goes on with the record after this one. */
  abstract nextBlock(): void;
  /** Ends a block: goes to the branch target of the record (if `condition`, else to the next record). */
  abstract jumpNear(condition?: Value): void;
  /** Ends a block: goes to an address. */
  abstract jumpVa(va: Value): void;
  /** Relative branch, taken if `condition` holds. */
  jump(condition?: Value): void {
    if (!this.row.far) this.jumpNear(condition);
    else if (!condition) this.jumpVa(this.branchVa());
    else {
      this.if(condition, () => this.jumpVa(this.branchVa()));
      this.nextBlock();
    }
  }
  /** Ends a block by doing the same record again: one more round of a repeated string instruction. */
  abstract again(): void;
  /** Leaves with this instruction not begun. */
  abstract leave(): void;
  /** Leaves with this instruction done and rip = `va`. */
  abstract leaveAt(va: Value): void;
  /** Rounds that may still run after the one being done; only in control rows. */
  abstract budget(): Value;
  abstract setBudget(v: Value): void;

  // State block

  state(type: ValType, offset: number): Value {
    const at = this.k32(0);
    const address = Layout.BANK + offset;
    if (type === I32) return this.load32(at, address);
    if (type === F64) return this.loadF64(at, address);
    return type === V128 ? this.load128(at, address) : this.load(64, at, address);
  }

  setState(offset: number, v: Value): void {
    this.store(v.type === I32 ? 32 : 64, this.k32(0), Layout.BANK + offset, v);
  }

  // Operands

  /** Operand `i`: i64 zero-extended to its size, v128 for 128 bits. Immediates come sign-extended. */
  get(i: number): Value {
    const form = this.row.ops[i];
    if (form.kind === 'r') return this.let(this.readField(form.field, form.size));
    if (form.kind === 'x') return this.let(this.readVector(form.field, form.size));
    if (form.kind === 'i') return this.let(this.imm());
    const host = this.host(i);
    return this.let(form.size === 128 ? this.load128(host) : this.load(form.size, host));
  }

  set(i: number, v: Value): void {
    const form = this.row.ops[i];
    if (form.kind === 'r') this.writeField(form.field, form.size, v);
    else if (form.kind === 'x') this.writeVector(form.field, form.size, v);
    else this.store(form.size, this.host(i), 0, v);
  }

  /** Raises the fault that accessing operand `i` would raise. */
  touch(i: number): void {
    if (this.row.ops[i].kind === 'm') this.host(i);
  }

  isMemory(i: number): boolean {
    return this.row.ops[i]?.kind === 'm';
  }

  /** Host address of memory operand `i`, probed once. */
  private host(i: number): Value {
    const known = this.hosts[i];
    if (known) return known;
    const form = this.row.ops[i];
    const ea = this.let(this.ea());
    if (form.aligned) this.faultIf(this.not(this.not(this.and(ea, this.k(15)))), 13);
    const host = this.probe(ea, form.size / 8, form.access !== 'r');
    this.hosts[i] = host;
    return host;
  }

  /**
   * Host address of `bytes` bytes at `ea`. One compare catches an uncached page, a wrong privilege and a page crossing:
   * the tag must equal the page of the *last* byte, in the slot of the first.
   */
  probe(ea: Value, bytes: number, write: boolean, stack = false): Value {
    const table = write ? Layout.TLB_WRITE : Layout.TLB_READ;
    const at = this.let(ea);
    const slot = this.let(this.and(this.wrap(this.shru(at, this.k(8))), this.k32(0xfff0)));
    const last = bytes === 1 ? at : this.add(at, this.k(bytes - 1));
    const wanted = this.or(this.and(last, this.k(-4096)), this.state(I64, State.CONTEXT_TAG));
    const host = this.variable(this.add(this.wrap(at), this.load32(slot, table + 8)));
    this.if(this.cmp('ne', this.load(64, slot, table), wanted), () => {
      const argument = this.k32(bytes | (write ? 0x100 : 0) | (stack ? 0x200 : 0));
      this.assign(host, this.call(I32, this.helpers.slow, at, argument));
      this.if(this.not(host), () => this.leave());
    });
    return { type: I32, code: host.code, settled: true };
  }

  /** Forgets probed addresses: for rows that access their operand again after something moved. */
  reprobe(): void {
    this.hosts = [];
  }

  // Faults

  fault(vector: number, errorCode = 0): void {
    this.setState(State.FAULT_VECTOR, this.k32(vector));
    this.setState(State.FAULT_ERROR, this.k32(errorCode));
    this.setState(State.EXIT, this.k32(Exit.FAULT));
    this.leave();
  }

  faultIf(condition: Value, vector: number, errorCode = 0): void {
    this.if(condition, () => this.fault(vector, errorCode));
  }

  // Flags

  private up(v: Value, size: number): Value {
    return size === 64 ? v : this.shl(v, this.k(64 - size));
  }

  private flagOp(kind: number, size: number): Value {
    return this.k32(kind | ((64 - size) << 8));
  }

  /** r = a - b (also cmp); the cold tier keeps a and r alone. */
  flagsSub(a: Value, r: Value, size = this.row.size, _b?: Value): void {
    this.setFlags(this.up(a, size), this.up(r, size), this.flagOp(FlagKind.SUB, size));
  }
  /** r = a + b. */
  flagsAdd(a: Value, r: Value, size = this.row.size): void {
    this.setFlags(this.up(a, size), this.up(r, size), this.flagOp(FlagKind.ADD, size));
  }
  /** CF = OF = AF = 0. */
  flagsLogic(r: Value, size = this.row.size): void {
    this.flagsSub(r, r, size);
  }
  /** `bits` (i64): CF, AF and OF at their places; the rest from r. */
  flagsExplicit(bits: Value, r: Value, size = this.row.size): void {
    this.setFlags(bits, this.up(r, size), this.flagOp(FlagKind.EXPLICIT, size));
  }
  /** All six from `bits` (i32, other bits are ignored). */
  flagsFull(bits: Value): void {
    const all = this.let(this.and(bits, this.k32(ARITHMETIC_FLAGS)));
    const zero = this.and(all, this.k32(Flag.ZF));
    const sign = this.let(this.and(all, this.k32(Flag.SF)));
    const r = this.select(zero, this.k(0), this.select(sign, this.k(-1), this.k(1)));
    const both = this.shl(this.and(this.shru(zero, this.k32(6)), this.shru(sign, this.k32(7))), this.k32(31));
    this.setFlags(this.ext(all), r, this.or(both, this.k32(FlagKind.FULL)));
  }
  /** Of two floating-point numbers, neither a NaN: CF less, ZF equal, the others 0. */
  flagsCompared(x: Value, y: Value): void {
    this.flagsFull(this.let(this.or(this.float('lt', x, y), this.shl(this.float('eq', x, y), this.k32(6)))));
  }
  /** The six arithmetic flags as an i32 in RFLAGS order. */
  arithmeticFlags(): Value {
    const { a, r, op } = this.getFlags();
    return this.let(this.call(I32, this.helpers.arith, a, r, op));
  }
  /** Replaces the flags in `mask` by `bits` (i32), keeps the others. */
  changeFlags(mask: number, bits: Value): void {
    const { a, r, op } = this.getFlags();
    const all = this.call(I32, this.helpers.arith, a, r, op);
    this.flagsFull(this.or(this.and(all, this.k32(~mask)), bits));
  }
  /** Replaces CF and OF by `bits` (i64), keeps the others: rotates. The lazy result stays, only the kind changes. */
  changeCarryAndOverflow(bits: Value): void {
    const { a, r, op } = this.getFlags();
    const kind = this.let(this.and(op, this.k32(255)));
    this.if(
      this.cmp('geu', kind, this.k32(FlagKind.EXPLICIT)),
      () => this.setFlags(this.or(this.and(a, this.k(~(Flag.CF | Flag.OF))), bits), r, op),
      () => {
        const b = this.select(kind, this.sub(r, a), this.sub(a, r)); // ADD is 1, SUB is 0
        const shift = this.ext(this.and(this.shru(op, this.k32(8)), this.k32(255)));
        const half = this.and(this.shru(this.xor(this.xor(a, b), r), shift), this.k(Flag.AF));
        this.setFlags(this.or(half, bits), r, this.or(this.and(op, this.k32(~255)), this.k32(FlagKind.EXPLICIT)));
      },
    );
  }

  /** Whether a condition code holds: i32 0 or 1. */
  condition(cc: number): Value {
    const { a, r, op } = this.getFlags();
    const negated = (cc & 1) === 1;
    let v: Value;
    if ((cc & 14) === Condition.Z) v = this.cmp(negated ? 'ne' : 'eq', r, this.k(0));
    else if ((cc & 14) === Condition.S) {
      const sign = this.or(this.cmp('lts', r, this.k(0)), this.shru(op, this.k32(31)));
      v = negated ? this.not(sign) : sign;
    } else {
      const fast = this.conditionAfterSub(cc, a, r);
      const slow = this.conditionOf(cc, this.call(I32, this.helpers.arith, a, r, op));
      v = fast ? this.raw(I32, this.and(op, this.k32(255)).code, 0x04, I32, slow.code, 0x05, fast.code, 0x0b) : slow;
    }
    return this.let(v);
  }

  private conditionAfterSub(cc: number, a: Value, r: Value): Value | undefined {
    const b = this.sub(a, r);
    switch (cc) {
      case 2:
        return this.cmp('ltu', a, b);
      case 3:
        return this.cmp('geu', a, b);
      case 6:
        return this.cmp('leu', a, b);
      case 7:
        return this.cmp('gtu', a, b);
      case 12:
        return this.cmp('lts', a, b);
      case 13:
        return this.cmp('ges', a, b);
      case 14:
        return this.cmp('les', a, b);
      case 15:
        return this.cmp('gts', a, b);
      default:
        return undefined;
    }
  }

  /** A condition evaluated on materialised flags. */
  private conditionOf(cc: number, flags: Value): Value {
    const bit = (f: Value, n: number) => this.and(this.shru(f, this.k32(n)), this.k32(1));
    // `flags` is used more than once below only through this helper local.
    const f = this.fixedFlags();
    const set = [flags.code, 0x21, uleb(f.local)];
    const of = bit(f, 11);
    const sf = bit(f, 7);
    const zf = bit(f, 6);
    const value = {
      0: of,
      2: bit(f, 0),
      6: this.or(bit(f, 0), zf),
      10: bit(f, 2),
      12: this.xor(sf, of),
      14: this.or(this.xor(sf, of), zf),
    }[(cc & 14) as 0 | 2 | 6 | 10 | 12 | 14];
    const result = cc & 1 ? this.xor(value, this.k32(1)) : value;
    return this.raw(I32, set, result.code);
  }

  private flagsLocal: ReturnType<FunctionBuilder['fixed']> | undefined;
  private fixedFlags() {
    this.flagsLocal ??= this.fixed(I32);
    return this.flagsLocal;
  }

  /** CF as i64 0 or 1. */
  carry(): Value {
    return this.let(this.ext(this.condition(Condition.B)));
  }

  // What a back end may know of floating-point scalars

  /** Known to be neither denormal nor NaN. */
  isNormal(_v: Value): boolean {
    return false;
  }
  /** From here on it is. */
  nowNormal(v: Value): Value {
    return v;
  }

  // Privilege

  cpl(): Value {
    return this.state(I32, State.CPL);
  }
}
