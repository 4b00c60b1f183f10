/**
 * The cold tier's back end of the emitter: operands come from the record that local 0 points at, registers lie in memory.
 * Two flavours share it: handlers that are cases of the main loop (flags in locals) and handlers that are functions of their own
 * (flags in memory; they return what the main loop shall do next, see `Outcome`).
 */
import { Exit, Layout, Record, State } from '../cpu/state';
import { Emitter, type Helpers } from '../emit/emitter';
import type { Value, Variable } from '../emit/function';
import { I32, I64, uleb, type ValType } from '../wasm/module';

/** What a handler function returns: one of these, a record (go on), or a record + 1 (go on in a new block). */
export const Outcome = {
  /** The instruction did not happen; State.EXIT tells why. */
  LEAVE: 0,
  /** Go to State.NEXT_VA. */
  JUMP: 1,
  /** The instruction happened; leave with rip = State.NEXT_VA. */
  LEAVE_AT: 3,
} as const;

const FIELD = { D: Record.D, S: Record.S } as const;

export abstract class RecordEmitter extends Emitter {
  /** The record being executed. */
  get record(): Value {
    return { type: I32, code: [0x20, 0], settled: true };
  }

  protected field(offset: number, size: 8 | 16 | 32): Value {
    return this.load32(this.record, offset, size);
  }

  readField(field: 'D' | 'S', size: number): Value {
    return this.load(size, this.field(FIELD[field], 8), Layout.BANK + State.REGS);
  }

  writeField(field: 'D' | 'S', size: number, v: Value): void {
    this.writeAt(this.field(FIELD[field], 8), Layout.BANK + State.REGS, size, v);
  }

  private writeAt(at: Value, offset: number, size: number, v: Value): void {
    if (size === 32) this.store(64, at, offset, this.zext(v, 32));
    else this.store(size, at, offset, v);
  }

  readVector(field: 'D' | 'S', size: number): Value {
    const at = this.field(FIELD[field], 8);
    return size === 128 ? this.load128(at, Layout.BANK + State.XMM) : this.load(size, at, Layout.BANK + State.XMM);
  }

  writeVector(field: 'D' | 'S', size: number, v: Value): void {
    this.store(size, this.field(FIELD[field], 8), Layout.BANK + State.XMM, v);
  }

  reg(number: number, size: number): Value {
    return this.load(size, this.k32(0), Layout.BANK + State.REGS + number * 8);
  }

  setReg(number: number, size: number, v: Value): void {
    this.writeAt(this.k32(0), Layout.BANK + State.REGS + number * 8, size, v);
  }

  imm(): Value {
    return this.load(64, this.record, Record.IMM);
  }

  private register(offset: number): Value {
    return this.load(64, this.field(offset, 8), Layout.BANK + State.REGS);
  }

  ea(): Value {
    const base = this.add(this.register(Record.BASE), this.load(64, this.record, Record.DISP));
    if (this.row.noIndex) return base;
    return this.add(base, this.shl(this.register(Record.INDEX), this.ext(this.field(Record.SCALE, 8))));
  }

  nextRip(): Value {
    const offset = this.add(this.field(Record.OFFSET, 16), this.field(Record.LENGTH, 8));
    return this.add(this.state(I64, State.PAGE_BASE), this.ext(offset));
  }

  branchVa(): Value {
    return this.add(this.state(I64, State.PAGE_BASE), this.imm());
  }

  protected nextRecord(): Value {
    return this.add(this.record, this.k32(Record.BYTES));
  }

  /** Goes on at a record of the block that is being executed (and paid for). */
  abstract hop(record: Value): void;
}

/** A handler as a function (record) → Outcome. */
export class FunctionHandler extends RecordEmitter {
  /** It reads or writes flags or the budget, which the loop must bring to memory for it. */
  needsLoopState = false;

  constructor(
    helpers: Helpers,
    /** Index of its own type, which the functions of the hot tier share. */
    readonly functionType: number,
  ) {
    super([I32], helpers);
  }

  hop(record: Value): void {
    this.return(record);
  }

  protected setFlags(a: Value, r: Value, op: Value): void {
    this.needsLoopState = true;
    this.setState(State.FLAG_A, a);
    this.setState(State.FLAG_R, r);
    this.setState(State.FLAG_OP, op);
  }
  protected getFlags() {
    this.needsLoopState = true;
    return { a: this.state(I64, State.FLAG_A), r: this.state(I64, State.FLAG_R), op: this.state(I32, State.FLAG_OP) };
  }
  next(): void {
    this.return(this.nextRecord());
  }
  nextBlock(): void {
    this.return(this.or(this.nextRecord(), this.k32(1)));
  }
  again(): void {
    this.return(this.or(this.record, this.k32(1)));
  }
  jumpNear(condition?: Value): void {
    const target = this.field(Record.TARGET, 32);
    this.return(this.or(condition ? this.select(condition, target, this.nextRecord()) : target, this.k32(1)));
  }
  jumpVa(va: Value): void {
    this.setState(State.NEXT_VA, va);
    this.return(this.k32(Outcome.JUMP));
  }
  leave(): void {
    this.return(this.k32(Outcome.LEAVE));
  }
  leaveAt(va: Value): void {
    this.setState(State.NEXT_VA, va);
    this.return(this.k32(Outcome.LEAVE_AT));
  }
  budget(): Value {
    this.needsLoopState = true;
    return this.state(I32, State.BUDGET);
  }
  setBudget(v: Value): void {
    this.setState(State.BUDGET, v);
  }
}

/** Labels of the main loop, by how many blocks lie between them and the case being built. */
export interface LoopLabels {
  lookup: number;
  dispatch: number;
  leave: number;
  leaveAt: number;
}

/** All the handlers that are cases of the main loop, and the loop itself. Parameters: record, budget. */
export class LoopHandlers extends RecordEmitter {
  readonly lazyA: Variable;
  readonly lazyR: Variable;
  readonly lazyOp: Variable;
  readonly va: Variable;
  readonly recordVar: Variable = { type: I32, code: [0x20, 0], local: 0 };
  readonly budgetVar: Variable = { type: I32, code: [0x20, 1], local: 1 };
  /** Set before each case: where the labels are. */
  labels: LoopLabels = { lookup: 0, dispatch: 0, leave: 0, leaveAt: 0 };

  constructor(helpers: Helpers) {
    super([I32, I32] as ValType[], helpers);
    this.lazyA = this.fixed(I64);
    this.lazyR = this.fixed(I64);
    this.lazyOp = this.fixed(I32);
    this.va = this.fixed(I64);
  }

  protected setFlags(a: Value, r: Value, op: Value): void {
    this.push(a.code, r.code, op.code, 0x21, this.lazyOp.local, 0x21, this.lazyR.local, 0x21, this.lazyA.local);
  }
  protected getFlags() {
    return { a: this.lazyA, r: this.lazyR, op: this.lazyOp };
  }
  spillFlags(): void {
    this.setState(State.FLAG_A, this.lazyA);
    this.setState(State.FLAG_R, this.lazyR);
    this.setState(State.FLAG_OP, this.lazyOp);
  }
  reloadFlags(): void {
    this.assign(this.lazyA, this.state(I64, State.FLAG_A));
    this.assign(this.lazyR, this.state(I64, State.FLAG_R));
    this.assign(this.lazyOp, this.state(I32, State.FLAG_OP));
  }
  private to(label: number, condition?: Value): void {
    if (condition) this.push(condition.code);
    this.push(condition ? 0x0d : 0x0c, uleb(label + this.depth));
  }
  next(): void {
    this.hop(this.nextRecord());
  }
  hop(record: Value): void {
    this.assign(this.recordVar, record);
    this.to(this.labels.dispatch);
  }
  /** Enters the block that begins at `record`: pays for all of it, or leaves at its first instruction. */
  enter(record: Value): void {
    this.assign(this.recordVar, record);
    this.assign(this.budgetVar, this.sub(this.budgetVar, this.field(Record.LEFT, 16)));
    this.to(this.labels.leave, this.cmp('lts', this.budgetVar, this.k32(0)));
    this.to(this.labels.dispatch);
  }
  nextBlock(): void {
    this.enter(this.nextRecord());
  }
  again(): void {
    this.enter(this.record);
  }
  jumpNear(condition?: Value): void {
    const target = this.field(Record.TARGET, 32);
    this.enter(condition ? this.select(condition, target, this.nextRecord()) : target);
  }
  jumpVa(va: Value): void {
    this.assign(this.va, va);
    this.to(this.labels.lookup);
  }
  leave(): void {
    this.to(this.labels.leave);
  }
  leaveAt(va: Value): void {
    this.assign(this.va, va);
    this.to(this.labels.leaveAt);
  }
  budget(): Value {
    return this.budgetVar;
  }
  setBudget(v: Value): void {
    this.assign(this.budgetVar, v);
  }

  /** Finds the record of the code at `va`, or leaves to have it decoded. */
  lookup(): void {
    this.forgetLocals();
    const page = this.let(this.and(this.va, this.k(-4096)));
    const slot = this.let(this.and(this.wrap(this.shru(this.va, this.k(8))), this.k32(0xfff0)));
    const undecoded = () => {
      this.setState(State.EXIT, this.k32(Exit.DECODE));
      this.to(this.labels.leaveAt);
    };
    const wanted = this.or(page, this.state(I64, State.CONTEXT_TAG));
    this.if(this.cmp('ne', this.load(64, slot, Layout.TLB_CODE), wanted), undecoded);
    const entry = this.shl(this.and(this.wrap(this.va), this.k32(4095)), this.k32(2));
    const record = this.let(this.load32(this.add(this.load32(slot, Layout.TLB_CODE + 8), entry)));
    this.if(this.not(record), undecoded);
    this.setState(State.PAGE_BASE, page);
    this.enter(record);
  }
}
