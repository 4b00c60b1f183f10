/**
 * The instruction selector's common ground: virtual registers, operands, addresses, emission. One Selector per function;
 * the families of operations live in select-*.ts and call these methods.
 */

import type { ObjectBuilder } from '../asm/builder';
import { imm, type MachineOperand, type MemoryOperand, mem, reg, ripMem } from '../asm/instruction';
import { RAX, type Size, VIRTUAL } from '../asm/registers';
import type { AsmSymbol } from '../asm/section';
import type { Diagnostic, SourcePosition } from '../diagnostics';
import type { Address, BlockId, IrFunction, IrType, Operand } from '../ir';
import type { LiteralPool } from './literals';
import { type MBlock, type MFunction, type MInst, newVirtual } from './mir';
import { rolesOf } from './roles';

export const BYTES: Record<IrType, Size> = { i8: 1, i16: 2, i32: 4, i64: 8, f32: 4, f64: 8 };
export const isFloat = (type: IrType): boolean => type === 'f32' || type === 'f64';
/** Integer arithmetic is done in 32 or 64 bits: upper bits of narrow values are undefined anyway. */
export const workSize = (type: IrType): Size => (type === 'i64' ? 8 : 4);

export const isImm = (o: Operand): o is { imm: bigint } => typeof o !== 'number';

/** The constant as a signed value of its type. */
export function signed(value: bigint, type: IrType): bigint {
  return BigInt.asIntN(BYTES[type] * 8, value);
}

/** The constant as a number when an instruction of that type can hold it. */
export function immediate(value: bigint, type: IrType): number | undefined {
  const v = signed(value, type);
  return v >= -0x80000000n && v <= 0x7fffffffn ? Number(v) : undefined;
}

export interface UnitContext {
  builder: ObjectBuilder;
  literals: LiteralPool;
  diagnostics: Diagnostic[];
  /** Code for the kernel: no vector registers. */
  kernel?: boolean;
}

export class Selector {
  readonly out: MFunction;
  /** Machine block of each IR block (its first piece). */
  readonly blockOf: MBlock[] = [];
  current!: MBlock;
  /** Where instructions go: one list per IR operation, joined by the driver. */
  sink: MInst[] = [];
  at: SourcePosition | undefined;
  private blockCount = 0;
  /** Frame slot of each IR slot, or the virtual register that holds the address of an over-aligned one. */
  readonly slotBase: ({ slot: number } | { register: number })[] = [];
  /** Register save area of a variadic function, and what its named parameters used up. */
  variadic: { area: number; general: number; vector: number; stack: number } | undefined;

  constructor(
    readonly fn: IrFunction,
    readonly unit: UnitContext,
  ) {
    this.out = {
      name: fn.name,
      blocks: [],
      slots: [],
      vector: fn.vregs.map(isFloat),
      width: fn.vregs.map((t) => BYTES[t]),
      usesAlloca: false,
      calls: false,
    };
  }

  newBlock(depth: number): MBlock {
    const block: MBlock = { id: this.blockCount++, insts: [], succs: [], depth };
    return block;
  }

  blockLabel(block: MBlock): AsmSymbol {
    block.label ??= this.unit.builder.label();
    return block.label;
  }

  target(id: BlockId): MBlock {
    return this.blockOf[id];
  }

  error(code: string, params: Record<string, string | number>, at?: SourcePosition): void {
    this.unit.diagnostics.push({ severity: 'error', code, params, at: at ?? this.at ?? this.fn.at });
  }

  /** A fresh virtual register for an integer of that size. */
  general(width: Size): number {
    return newVirtual(this.out, false, width);
  }

  vector(width: Size): number {
    return newVirtual(this.out, true, width);
  }

  register(v: number): number {
    return VIRTUAL + v;
  }

  emit(mnemonic: string, size: Size | 0, ...operands: MachineOperand[]): MInst {
    const inst: MInst = { mnemonic, size, operands, roles: rolesOf(mnemonic), at: this.at };
    this.sink.push(inst);
    return inst;
  }

  /** `mov` between registers of one class. */
  copy(to: number, from: number, size: Size, vector = false): void {
    if (vector) this.emit('movaps', 0, reg(to, 8), reg(from, 8));
    else this.emit('mov', size === 8 ? 8 : 4, reg(to, size === 8 ? 8 : 4), reg(from, size === 8 ? 8 : 4));
  }

  /** Loads a constant into a register. */
  constant(to: number, value: bigint, type: IrType): void {
    const v = signed(value, type);
    if (type === 'i64' && (v < -0x80000000n || v > 0xffffffffn)) {
      this.emit('mov', 8, reg(to, 8), imm(v));
      return;
    }
    const size: Size = type === 'i64' && v < 0n ? 8 : 4;
    this.emit('mov', size, reg(to, size), imm(Number(v)));
  }

  /** The value in a register: itself, or a constant loaded into a new one. */
  inRegister(o: Operand, type: IrType): number {
    if (!isImm(o)) return this.register(o);
    const t = this.general(BYTES[type]);
    this.constant(t, o.imm, type);
    return t;
  }

  registerOperand(o: Operand, type: IrType, size: Size = workSize(type)): MachineOperand {
    return reg(this.inRegister(o, type), size);
  }

  /** Register or 32-bit immediate. */
  source(o: Operand, type: IrType, size: Size = workSize(type)): MachineOperand {
    if (isImm(o)) {
      const value = immediate(o.imm, type);
      if (value !== undefined) return imm(value);
    }
    return this.registerOperand(o, type, size);
  }

  memory(a: Address): MemoryOperand {
    let { offset } = a;
    let index = a.index === undefined ? -1 : this.register(a.index);
    const scale = a.scale ?? 1;
    let extra = -1;
    if (offset > 0x7fffffff || offset < -0x80000000) {
      extra = this.general(8);
      this.emit('mov', 8, reg(extra, 8), imm(BigInt(offset)));
      if (index >= 0) {
        const sum = this.general(8);
        this.emit('lea', 8, reg(sum, 8), mem(extra, 0, index, scale));
        index = sum;
      } else index = extra;
      offset = 0;
    }
    const scaled = extra >= 0 ? 1 : scale;
    if ('vreg' in a.base) return mem(this.register(a.base.vreg), offset, index, scaled);
    if ('slot' in a.base) {
      const base = this.slotBase[a.base.slot];
      if (base === undefined) {
        this.error('backend-internal', { what: `slot ${a.base.slot}` });
        return mem(RAX, 0);
      }
      if ('register' in base) return mem(base.register, offset, index, scaled);
      return { kind: 'mem', base: -1, index, scale: scaled, displacement: offset, slot: base.slot };
    }
    const symbol = this.unit.builder.symbol(a.base.symbol);
    if (index < 0) return ripMem(symbol, offset);
    return { kind: 'mem', base: -1, index, scale: scaled, displacement: offset, symbol };
  }

  /** Moves what was emitted into the current block. */
  flush(): void {
    for (const inst of this.sink) this.current.insts.push(inst);
    this.sink = [];
  }

  /** Ends the current block and goes on in `next`. */
  startBlock(next: MBlock): void {
    this.flush();
    this.out.blocks.push(next);
    this.current = next;
  }

  jump(to: MBlock): void {
    this.sink.push({ mnemonic: 'jmp', size: 0, operands: [], roles: '', target: to, at: this.at });
    this.link(to);
  }

  jumpIf(condition: number, to: MBlock): void {
    this.sink.push({ mnemonic: 'jcc', size: 0, operands: [], roles: '', condition, target: to, at: this.at });
    this.link(to);
  }

  link(to: MBlock): void {
    if (!this.current.succs.includes(to)) this.current.succs.push(to);
  }
}
