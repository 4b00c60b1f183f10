/**
 * The hot tier's back end of the emitter: operands are constants from a decoded record, registers are locals of one function.
 * Whatever does not go the usual way (a translation that is not cached, a fault, the end of the budget) leaves the function with the
 * instruction not begun; the cold tier does it again from the state that the epilogue stores.
 */
import { Layout, Record, State } from '../cpu/state';
import { Emitter, type Helpers } from '../emit/emitter';
import { FlagKind } from '../emit/flags';
import type { Value, Variable } from '../emit/function';
import type { Row } from '../rows/types';
import { F32, F64, I32, I64, uleb, V128, type ValType } from '../wasm/module';
import type { Convert, IntCompare } from '../wasm/opcodes';
import { HotFlags } from './flags';

/** The instruction being translated. */
export interface Instruction {
  row: Row;
  /** Address of its record (or of the copy that keeps what an entry to the hot tier replaced). */
  record: number;
  /** Bytes from the region's first page to its page, and to itself. */
  pageAt: number;
  at: number;
  /** Instructions of its block that are paid for and not done yet, this one included. */
  refund: number;
}

/** Where control goes from a row; the region's code knows the blocks. */
export interface Flow {
  /** Goes to the instruction at a place of the region's address range. */
  goto(at: number): void;
  /** Goes to a computed address. */
  gotoVa(va: Value): void;
  /** Place that the relative branch of the instruction leads to. */
  branchTarget(): number;
}

const REGISTER_BYTES = 128;

export class HotEmitter extends Emitter {
  readonly budgetVar: Variable;
  readonly va: Variable;
  /** Address of the region's first page. */
  readonly base: Variable;
  readonly tag: Variable;
  readonly temp: Variable;
  readonly flags: HotFlags;
  instruction!: Instruction;
  flow!: Flow;
  readonly used = new Set<number>();
  readonly dirty = new Set<number>();
  readonly usedVectors = new Set<number>();
  readonly dirtyVectors = new Set<number>();
  /** Depth of the block that a left instruction branches to, with its place and refund as value. */
  leaveDepth = 0;
  private readonly registers: (Variable | undefined)[] = [];
  private readonly vectors: (Variable | undefined)[] = [];
  private segments: { fs?: Variable; gs?: Variable; mxcsr?: Variable } = {};
  /** Registers whose upper half is known to be zero. */
  private narrow = new Set<number>();
  /** Vector registers whose scalar of 64 or 32 bits is known not to be denormal. */
  private normal = new Map<number, number>();

  constructor(
    helpers: Helpers,
    private readonly i32: Int32Array,
    private readonly u8: Uint8Array,
  ) {
    super([I32], helpers);
    this.budgetVar = this.fixed(I32);
    this.va = this.fixed(I64);
    this.base = this.fixed(I64);
    this.tag = this.fixed(I64);
    this.temp = this.fixed(I64);
    this.flags = new HotFlags(this);
  }

  beginBlock(): void {
    this.flags.forget();
    this.narrow.clear();
    this.normal.clear();
  }

  // Registers

  register(n: number): Variable {
    this.used.add(n);
    this.registers[n] ??= this.fixed(I64);
    return this.registers[n];
  }
  vector(n: number): Variable {
    this.usedVectors.add(n);
    this.vectors[n] ??= this.fixed(V128);
    return this.vectors[n];
  }
  get stateLocals(): Readonly<{ fs?: Variable; gs?: Variable; mxcsr?: Variable }> {
    return this.segments;
  }

  private pseudo(offset: number): Value {
    switch (offset) {
      case State.ZERO:
        return this.k(0);
      case State.PAGE_BASE:
        return this.add(this.base, this.k(this.instruction.pageAt));
      case State.TEMP:
        return this.temp;
      case State.FS_BASE:
        this.segments.fs ??= this.fixed(I64);
        return this.segments.fs;
      default:
        this.segments.gs ??= this.fixed(I64);
        return this.segments.gs;
    }
  }

  /** A register by its offset in the register file. */
  private read(offset: number, size: number): Value {
    if (offset >= REGISTER_BYTES) return this.pseudo(offset);
    const n = offset >> 3;
    const whole = this.register(n);
    if (offset & 7) return { ...this.and(this.shru(whole, this.k(8)), this.k(255)), bits: 8 };
    if (size === 64)
      return this.narrow.has(n) ? { type: I64, code: whole.code, bits: 32 } : { type: I64, code: whole.code };
    if (size === 32 && this.narrow.has(n)) return { type: I64, code: whole.code, bits: 32 };
    return this.zext(whole, size);
  }

  private write(offset: number, size: number, v: Value): void {
    const n = offset >> 3;
    const whole = this.register(n);
    this.dirty.add(n);
    if (offset & 7) {
      const cleared = this.and(whole, this.k(~0xff00n));
      this.assign(whole, this.or(cleared, this.shl(this.zext(v, 8), this.k(8))));
    } else if (size >= 32) {
      const value = size === 32 ? this.zext(v, 32) : v;
      this.assign(whole, value);
      if (size === 32 || (value.bits !== undefined && value.bits <= 32)) this.narrow.add(n);
      else this.narrow.delete(n);
    } else {
      const mask = (1n << BigInt(size)) - 1n;
      this.assign(whole, this.or(this.and(whole, this.k(~mask)), this.zext(v, size)));
    }
  }

  private byteOf(field: 'D' | 'S'): number {
    return this.u8[this.instruction.record + (field === 'D' ? Record.D : Record.S)];
  }
  readField(field: 'D' | 'S', size: number): Value {
    return this.read(this.byteOf(field), size);
  }
  writeField(field: 'D' | 'S', size: number, v: Value): void {
    this.write(this.byteOf(field), size, v);
  }
  reg(number: number, size: number): Value {
    return this.read(number * 8, size);
  }
  setReg(number: number, size: number, v: Value): void {
    this.write(number * 8, size, v);
  }

  readVector(field: 'D' | 'S', size: number): Value {
    const n = this.byteOf(field) >> 4;
    const x = this.vector(n);
    if (size === 128) return { type: V128, code: x.code };
    const float = this.raw(size === 64 ? F64 : F32, x.code, 0xfd, size === 64 ? 0x21 : 0x1f, 0);
    return { ...this.ofFloat(float), vector: n, normal: this.normal.get(n) === size };
  }
  writeVector(field: 'D' | 'S', size: number, v: Value): void {
    const n = this.byteOf(field) >> 4;
    const x = this.vector(n);
    this.dirtyVectors.add(n);
    if (v.normal) this.normal.set(n, size);
    else this.normal.delete(n);
    if (size === 128) this.assign(x, v);
    else if (v.float) this.assign(x, this.raw(V128, x.code, v.float.code, 0xfd, size === 64 ? 0x22 : 0x20, 0));
    else this.assign(x, size === 64 ? this.withLane('i64', x, 0, v) : this.withLane('i32', x, 0, this.wrap(v)));
  }

  /** The bits of a float as an i64 that remembers the float. */
  private ofFloat(float: Value): Value {
    if (float.type === F64) return { type: I64, code: [float.code, 0xbd], float };
    return { type: I64, code: [float.code, 0xbc, 0xad], float, bits: 32 };
  }

  // Values that carry more than their bits

  override let(v: Value): Value {
    if (v.known !== undefined || v.settled) return v;
    if (v.float) {
      const { vector, normal } = v;
      return { ...this.ofFloat(super.let(v.float)), vector, normal, settled: true };
    }
    const settled = super.let(v);
    return v.bits === undefined ? settled : { ...settled, bits: v.bits };
  }
  override isNormal(v: Value): boolean {
    return v.normal === true;
  }
  override nowNormal(v: Value): Value {
    if (v.vector !== undefined) this.normal.set(v.vector, v.float?.type === F32 ? 32 : 64);
    return { ...v, normal: true };
  }
  override convert(op: Convert, a: Value): Value {
    if (a.float) {
      if (op === 'f64OfI64' && a.float.type === F64) return a.float;
      if (op === 'f32OfI32' && a.float.type === F32) return a.float;
    }
    const v = super.convert(op, a);
    return op === 'i64OfF64' || op === 'i32OfF32' ? { ...v, float: a } : v;
  }
  override wrap(a: Value): Value {
    const v = super.wrap(a);
    return a.float?.type === F32 ? { ...v, float: a.float } : v;
  }
  override ext(a: Value): Value {
    const v = super.ext(a);
    return a.float ? { ...v, float: a.float, bits: 32 } : { ...v, bits: 32 };
  }
  override zext(a: Value, size: number): Value {
    if (a.bits !== undefined && a.bits <= size) return a;
    const v = super.zext(a, size);
    return size === 64 ? v : { ...v, bits: size };
  }
  override load(size: number, at: Value, offset = 0): Value {
    const v = super.load(size, at, offset);
    if (size === 64 && this.onVectors) return this.ofFloat(this.raw(F64, at.code, 0x2b, 0, uleb(offset)));
    if (size === 32 && this.onVectors) return this.ofFloat(this.raw(F32, at.code, 0x2a, 0, uleb(offset)));
    return size === 64 ? v : { ...v, bits: size };
  }
  override store(size: number, at: Value, offset: number, v: Value): void {
    if (v.float && size === 64 && v.float.type === F64) this.push(at.code, v.float.code, 0x39, 0, uleb(offset));
    else if (v.float && size === 32 && v.float.type === F32) this.push(at.code, v.float.code, 0x38, 0, uleb(offset));
    else super.store(size, at, offset, v);
  }
  private get onVectors(): boolean {
    return this.row?.ops.some((o) => o.kind === 'x') === true;
  }
  override cmp(op: IntCompare, a: Value, b: Value): Value {
    if (a.known !== undefined && b.known !== undefined && (op === 'eq' || op === 'ne'))
      return this.k32(Number((a.known === b.known) === (op === 'eq')));
    return super.cmp(op, a, b);
  }
  override not(a: Value): Value {
    return a.known === undefined ? super.not(a) : this.k32(a.known === 0n ? 1 : 0);
  }
  override and(a: Value, b: Value): Value {
    if (a.known !== undefined && b.known !== undefined) return super.and(a, b);
    if (b.known !== undefined && b.known >= 0n && a.type === I64) {
      if (a.bits !== undefined && (((1n << BigInt(a.bits)) - 1n) & ~b.known) === 0n) return a;
      return { ...super.and(a, b), bits: b.known.toString(2).length };
    }
    return super.and(a, b);
  }
  override call(type: ValType, index: number, ...args: Value[]): Value {
    // The upper half of a product is mostly asked for flags that nobody reads: as an expression it costs nothing then.
    if (index === this.helpers.mulHighS) return this.mulHigh(args[0], args[1], true);
    return super.call(type, index, ...args);
  }
  private mulHigh(a: Value, b: Value, signed: boolean): Value {
    const half = this.k(0xffff_ffffn);
    const up = (v: Value) => (signed ? this.shrs(v, this.k(32)) : this.shru(v, this.k(32)));
    const [aLow, aHigh] = [this.let(this.and(a, half)), this.let(up(a))];
    const [bLow, bHigh] = [this.let(this.and(b, half)), this.let(up(b))];
    const middle1 = this.let(this.add(this.mul(aHigh, bLow), this.shru(this.mul(aLow, bLow), this.k(32))));
    const middle2 = this.let(this.add(this.mul(aLow, bHigh), this.and(middle1, half)));
    return this.add(this.add(this.mul(aHigh, bHigh), up(middle1)), up(middle2));
  }

  override if(condition: Value, yes: () => void, no?: () => void): void {
    if (condition.known !== undefined) {
      if (condition.known !== 0n) yes();
      else no?.();
      return;
    }
    const [flags, narrow, normal] = [this.flags.snapshot(), new Set(this.narrow), new Map(this.normal)];
    let afterYes: [ReturnType<HotFlags['snapshot']>, Set<number>] | undefined;
    super.if(
      condition,
      yes,
      no &&
        (() => {
          afterYes = [this.flags.snapshot(), this.narrow];
          this.flags.restore(flags);
          this.narrow = new Set(narrow);
          no();
        }),
    );
    const other = afterYes ?? [flags, narrow];
    this.flags.meet(other[0]);
    this.narrow = new Set([...this.narrow].filter((n) => other[1].has(n)));
    this.normal = new Map([...this.normal].filter(([n, size]) => normal.get(n) === size));
  }

  // State

  override state(type: ValType, offset: number): Value {
    if (offset === State.CONTEXT_TAG) return this.tag;
    if (offset !== State.MXCSR) return super.state(type, offset);
    // Only TypeScript changes it: one look an entry.
    this.segments.mxcsr ??= this.fixed(I32);
    return this.segments.mxcsr;
  }
  override setState(offset: number, v: Value): void {
    if (offset === State.TEMP) this.assign(this.temp, v);
    // Why an instruction must leave is found out again by the cold tier.
    else if (offset !== State.EXIT) super.setState(offset, v);
  }

  imm(): Value {
    return this.wide(Record.IMM);
  }
  private wide(offset: number): Value {
    const at = (this.instruction.record + offset) >> 2;
    const [low, high] = [this.i32[at], this.i32[at + 1]];
    if (high === low >> 31) return this.k(low);
    const value = this.k((BigInt(high) << 32n) | BigInt(low >>> 0));
    return high === 0 ? { ...value, bits: 32 } : value;
  }
  ea(): Value {
    const { record } = this.instruction;
    const baseField = this.u8[record + Record.BASE];
    let disp = this.wide(Record.DISP);
    let base: Value;
    if (baseField === State.PAGE_BASE) {
      base = this.base;
      disp = this.add(disp, this.k(this.instruction.pageAt));
    } else base = this.read(baseField, 64);
    const sum = this.add(base, disp);
    const index = this.u8[record + Record.INDEX];
    if (index === State.ZERO) return sum;
    return this.add(this.shl(this.read(index, 64), this.k(this.u8[record + Record.SCALE])), sum);
  }
  nextAt(): number {
    return this.instruction.at + this.u8[this.instruction.record + Record.LENGTH];
  }
  vaOf(at: number): Value {
    return this.add(this.base, this.k(at));
  }
  nextRip(): Value {
    return this.vaOf(this.nextAt());
  }
  branchVa(): Value {
    return this.vaOf(this.flow.branchTarget());
  }

  /** The cached translation of `ea`, or the cold tier's turn. */
  override probe(ea: Value, bytes: number, write: boolean): Value {
    const table = write ? Layout.TLB_WRITE : Layout.TLB_READ;
    const at = this.let(ea);
    const slot = this.let(this.and(this.wrap(this.shru(at, this.k(8))), this.k32(0xfff0)));
    const last = bytes === 1 ? at : this.add(at, this.k(bytes - 1));
    const wanted = this.or(this.and(last, this.k(-4096)), this.tag);
    this.leaveIf(this.cmp('ne', super.load(64, slot, table), wanted));
    return this.let(this.add(this.wrap(at), this.load32(slot, table + 8)));
  }

  // Flags

  protected setFlags(): void {
    throw new Error('flags of the hot tier are set by kind');
  }
  protected getFlags() {
    return this.flags.canonical();
  }
  override flagsSub(a: Value, r: Value, size = this.row.size, b?: Value): void {
    this.flags.set(FlagKind.SUB, size, a, r, b);
  }
  override flagsAdd(a: Value, r: Value, size = this.row.size): void {
    this.flags.set(FlagKind.ADD, size, a, r);
  }
  override flagsLogic(r: Value, size = this.row.size): void {
    this.flags.setLogic(size, r);
  }
  override flagsExplicit(bits: Value, r: Value, size = this.row.size): void {
    this.flags.set(FlagKind.EXPLICIT, size, bits, r);
  }
  override flagsFull(bits: Value): void {
    this.flags.setFull(bits);
  }
  override flagsCompared(x: Value, y: Value): void {
    this.flags.setCompared(x, y);
  }
  override arithmeticFlags(): Value {
    return this.let(this.flags.all());
  }
  override changeFlags(mask: number, bits: Value): void {
    this.flags.setFull(this.let(this.or(this.and(this.flags.all(), this.k32(~mask)), bits)));
  }
  override changeCarryAndOverflow(bits: Value): void {
    this.flags.changeCarryAndOverflow(bits);
  }
  override condition(cc: number): Value {
    return this.let(this.flags.condition(cc));
  }

  // Control

  /** Leaves with the instruction not begun. */
  leaveIf(condition: Value): void {
    const { at, refund } = this.instruction;
    const place = this.k32(at * 256 + refund);
    this.push(place.code, condition.code, 0x0d, uleb(this.depth - this.leaveDepth), 0x1a);
  }
  leave(): void {
    const { at, refund } = this.instruction;
    this.push(this.k32(at * 256 + refund).code, 0x0c, uleb(this.depth - this.leaveDepth));
  }
  override fault(): void {
    this.leave();
  }
  override faultIf(condition: Value): void {
    if (condition.known === 0n) return;
    this.leaveIf(condition);
  }
  next(): void {
    this.flow.goto(this.nextAt());
  }
  nextBlock(): void {
    this.flow.goto(this.nextAt());
  }
  jumpNear(condition?: Value): void {
    this.jump(condition);
  }
  override jump(condition?: Value): void {
    const target = this.flow.branchTarget();
    if (condition === undefined) this.flow.goto(target);
    else {
      this.if(condition, () => this.flow.goto(target));
      this.flow.goto(this.nextAt());
    }
  }
  jumpVa(va: Value): void {
    this.flow.gotoVa(va);
  }
  again(): void {
    throw new Error('repeated instructions are the cold tier’s');
  }
  leaveAt(): void {
    throw new Error('instructions that leave are the cold tier’s');
  }
  budget(): Value {
    return this.budgetVar;
  }
  setBudget(v: Value): void {
    this.assign(this.budgetVar, v);
  }
}
