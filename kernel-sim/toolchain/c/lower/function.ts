/**
 * The state of one function while it is lowered: where its variables live, its labels, what break and continue mean.
 * The rules for expressions and statements are in the other files of this folder and call each other through `rules`.
 */
import type { Address, BlockId, Operand, VReg } from '../../ir';
import { alignOf, alignUp, sizeOf } from '../layout';
import { positionOf } from '../report';
import type { At, CaseStatement, Expression, FunctionSymbol, Label, Statement, Variable } from '../tree';
import { type CType, isScalar, VOLATILE } from '../types';
import type { FunctionBuilder } from './builder';
import { irTypeOf } from './ir-types';
import type { ModuleLowering } from './module';

/** Where a variable lives. */
export type Home =
  | { kind: 'register'; vreg: VReg }
  | { kind: 'slot'; address: Address }
  /** A VLA: the register holds the address of its memory. */
  | { kind: 'indirect'; vreg: VReg };

/** An lvalue, ready to be read or written. */
export type Place =
  | { kind: 'register'; vreg: VReg; type: CType }
  | { kind: 'memory'; address: Address; type: CType; volatile: boolean; atomic: boolean; bits?: BitPlace };

/** A bit-field relative to the address of its record. */
export interface BitPlace {
  position: number;
  width: number;
  /** Bytes of the record: nothing beyond them may be touched. */
  recordSize: number;
}

/** A loop or switch around. `stackDepth` counts the VLAs alive outside it. */
export interface Jump {
  breakTo: BlockId;
  continueTo?: BlockId;
  stackDepth: number;
}

export interface Rules {
  /** The value of a scalar; may be computed into `into`, but need not. */
  value(f: FunctionLowering, e: Expression, into?: VReg): Operand;
  /** Evaluates for side effects alone. */
  effect(f: FunctionLowering, e: Expression): void;
  condition(f: FunctionLowering, e: Expression, then: BlockId, otherwise: BlockId): void;
  place(f: FunctionLowering, e: Expression): Place;
  /** The address of a struct, union or array value. */
  record(f: FunctionLowering, e: Expression): Address;
  recordInto(f: FunctionLowering, e: Expression, to: Address): void;
  statement(f: FunctionLowering, s: Statement): void;
}

export class FunctionLowering {
  readonly homes = new Map<Variable, Home>();
  readonly labels = new Map<Label, BlockId>();
  readonly cases = new Map<CaseStatement, BlockId>();
  readonly jumps: Jump[] = [];
  /** How many VLAs were alive at a label. */
  readonly labelDepths = new Map<Label, number>();
  /** The stack pointer before each VLA that is alive, outermost first. */
  readonly savedStacks: VReg[] = [];
  /** Pointer to the memory for a result of class MEMORY. */
  resultPointer: VReg | undefined;

  constructor(
    readonly module: ModuleLowering,
    readonly symbol: FunctionSymbol,
    readonly b: FunctionBuilder,
    readonly rules: Rules,
    /** No variable may live in a register (setjmp). */
    private readonly inMemory: boolean,
  ) {}

  value(e: Expression, into?: VReg): Operand {
    return this.rules.value(this, e, into);
  }

  /** The value in a register. */
  register(e: Expression, into?: VReg): VReg {
    return this.b.register(irTypeOf(e.type), this.value(e, into));
  }

  /** Evaluates into the register given. */
  valueInto(e: Expression, dst: VReg): void {
    this.b.copy(irTypeOf(e.type), dst, this.value(e, dst));
  }

  effect(e: Expression): void {
    this.rules.effect(this, e);
  }

  place(e: Expression): Place {
    return this.rules.place(this, e);
  }

  locate(at: At): void {
    this.b.at = positionOf(at);
  }

  labelBlock(label: Label): BlockId {
    let block = this.labels.get(label);
    if (block === undefined) {
      block = this.b.block();
      this.labels.set(label, block);
    }
    return block;
  }

  /** Gives a local variable its home, unless it has one. */
  home(variable: Variable): Home {
    const known = this.homes.get(variable);
    if (known) return known;
    const made = this.makeHome(variable);
    this.homes.set(variable, made);
    return made;
  }

  private makeHome(variable: Variable): Home {
    const { type } = variable;
    const name = variable.hidden ? undefined : variable.name;
    const inRegister =
      isScalar(type) && !variable.addressTaken && !(type.quals & VOLATILE) && (!this.inMemory || variable.hidden);
    if (inRegister) {
      const irType = irTypeOf(type);
      return { kind: 'register', vreg: name ? this.b.named(irType, name) : this.b.vreg(irType) };
    }
    return { kind: 'slot', address: this.temporary(type, name, variable.align) };
  }

  /** Memory in the frame for a value of the type; a whole number of eightbytes for records, so that pieces fit. */
  temporary(type: CType, name?: string, align = 1): Address {
    const size = type.kind === 'record' ? alignUp(Math.max(1, sizeOf(type)), 8) : Math.max(1, sizeOf(type));
    // As GCC does: arrays of 16 bytes and more are aligned to 16.
    const natural = type.kind === 'array' && size >= 16 ? 16 : alignOf(type);
    return {
      base: { slot: this.b.slot(size, Math.max(natural, align, type.kind === 'record' ? 8 : 1), name) },
      offset: 0,
    };
  }
}
