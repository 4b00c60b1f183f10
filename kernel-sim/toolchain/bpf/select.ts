/**
 * IR → eBPF instructions over virtual registers. 32-bit operations use the `w` instructions and 32-bit jumps (cpu v3);
 * what the machine lacks (signed division, floats, more than five arguments, indirect calls) is an error in clang's words.
 */
import type { Diagnostic, SourcePosition } from '../diagnostics';
import type {
  Address,
  IntBinary,
  IntCompare,
  IrFunction,
  IrOp,
  IrTerminator,
  IrType,
  Located,
  Operand,
  VReg,
} from '../ir';
import { eachDefOfOp, eachUseOfEnd, eachUseOfOp } from '../x86/ir-walk';
import { type Block, type Insn, STACK_ADDRESS, VIRTUAL } from './code';
import { ALU, ATOMIC, CLASS, JUMP, LD_IMM64, MODE, R10, SIZE, SOURCE, STACK_SIZE } from './isa';
import { helperNumber } from './prepare';
import { BITS, significantBits } from './width';

type ScanOp = Extract<IrOp, { op: 'clz' | 'ctz' | 'popcount' | 'bswap' }>;

/** A function ready for register allocation. */
export interface BpfFunction {
  name: string;
  blocks: Block[];
  /** Virtual registers in use. */
  registers: number;
  /** Bytes of stack taken so far. */
  stack: number;
  at: SourcePosition;
}

const ALU_OF: Readonly<Partial<Record<IntBinary, number>>> = {
  add: ALU.ADD,
  sub: ALU.SUB,
  mul: ALU.MUL,
  udiv: ALU.DIV,
  urem: ALU.MOD,
  and: ALU.AND,
  or: ALU.OR,
  xor: ALU.XOR,
  shl: ALU.LSH,
  shr: ALU.RSH,
  sar: ALU.ARSH,
};
const JUMP_OF: Readonly<Record<IntCompare, number>> = {
  eq: JUMP.JEQ,
  ne: JUMP.JNE,
  slt: JUMP.JSLT,
  sle: JUMP.JSLE,
  sgt: JUMP.JSGT,
  sge: JUMP.JSGE,
  ult: JUMP.JLT,
  ule: JUMP.JLE,
  ugt: JUMP.JGT,
  uge: JUMP.JGE,
};
export const INVERSE: Readonly<Record<number, number>> = {
  [JUMP.JEQ]: JUMP.JNE,
  [JUMP.JNE]: JUMP.JEQ,
  [JUMP.JGT]: JUMP.JLE,
  [JUMP.JLE]: JUMP.JGT,
  [JUMP.JGE]: JUMP.JLT,
  [JUMP.JLT]: JUMP.JGE,
  [JUMP.JSGT]: JUMP.JSLE,
  [JUMP.JSLE]: JUMP.JSGT,
  [JUMP.JSGE]: JUMP.JSLT,
  [JUMP.JSLT]: JUMP.JSGE,
};
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
const SIZE_OF: Readonly<Partial<Record<IrType, number>>> = { i8: SIZE.B, i16: SIZE.H, i32: SIZE.W, i64: SIZE.DW };
const COMMUTATIVE = new Set<string>(['add', 'mul', 'and', 'or', 'xor']);
const SIGNED = new Set<IntCompare>(['slt', 'sle', 'sgt', 'sge']);
const MAX_ARGUMENTS = 5;
const MAX_UNROLLED = 1024;
/** What LLVM calls the functions that a machine without floating point would need. */
const FLOAT_HELPERS: Readonly<Partial<Record<IrOp['op'], string>>> = {
  fadd: '__adddf3',
  fsub: '__subdf3',
  fmul: '__muldf3',
  fdiv: '__divdf3',
  fneg: '__negdf2',
  fsqrt: 'sqrt',
  sitof: '__floatsidf',
  uitof: '__floatunsidf',
  ftosi: '__fixdfsi',
  ftoui: '__fixunsdfsi',
  fext: '__extendsfdf2',
  ftrunc: '__truncdfsf2',
  fcmp: '__ltdf2',
};

const fits32 = (value: bigint): boolean => BigInt.asIntN(32, value) === value;

export class BpfSelector {
  private readonly width: number[];
  private registers: number;
  private readonly frame: number[] = [];
  private stack = 0;
  private readonly blocks: Block[] = [];
  /** Machine block of each IR block. */
  private readonly entry: number[];
  private current: Block;
  private at: SourcePosition | undefined;
  /** Registers that hold a constant for stores, in this block since the last call. */
  private readonly constants = new Map<bigint, number>();
  /** Slot address in each register that is set once. */
  private readonly slotOf = new Map<VReg, { slot: number; offset: number }>();

  constructor(
    private readonly fn: IrFunction,
    private readonly diagnostics: Diagnostic[],
  ) {
    this.width = significantBits(fn);
    this.registers = fn.vregs.length;
    for (const slot of fn.slots) {
      this.stack += Math.ceil(Math.max(1, slot.size) / 8) * 8;
      this.frame.push(-this.stack);
    }
    this.entry = fn.blocks.map(() => this.newBlock());
    this.current = this.blocks[0];
    this.findSlots();
  }

  run(): BpfFunction {
    const { fn } = this;
    this.at = fn.at;
    this.checkSignature();
    this.parameters();
    fn.blocks.forEach((block, i) => {
      this.begin(this.entry[i]);
      for (const op of block.ops) {
        this.at = op.at ?? this.at;
        this.operation(op);
      }
      this.at = block.end.at ?? this.at;
      this.terminator(block.end);
    });
    if (this.stack > STACK_SIZE) this.error('bpf-stack-limit', { size: this.stack }, fn.at);
    return { name: fn.name, blocks: this.blocks, registers: this.registers, stack: this.stack, at: fn.at };
  }

  private error(code: string, params: Diagnostic['params'] = {}, at = this.at): void {
    const place = at ?? this.fn.at;
    const same = (d: Diagnostic) => d.code === code && d.at.line === place.line && d.at.file === place.file;
    if (!this.diagnostics.some(same)) this.diagnostics.push({ severity: 'error', code, params, at: place });
  }

  private checkSignature(): void {
    const { fn } = this;
    if (fn.variadic) this.error('bpf-variadic');
    if (fn.params.length > MAX_ARGUMENTS) this.error('bpf-too-many-arguments', { name: fn.name });
    for (const p of fn.params) {
      if (p.kind === 'sse') this.error('bpf-float', { name: '__adddf3' });
      if (p.kind === 'memory') this.error('bpf-by-value');
    }
  }

  private parameters(): void {
    for (const [i, p] of this.fn.params.slice(0, MAX_ARGUMENTS).entries()) this.move(this.v(p.vreg), i + 1);
  }

  /** Registers that always hold the address of one place in the frame. */
  private findSlots(): void {
    const defs = new Map<VReg, number>();
    for (const p of this.fn.params) defs.set(p.vreg, 1);
    for (const block of this.fn.blocks)
      for (const op of block.ops) eachDefOfOp(op, (v) => defs.set(v, (defs.get(v) ?? 0) + 1));
    for (const block of this.fn.blocks) {
      for (const op of block.ops) {
        if (op.op !== 'lea' || !('slot' in op.address.base) || op.address.index !== undefined) continue;
        if (defs.get(op.dst) === 1) this.slotOf.set(op.dst, { slot: op.address.base.slot, offset: op.address.offset });
      }
    }
  }

  // Blocks and instructions

  private newBlock(): number {
    return this.blocks.push({ insns: [] }) - 1;
  }

  private begin(id: number): void {
    this.current = this.blocks[id];
    this.constants.clear();
  }

  private v(vreg: VReg): number {
    return VIRTUAL + vreg;
  }

  private fresh(): number {
    return VIRTUAL + this.registers++;
  }

  private put(insn: Partial<Insn> & { code: number }): void {
    this.current.insns.push({ dst: 0, src: 0, off: 0, imm: 0, at: this.at, ...insn });
  }

  private move(dst: number, src: number): void {
    if (dst !== src) this.put({ code: CLASS.ALU64 | ALU.MOV | SOURCE.X, dst, src });
  }

  private move32(dst: number, src: number): void {
    this.put({ code: CLASS.ALU | ALU.MOV | SOURCE.X, dst, src });
  }

  private constant(dst: number, value: bigint, type: IrType): void {
    if (type !== 'i64') this.put({ code: CLASS.ALU | ALU.MOV, dst, imm: Number(BigInt.asIntN(32, value)) });
    else if (fits32(value)) this.put({ code: CLASS.ALU64 | ALU.MOV, dst, imm: Number(value) });
    else this.put({ code: LD_IMM64, dst, wide: BigInt.asUintN(64, value) });
  }

  /** The operand in a register that is only read. */
  private use(o: Operand, type: IrType): number {
    if (typeof o === 'number') return this.v(o);
    const t = this.fresh();
    this.constant(t, o.imm, type);
    return t;
  }

  private aluImm(op: number, wide: boolean, dst: number, imm: number): void {
    this.put({ code: (wide ? CLASS.ALU64 : CLASS.ALU) | op, dst, imm });
  }

  private alu(op: number, wide: boolean, dst: number, src: number): void {
    this.put({ code: (wide ? CLASS.ALU64 : CLASS.ALU) | op | SOURCE.X, dst, src });
  }

  // Operations

  private operation(op: Located<IrOp>): void {
    switch (op.op) {
      case 'copy':
        this.copy(this.v(op.dst), op.src, op.type);
        return;
      case 'trunc':
        this.copy(this.v(op.dst), op.a, 'i32');
        return;
      case 'zext':
        this.zeroExtend(this.v(op.dst), op.a, op.from);
        return;
      case 'sext':
        this.signExtend(this.v(op.dst), op.a, op.from, op.to);
        return;
      case 'neg':
      case 'not':
        this.unary(op);
        return;
      case 'icmp':
        this.compare(op);
        return;
      case 'load':
        this.load(op.type, this.v(op.dst), op.address);
        return;
      case 'store':
        this.store(op.type, op.src, op.address);
        return;
      case 'lea':
        this.lea(this.v(op.dst), op.address);
        return;
      case 'memcpy':
        this.memcpy(op);
        return;
      case 'memset':
        this.memset(op);
        return;
      case 'call':
        this.call(op);
        return;
      case 'bswap':
        this.byteSwap(op);
        return;
      case 'clz':
      case 'ctz':
      case 'popcount':
        this.bitCount(op);
        return;
      case 'atomicrmw':
        this.atomic(op);
        return;
      case 'cmpxchg':
        this.compareExchange(op);
        return;
      case 'asm':
        if (op.template.trim() !== '' && op.template !== '%%bcc-external') this.error('bpf-inline-asm');
        return;
      case 'fence':
        return;
      case 'alloca':
      case 'savestack':
      case 'restorestack':
        this.error('bpf-dynamic-stack');
        return;
      case 'vastart':
        this.error('bpf-variadic');
        return;
      case 'tlsaddr':
        this.error('unsupported', { feature: '_Thread_local' });
        return;
      case 'blockaddr':
        this.error('bpf-indirect-jump');
        return;
      case 'fconst':
      case 'fadd':
      case 'fsub':
      case 'fmul':
      case 'fdiv':
      case 'fneg':
      case 'fsqrt':
      case 'fcmp':
      case 'sitof':
      case 'uitof':
      case 'ftosi':
      case 'ftoui':
      case 'fext':
      case 'ftrunc':
      case 'bitcast':
        this.error('bpf-float', { name: FLOAT_HELPERS[op.op] ?? '__adddf3' });
        return;
      default:
        this.binary(op);
    }
  }

  /** A copy as the type has it: 64 bits as they are, narrower ones with the upper half clear. */
  private copy(dst: number, src: Operand, type: IrType): void {
    if (type === 'f32' || type === 'f64') {
      this.error('bpf-float', { name: '__adddf3' });
      return;
    }
    if (typeof src !== 'number') this.constant(dst, src.imm, type);
    else if (type === 'i64' || this.width[src] <= 32) this.move(dst, this.v(src));
    else this.move32(dst, this.v(src));
  }

  private zeroExtend(dst: number, a: Operand, from: IrType): void {
    if (typeof a !== 'number') {
      this.constant(dst, BigInt.asUintN(BITS[from], a.imm), 'i64');
      return;
    }
    if (this.width[a] <= BITS[from]) this.move(dst, this.v(a));
    else if (from === 'i32') this.move32(dst, this.v(a));
    else {
      this.move(dst, this.v(a));
      this.aluImm(ALU.AND, false, dst, from === 'i8' ? 0xff : 0xffff);
    }
  }

  private signExtend(dst: number, a: Operand, from: IrType, to: IrType): void {
    if (typeof a !== 'number') {
      this.constant(dst, BigInt.asIntN(BITS[from], a.imm), to);
      return;
    }
    this.move(dst, this.v(a));
    if (this.width[a] < BITS[from]) return;
    const wide = to === 'i64';
    const shift = (wide ? 64 : 32) - BITS[from];
    this.aluImm(ALU.LSH, wide, dst, shift);
    this.aluImm(ALU.ARSH, wide, dst, shift);
  }

  /** The operand extended to at least 32 bits, for operations that look at all of it. */
  private extended(o: Operand, type: IrType, signed: boolean): Operand {
    if (type === 'i32' || type === 'i64' || typeof o !== 'number') {
      if (typeof o === 'number' || type === 'i64' || type === 'i32') return o;
      return { imm: signed ? BigInt.asIntN(BITS[type], o.imm) : BigInt.asUintN(BITS[type], o.imm) };
    }
    const t = this.fresh();
    if (signed) this.signExtend(t, o, type, 'i32');
    else this.zeroExtend(t, o, type);
    return t - VIRTUAL;
  }

  private unary(op: Extract<IrOp, { op: 'neg' | 'not' }>): void {
    const wide = op.type === 'i64';
    const dst = this.v(op.dst);
    if (typeof op.a === 'number') this.move(dst, this.v(op.a));
    else this.constant(dst, op.a.imm, op.type);
    if (op.op === 'neg') this.put({ code: (wide ? CLASS.ALU64 : CLASS.ALU) | ALU.NEG, dst });
    else this.aluImm(ALU.XOR, wide, dst, -1);
  }

  /** Known not to be negative as a value of its type. */
  private natural(o: Operand, type: IrType): boolean {
    return typeof o === 'number' ? this.width[o] < BITS[type] : BigInt.asIntN(BITS[type], o.imm) >= 0n;
  }

  private binary(given: Extract<IrOp, { op: IntBinary }>): void {
    let op = given;
    if (op.op === 'sdiv' || op.op === 'srem') {
      if (!this.natural(op.a, op.type) || !this.natural(op.b, op.type)) {
        this.error('bpf-signed-division');
        return;
      }
      op = { ...op, op: op.op === 'sdiv' ? 'udiv' : 'urem' };
    }
    const code = ALU_OF[op.op];
    if (code === undefined) throw new Error(`no eBPF instruction for ${op.op}`);
    const wide = op.type === 'i64';
    const widens = op.op === 'shr' || op.op === 'udiv' || op.op === 'urem' || op.op === 'sar';
    let a = widens ? this.extended(op.a, op.type, op.op === 'sar') : op.a;
    let b = op.op === 'udiv' || op.op === 'urem' ? this.extended(op.b, op.type, false) : op.b;
    const dst = this.v(op.dst);
    if (typeof b === 'number' && b === op.dst && a !== b && COMMUTATIVE.has(op.op)) [a, b] = [b, a];
    const target = typeof b === 'number' && this.v(b) === dst && a !== b ? this.fresh() : dst;
    // A value that is not extended may be cut here: the w instruction looks at the low half only.
    if (typeof a === 'number') this.move(target, this.v(a));
    else this.constant(target, a.imm, op.type);
    this.apply(code, wide, target, b, op.type);
    if (target !== dst) this.move(dst, target);
  }

  private apply(code: number, wide: boolean, dst: number, b: Operand, type: IrType): void {
    if (typeof b === 'number') {
      this.alu(code, wide, dst, this.v(b));
      return;
    }
    const value = wide ? b.imm : BigInt.asIntN(32, b.imm);
    if (fits32(value)) this.aluImm(code, wide, dst, Number(value));
    else this.alu(code, wide, dst, this.use(b, type));
  }

  private byteSwap(op: ScanOp): void {
    const dst = this.v(op.dst);
    this.move(dst, this.v(op.a));
    this.put({ code: CLASS.ALU | ALU.END | SOURCE.X, dst, imm: BITS[op.type] });
  }

  /** clz, ctz and popcount by shifts and masks (Hacker's Delight 5-1, 5-3, 5-4). */
  private bitCount(op: ScanOp): void {
    const wide = op.type === 'i64';
    const bits = wide ? 64 : 32;
    const x = this.fresh();
    const t = this.fresh();
    const imm = (code: number, r: number, value: bigint) => this.apply(code, wide, r, { imm: value }, op.type);
    if (wide) this.move(x, this.v(op.a));
    else this.move32(x, this.v(op.a));
    if (op.op === 'clz') {
      for (let by = 1; by < bits; by *= 2) {
        this.move(t, x);
        imm(ALU.RSH, t, BigInt(by));
        this.alu(ALU.OR, wide, x, t);
      }
      imm(ALU.XOR, x, -1n);
    } else if (op.op === 'ctz') {
      this.move(t, x);
      this.put({ code: (wide ? CLASS.ALU64 : CLASS.ALU) | ALU.NEG, dst: t });
      this.alu(ALU.AND, wide, x, t);
      imm(ALU.SUB, x, 1n);
    }
    const mask = (byte: bigint) => BigInt.asIntN(bits, byte * 0x0101_0101_0101_0101n);
    this.move(t, x);
    imm(ALU.RSH, t, 1n);
    imm(ALU.AND, t, mask(0x55n));
    this.alu(ALU.SUB, wide, x, t);
    this.move(t, x);
    imm(ALU.RSH, t, 2n);
    imm(ALU.AND, t, mask(0x33n));
    imm(ALU.AND, x, mask(0x33n));
    this.alu(ALU.ADD, wide, x, t);
    this.move(t, x);
    imm(ALU.RSH, t, 4n);
    this.alu(ALU.ADD, wide, x, t);
    imm(ALU.AND, x, mask(0x0fn));
    imm(ALU.MUL, x, mask(0x01n));
    imm(ALU.RSH, x, BigInt(bits - 8));
    this.move(this.v(op.dst), x);
  }

  /** 0 or 1, by a jump around. */
  private compare(op: Extract<IrOp, { op: 'icmp' }>): void {
    const dst = this.fresh();
    const [no, join] = [this.newBlock(), this.newBlock()];
    this.constant(dst, 1n, 'i32');
    this.branchTo(op.cond, op.type, op.a, op.b, join, no);
    this.begin(no);
    this.constant(dst, 0n, 'i32');
    this.current.next = join;
    this.begin(join);
    this.move(this.v(op.dst), dst);
  }

  // Memory

  /** A register and a 16-bit offset that name the address. */
  private address(a: Address): { base: number; off: number } {
    let base: number;
    let off = a.offset;
    if ('slot' in a.base) {
      base = R10;
      off += this.frame[a.base.slot];
    } else if ('vreg' in a.base) {
      const slot = this.slotOf.get(a.base.vreg);
      base = slot === undefined || a.index !== undefined ? this.v(a.base.vreg) : R10;
      if (base === R10 && slot) off += this.frame[slot.slot] + slot.offset;
    } else {
      base = this.fresh();
      this.put({ code: LD_IMM64, dst: base, symbol: a.base.symbol, wide: 0n });
    }
    if (a.index !== undefined) {
      const sum = this.fresh();
      const scaled = this.scaled(a.index, a.scale ?? 1);
      this.move(sum, base);
      this.alu(ALU.ADD, true, sum, scaled);
      base = sum;
    }
    if (off >= -0x8000 && off <= 0x7ff8) return { base, off };
    const sum = this.fresh();
    this.move(sum, base);
    this.apply(ALU.ADD, true, sum, { imm: BigInt(off) }, 'i64');
    return { base: sum, off: 0 };
  }

  private scaled(index: VReg, scale: number): number {
    if (scale === 1) return this.v(index);
    const t = this.fresh();
    this.move(t, this.v(index));
    this.aluImm(ALU.LSH, true, t, Math.log2(scale));
    return t;
  }

  private lea(dst: number, a: Address): void {
    if (a.index === undefined && 'slot' in a.base) {
      this.put({ code: STACK_ADDRESS, dst, off: this.frame[a.base.slot] + a.offset });
      return;
    }
    if (a.index === undefined && 'symbol' in a.base) {
      this.put({ code: LD_IMM64, dst, symbol: a.base.symbol, wide: BigInt(a.offset) });
      return;
    }
    if (a.index === undefined && 'vreg' in a.base) {
      this.move(dst, this.v(a.base.vreg));
      if (a.offset !== 0) this.apply(ALU.ADD, true, dst, { imm: BigInt(a.offset) }, 'i64');
      return;
    }
    const { base, off } = this.address(a);
    this.move(dst, base);
    if (off !== 0) this.aluImm(ALU.ADD, true, dst, off);
  }

  /** The verifier wants accesses to the stack aligned: the largest power of two that both size and offset are multiples of. */
  private step(base: number, off: number, size: number): number {
    let step = size;
    while (base === R10 && off % step !== 0) step /= 2;
    return step;
  }

  private load(type: IrType, dst: number, a: Address): void {
    if (SIZE_OF[type] === undefined) {
      this.error('bpf-float', { name: '__adddf3' });
      return;
    }
    const { base, off } = this.address(a);
    this.loadAt(type, dst, base, off);
  }

  private loadAt(type: IrType, dst: number, base: number, off: number): void {
    const size = BITS[type] / 8;
    const step = this.step(base, off, size);
    if (step === size) {
      this.put({ code: CLASS.LDX | MODE.MEM | (SIZE_OF[type] ?? 0), dst, src: base, off });
      return;
    }
    const half = this.fresh();
    const low = this.fresh();
    const narrow: IrType = size === 8 ? 'i32' : size === 4 ? 'i16' : 'i8';
    this.loadAt(narrow, half, base, off + size / 2);
    this.loadAt(narrow, low, base, off);
    this.aluImm(ALU.LSH, true, half, (size / 2) * 8);
    this.alu(ALU.OR, true, half, low);
    this.move(dst, half);
  }

  private store(type: IrType, src: Operand, a: Address): void {
    if (SIZE_OF[type] === undefined) {
      this.error('bpf-float', { name: '__adddf3' });
      return;
    }
    const { base, off } = this.address(a);
    if (typeof src === 'number') this.storeAt(type, this.v(src), base, off);
    else this.storeConstant(type, src.imm, base, off);
  }

  private storeAt(type: IrType, src: number, base: number, off: number): void {
    const size = BITS[type] / 8;
    const step = this.step(base, off, size);
    if (step === size) {
      this.put({ code: CLASS.STX | MODE.MEM | (SIZE_OF[type] ?? 0), dst: base, src, off });
      return;
    }
    const high = this.fresh();
    const narrow: IrType = size === 8 ? 'i32' : size === 4 ? 'i16' : 'i8';
    this.storeAt(narrow, src, base, off);
    this.move(high, src);
    this.aluImm(ALU.RSH, true, high, (size / 2) * 8);
    this.storeAt(narrow, high, base, off + size / 2);
  }

  /** Through a register, for so the verifier knows what is there; one register serves equal constants. */
  private storeConstant(type: IrType, value: bigint, base: number, off: number): void {
    const size = BITS[type] / 8;
    const step = this.step(base, off, size);
    if (step < size) {
      const narrow: IrType = size === 8 ? 'i32' : size === 4 ? 'i16' : 'i8';
      const bits = BITS[narrow];
      this.storeConstant(narrow, BigInt.asIntN(bits, value), base, off);
      this.storeConstant(narrow, BigInt.asIntN(bits, value >> BigInt(bits)), base, off + size / 2);
      return;
    }
    const kept = type === 'i64' ? value : BigInt.asUintN(BITS[type], value);
    let register = this.constants.get(kept);
    if (register === undefined) {
      register = this.fresh();
      this.constant(register, kept, fits32(kept) ? 'i64' : type);
      this.constants.set(kept, register);
    }
    this.put({ code: CLASS.STX | MODE.MEM | (SIZE_OF[type] ?? 0), dst: base, src: register, off });
  }

  private *steps(size: number, alignment: number): Iterable<{ type: IrType; offset: number }> {
    const types: readonly (readonly [number, IrType])[] = [
      [8, 'i64'],
      [4, 'i32'],
      [2, 'i16'],
      [1, 'i8'],
    ];
    let offset = 0;
    for (const [step, type] of types) {
      if (step > alignment) continue;
      for (; size - offset >= step; offset += step) yield { type, offset };
    }
  }

  private alignmentOf(...places: { base: number; off: number }[]): number {
    let alignment = 8;
    for (const { base, off } of places) while (base === R10 && off % alignment !== 0) alignment /= 2;
    return alignment;
  }

  private memcpy(op: Extract<IrOp, { op: 'memcpy' }>): void {
    if (op.size > MAX_UNROLLED) {
      this.error('bpf-library-call', { name: 'memcpy' });
      return;
    }
    const to = this.address({ base: { vreg: op.dst }, offset: 0 });
    const from = this.address({ base: { vreg: op.src }, offset: 0 });
    for (const { type, offset } of this.steps(op.size, this.alignmentOf(to, from))) {
      const t = this.fresh();
      this.loadAt(type, t, from.base, from.off + offset);
      this.storeAt(type, t, to.base, to.off + offset);
    }
  }

  private memset(op: Extract<IrOp, { op: 'memset' }>): void {
    if (op.size > MAX_UNROLLED) {
      this.error('bpf-library-call', { name: 'memset' });
      return;
    }
    const to = this.address({ base: { vreg: op.dst }, offset: 0 });
    const pattern = BigInt.asIntN(64, BigInt(op.byte & 0xff) * 0x0101_0101_0101_0101n);
    for (const { type, offset } of this.steps(op.size, this.alignmentOf(to)))
      this.storeConstant(type, BigInt.asIntN(BITS[type], pattern), to.base, to.off + offset);
  }

  private atomic(op: Extract<IrOp, { op: 'atomicrmw' }>): void {
    if (op.type !== 'i32' && op.type !== 'i64') {
      this.error('bpf-atomic-size');
      return;
    }
    const { base, off } = this.address(op.address);
    const code = CLASS.STX | MODE.ATOMIC | (SIZE_OF[op.type] ?? 0);
    const src = this.fresh();
    if (typeof op.src === 'number') this.move(src, this.v(op.src));
    else this.constant(src, op.src.imm, op.type);
    let kind = op.kind;
    if (kind === 'sub') {
      this.put({ code: (op.type === 'i64' ? CLASS.ALU64 : CLASS.ALU) | ALU.NEG, dst: src });
      kind = 'add';
    }
    const operations = { add: ATOMIC.ADD, and: ATOMIC.AND, or: ATOMIC.OR, xor: ATOMIC.XOR, xchg: ATOMIC.XCHG } as const;
    const fetch = this.isRead(op.dst) || kind === 'xchg';
    this.put({ code, dst: base, src, off, imm: operations[kind] | (fetch ? ATOMIC.FETCH : 0) });
    if (fetch) this.move(this.v(op.dst), src);
  }

  private readonly readCounts = new Map<VReg, number>();
  private isRead(v: VReg): boolean {
    if (this.readCounts.size === 0) countReads(this.fn, this.readCounts);
    return (this.readCounts.get(v) ?? 0) > 0;
  }

  private compareExchange(op: Extract<IrOp, { op: 'cmpxchg' }>): void {
    if (op.type !== 'i32' && op.type !== 'i64') {
      this.error('bpf-atomic-size');
      return;
    }
    const { base, off } = this.address(op.address);
    const desired = this.use(op.desired, op.type);
    const expected = this.fresh();
    if (typeof op.expected === 'number') this.copy(expected, op.expected, op.type);
    else this.constant(expected, op.expected.imm, op.type);
    this.move(0, expected);
    const code = CLASS.STX | MODE.ATOMIC | (SIZE_OF[op.type] ?? 0);
    this.put({ code, dst: base, src: desired, off, imm: ATOMIC.CMPXCHG });
    const old = this.fresh();
    this.move(old, 0);
    this.move(this.v(op.old), old);
    if (!this.isRead(op.dst)) return;
    const [no, join] = [this.newBlock(), this.newBlock()];
    const flag = this.fresh();
    this.constant(flag, 1n, 'i32');
    this.jumpIf(JUMP.JEQ, op.type === 'i64', old, expected, join, no);
    this.begin(no);
    this.constant(flag, 0n, 'i32');
    this.current.next = join;
    this.begin(join);
    this.move(this.v(op.dst), flag);
  }

  // Calls

  private call(op: Extract<IrOp, { op: 'call' }>): void {
    if (!('symbol' in op.target)) {
      this.error('bpf-indirect-call');
      return;
    }
    const { symbol } = op.target;
    const helper = helperNumber(symbol);
    if (op.args.length > MAX_ARGUMENTS) {
      this.error('bpf-too-many-arguments', { name: symbol });
      return;
    }
    if (
      helper === undefined &&
      (symbol === 'memcpy' || symbol === 'memset' || symbol === 'memmove' || symbol === 'memcmp')
    ) {
      this.error('bpf-library-call', { name: symbol });
      return;
    }
    const values: number[] = [];
    for (const arg of op.args) {
      if (arg.kind !== 'int') {
        this.error(arg.kind === 'sse' ? 'bpf-float' : 'bpf-by-value', { name: '__adddf3' });
        return;
      }
      values.push(typeof arg.value === 'number' ? this.v(arg.value) : -1);
    }
    op.args.forEach((arg, i) => {
      if (arg.kind === 'int') this.copy(i + 1, arg.value, arg.type);
    });
    if (helper !== undefined) this.put({ code: CLASS.JMP | JUMP.CALL, imm: helper, args: values.length });
    else this.put({ code: CLASS.JMP | JUMP.CALL, symbol, src: 1, imm: -1, args: values.length });
    this.constants.clear();
    if (op.results.length > 1) this.error('bpf-aggregate-return');
    else if (op.results.length === 1) this.move(this.v(op.results[0].vreg), 0);
  }

  // Ends

  private terminator(end: Located<IrTerminator>): void {
    switch (end.op) {
      case 'jump':
        this.current.next = this.entry[end.to];
        return;
      case 'branch':
        this.branchTo(end.cond, end.type, end.a, end.b, this.entry[end.then], this.entry[end.else]);
        return;
      case 'switch':
        this.switch(end);
        return;
      case 'return':
        this.return(end);
        return;
      case 'unreachable':
        this.constant(0, 0n, 'i32');
        this.put({ code: CLASS.JMP | JUMP.EXIT });
        return;
      case 'fbranch':
        this.error('bpf-float', { name: '__ltdf2' });
        return;
      case 'indirect':
        this.error('bpf-indirect-jump');
    }
  }

  private return(end: Extract<IrTerminator, { op: 'return' }>): void {
    if (end.values.length > 1) this.error('bpf-aggregate-return');
    const [value] = end.values;
    if (value) this.copy(0, value.vreg, value.type);
    this.put({ code: CLASS.JMP | JUMP.EXIT, args: value ? 1 : 0 });
  }

  private switch(end: Extract<IrTerminator, { op: 'switch' }>): void {
    for (const each of end.cases) {
      const next = this.newBlock();
      this.branchTo('eq', end.type, end.value, { imm: each.value }, this.entry[each.to], next);
      this.begin(next);
    }
    this.current.next = this.entry[end.default];
  }

  private branchTo(given: IntCompare, type: IrType, first: Operand, second: Operand, then: number, otherwise: number) {
    let [cond, a, b] = [given, first, second];
    if (typeof a !== 'number' && typeof b === 'number') [cond, a, b] = [SWAPPED[cond], b, a];
    a = this.extended(a, type, SIGNED.has(cond));
    b = this.extended(b, type, SIGNED.has(cond));
    const wide = type === 'i64';
    const left = this.use(a, type);
    if (typeof b === 'number') this.jumpIf(JUMP_OF[cond], wide, left, this.v(b), then, otherwise);
    else {
      const value = wide ? b.imm : BigInt.asIntN(32, b.imm);
      if (fits32(value)) this.jumpIf(JUMP_OF[cond], wide, left, Number(value), then, otherwise, true);
      else this.jumpIf(JUMP_OF[cond], wide, left, this.use(b, type), then, otherwise);
    }
  }

  private jumpIf(
    op: number,
    wide: boolean,
    dst: number,
    second: number,
    then: number,
    otherwise: number,
    constant = false,
  ): void {
    const source = constant ? SOURCE.K : SOURCE.X;
    const code = (wide ? CLASS.JMP : CLASS.JMP32) | op | source;
    this.put(constant ? { code, dst, imm: second, to: then } : { code, dst, src: second, to: then });
    this.current.next = otherwise;
  }
}

function countReads(fn: IrFunction, into: Map<VReg, number>): void {
  const count = (v: VReg) => into.set(v, (into.get(v) ?? 0) + 1);
  for (const block of fn.blocks) {
    for (const op of block.ops) eachUseOfOp(op, count);
    eachUseOfEnd(block.end, count);
  }
  into.set(-1, 1);
}
