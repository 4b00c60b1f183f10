/**
 * SSE and SSE2 floating-point instructions for which the emitted code gives up (rows/sse-float.ts): MXCSR asks for another rounding
 * mode or unmasks an exception, or the instruction would change an exception flag. Carried out in software, exactly; then the
 * program goes on in the tiers. Raises #XM for unmasked exceptions, with the destination unchanged (SDM 1, 11.5.3).
 */
import { TABLE } from '../../decode/table';
import * as sse from '../../fp/sse';
import { type Binary, Context, F32, F64, type Kind } from '../../fp/sse';
import type { OperandForm, Row } from '../../rows/types';
import { GuestFault } from '../fault';
import type { GuestMemory } from '../guest-memory';
import { Flag, Record, State } from '../state';
import { GP, HostOutcome, UD } from './common';

const XM = 19;
const OSXMMEXCPT = 0x400;

/** One instruction being carried out. */
class Operation {
  readonly context: Context;
  constructor(
    readonly cpu: GuestMemory,
    readonly record: number,
    readonly row: Row,
  ) {
    this.context = new Context(cpu.mxcsr);
  }

  /** Operand `i` as an integer as wide as its form. */
  read(i: number): bigint {
    const form = this.row.ops[i];
    const { cpu, record } = this;
    if (form.kind === 'i') return BigInt(cpu.recordWord(record, Record.IMM) & 255);
    if (form.kind === 'm') {
      const at = cpu.effectiveAddress(record);
      if (form.aligned && at & 15n) throw new GuestFault(GP);
      return cpu.readMemory(at, form.size / 8);
    }
    const field = cpu.recordByte(record, form.field === 'D' ? Record.D : Record.S);
    const at = (form.kind === 'x' ? State.XMM : State.REGS) + field;
    const low = cpu.wide(at);
    return form.size === 128 ? low | (cpu.wide(at + 8) << 64n) : BigInt.asUintN(form.size, low);
  }

  private write(form: OperandForm, value: bigint): void {
    const { cpu } = this;
    const field = cpu.recordByte(this.record, Record.D);
    if (form.kind === 'r') {
      cpu.setReg(field >> 3, BigInt.asUintN(form.size, value));
      return;
    }
    const at = State.XMM + field;
    const old = cpu.wide(at);
    cpu.setWide(at, form.size === 32 ? (old & ~0xffff_ffffn) | value : BigInt.asUintN(64, value));
    if (form.size === 128) cpu.setWide(at + 8, value >> 64n);
  }

  /** Sets the flags; raises #XM where one is unmasked. */
  settle(): void {
    const { flags, raises } = this.context.outcome();
    this.cpu.mxcsr |= flags;
    if (raises) throw new GuestFault((this.cpu.cr4 & OSXMMEXCPT) === 0 ? UD : XM);
  }

  finish(value: bigint): void {
    this.settle();
    this.write(this.row.ops[0], value);
  }
}

type Carry = (o: Operation) => void;

const element = (v: bigint, k: Kind, i: number) => BigInt.asUintN(k.bits, v >> BigInt(i * k.bits));
const place = (v: bigint, k: Kind, i: number) => BigInt.asUintN(k.bits, v) << BigInt(i * k.bits);

/** Elements of `k` in an operand: 1 for scalar forms. */
const count = (o: Operation, k: Kind) => Math.max(1, o.row.ops[0].size / k.bits);

const binary =
  (k: Kind, op: Binary): Carry =>
  (o) => {
    const [a, b] = [o.read(0), o.read(1)];
    let r = 0n;
    for (let i = 0; i < count(o, k); i++) r |= place(op(o.context, k, element(a, k, i), element(b, k, i)), k, i);
    o.finish(r);
  };

const squareRoot =
  (k: Kind): Carry =>
  (o) => {
    const b = o.read(1);
    let r = 0n;
    for (let i = 0; i < count(o, k); i++) r |= place(sse.squareRoot(o.context, k, element(b, k, i)), k, i);
    o.finish(r);
  };

const compareMask =
  (k: Kind): Carry =>
  (o) => {
    const [a, b, imm] = [o.read(0), o.read(1), Number(o.read(2))];
    let r = 0n;
    for (let i = 0; i < count(o, k); i++)
      r |= place(sse.predicate(o.context, k, element(a, k, i), element(b, k, i), imm), k, i);
    o.finish(r);
  };

const FLAGS = Flag.ZF | Flag.PF | Flag.CF | Flag.OF | Flag.SF | Flag.AF;

const compareFlags =
  (k: Kind, quietSignals: boolean): Carry =>
  (o) => {
    const order = sse.compare(o.context, k, o.read(0), o.read(1), quietSignals);
    o.settle();
    const bits = order === undefined ? Flag.ZF | Flag.PF | Flag.CF : order === 0 ? Flag.ZF : order < 0 ? Flag.CF : 0;
    o.cpu.rflags = (o.cpu.rflags & ~FLAGS) | bits;
  };

const fromInteger =
  (k: Kind): Carry =>
  (o) =>
    o.finish(sse.fromInteger(o.context, k, BigInt.asIntN(o.row.ops[1].size, o.read(1))));

const toInteger =
  (k: Kind, truncate: boolean): Carry =>
  (o) =>
    o.finish(sse.toInteger(o.context, k, o.read(1), o.row.ops[0].size, truncate));

/** `n` elements of `from` to as many of `to`; the rest of a 128-bit destination becomes 0. */
const convert =
  (from: Kind, to: Kind, n: number): Carry =>
  (o) => {
    const v = o.read(1);
    let r = 0n;
    for (let i = 0; i < n; i++) r |= place(sse.convert(o.context, from, to, element(v, from, i)), to, i);
    o.finish(r);
  };

const packedToInteger =
  (from: Kind, n: number, truncate: boolean): Carry =>
  (o) => {
    const v = o.read(1);
    let r = 0n;
    for (let i = 0; i < n; i++) r |= place(sse.toInteger(o.context, from, element(v, from, i), 32, truncate), F32, i);
    o.finish(r);
  };

const packedFromInteger: Carry = (o) => {
  const v = o.read(1);
  let r = 0n;
  for (let i = 0; i < 4; i++)
    r |= place(sse.fromInteger(o.context, F32, BigInt.asIntN(32, element(v, F32, i))), F32, i);
  o.finish(r);
};

const TYPES: readonly [suffix: string, k: Kind][] = [
  ['ps', F32],
  ['pd', F64],
  ['ss', F32],
  ['sd', F64],
];
const BINARIES: readonly [string, Binary][] = [
  ['add', sse.add],
  ['sub', sse.subtract],
  ['mul', sse.multiply],
  ['div', sse.divide],
  ['min', sse.pick(-1)],
  ['max', sse.pick(1)],
];

const BY_MNEMONIC: { [mnemonic: string]: Carry | undefined } = {
  ...Object.fromEntries(
    TYPES.flatMap(([suffix, k]) => [
      ...BINARIES.map(([name, op]) => [`${name}${suffix}`, binary(k, op)]),
      [`sqrt${suffix}`, squareRoot(k)],
      [`cmp${suffix}`, compareMask(k)],
    ]),
  ),
  ucomiss: compareFlags(F32, false),
  ucomisd: compareFlags(F64, false),
  comiss: compareFlags(F32, true),
  comisd: compareFlags(F64, true),
  cvtsi2ss: fromInteger(F32),
  cvtsi2sd: fromInteger(F64),
  cvttss2si: toInteger(F32, true),
  cvttsd2si: toInteger(F64, true),
  cvtss2si: toInteger(F32, false),
  cvtsd2si: toInteger(F64, false),
  cvtss2sd: convert(F32, F64, 1),
  cvtsd2ss: convert(F64, F32, 1),
  cvtps2pd: convert(F32, F64, 2),
  cvtpd2ps: convert(F64, F32, 2),
  cvtdq2ps: packedFromInteger,
  cvtps2dq: packedToInteger(F32, 4, false),
  cvttps2dq: packedToInteger(F32, 4, true),
  cvtpd2dq: packedToInteger(F64, 2, false),
  cvttpd2dq: packedToInteger(F64, 2, true),
};

/** Index 0 of the host handlers: where a row left with Exit.HOST without naming one, it is a floating-point row that gave up. */
export function soft(cpu: GuestMemory, record: number): HostOutcome {
  const row = TABLE.rows[cpu.recordWord(record, Record.OP) & 0xffff];
  const carry = row && BY_MNEMONIC[row.mnemonic];
  if (!carry) throw new GuestFault(UD);
  carry(new Operation(cpu, record, row));
  return HostOutcome.DONE;
}
