/** Selection of SSE scalar floating point: arithmetic, comparison, and the conversions C asks for. */
import { imm, type MachineOperand, reg, ripMem } from '../asm/instruction';
import type { Size } from '../asm/registers';
import type { FloatCompare, IrOp, IrType } from '../ir';
import { widen } from './select-int';
import { BYTES, type Selector, workSize } from './selector';

type Op<K extends IrOp['op']> = Extract<IrOp, { op: K }>;

const suffix = (type: IrType): string => (type === 'f32' ? 'ss' : 'sd');
const x = (register: number): MachineOperand => reg(register, 8);

export function selectFconst(s: Selector, op: Op<'fconst'>): void {
  const dst = s.register(op.dst);
  if (Object.is(op.value, 0)) s.emit('fzero', 0, x(dst));
  else s.emit(`mov${suffix(op.type)}`, 0, x(dst), ripMem(s.unit.literals.float(op.value, op.type)));
}

const ARITHMETIC: Record<string, string> = { fadd: 'add', fsub: 'sub', fmul: 'mul', fdiv: 'div' };

export function selectFloatBinary(
  s: Selector,
  op: Op<'fadd' | 'fsub' | 'fmul' | 'fdiv'>,
  folded?: MachineOperand,
): void {
  const mnemonic = ARITHMETIC[op.op] + suffix(op.type);
  const dst = s.register(op.dst);
  let { a, b } = op;
  if (folded === undefined && b === op.dst && a !== op.dst) {
    if (op.op === 'fadd' || op.op === 'fmul') [a, b] = [b, a];
    else {
      const t = s.vector(BYTES[op.type]);
      s.copy(t, s.register(a), 8, true);
      s.emit(mnemonic, 0, x(t), x(dst));
      s.copy(dst, t, 8, true);
      return;
    }
  }
  if (a !== op.dst) s.copy(dst, s.register(a), 8, true);
  s.emit(mnemonic, 0, x(dst), folded ?? x(s.register(b)));
}

export function selectFneg(s: Selector, op: Op<'fneg'>): void {
  const mask = s.vector(8);
  s.emit('movaps', 0, x(mask), ripMem(s.unit.literals.signMask(op.type)));
  const dst = s.register(op.dst);
  if (op.a !== op.dst) s.copy(dst, s.register(op.a), 8, true);
  s.emit('xorps', 0, x(dst), x(mask));
}

export function selectFsqrt(s: Selector, op: Op<'fsqrt'>): void {
  s.emit(`sqrt${suffix(op.type)}`, 0, x(s.register(op.dst)), x(s.register(op.a)));
}

/** How ucomis tells a C comparison: operands swapped?, condition, and the parity condition that must also hold. */
const COMPARE: Record<FloatCompare, { swap: boolean; condition: number; parity?: 'and-not' | 'or' }> = {
  feq: { swap: false, condition: 4, parity: 'and-not' },
  fne: { swap: false, condition: 5, parity: 'or' },
  flt: { swap: true, condition: 7 },
  fle: { swap: true, condition: 3 },
  fgt: { swap: false, condition: 7 },
  fge: { swap: false, condition: 3 },
};

/** Compares; afterwards `condition` (with parity) holds. */
export function floatCompare(
  s: Selector,
  cond: FloatCompare,
  type: IrType,
  a: number,
  b: number,
): { condition: number; parity?: 'and-not' | 'or' } {
  const how = COMPARE[cond];
  const [left, right] = how.swap ? [b, a] : [a, b];
  s.emit(`ucomi${suffix(type)}`, 0, x(s.register(left)), x(s.register(right)));
  return how;
}

export function selectFcmp(s: Selector, op: Op<'fcmp'>): void {
  const how = floatCompare(s, op.cond, op.type, op.a, op.b);
  const t = s.general(1);
  const dst = s.register(op.dst);
  if (how.parity === undefined) s.emit(how.condition === 7 ? 'seta' : 'setae', 1, reg(t, 1));
  else {
    const p = s.general(1);
    s.emit(how.parity === 'or' ? 'setp' : 'setnp', 1, reg(p, 1));
    s.emit(how.parity === 'or' ? 'setne' : 'sete', 1, reg(t, 1));
    s.emit(how.parity === 'or' ? 'or' : 'and', 4, reg(t, 4), reg(p, 4));
  }
  s.emit('movzb', 4, reg(dst, 4), reg(t, 1));
}

export function selectConversion(s: Selector, op: Op<'sitof' | 'uitof' | 'ftosi' | 'ftoui' | 'fext' | 'ftrunc'>): void {
  const dst = s.register(op.dst);
  const a = s.register(op.a);
  switch (op.op) {
    case 'fext':
    case 'ftrunc':
      s.emit(op.op === 'fext' ? 'cvtss2sd' : 'cvtsd2ss', 0, x(dst), x(a));
      return;
    case 'sitof':
      intToFloat(s, op, widenTo(s, op.a, op.from, true));
      return;
    case 'uitof':
      if (op.from === 'i64') {
        unsignedToFloat(s, op);
        return;
      }
      intToFloat(s, op, zeroExtend(s, op.a, op.from), 8);
      return;
    case 'ftosi':
      s.emit(`cvtt${suffix(op.from)}2si`, workSize(op.to), reg(dst, workSize(op.to)), x(a));
      return;
    case 'ftoui':
      if (op.to === 'i64') {
        floatToUnsigned(s, op);
        return;
      }
      {
        const wide = s.general(8);
        s.emit(`cvtt${suffix(op.from)}2si`, 8, reg(wide, 8), x(a));
        s.copy(dst, wide, 4);
      }
  }
}

function widenTo(s: Selector, v: number, type: IrType, isSigned: boolean): number {
  const w = widen(s, v, type, isSigned);
  return typeof w === 'object' && 'register' in w ? w.register : s.register(v);
}

function zeroExtend(s: Selector, v: number, type: IrType): number {
  const narrow = widenTo(s, v, type, false);
  if (type !== 'i32') return narrow;
  const t = s.general(8);
  s.emit('mov', 4, reg(t, 4), reg(narrow, 4)).keep = true;
  return t;
}

function intToFloat(
  s: Selector,
  op: Op<'sitof' | 'uitof' | 'ftosi' | 'ftoui' | 'fext' | 'ftrunc'>,
  from: number,
  size: Size = workSize(op.from),
): void {
  s.emit(`cvtsi2${suffix(op.to)}`, size, x(s.register(op.dst)), reg(from, size));
}

/** u64 → float: values with the top bit set are halved (rounding to odd), converted and doubled. */
function unsignedToFloat(s: Selector, op: Op<'sitof' | 'uitof' | 'ftosi' | 'ftoui' | 'fext' | 'ftrunc'>): void {
  const a = s.register(op.a);
  const dst = s.register(op.dst);
  const { depth } = s.current;
  const small = s.newBlock(depth);
  const big = s.newBlock(depth);
  const done = s.newBlock(depth);
  s.emit('test', 8, reg(a, 8), reg(a, 8));
  s.jumpIf(8, big);
  s.jump(small);
  s.startBlock(small);
  s.emit(`cvtsi2${suffix(op.to)}`, 8, x(dst), reg(a, 8));
  s.jump(done);
  s.startBlock(big);
  const half = s.general(8);
  const low = s.general(8);
  s.copy(half, a, 8);
  s.copy(low, a, 8);
  s.emit('shr', 8, reg(half, 8), imm(1));
  s.emit('and', 4, reg(low, 4), imm(1));
  s.emit('or', 8, reg(half, 8), reg(low, 8));
  s.emit(`cvtsi2${suffix(op.to)}`, 8, x(dst), reg(half, 8));
  s.emit(`add${suffix(op.to)}`, 0, x(dst), x(dst));
  s.jump(done);
  s.startBlock(done);
}

/** float → u64: from 2^63 on, subtract it first and set the top bit afterwards. */
function floatToUnsigned(s: Selector, op: Op<'sitof' | 'uitof' | 'ftosi' | 'ftoui' | 'fext' | 'ftrunc'>): void {
  const a = s.register(op.a);
  const dst = s.register(op.dst);
  const type = op.from === 'f32' ? 'f32' : 'f64';
  const { depth } = s.current;
  const small = s.newBlock(depth);
  const big = s.newBlock(depth);
  const done = s.newBlock(depth);
  const limit = s.vector(BYTES[type]);
  s.emit(`mov${suffix(type)}`, 0, x(limit), ripMem(s.unit.literals.float(2 ** 63, type)));
  s.emit(`ucomi${suffix(type)}`, 0, x(a), x(limit));
  s.jumpIf(3, big);
  s.jump(small);
  s.startBlock(small);
  s.emit(`cvtt${suffix(type)}2si`, 8, reg(dst, 8), x(a));
  s.jump(done);
  s.startBlock(big);
  const t = s.vector(BYTES[type]);
  const top = s.general(8);
  s.copy(t, a, 8, true);
  s.emit(`sub${suffix(type)}`, 0, x(t), x(limit));
  s.emit(`cvtt${suffix(type)}2si`, 8, reg(dst, 8), x(t));
  s.emit('mov', 8, reg(top, 8), imm(1n << 63n));
  s.emit('xor', 8, reg(dst, 8), reg(top, 8));
  s.jump(done);
  s.startBlock(done);
}

export function selectBitcast(s: Selector, op: Op<'bitcast'>): void {
  const dst = s.register(op.dst);
  const a = s.register(op.a);
  const toVector = op.to === 'f32' || op.to === 'f64';
  const fromVector = op.from === 'f32' || op.from === 'f64';
  const size = BYTES[op.to];
  if (toVector === fromVector) {
    s.copy(dst, a, size, toVector);
    return;
  }
  const mnemonic = size === 8 ? 'movq' : 'movd';
  if (toVector) s.emit(mnemonic, size, x(dst), reg(a, size));
  else s.emit(mnemonic, size, reg(dst, size), x(a));
}
