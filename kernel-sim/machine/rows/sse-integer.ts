/** SSE2 integer and bitwise instructions on whole vector registers, and the shuffles. */
import { Layout } from '../cpu/state';
import type { Emitter } from '../emit/emitter';
import type { Value } from '../emit/function';
import type { SimdOp } from '../wasm/opcodes';
import { insn } from './dsl';
import type { Definition, Emit } from './types';

const simple =
  (op: SimdOp): Emit =>
  (e) =>
    e.set(0, e.simd(op, e.get(0), e.get(1)));

/** andn is "not a, and b"; WebAssembly's is the other way round. */
const andNot: Emit = (e) => {
  const a = e.get(0);
  e.set(0, e.simd('andnot', e.get(1), a));
};

/** Takes elements of `bytes` bytes from both sources in turn, from the low or the high half. */
const unpack =
  (bytes: number, high: boolean): Emit =>
  (e) => {
    const order: number[] = [];
    for (let at = high ? 8 : 0; at < (high ? 16 : 8); at += bytes) {
      for (const source of [0, 16]) for (let i = 0; i < bytes; i++) order.push(source + at + i);
    }
    const a = e.get(0);
    e.set(0, e.shuffle(a, e.get(1), order));
  };

type ShiftOp =
  | 'i16x8Shl'
  | 'i16x8ShrU'
  | 'i16x8ShrS'
  | 'i32x4Shl'
  | 'i32x4ShrU'
  | 'i32x4ShrS'
  | 'i64x2Shl'
  | 'i64x2ShrU';

/** Counts of the element's width or more give 0, or copies of the sign. */
function shiftBy(e: Emitter, op: ShiftOp, a: Value, count: Value): Value {
  const width = op.startsWith('i16') ? 16 : op.startsWith('i32') ? 32 : 64;
  const n = e.let(count);
  const tooFar = e.cmp('gtu', n, e.k(width - 1));
  if (op.endsWith('ShrS')) return e.simd(op, a, e.select(tooFar, e.k32(width - 1), e.wrap(n)));
  return e.select(tooFar, e.k128(0n, 0n), e.simd(op, a, e.wrap(n)));
}

const shift =
  (op: ShiftOp): Emit =>
  (e) => {
    const a = e.get(0);
    const b = e.get(1);
    e.set(0, shiftBy(e, op, a, e.row.ops[1].kind === 'i' ? b : e.lane('i64', b, 0)));
  };

/** The whole register by bytes: through memory, where 16 zero bytes lie on either side. */
const shiftBytes =
  (left: boolean): Emit =>
  (e) => {
    const a = e.get(0);
    const imm = e.get(1);
    const n = e.let(e.wrap(e.select(e.cmp('gtu', imm, e.k(16)), e.k(16), imm)));
    const zero = e.k128(0n, 0n);
    const at = e.k32(Layout.SCRATCH);
    e.store(128, at, left ? 0 : 16, zero);
    e.store(128, at, left ? 16 : 0, a);
    e.set(0, e.load128(left ? e.sub(e.k32(Layout.SCRATCH + 16), n) : e.add(at, n)));
  };

/** Element `index` (2 bits of the immediate at `bit`) of the vector stored at SCRATCH + `offset`. */
const pick = (e: Emitter, imm: Value, bit: number, bytes: number, offset = 0) =>
  e.load32(
    e.shl(e.and(e.shru(imm, e.k32(bit)), e.k32(3)), e.k32(Math.log2(bytes))),
    Layout.SCRATCH + offset,
    bytes * 8,
  );

const pshufd: Emit = (e) => {
  e.store(128, e.k32(0), Layout.SCRATCH, e.get(1));
  const imm = e.let(e.wrap(e.imm()));
  e.set(
    0,
    [0, 1, 2, 3].reduce((v, i) => e.withLane('i32', v, i, pick(e, imm, i * 2, 4)), e.k128(0n, 0n)),
  );
};

/** pshuflw, pshufhw: four words of one half, the other half unchanged. */
const pshufw =
  (high: boolean): Emit =>
  (e) => {
    const v = e.get(1);
    e.store(128, e.k32(0), Layout.SCRATCH, v);
    const imm = e.let(e.wrap(e.imm()));
    const first = high ? 4 : 0;
    e.set(
      0,
      [0, 1, 2, 3].reduce((all, i) => e.withLane('i16', all, first + i, pick(e, imm, i * 2, 2, first * 2)), v),
    );
  };

/** Two elements from the first source, two from the second. */
const shufps: Emit = (e) => {
  const a = e.get(0);
  const b = e.get(1);
  e.store(128, e.k32(0), Layout.SCRATCH, a);
  e.store(128, e.k32(0), Layout.SCRATCH + 16, b);
  const imm = e.let(e.wrap(e.imm()));
  e.set(
    0,
    [0, 1, 2, 3].reduce((v, i) => e.withLane('i32', v, i, pick(e, imm, i * 2, 4, i < 2 ? 0 : 16)), e.k128(0n, 0n)),
  );
};

const shufpd: Emit = (e) => {
  const a = e.get(0);
  const b = e.get(1);
  const imm = e.let(e.wrap(e.imm()));
  const choose = (v: Value, bit: number) => e.select(e.and(imm, e.k32(bit)), e.lane('i64', v, 1), e.lane('i64', v, 0));
  e.set(0, e.withLane('i64', e.withLane('i64', a, 0, choose(a, 1)), 1, choose(b, 2)));
};

/** High halves of the eight products. */
const mulHigh =
  (sign: 'S' | 'U'): Emit =>
  (e) => {
    const a = e.get(0);
    const b = e.get(1);
    const low = e.simd(`i32x4ExtmulLow${sign}`, a, b);
    const high = e.simd(`i32x4ExtmulHigh${sign}`, a, b);
    e.set(0, e.shuffle(low, high, [2, 3, 6, 7, 10, 11, 14, 15, 18, 19, 22, 23, 26, 27, 30, 31]));
  };

/** The even 32-bit elements multiplied to 64 bits. */
const pmuludq: Emit = (e) => {
  const low = (v: Value) => e.simd('and', v, e.k128(0xffff_ffffn, 0xffff_ffffn));
  const a = e.get(0);
  const b = e.get(1);
  const product = (i: number) => e.mul(e.lane('i64', low(a), i), e.lane('i64', low(b), i));
  e.set(0, e.withLane('i64', e.simd('i64x2Splat', product(0)), 1, product(1)));
};

/** Sums of absolute differences of bytes, one for each half. */
const psadbw: Emit = (e) => {
  const a = e.get(0);
  const b = e.get(1);
  const difference = e.simd('or', e.simd('i8x16SubSatU', a, b), e.simd('i8x16SubSatU', b, a));
  const sums = e.let(e.simd('i32x4ExtaddU', e.simd('i16x8ExtaddU', difference)));
  const half = (i: number) => e.ext(e.add(e.lane('i32', sums, i), e.lane('i32', sums, i + 1)));
  e.set(0, e.withLane('i64', e.simd('i64x2Splat', half(0)), 1, half(2)));
};

const pinsrw: Emit = (e) => {
  const v = e.get(1);
  e.store(128, e.k32(0), Layout.SCRATCH, e.get(0));
  e.store(16, e.shl(e.and(e.wrap(e.imm()), e.k32(7)), e.k32(1)), Layout.SCRATCH, v);
  e.set(0, e.load128(e.k32(0), Layout.SCRATCH));
};

const pextrw: Emit = (e) => {
  e.store(128, e.k32(0), Layout.SCRATCH, e.get(1));
  e.set(0, e.load(16, e.shl(e.and(e.wrap(e.imm()), e.k32(7)), e.k32(1)), Layout.SCRATCH));
};

const PLAIN: [mnemonic: string, opcode: string, emit: Emit][] = [
  ['punpcklbw', '60', unpack(1, false)],
  ['punpcklwd', '61', unpack(2, false)],
  ['punpckldq', '62', unpack(4, false)],
  ['punpcklqdq', '6C', unpack(8, false)],
  ['punpckhbw', '68', unpack(1, true)],
  ['punpckhwd', '69', unpack(2, true)],
  ['punpckhdq', '6A', unpack(4, true)],
  ['punpckhqdq', '6D', unpack(8, true)],
  ['packsswb', '63', simple('i8x16NarrowS')],
  ['packuswb', '67', simple('i8x16NarrowU')],
  ['packssdw', '6B', simple('i16x8NarrowS')],
  ['pcmpgtb', '64', simple('i8x16GtS')],
  ['pcmpgtw', '65', simple('i16x8GtS')],
  ['pcmpgtd', '66', simple('i32x4GtS')],
  ['pcmpeqb', '74', simple('i8x16Eq')],
  ['pcmpeqw', '75', simple('i16x8Eq')],
  ['pcmpeqd', '76', simple('i32x4Eq')],
  ['psrlw', 'D1', shift('i16x8ShrU')],
  ['psrld', 'D2', shift('i32x4ShrU')],
  ['psrlq', 'D3', shift('i64x2ShrU')],
  ['psraw', 'E1', shift('i16x8ShrS')],
  ['psrad', 'E2', shift('i32x4ShrS')],
  ['psllw', 'F1', shift('i16x8Shl')],
  ['pslld', 'F2', shift('i32x4Shl')],
  ['psllq', 'F3', shift('i64x2Shl')],
  ['paddb', 'FC', simple('i8x16Add')],
  ['paddw', 'FD', simple('i16x8Add')],
  ['paddd', 'FE', simple('i32x4Add')],
  ['paddq', 'D4', simple('i64x2Add')],
  ['psubb', 'F8', simple('i8x16Sub')],
  ['psubw', 'F9', simple('i16x8Sub')],
  ['psubd', 'FA', simple('i32x4Sub')],
  ['psubq', 'FB', simple('i64x2Sub')],
  ['paddsb', 'EC', simple('i8x16AddSatS')],
  ['paddsw', 'ED', simple('i16x8AddSatS')],
  ['paddusb', 'DC', simple('i8x16AddSatU')],
  ['paddusw', 'DD', simple('i16x8AddSatU')],
  ['psubsb', 'E8', simple('i8x16SubSatS')],
  ['psubsw', 'E9', simple('i16x8SubSatS')],
  ['psubusb', 'D8', simple('i8x16SubSatU')],
  ['psubusw', 'D9', simple('i16x8SubSatU')],
  ['pmullw', 'D5', simple('i16x8Mul')],
  ['pmulhw', 'E5', mulHigh('S')],
  ['pmulhuw', 'E4', mulHigh('U')],
  ['pmuludq', 'F4', pmuludq],
  ['pmaddwd', 'F5', simple('i32x4DotI16x8')],
  ['psadbw', 'F6', psadbw],
  ['pminub', 'DA', simple('i8x16MinU')],
  ['pmaxub', 'DE', simple('i8x16MaxU')],
  ['pminsw', 'EA', simple('i16x8MinS')],
  ['pmaxsw', 'EE', simple('i16x8MaxS')],
  ['pavgb', 'E0', simple('i8x16AvgrU')],
  ['pavgw', 'E3', simple('i16x8AvgrU')],
  ['pand', 'DB', simple('and')],
  ['pandn', 'DF', andNot],
  ['por', 'EB', simple('or')],
  ['pxor', 'EF', simple('xor')],
  ['andpd', '54', simple('and')],
  ['andnpd', '55', andNot],
  ['orpd', '56', simple('or')],
  ['xorpd', '57', simple('xor')],
  ['unpcklpd', '14', unpack(8, false)],
  ['unpckhpd', '15', unpack(8, true)],
];

const IMMEDIATE_SHIFTS: [mnemonic: string, encoding: string, emit: Emit][] = [
  ['psrlw', '71 /2', shift('i16x8ShrU')],
  ['psraw', '71 /4', shift('i16x8ShrS')],
  ['psllw', '71 /6', shift('i16x8Shl')],
  ['psrld', '72 /2', shift('i32x4ShrU')],
  ['psrad', '72 /4', shift('i32x4ShrS')],
  ['pslld', '72 /6', shift('i32x4Shl')],
  ['psrlq', '73 /2', shift('i64x2ShrU')],
  ['psrldq', '73 /3', shiftBytes(false)],
  ['psllq', '73 /6', shift('i64x2Shl')],
  ['pslldq', '73 /7', shiftBytes(true)],
];

export const SSE_INTEGER: Definition[] = [
  ...PLAIN.map(([name, opcode, emit]) => insn(name, `66 0F ${opcode} /r`, 'Vx+,Wx', emit)),
  ...IMMEDIATE_SHIFTS.map(([name, encoding, emit]) => insn(name, `66 0F ${encoding}`, 'Ux+,Ib', emit)),
  insn('andps', 'NP 0F 54 /r', 'Vx+,Wx', simple('and')),
  insn('andnps', 'NP 0F 55 /r', 'Vx+,Wx', andNot),
  insn('orps', 'NP 0F 56 /r', 'Vx+,Wx', simple('or')),
  insn('xorps', 'NP 0F 57 /r', 'Vx+,Wx', simple('xor')),
  insn('unpcklps', 'NP 0F 14 /r', 'Vx+,Wx', unpack(4, false)),
  insn('unpckhps', 'NP 0F 15 /r', 'Vx+,Wx', unpack(4, true)),
  insn('pshufd', '66 0F 70 /r', 'Vx=,Wx,Ib', pshufd),
  insn('pshufhw', 'F3 0F 70 /r', 'Vx=,Wx,Ib', pshufw(true)),
  insn('pshuflw', 'F2 0F 70 /r', 'Vx=,Wx,Ib', pshufw(false)),
  insn('shufps', 'NP 0F C6 /r', 'Vx+,Wx,Ib', shufps),
  insn('shufpd', '66 0F C6 /r', 'Vx+,Wx,Ib', shufpd),
  insn('pinsrw', '66 0F C4 /r', 'Vx+,Rd,Ib', pinsrw),
  insn('pinsrw', '66 0F C4 /r', 'Vx+,Mw,Ib', pinsrw),
  insn('pextrw', '66 0F C5 /r', 'Gd=,Ux,Ib', pextrw),
];
