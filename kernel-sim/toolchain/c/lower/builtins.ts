/** Builtins as IR: see parser/builtins.ts and parser/atomics.ts for what makes these nodes. */
import type { Address, IrOp, IrType, Operand, VReg } from '../../ir';
import { sizeOf } from '../layout';
import type { Builtin, Expression } from '../tree';
import type { CType } from '../types';
import { bitsOf, imm } from './builder';
import type { FunctionLowering } from './function';
import { irTypeOf } from './ir-types';
import { overflow } from './overflow';
import { pointerAddress } from './places';
import { vaCopy } from './varargs';

type Rule = (f: FunctionLowering, e: Builtin, into?: VReg) => Operand;

const scan =
  (op: 'clz' | 'ctz' | 'popcount'): Rule =>
  (f, e) => {
    const type = irTypeOf(e.args[0].type);
    const dst = f.b.vreg(type);
    f.b.emit({ op, type, dst, a: f.register(e.args[0]) });
    return f.b.resize(dst, type, 'i32', false);
  };

const nothing = (act: (f: FunctionLowering, e: Builtin) => void): Rule => {
  return (f, e) => {
    act(f, e);
    return imm(0);
  };
};

const RULES: Readonly<Record<string, Rule>> = {
  unreachable: nothing((f) => stop(f)),
  trap: nothing((f, e) => {
    f.b.emit({ op: 'asm', template: 'ud2', volatile: true, outputs: [], inputs: [], clobbers: [], at: e.at });
    stop(f);
  }),
  'va-start': nothing((f, e) => f.b.emit({ op: 'vastart', list: f.register(e.args[0]) })),
  'va-copy': nothing((f, e) => vaCopy(f, e.args[0], e.args[1])),
  clz: scan('clz'),
  ctz: scan('ctz'),
  popcount: scan('popcount'),
  parity: (f, e, into) => f.b.binary('and', 'i32', scan('popcount')(f, e), imm(1), into),
  ffs: findFirst,
  clrsb: redundantSigns,
  bswap: byteSwap,
  'frame-address': (f, e) => frameAddress(f, e),
  'return-address': (f, e) => f.b.load('i64', { base: { vreg: frameAddress(f, e) }, offset: 8 }, false),
  alloca: (f, e) => {
    const dst = f.b.vreg('i64');
    f.b.emit({ op: 'alloca', dst, size: f.register(e.args[0]) });
    return dst;
  },
  sqrt: (f, e, into) => {
    const type = irTypeOf(e.type) as 'f32' | 'f64';
    const a = f.register(e.args[0]);
    const dst = into ?? f.b.vreg(type);
    f.b.emit({ op: 'fsqrt', type, dst, a });
    return dst;
  },
  fabs: (f, e) =>
    fromBits(f, e.type, f.b.binary('and', bitsType(e.type), toBits(f, e.args[0]), { imm: magnitude(e.type) })),
  copysign: copySign,
  signbit: (f, e) => {
    const { type } = e.args[0];
    const bits = bitsType(type);
    return f.b.resize(f.b.binary('shr', bits, toBits(f, e.args[0]), imm(bitsOf(bits) - 1)), bits, 'i32', false);
  },
  isnan: (f, e) => {
    const a = f.register(e.args[0]);
    return floatCompare(f, 'fne', e.args[0].type, a, a);
  },
  isinf: (f, e) => againstInfinity(f, e.args[0], 'eq'),
  isinf_sign: infinitySign,
  isfinite: (f, e) => againstInfinity(f, e.args[0], 'ult'),
  isnormal: isNormal,
  isless: ordered('flt'),
  islessequal: ordered('fle'),
  isgreater: ordered('fgt'),
  isgreaterequal: ordered('fge'),
  islessgreater: (f, e) => {
    const [a, b] = [f.register(e.args[0]), f.register(e.args[1])];
    return f.b.binary(
      'or',
      'i32',
      floatCompare(f, 'flt', e.args[0].type, a, b),
      floatCompare(f, 'fgt', e.args[0].type, a, b),
    );
  },
  isunordered: (f, e) => {
    const [a, b] = [f.register(e.args[0]), f.register(e.args[1])];
    return f.b.binary(
      'or',
      'i32',
      floatCompare(f, 'fne', e.args[0].type, a, a),
      floatCompare(f, 'fne', e.args[1].type, b, b),
    );
  },
  'add-overflow': (f, e) => overflow(f, 'add', e),
  'sub-overflow': (f, e) => overflow(f, 'sub', e),
  'mul-overflow': (f, e) => overflow(f, 'mul', e),
  fence: nothing((f) => f.b.emit({ op: 'fence' })),
  'atomic-load': (f, e, into) => f.b.load(irTypeOf(e.type), pointerAddress(f, e.args[0]), true, into),
  'atomic-store': nothing((f, e) => {
    const type = irTypeOf(e.args[1].type);
    const src = f.value(e.args[1]);
    const address = pointerAddress(f, e.args[0]);
    f.b.emit({ op: 'atomicrmw', kind: 'xchg', type, dst: f.b.vreg(type), address, src });
  }),
  'atomic-exchange': (f, e) => exchange(f, e, 'xchg').old,
  'atomic-compare-swap': (f, e) => compareSwap(f, e).old,
  'atomic-compare-swap-bool': (f, e) => f.b.resize(compareSwap(f, e).swapped, 'i32', 'i8', false),
  'atomic-compare-exchange': compareExchange,
  'atomic-fetch-nand': (f, e) => fetchNand(f, e).old,
  'atomic-nand-fetch': (f, e) => fetchNand(f, e).made,
};
const KINDS = ['add', 'sub', 'and', 'or', 'xor'] as const;

/** The value of a builtin. */
export function builtinValue(f: FunctionLowering, e: Builtin, into?: VReg): Operand {
  if (Object.hasOwn(RULES, e.name)) return RULES[e.name](f, e, into);
  for (const kind of KINDS) {
    if (e.name === `atomic-fetch-${kind}`) return exchange(f, e, kind).old;
    if (e.name === `atomic-${kind}-fetch`) {
      const { old, by } = exchange(f, e, kind);
      return f.b.binary(kind, irTypeOf(e.type), old, by);
    }
  }
  f.module.report.error('unsupported', e.at, { feature: e.at.text });
  return imm(0);
}

function stop(f: FunctionLowering): void {
  f.b.end({ op: 'unreachable' });
  f.b.begin(f.b.block());
}

/** rbp, or what it was some callers ago: every function of ours has a frame, and so has gcc's -O0. */
function frameAddress(f: FunctionLowering, e: Builtin): VReg {
  const { b } = f;
  const [level] = e.args;
  let frame = b.vreg('i64');
  b.emit({
    op: 'asm',
    template: 'movq %%rbp, %0',
    volatile: false,
    outputs: [{ constraint: 'r', earlyClobber: false, readWrite: false, type: 'i64', place: { vreg: frame } }],
    inputs: [],
    clobbers: [],
    at: e.at,
  });
  for (let i = level.kind === 'integer' ? level.value : 0n; i > 0n; i--) {
    frame = b.load('i64', { base: { vreg: frame }, offset: 0 }, false);
  }
  return frame;
}

/** Index of the lowest set bit plus one, 0 for none. */
function findFirst(f: FunctionLowering, e: Builtin): Operand {
  const { b } = f;
  const type = irTypeOf(e.args[0].type);
  const value = f.register(e.args[0]);
  const result = b.vreg('i32');
  const [some, end] = [b.block(), b.block()];
  b.copy('i32', result, imm(0));
  b.branch('ne', type, value, imm(0), some, end);
  b.begin(some);
  const index = b.vreg(type);
  b.emit({ op: 'ctz', type, dst: index, a: value });
  b.copy('i32', result, b.binary('add', 'i32', b.resize(index, type, 'i32', false), imm(1)));
  b.begin(end);
  return result;
}

/** Leading bits equal to the sign bit, not counting it. */
function redundantSigns(f: FunctionLowering, e: Builtin): Operand {
  const { b } = f;
  const type = irTypeOf(e.args[0].type);
  const value = f.register(e.args[0]);
  const flipped = b.binary('xor', type, value, b.binary('sar', type, value, imm(bitsOf(type) - 1)));
  const doubled = b.binary('or', type, b.binary('shl', type, flipped, imm(1)), imm(1));
  const count = b.vreg(type);
  b.emit({ op: 'clz', type, dst: count, a: b.register(type, doubled) });
  return b.resize(count, type, 'i32', false);
}

function byteSwap(f: FunctionLowering, e: Builtin): Operand {
  const { b } = f;
  const type = irTypeOf(e.type);
  const a = f.register(e.args[0]);
  if (type === 'i16') {
    const wide = b.resize(a, 'i16', 'i32', false);
    const swapped = b.binary('or', 'i32', b.binary('shl', 'i32', wide, imm(8)), b.binary('shr', 'i32', wide, imm(8)));
    return b.resize(swapped, 'i32', 'i16', false);
  }
  const dst = b.vreg(type);
  b.emit({ op: 'bswap', type, dst, a });
  return dst;
}

const bitsType = (type: CType): IrType => (sizeOf(type) === 4 ? 'i32' : 'i64');
const magnitude = (type: CType): bigint => (sizeOf(type) === 4 ? 0x7fff_ffffn : 0x7fff_ffff_ffff_ffffn);
const infinity = (type: CType): bigint => (sizeOf(type) === 4 ? 0x7f80_0000n : 0x7ff0_0000_0000_0000n);

function toBits(f: FunctionLowering, e: Expression): VReg {
  const to = bitsType(e.type);
  const dst = f.b.vreg(to);
  f.b.emit({ op: 'bitcast', from: irTypeOf(e.type), to, dst, a: f.register(e) });
  return dst;
}

function fromBits(f: FunctionLowering, type: CType, bits: Operand): VReg {
  const to = irTypeOf(type);
  const dst = f.b.vreg(to);
  const from = bitsType(type);
  f.b.emit({ op: 'bitcast', from, to, dst, a: f.b.register(from, bits) });
  return dst;
}

function copySign(f: FunctionLowering, e: Builtin): Operand {
  const { b } = f;
  const type = bitsType(e.type);
  const size = f.b.binary('and', type, toBits(f, e.args[0]), { imm: magnitude(e.type) });
  const sign = b.binary('and', type, toBits(f, e.args[1]), { imm: BigInt.asIntN(bitsOf(type), ~magnitude(e.type)) });
  return fromBits(f, e.type, b.binary('or', type, size, sign));
}

function absoluteBits(f: FunctionLowering, e: Expression): Operand {
  return f.b.binary('and', bitsType(e.type), toBits(f, e), { imm: magnitude(e.type) });
}

function againstInfinity(f: FunctionLowering, e: Expression, cond: 'eq' | 'ult'): Operand {
  return f.b.compare(cond, bitsType(e.type), absoluteBits(f, e), registerImm(f, e.type, infinity(e.type)));
}

/** A constant that may not fit an instruction, in a register. */
function registerImm(f: FunctionLowering, type: CType, value: bigint): Operand {
  return f.b.register(bitsType(type), { imm: value });
}

function infinitySign(f: FunctionLowering, e: Builtin): Operand {
  const { b } = f;
  const [arg] = e.args;
  const type = bitsType(arg.type);
  const bits = toBits(f, arg);
  const size = b.binary('and', type, bits, { imm: magnitude(arg.type) });
  const infinite = b.compare('eq', type, size, registerImm(f, arg.type, infinity(arg.type)));
  const negative = b.resize(b.binary('shr', type, bits, imm(bitsOf(type) - 1)), type, 'i32', false);
  const sign = b.binary('sub', 'i32', imm(1), b.binary('shl', 'i32', negative, imm(1)));
  return b.binary('mul', 'i32', infinite, sign);
}

function isNormal(f: FunctionLowering, e: Builtin): Operand {
  const { b } = f;
  const [arg] = e.args;
  const type = bitsType(arg.type);
  const least = type === 'i32' ? 0x0080_0000n : 0x0010_0000_0000_0000n;
  const size = absoluteBits(f, arg);
  const moved = b.binary('sub', type, size, registerImm(f, arg.type, least));
  return b.compare('ult', type, moved, registerImm(f, arg.type, infinity(arg.type) - least));
}

function floatCompare(
  f: FunctionLowering,
  cond: 'flt' | 'fle' | 'fgt' | 'fge' | 'fne',
  type: CType,
  a: VReg,
  b: VReg,
): VReg {
  const dst = f.b.vreg('i32');
  f.b.emit({ op: 'fcmp', cond, type: irTypeOf(type) as 'f32' | 'f64', dst, a, b });
  return dst;
}

function ordered(cond: 'flt' | 'fle' | 'fgt' | 'fge'): Rule {
  return (f, e) => {
    const a = f.register(e.args[0]);
    return floatCompare(f, cond, e.args[0].type, a, f.register(e.args[1]));
  };
}

type RmwKind = Extract<IrOp, { op: 'atomicrmw' }>['kind'];

function exchange(f: FunctionLowering, e: Builtin, kind: RmwKind): { old: VReg; by: Operand } {
  const type = irTypeOf(e.type);
  const by = f.value(e.args[1]);
  const address = pointerAddress(f, e.args[0]);
  const old = f.b.vreg(type);
  f.b.emit({ op: 'atomicrmw', kind, type, dst: old, address, src: by });
  return { old, by };
}

function swap(
  f: FunctionLowering,
  type: IrType,
  address: Address,
  expected: Operand,
  desired: Operand,
): { swapped: VReg; old: VReg } {
  const swapped = f.b.vreg('i32');
  const old = f.b.vreg(type);
  f.b.emit({ op: 'cmpxchg', type, dst: swapped, old, address, expected, desired });
  return { swapped, old };
}

/** ~(old & value): the machine has no such instruction, so compare-and-swap is tried until nobody interfered. */
function fetchNand(f: FunctionLowering, e: Builtin): { old: VReg; made: VReg } {
  const { b } = f;
  const type = irTypeOf(e.type);
  const by = b.register(type, f.value(e.args[1]));
  const address: Address = { base: { vreg: f.register(e.args[0]) }, offset: 0 };
  const old = b.vreg(type);
  const made = b.vreg(type);
  b.copy(type, old, b.load(type, address, true));
  const [again, failed, end] = [b.block(), b.block(), b.block()];
  b.begin(again);
  b.emit({ op: 'not', type, dst: made, a: b.binary('and', type, old, by) });
  const { swapped, old: seen } = swap(f, type, address, old, made);
  b.branch('eq', 'i32', swapped, imm(0), failed, end);
  b.begin(failed);
  b.copy(type, old, seen);
  b.jump(again);
  b.begin(end);
  return { old, made };
}

function compareSwap(f: FunctionLowering, e: Builtin): { swapped: VReg; old: VReg } {
  const expected = f.value(e.args[1]);
  const desired = f.value(e.args[2]);
  return swap(f, irTypeOf(e.args[1].type), pointerAddress(f, e.args[0]), expected, desired);
}

/** On failure what memory held goes to *expected. */
function compareExchange(f: FunctionLowering, e: Builtin): Operand {
  const { b } = f;
  const type = irTypeOf(e.args[2].type);
  const expectedAt: Address = { base: { vreg: f.register(e.args[1]) }, offset: 0 };
  const desired = f.value(e.args[2]);
  const address = pointerAddress(f, e.args[0]);
  const { swapped, old } = swap(f, type, address, b.load(type, expectedAt, false), desired);
  const [failed, end] = [b.block(), b.block()];
  b.branch('eq', 'i32', swapped, imm(0), failed, end);
  b.begin(failed);
  b.store(type, old, expectedAt);
  b.begin(end);
  return b.resize(swapped, 'i32', 'i8', false);
}
