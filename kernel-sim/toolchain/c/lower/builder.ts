/**
 * Makes one IR function: registers, slots, blocks, and operations that are folded and simplified as they are put in.
 * Blocks are numbered when they are asked for and placed when they begin; `finish` (tidy.ts) renumbers them.
 */
import type { SourcePosition } from '../../diagnostics';
import type {
  Address,
  BlockId,
  FloatCompare,
  IntBinary,
  IntCompare,
  IrBlock,
  IrOp,
  IrSlot,
  IrTerminator,
  IrType,
  Located,
  Operand,
  SlotId,
  VReg,
} from '../../ir';
import { foldBinary, foldCompare, simplify } from './simplify';

export const imm = (value: bigint | number): Operand => ({ imm: BigInt(value) });
export const isImm = (operand: Operand): operand is { imm: bigint } => typeof operand === 'object';

const BITS: Readonly<Record<IrType, number>> = { i8: 8, i16: 16, i32: 32, i64: 64, f32: 32, f64: 64 };
export const bitsOf = (type: IrType): number => BITS[type];

const FITS = 0x7fff_ffff;

export class FunctionBuilder {
  readonly vregs: IrType[] = [];
  readonly names: Record<VReg, string> = {};
  readonly slots: IrSlot[] = [];
  readonly blocks: IrBlock[] = [];
  /** Blocks in the order they were begun. */
  readonly order: BlockId[] = [];
  /** Blocks whose address is taken. */
  readonly addressed = new Set<BlockId>();
  private current: IrBlock;
  /** Whether control can get here and the block has no end yet. */
  open = true;
  at: SourcePosition | undefined;

  constructor() {
    const entry = this.block();
    this.order.push(entry);
    this.current = this.blocks[entry];
  }

  vreg(type: IrType): VReg {
    return this.vregs.push(type) - 1;
  }

  named(type: IrType, name: string): VReg {
    const vreg = this.vreg(type);
    this.names[vreg] = name;
    return vreg;
  }

  slot(size: number, align: number, name?: string): SlotId {
    return this.slots.push(name === undefined ? { size, align } : { size, align, name }) - 1;
  }

  block(): BlockId {
    return this.blocks.push({ ops: [], end: { op: 'unreachable' } }) - 1;
  }

  /** Goes on in a block; falls through to it from where the builder was. */
  begin(block: BlockId): void {
    if (this.open) this.end({ op: 'jump', to: block });
    this.order.push(block);
    this.current = this.blocks[block];
    this.open = true;
  }

  emit(op: IrOp): void {
    if (!this.open) return;
    const located: Located<IrOp> = op;
    located.at = this.at;
    this.current.ops.push(located);
  }

  end(terminator: IrTerminator): void {
    if (!this.open) return;
    const located: Located<IrTerminator> = terminator;
    located.at = this.at;
    this.current.end = located;
    this.open = false;
  }

  jump(to: BlockId): void {
    this.end({ op: 'jump', to });
  }

  /** The operand in a register. */
  register(type: IrType, operand: Operand): VReg {
    if (!isImm(operand)) return operand;
    const dst = this.vreg(type);
    this.emit({ op: 'copy', type, dst, src: operand });
    return dst;
  }

  copy(type: IrType, dst: VReg, src: Operand): void {
    if (src !== dst) this.emit({ op: 'copy', type, dst, src });
  }

  float(type: 'f32' | 'f64', value: number, into?: VReg): VReg {
    const dst = into ?? this.vreg(type);
    this.emit({ op: 'fconst', type, dst, value });
    return dst;
  }

  binary(op: IntBinary, type: IrType, a: Operand, b: Operand, into?: VReg): Operand {
    if (isImm(a) && isImm(b)) {
      const folded = foldBinary(op, bitsOf(type), a.imm, b.imm);
      if (folded !== undefined) return { imm: folded };
    }
    const simple = simplify(op, bitsOf(type), a, b);
    if (simple.kind === 'operand') return simple.operand;
    if (simple.kind === 'divide') return this.dividePower(type, a, simple.shift, simple.remainder, into);
    const dst = into ?? this.vreg(type);
    this.emit({ op: simple.op, type, dst, a: simple.a, b: simple.b });
    return dst;
  }

  /** Signed division by a power of two: the dividend is biased if negative, so that it rounds toward zero. */
  private dividePower(type: IrType, a: Operand, shift: number, remainder: boolean, into?: VReg): Operand {
    const bits = bitsOf(type);
    const sign = shift === 1 ? a : this.binary('sar', type, a, imm(bits - 1));
    const bias = this.binary('shr', type, sign, imm(bits - shift));
    const biased = this.binary('add', type, a, bias);
    if (!remainder) return this.binary('sar', type, biased, imm(shift), into);
    const multiple = this.binary('and', type, biased, { imm: -(1n << BigInt(shift)) });
    return this.binary('sub', type, a, multiple, into);
  }

  compare(cond: IntCompare, type: IrType, a: Operand, b: Operand, into?: VReg): Operand {
    if (isImm(a) && isImm(b)) return imm(foldCompare(cond, bitsOf(type), a.imm, b.imm) ? 1 : 0);
    const dst = into ?? this.vreg('i32');
    this.emit({ op: 'icmp', cond, type, dst, a, b });
    return dst;
  }

  branch(cond: IntCompare, type: IrType, a: Operand, b: Operand, then: BlockId, otherwise: BlockId): void {
    if (isImm(a) && isImm(b)) {
      this.jump(foldCompare(cond, bitsOf(type), a.imm, b.imm) ? then : otherwise);
      return;
    }
    if (isImm(a)) {
      this.branch(SWAPPED[cond], type, b, a, then, otherwise);
      return;
    }
    this.end({ op: 'branch', cond, type, a, b, then, else: otherwise });
  }

  fbranch(cond: FloatCompare, type: 'f32' | 'f64', a: VReg, b: VReg, then: BlockId, otherwise: BlockId): void {
    this.end({ op: 'fbranch', cond, type, a, b, then, else: otherwise });
  }

  /** Changes the width of an integer. */
  resize(operand: Operand, from: IrType, to: IrType, signed: boolean, into?: VReg): Operand {
    const have = bitsOf(from);
    const want = bitsOf(to);
    if (have === want) return operand;
    if (isImm(operand)) {
      const value = signed ? BigInt.asIntN(have, operand.imm) : BigInt.asUintN(have, operand.imm);
      return { imm: BigInt.asIntN(want, value) };
    }
    const dst = into ?? this.vreg(to);
    this.emit({ op: want < have ? 'trunc' : signed ? 'sext' : 'zext', from, to, dst, a: operand });
    return dst;
  }

  load(type: IrType, address: Address, volatile: boolean, into?: VReg): VReg {
    const dst = into ?? this.vreg(type);
    this.emit(volatile ? { op: 'load', type, dst, address, volatile } : { op: 'load', type, dst, address });
    return dst;
  }

  store(type: IrType, src: Operand, address: Address, volatile = false): void {
    this.emit(volatile ? { op: 'store', type, src, address, volatile } : { op: 'store', type, src, address });
  }

  /** The address as a value. */
  addressValue(address: Address, into?: VReg): VReg {
    if ('vreg' in address.base && address.index === undefined && address.offset === 0) return address.base.vreg;
    const dst = into ?? this.vreg('i64');
    this.emit({ op: 'lea', dst, address });
    return dst;
  }

  /** The address moved by a constant. */
  moved(address: Address, by: number): Address {
    if (by === 0) return address;
    const offset = address.offset + by;
    if (Math.abs(offset) <= FITS) return { ...address, offset };
    const sum = this.binary('add', 'i64', this.addressValue(address), { imm: BigInt(by) });
    return { base: { vreg: this.register('i64', sum) }, offset: 0 };
  }

  /** The address moved by index * size. */
  indexed(address: Address, index: Operand, size: number): Address {
    if (isImm(index)) return this.moved(address, Number(BigInt.asIntN(64, index.imm)) * size);
    if (size === 0) return address;
    const scale = ([8, 4, 2, 1] as const).find((each) => size % each === 0) ?? 1;
    const scaled = this.register('i64', this.binary('mul', 'i64', index, imm(size / scale)));
    const base = address.index === undefined ? address : { base: { vreg: this.addressValue(address) }, offset: 0 };
    return { ...base, index: scaled, scale };
  }
}

const SWAPPED: Readonly<Record<IntCompare, IntCompare>> = {
  eq: 'eq',
  ne: 'ne',
  slt: 'sgt',
  sle: 'sge',
  sgt: 'slt',
  sge: 'sle',
  ult: 'ugt',
  ule: 'uge',
  ugt: 'ult',
  uge: 'ule',
};
