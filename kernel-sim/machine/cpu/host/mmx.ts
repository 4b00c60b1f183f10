/**
 * MMX instructions on the x87's registers (SDM 1, chapter 9): each makes the top of the stack 0 and every register valid, a written
 * one gets the exponent of a NaN. Elements are integers in a 64-bit big integer.
 */
import { type Context, F32, F64, fromInteger, Context as SseContext, toInteger } from '../../fp/sse';
import { GuestFault } from '../fault';
import type { GuestMemory } from '../guest-memory';
import { Record, State } from '../state';
import { GP, type Handler, HostOutcome, isMemory, sizeOf, UD } from './common';
import { Unit } from './x87/unit';

const XM = 19;
const EM = 4;
const RDI = 7;
const ONES = 1n << 80n;

type Binary = (a: bigint, b: bigint) => bigint;
const mask = (bits: number) => (1n << BigInt(bits)) - 1n;
const MASK64 = mask(64);

/** Elements of `bits` bits, the lowest first. */
function split(v: bigint, bits: number): bigint[] {
  return Array.from({ length: 64 / bits }, (_, i) => (v >> BigInt(i * bits)) & mask(bits));
}
function join(elements: readonly bigint[], bits: number): bigint {
  return elements.reduceRight((all, e) => (all << BigInt(bits)) | (e & mask(bits)), 0n);
}

/** Element by element; `signed`: as signed numbers. */
const each =
  (bits: number, op: Binary, signed = false): Binary =>
  (a, b) => {
    const [x, y] = [split(a, bits), split(b, bits)];
    const as = (v: bigint) => (signed ? BigInt.asIntN(bits, v) : v);
    return join(
      x.map((v, i) => op(as(v), as(y[i]))),
      bits,
    );
  };

const clamp = (v: bigint, low: bigint, high: bigint) => (v < low ? low : v > high ? high : v);
const signedRange = (bits: number) => (v: bigint) => clamp(v, -(1n << BigInt(bits - 1)), (1n << BigInt(bits - 1)) - 1n);
const unsignedRange = (bits: number) => (v: bigint) => clamp(v, 0n, mask(bits));

const saturating = (bits: number, sign: 1n | -1n, signed: boolean): Binary =>
  each(bits, (a, b) => (signed ? signedRange : unsignedRange)(bits)(a + sign * b), signed);
const truth =
  (bits: number) =>
  (yes: boolean): bigint =>
    yes ? mask(bits) : 0n;
const equal = (bits: number): Binary => each(bits, (a, b) => truth(bits)(a === b));
const greater = (bits: number): Binary => each(bits, (a, b) => truth(bits)(a > b), true);
const plus = (bits: number): Binary => each(bits, (a, b) => a + b);
const minus = (bits: number): Binary => each(bits, (a, b) => a - b);
const chosen = (bits: number, signed: boolean, smaller: boolean): Binary =>
  each(bits, (a, b) => (a < b === smaller ? a : b), signed);
const least = (bits: number, signed: boolean) => chosen(bits, signed, true);
const most = (bits: number, signed: boolean) => chosen(bits, signed, false);
const average = (bits: number): Binary => each(bits, (a, b) => (a + b + 1n) >> 1n);

/** Halves of both, taken in turn. */
const unpack =
  (bits: number, high: boolean): Binary =>
  (a, b) => {
    const half = 32 / bits;
    const [x, y] = [a, b].map((v) => split(v, bits).slice(high ? half : 0, high ? half * 2 : half));
    return join(
      x.flatMap((v, i) => [v, y[i]]),
      bits,
    );
  };

/** Elements of twice `bits`, narrowed with saturation. */
const pack =
  (bits: number, range: (v: bigint) => bigint): Binary =>
  (a, b) =>
    join(
      [...split(a, bits * 2), ...split(b, bits * 2)].map((v) => range(BigInt.asIntN(bits * 2, v))),
      bits,
    );

const shift =
  (bits: number, how: 'left' | 'right' | 'signed'): Binary =>
  (a, n) => {
    if (how === 'signed') {
      const by = n >= BigInt(bits) ? BigInt(bits - 1) : n;
      return each(bits, (v) => BigInt.asIntN(bits, v) >> by)(a, 0n);
    }
    if (n >= BigInt(bits)) return 0n;
    return each(bits, (v) => (how === 'left' ? v << n : v >> n))(a, 0n);
  };

const multiplyAdd: Binary = (a, b) => {
  const product = (i: number) => {
    const part = (v: bigint) => BigInt.asIntN(16, v >> BigInt(i * 16));
    return part(a) * part(b);
  };
  return join([product(0) + product(1), product(2) + product(3)], 32);
};
const sumOfDifferences: Binary = (a, b) => {
  const y = split(b, 8);
  return split(a, 8).reduce((n, v, i) => n + (v > y[i] ? v - y[i] : y[i] - v), 0n);
};

/** By the opcode's second byte: mm ← mm op mm/m64. */
const BINARY: { [opcode: number]: Binary | undefined } = {
  96: unpack(8, false),
  97: unpack(16, false),
  98: unpack(32, false),
  99: pack(8, signedRange(8)),
  100: greater(8),
  101: greater(16),
  102: greater(32),
  103: pack(8, unsignedRange(8)),
  104: unpack(8, true),
  105: unpack(16, true),
  106: unpack(32, true),
  107: pack(16, signedRange(16)),
  116: equal(8),
  117: equal(16),
  118: equal(32),
  209: shift(16, 'right'),
  210: shift(32, 'right'),
  211: shift(64, 'right'),
  212: plus(64),
  213: each(16, (a, b) => a * b),
  216: saturating(8, -1n, false),
  217: saturating(16, -1n, false),
  218: least(8, false),
  219: (a, b) => a & b,
  220: saturating(8, 1n, false),
  221: saturating(16, 1n, false),
  222: most(8, false),
  223: (a, b) => (a ^ MASK64) & b,
  224: average(8),
  225: shift(16, 'signed'),
  226: shift(32, 'signed'),
  227: average(16),
  228: each(16, (a, b) => (a * b) >> 16n),
  229: each(16, (a, b) => (a * b) >> 16n, true),
  232: saturating(8, -1n, true),
  233: saturating(16, -1n, true),
  234: least(16, true),
  235: (a, b) => a | b,
  236: saturating(8, 1n, true),
  237: saturating(16, 1n, true),
  238: most(16, true),
  239: (a, b) => a ^ b,
  241: shift(16, 'left'),
  242: shift(32, 'left'),
  243: shift(64, 'left'),
  244: (a, b) => (a & 0xffff_ffffn) * (b & 0xffff_ffffn),
  245: multiplyAdd,
  246: sumOfDifferences,
  248: minus(8),
  249: minus(16),
  250: minus(32),
  251: minus(64),
  252: plus(8),
  253: plus(16),
  254: plus(32),
};

/** Shifts by an immediate: [element bits by opcode, kind by digit]. */
const SHIFT_BITS: { [opcode: number]: number } = { 113: 16, 114: 32, 115: 64 };
const SHIFT_KINDS: { [digit: number]: 'left' | 'right' | 'signed' } = { 2: 'right', 4: 'signed', 6: 'left' };

/** One instruction being carried out. */
class Operation {
  readonly unit: Unit;
  readonly modrm: number;
  constructor(
    readonly cpu: GuestMemory,
    readonly record: number,
  ) {
    this.unit = new Unit(cpu);
    this.modrm = cpu.recordWord(record, Record.IMM + 4) & 255;
  }
  get reg(): number {
    return (this.modrm >> 3) & 7;
  }
  get rm(): number {
    return this.modrm & 7;
  }
  get imm(): number {
    return this.cpu.recordWord(this.record, Record.IMM) & 255;
  }
  get memory(): boolean {
    return isMemory(this.cpu, this.record);
  }
  get address(): bigint {
    return this.cpu.effectiveAddress(this.record);
  }

  /** mm register n: the physical register, wherever the top of the stack is. */
  get(n: number): bigint {
    return BigInt.asUintN(64, this.unit.bits((n - this.unit.top) & 7));
  }
  /** The mm/m64 operand. */
  source(bytes = 8): bigint {
    return this.memory ? this.cpu.readMemory(this.address, bytes) : this.get(this.rm);
  }

  /** The unit turns to MMX: top 0, every register valid. */
  enter(): void {
    this.unit.turnTo(0);
    this.unit.tags = 0xff;
  }
  set(n: number, v: bigint): void {
    this.enter();
    this.unit.setBits(n, BigInt.asUintN(64, v) | (ONES - (1n << 64n)));
  }

  /** A general or vector register named by a field of the record. */
  field(position: 'D' | 'S'): number {
    return this.cpu.recordByte(this.record, position === 'D' ? Record.D : Record.S);
  }
}

type Carry = (o: Operation) => void;

/** cvt(t)ps2pi and cvt(t)pd2pi. */
const toIntegers =
  (double: boolean, truncate: boolean): Carry =>
  (o) => {
    const { cpu } = o;
    let v: bigint;
    if (o.memory) {
      if (double && o.address & 15n) throw new GuestFault(GP);
      v = cpu.readMemory(o.address, double ? 16 : 8);
    } else {
      const at = State.XMM + o.field('S');
      v = cpu.wide(at) | (cpu.wide(at + 8) << 64n);
    }
    const c = new SseContext(cpu.mxcsr);
    const kind = double ? F64 : F32;
    const part = (i: number) => toInteger(c, kind, BigInt.asUintN(kind.bits, v >> BigInt(i * kind.bits)), 32, truncate);
    const r = part(0) | (part(1) << 32n);
    // The unit turns to MMX even if #XM follows.
    o.enter();
    settle(cpu, c);
    o.set(o.reg, r);
  };

/** cvtpi2ps and cvtpi2pd; with a memory operand they leave the x87 alone. */
const fromIntegers =
  (double: boolean): Carry =>
  (o) => {
    const { cpu } = o;
    const v = o.source();
    const c = new SseContext(cpu.mxcsr);
    const part = (i: number) => fromInteger(c, double ? F64 : F32, BigInt.asIntN(32, v >> BigInt(i * 32)));
    const [low, high] = [part(0), part(1)];
    if (!o.memory) o.enter();
    settle(cpu, c);
    const at = State.XMM + o.field('D');
    cpu.setWide(at, double ? low : low | (high << 32n));
    if (double) cpu.setWide(at + 8, high);
  };

function settle(cpu: GuestMemory, c: Context): void {
  const { flags, raises } = c.outcome();
  cpu.mxcsr |= flags;
  if (raises) throw new GuestFault(XM);
}

function store(o: Operation, v: bigint, bytes: number): void {
  o.cpu.writeMemory(o.address, bytes, v);
  o.enter();
}

const element = (v: bigint, i: number) => (v >> BigInt(i * 16)) & 0xffffn;

const OTHERS: { [opcode: number]: Carry | undefined } = {
  // movd, movq from general registers and memory
  110: (o) => {
    const bytes = sizeOf(o.cpu, o.record) === 64 ? 8 : 4;
    const v = o.memory ? o.cpu.readMemory(o.address, bytes) : o.cpu.getReg(o.field('S') >> 3);
    o.set(o.reg, BigInt.asUintN(bytes * 8, v));
  },
  126: (o) => {
    const bytes = sizeOf(o.cpu, o.record) === 64 ? 8 : 4;
    const v = BigInt.asUintN(bytes * 8, o.get(o.reg));
    if (o.memory) store(o, v, bytes);
    else {
      o.cpu.setReg(o.field('D') >> 3, v);
      o.enter();
    }
  },
  111: (o) => o.set(o.reg, o.source()),
  127: (o) => (o.memory ? store(o, o.get(o.reg), 8) : o.set(o.rm, o.get(o.reg))),
  231: (o) => store(o, o.get(o.reg), 8),
  112: (o) => {
    const v = o.source();
    o.set(
      o.reg,
      join(
        [0, 2, 4, 6].map((bit) => element(v, (o.imm >> bit) & 3)),
        16,
      ),
    );
  },
  196: (o) => {
    const v = o.memory ? o.cpu.readMemory(o.address, 2) : o.cpu.getReg(o.field('S') >> 3) & 0xffffn;
    const at = BigInt((o.imm & 3) * 16);
    o.set(o.reg, (o.get(o.reg) & ~(0xffffn << at)) | (v << at));
  },
  197: (o) => {
    o.cpu.setReg(o.field('D') >> 3, element(o.get(o.rm), o.imm & 3));
    o.enter();
  },
  215: (o) => {
    const bits = split(o.get(o.rm), 8).map((v) => v >> 7n);
    o.cpu.setReg(o.field('D') >> 3, join(bits, 1));
    o.enter();
  },
  // maskmovq: bytes of the first whose counterpart in the second has its top bit set, to (rdi)
  247: (o) => {
    maskedStore(o.cpu, o.cpu.getReg(RDI), o.get(o.reg), o.get(o.rm), 8);
    o.enter();
  },
};

/** The bytes of `v` that `select` chooses, checked before any is written. */
export function maskedStore(cpu: GuestMemory, at: bigint, v: bigint, select: bigint, bytes: number): void {
  const chosen = Array.from({ length: bytes }, (_, i) => i).filter((i) => (select >> BigInt(i * 8 + 7)) & 1n);
  for (const i of chosen) cpu.checkWrite(BigInt.asUintN(64, at + BigInt(i)), 1);
  for (const i of chosen) cpu.writeMemory(BigInt.asUintN(64, at + BigInt(i)), 1, (v >> BigInt(i * 8)) & 255n);
}

/** What every MMX instruction checks first, then `carry`. `loads`: with a memory operand it is none of the x87's. */
const handler =
  (carry: Carry, loads = false): Handler =>
  (cpu, record) => {
    const o = new Operation(cpu, record);
    if (cpu.cr0 & EM) throw new GuestFault(UD);
    o.unit.available();
    if (!(loads && o.memory)) o.unit.wait();
    carry(o);
    return HostOutcome.DONE;
  };

export const mmx = handler((o) => {
  const opcode = (o.cpu.recordWord(o.record, Record.IMM + 4) >> 8) & 255;
  const binary = BINARY[opcode];
  if (binary) {
    const b = o.source();
    o.set(o.reg, binary(o.get(o.reg), b));
  } else if (SHIFT_BITS[opcode]) {
    o.set(o.rm, shift(SHIFT_BITS[opcode], SHIFT_KINDS[(o.modrm >> 3) & 7])(o.get(o.rm), BigInt(o.imm)));
  } else OTHERS[opcode]?.(o);
});

/** emms: every register empty. */
export const emms = handler((o) => {
  o.enter();
  o.unit.tags = 0;
});

export const movq2dq = handler((o) => {
  const at = State.XMM + o.field('D');
  o.cpu.setWide(at, o.get(o.rm));
  o.cpu.setWide(at + 8, 0n);
  o.enter();
});
export const movdq2q = handler((o) => o.set(o.reg, o.cpu.wide(State.XMM + o.field('S'))));
export const cvtpi2ps = handler(fromIntegers(false), true);
export const cvtpi2pd = handler(fromIntegers(true), true);
export const cvtps2pi = handler(toIntegers(false, false));
export const cvttps2pi = handler(toIntegers(false, true));
export const cvtpd2pi = handler(toIntegers(true, false));
export const cvttpd2pi = handler(toIntegers(true, true));
