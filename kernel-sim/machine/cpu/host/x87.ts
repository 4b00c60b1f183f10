/**
 * x87 instructions on the register stack in the state block (format of FXSAVE: ST(0) first). All exceptions are masked: `fldcw` with
 * others is refused as not implemented. SDM 1, chapter 8.
 */
import * as fp from '../float80';
import { DOUBLE, type Float80, FpFlag, type Result, SINGLE } from '../float80';
import type { GuestMemory } from '../guest-memory';
import { Flag, Record, State } from '../state';
import { HostOutcome, unknown } from './common';

const { DONE } = HostOutcome;
const CONTROL_WORD = 0;
const STATUS_WORD = 2;
/** One bit for each physical register that is not empty. */
const TAGS = 4;
const REGISTERS = 32;
const [C0, C1, C2, C3] = [0x100, 0x200, 0x400, 0x4000];
const STACK_FAULT = 0x40;
const INIT_CONTROL = 0x37f;
const PRECISIONS = [24, 64, 53, 64];

/** Constants of fld1 … fldz rounded to nearest, by ModRM byte. */
const CONSTANTS: { [modrm: number]: readonly [exponent: number, significand: bigint] } = {
  232: [16383, 0x8000_0000_0000_0000n],
  233: [16384, 0xd49a_784b_cd1b_8afen],
  234: [16383, 0xb8aa_3b29_5c17_f0bcn],
  235: [16384, 0xc90f_daa2_2168_c235n],
  236: [16381, 0x9a20_9a84_fbcf_f799n],
  237: [16382, 0xb172_17f7_d1cf_79acn],
  238: [0, 0n],
};

class Unit {
  private readonly view: DataView;
  constructor(readonly cpu: GuestMemory) {
    const block = cpu.blockBytes(State.X87, 160);
    this.view = new DataView(block.buffer, block.byteOffset, 160);
  }

  get controlWord(): number {
    return this.view.getUint16(CONTROL_WORD, true);
  }
  set controlWord(value: number) {
    this.view.setUint16(CONTROL_WORD, value | 0x40, true);
  }
  get status(): number {
    return this.view.getUint16(STATUS_WORD, true);
  }
  set status(value: number) {
    this.view.setUint16(STATUS_WORD, value, true);
  }
  get tags(): number {
    return this.view.getUint8(TAGS);
  }
  set tags(value: number) {
    this.view.setUint8(TAGS, value);
  }
  get mode(): number {
    return (this.controlWord >> 10) & 3;
  }
  get control(): fp.Control {
    return { precision: PRECISIONS[(this.controlWord >> 8) & 3], mode: this.mode };
  }
  private get top(): number {
    return (this.status >> 11) & 7;
  }
  private bit(i: number): number {
    return 1 << ((this.top + i) & 7);
  }
  isEmpty(i: number): boolean {
    return (this.tags & this.bit(i)) === 0;
  }

  flag(flags: number): void {
    this.status |= flags;
  }

  private raw(i: number): Float80 {
    const at = REGISTERS + i * 16;
    const word = this.view.getUint16(at + 8, true);
    return { negative: word >= 0x8000, exponent: word & 0x7fff, significand: this.view.getBigUint64(at, true) };
  }

  /** ST(i); an empty register reads as the default NaN and raises a stack fault. */
  get(i: number): Float80 {
    if (!this.isEmpty(i)) return this.raw(i);
    this.status = (this.status & ~C1) | FpFlag.INVALID | STACK_FAULT;
    return fp.DEFAULT_NAN;
  }

  set(i: number, f: Float80): void {
    const at = REGISTERS + i * 16;
    this.view.setBigUint64(at, f.significand, true);
    this.view.setUint16(at + 8, f.exponent | (f.negative ? 0x8000 : 0), true);
    this.tags |= this.bit(i);
  }

  /** Turns the stack: the registers are kept in the order of their ST number. */
  turn(by: 1 | -1): void {
    const all = new Uint8Array(this.view.buffer, this.view.byteOffset + REGISTERS, 128);
    const edge = by === 1 ? all.slice(0, 16) : all.slice(112);
    if (by === 1) all.copyWithin(0, 16);
    else all.copyWithin(16, 0, 112);
    all.set(edge, by === 1 ? 112 : 0);
    this.status = (this.status & ~0x3800) | (((this.top + by) & 7) << 11);
  }

  push(f: Float80): void {
    this.turn(-1);
    const full = !this.isEmpty(0);
    if (full) this.flag(FpFlag.INVALID | STACK_FAULT | C1);
    else this.status &= ~C1;
    this.set(0, full ? fp.DEFAULT_NAN : f);
  }

  pop(): void {
    this.free(0);
    this.turn(1);
  }

  free(i: number): void {
    this.tags &= ~this.bit(i);
  }

  init(): void {
    this.controlWord = INIT_CONTROL;
    this.status = 0;
    this.tags = 0;
  }
}

type Binary = (a: Float80, b: Float80, control: fp.Control) => Result;
/** By the digit of the opcode map; 2 and 3 are comparisons. */
const OPERATIONS: (Binary | undefined)[] = [
  fp.add,
  fp.multiply,
  undefined,
  undefined,
  fp.subtract,
  (a, b, c) => fp.subtract(b, a, c),
  fp.divide,
  (a, b, c) => fp.divide(b, a, c),
];

/** Raises IE for a NaN (any NaN, or with `quietAllowed` only a signaling one) and returns the order. */
function order(unit: Unit, a: Float80, b: Float80, quietAllowed: boolean): -1 | 0 | 1 | undefined {
  const bad = quietAllowed ? fp.isSignaling(a) || fp.isSignaling(b) : fp.isNaN80(a) || fp.isNaN80(b);
  if (bad) unit.flag(FpFlag.INVALID);
  return fp.compare(a, b);
}

function compareToStatus(unit: Unit, a: Float80, b: Float80, quietAllowed = false): void {
  const o = order(unit, a, b, quietAllowed);
  const bits = o === undefined ? C3 | C2 | C0 : o === 0 ? C3 : o < 0 ? C0 : 0;
  unit.status = (unit.status & ~(C3 | C2 | C1 | C0)) | bits;
}

function compareToFlags(unit: Unit, a: Float80, b: Float80, quietAllowed: boolean): void {
  const o = order(unit, a, b, quietAllowed);
  const bits = o === undefined ? Flag.ZF | Flag.PF | Flag.CF : o === 0 ? Flag.ZF : o < 0 ? Flag.CF : 0;
  const all = Flag.ZF | Flag.PF | Flag.CF | Flag.OF | Flag.SF | Flag.AF;
  unit.cpu.rflags = (unit.cpu.rflags & ~all) | bits;
}

/** ST(0) op other (or a comparison), result to ST(`to`). */
function arithmetic(unit: Unit, digit: number, to: number, a: Float80, b: Float80): void {
  const operation = OPERATIONS[digit];
  if (!operation) {
    compareToStatus(unit, a, b);
    if (digit === 3) unit.pop();
    return;
  }
  unit.status &= ~C1;
  const r = operation(a, b, unit.control);
  unit.flag(r.flags);
  unit.set(to, r.value);
}

function readReal(cpu: GuestMemory, at: bigint, bytes: 4 | 8 | 10): Result {
  const bits = cpu.readMemory(at, bytes);
  if (bytes !== 10) return fp.decode(bits, bytes === 4 ? SINGLE : DOUBLE);
  const word = Number(bits >> 64n);
  return {
    value: { negative: word >= 0x8000, exponent: word & 0x7fff, significand: BigInt.asUintN(64, bits) },
    flags: 0,
  };
}

/** fld: a signaling single or double becomes quiet; an extended one is loaded as it is. */
function load(unit: Unit, { value, flags }: Result, bytes: number): void {
  const signals = bytes !== 10 && fp.isSignaling(value);
  unit.push(signals ? fp.quiet(value) : value);
  unit.flag(signals ? FpFlag.INVALID : flags);
}

const readInteger = (cpu: GuestMemory, at: bigint, bytes: number) =>
  fp.fromInteger(BigInt.asIntN(bytes * 8, cpu.readMemory(at, bytes)));

function storeReal(cpu: GuestMemory, unit: Unit, at: bigint, bytes: 4 | 8 | 10): void {
  unit.status &= ~C1;
  const f = unit.get(0);
  if (bytes === 10) {
    cpu.writeMemory(at, 10, f.significand | (BigInt(f.exponent | (f.negative ? 0x8000 : 0)) << 64n));
    return;
  }
  const { bits, flags } = fp.encode(f, bytes === 4 ? SINGLE : DOUBLE, unit.mode);
  cpu.writeMemory(at, bytes, bits);
  unit.flag(flags);
}

function storeInteger(cpu: GuestMemory, unit: Unit, at: bigint, bytes: number): void {
  unit.status &= ~C1;
  const r = fp.toInteger(unit.get(0), unit.mode);
  const limit = 1n << BigInt(bytes * 8 - 1);
  const fits = r !== undefined && r.value >= -limit && r.value < limit;
  cpu.writeMemory(at, bytes, BigInt.asUintN(bytes * 8, fits ? r.value : -limit));
  if (!fits) unit.flag(FpFlag.INVALID);
  else unit.flag(r.flags);
}

/** Sign, and class in C3 C2 C0: unsupported 000, NaN 001, normal 010, infinity 011, zero 100, empty 101, denormal 110. */
function examine(unit: Unit): void {
  const f = unit.isEmpty(0) ? fp.zero(false) : unit.get(0);
  let bits = f.negative ? C1 : 0;
  if (unit.isEmpty(0)) bits |= C3 | C0;
  else if (fp.isNaN80(f)) bits |= C0;
  else if (fp.isInfinite(f)) bits |= C2 | C0;
  else if (fp.isZero(f)) bits |= C3;
  else bits |= f.exponent === 0 ? C3 | C2 : C2;
  unit.status = (unit.status & ~(C3 | C2 | C1 | C0)) | bits;
}

function roundToInteger(unit: Unit): void {
  unit.status &= ~C1;
  const f = unit.get(0);
  if (fp.isNaN80(f)) {
    if (fp.isSignaling(f)) unit.flag(FpFlag.INVALID);
    unit.set(0, fp.quiet(f));
    return;
  }
  const r = fp.toInteger(f, unit.mode);
  if (r === undefined || f.exponent >= 16383 + 63) return;
  unit.flag(r.flags);
  unit.set(0, r.value === 0n ? fp.zero(f.negative) : fp.fromInteger(r.value));
}

/** ST(0) · 2^trunc(ST(1)). */
function scale(unit: Unit): void {
  const [f, by] = [unit.get(0), unit.get(1)];
  const n = fp.toInteger(by, fp.Round.ZERO);
  if (n === undefined || f.exponent === 32767 || fp.isZero(f)) {
    if (fp.isNaN80(f) || fp.isNaN80(by)) unit.set(0, fp.add(f, by, unit.control).value);
    else if (fp.isInfinite(by) && by.negative === fp.isInfinite(f)) unit.set(0, fp.DEFAULT_NAN);
    else if (fp.isInfinite(by))
      unit.set(0, by.negative ? fp.zero(f.negative) : fp.isZero(f) ? fp.DEFAULT_NAN : fp.infinity(f.negative));
    return;
  }
  const clamped = n.value > 70_000n ? 70_000 : n.value < -70_000n ? -70_000 : Number(n.value);
  const x = fp.exact(f);
  const r = fp.toFloat80({ ...x, scale: x.scale + clamped }, 64, unit.mode);
  unit.flag(r.flags);
  unit.set(0, r.value);
}

/** Exact remainder by truncation; always complete here (C2 = 0), the quotient's low bits go to C0, C3, C1. */
function partialRemainder(unit: Unit): void {
  const [a, b] = [unit.get(0), unit.get(1)];
  unit.status &= ~(C0 | C1 | C2 | C3);
  if (fp.isNaN80(a) || fp.isNaN80(b)) {
    unit.set(0, fp.add(a, b, unit.control).value);
    return;
  }
  if (fp.isInfinite(a) || fp.isZero(b)) {
    unit.flag(FpFlag.INVALID);
    unit.set(0, fp.DEFAULT_NAN);
    return;
  }
  if (fp.isInfinite(b) || fp.isZero(a)) return;
  const [x, y] = [fp.exact(a), fp.exact(b)];
  const low = Math.min(x.scale, y.scale);
  const [n, d] = [x.magnitude << BigInt(x.scale - low), y.magnitude << BigInt(y.scale - low)];
  const q = n / d;
  unit.flag((q & 4n ? C0 : 0) | (q & 2n ? C3 : 0) | (q & 1n ? C1 : 0));
  unit.set(0, fp.toFloat80({ negative: a.negative, magnitude: n % d, scale: low }, 64, fp.Round.NEAREST).value);
}

/** Two bits a register, by physical number: 00 valid, 01 zero, 10 special, 11 empty. */
function environment(unit: Unit): bigint {
  let tags = 0;
  const top = (unit.status >> 11) & 7;
  for (let i = 0; i < 8; i++) {
    let tag = 3;
    if (!unit.isEmpty(i)) {
      const f = unit.get(i);
      tag = fp.isZero(f) ? 1 : f.exponent === 32767 || f.exponent === 0 ? 2 : 0;
    }
    tags |= tag << (((top + i) & 7) * 2);
  }
  return (
    BigInt(unit.controlWord) |
    0xffff_0000n |
    ((BigInt(unit.status) | 0xffff_0000n) << 32n) |
    ((BigInt(tags) | 0xffff_0000n) << 64n)
  );
}

function loadControl(cpu: GuestMemory, unit: Unit, record: number, value: number): void {
  // Unmasked exceptions would have to raise #MF: say that this is missing rather than ignore it.
  if ((value & 0x3f) !== 0x3f) unknown(cpu, record);
  unit.controlWord = value & 0x1f7f;
}

function memoryInstruction(cpu: GuestMemory, unit: Unit, record: number, opcode: number, digit: number): void {
  const at = cpu.effectiveAddress(record);
  if (opcode === 0xd8 || opcode === 0xdc) {
    const { value, flags } = readReal(cpu, at, opcode === 0xd8 ? 4 : 8);
    const a = unit.get(0);
    // A denormal operand is reported unless something worse is.
    const divides = digit === 6 ? fp.isZero(value) : digit === 7 && fp.isZero(a);
    if (!fp.isNaN80(a) && !divides) unit.flag(flags);
    arithmetic(unit, digit, 0, a, value);
    return;
  }
  if (opcode === 0xda || opcode === 0xde) {
    arithmetic(unit, digit, 0, unit.get(0), readInteger(cpu, at, opcode === 0xda ? 4 : 2));
    return;
  }
  const integer = opcode === 0xdb ? 4 : 2;
  const real = opcode === 0xd9 ? 4 : 8;
  if (opcode === 0xd9 && digit >= 4) {
    if (digit === 5) loadControl(cpu, unit, record, Number(cpu.readMemory(at, 2)));
    else if (digit === 7) cpu.writeMemory(at, 2, BigInt(unit.controlWord));
    else if (digit === 6) {
      const low = environment(unit);
      cpu.writeMemory(at, 14, low & ((1n << 112n) - 1n));
      cpu.writeMemory(at + 14n, 14, 0n);
    } else {
      loadControl(cpu, unit, record, Number(cpu.readMemory(at, 2)));
      unit.status = Number(cpu.readMemory(at + 4n, 2));
      const tags = Number(cpu.readMemory(at + 8n, 2));
      unit.tags = [0, 1, 2, 3, 4, 5, 6, 7].reduce((all, i) => all | (((tags >> (i * 2)) & 3) !== 3 ? 1 << i : 0), 0);
    }
    return;
  }
  if (opcode === 0xdd && digit === 7) {
    cpu.writeMemory(at, 2, BigInt(unit.status));
    return;
  }
  if (opcode === 0xdb && digit === 5) {
    load(unit, readReal(cpu, at, 10), 10);
    return;
  }
  if (opcode === 0xdb && digit === 7) storeReal(cpu, unit, at, 10);
  else if (opcode === 0xdf && digit === 5) {
    unit.push(readInteger(cpu, at, 8));
    return;
  } else if (opcode === 0xdf && digit === 7) storeInteger(cpu, unit, at, 8);
  else if (opcode === 0xd9 || opcode === 0xdd) {
    if (digit === 0) {
      load(unit, readReal(cpu, at, real), real);
      return;
    }
    storeReal(cpu, unit, at, real);
  } else {
    if (digit === 0) {
      unit.push(readInteger(cpu, at, integer));
      return;
    }
    storeInteger(cpu, unit, at, integer);
  }
  if (digit !== 2) unit.pop();
}

/** Conditions of fcmov by digit; the opcode DB negates them. */
const MOVE_FLAGS = [Flag.CF, Flag.ZF, Flag.CF | Flag.ZF, Flag.PF];

function registerInstruction(unit: Unit, opcode: number, modrm: number): void {
  const digit = (modrm >> 3) & 7;
  const i = modrm & 7;
  if (opcode === 0xd8) {
    arithmetic(unit, digit, 0, unit.get(0), unit.get(i));
    return;
  }
  if (opcode === 0xdc || opcode === 0xde) {
    if (opcode === 0xde && modrm === 0xd9) {
      compareToStatus(unit, unit.get(0), unit.get(1));
      unit.pop();
      unit.pop();
      return;
    }
    // The map names ST(i) op ST(0) with fsub and fsubr exchanged: 4 computes ST(0) - ST(i).
    arithmetic(unit, digit, i, unit.get(0), unit.get(i));
    if (opcode === 0xde) unit.pop();
    return;
  }
  if ((opcode === 0xda || opcode === 0xdb) && digit < 4) {
    const holds = (unit.cpu.rflags & MOVE_FLAGS[digit]) !== 0;
    const value = unit.get(i);
    if (holds === (opcode === 0xda)) unit.set(0, value);
    return;
  }
  if (opcode === 0xdd) {
    if (digit === 0) {
      unit.free(i);
      return;
    }
    if (digit === 2 || digit === 3) {
      unit.status &= ~C1;
      unit.set(i, unit.get(0));
    } else compareToStatus(unit, unit.get(0), unit.get(i), true);
    if (digit === 3 || digit === 5) unit.pop();
    return;
  }
  if (digit === 5 || digit === 6) {
    if (opcode === 0xda) {
      compareToStatus(unit, unit.get(0), unit.get(1), true);
      unit.pop();
      unit.pop();
      return;
    }
    if (opcode === 0xdb || opcode === 0xdf) {
      compareToFlags(unit, unit.get(0), unit.get(i), digit === 5);
      if (opcode === 0xdf) unit.pop();
      return;
    }
  }
  if (opcode === 0xd9 && digit === 0) {
    unit.push(unit.get(i));
    return;
  }
  if (opcode === 0xd9 && digit === 1) {
    unit.status &= ~C1;
    const [a, b] = [unit.get(0), unit.get(i)];
    unit.set(0, b);
    unit.set(i, a);
    return;
  }
  plainInstruction(unit, (opcode << 8) | modrm);
}

function plainInstruction(unit: Unit, code: number): void {
  const constant = code >> 8 === 0xd9 ? CONSTANTS[code & 255] : undefined;
  if (constant) {
    unit.push(roundedConstant(unit, code & 255, constant));
    return;
  }
  switch (code) {
    case 0xd9e0:
      unit.status &= ~C1;
      unit.set(0, fp.negate(unit.get(0)));
      return;
    case 0xd9e1: {
      unit.status &= ~C1;
      unit.set(0, { ...unit.get(0), negative: false });
      return;
    }
    case 0xd9e4:
      compareToStatus(unit, unit.get(0), fp.zero(false));
      return;
    case 0xd9e5:
      examine(unit);
      return;
    case 0xd9f6:
      unit.turn(-1);
      return;
    case 0xd9f7:
      unit.turn(1);
      return;
    case 0xd9f8:
      partialRemainder(unit);
      return;
    case 0xd9fc:
      roundToInteger(unit);
      return;
    case 0xd9fd:
      scale(unit);
      return;
    case 0xd9fa: {
      unit.status &= ~C1;
      const r = fp.squareRoot(unit.get(0), unit.control);
      unit.flag(r.flags);
      unit.set(0, r.value);
      return;
    }
    case 0xdbe2:
      unit.status &= 0x7f00;
      return;
    case 0xdbe3:
      unit.init();
      return;
    case 0xdfe0:
      unit.cpu.setReg(0, (unit.cpu.getReg(0) & ~0xffffn) | BigInt(unit.status));
      return;
    default: // fnop
  }
}

/** The stored constants are rounded to nearest; rounding down (or up) gives the neighbour where the exact value lies beyond. */
function roundedConstant(unit: Unit, code: number, [exponent, significand]: readonly [number, bigint]): Float80 {
  // Whether the nearest value is above the exact one: log2(10), log2(e), pi, log10(2), ln(2).
  const above = { 233: false, 234: true, 235: true, 236: true, 237: true }[code];
  let value = significand;
  const { mode } = unit;
  if (above === true && (mode === fp.Round.DOWN || mode === fp.Round.ZERO)) value -= 1n;
  if (above === false && mode === fp.Round.UP) value += 1n;
  return { negative: false, exponent, significand: value };
}

/** The decoder leaves opcode and ModRM byte in the upper half of the immediate. */
export function x87(cpu: GuestMemory, record: number): HostOutcome {
  const code = cpu.recordWord(record, Record.IMM + 4);
  const [opcode, modrm] = [code >> 8, code & 255];
  const unit = new Unit(cpu);
  if (modrm < 0xc0) memoryInstruction(cpu, unit, record, opcode, (modrm >> 3) & 7);
  else registerInstruction(unit, opcode, modrm);
  return DONE;
}
