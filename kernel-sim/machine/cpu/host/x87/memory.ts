/** x87 instructions with a memory operand: loads, stores, arithmetic, and the environment. Memory is touched before any change. */
import * as fp from '../../../fp/float80';
import { DEFAULT_NAN } from '../../../fp/float80';
import { DOUBLE, type Format, FpFlag, SINGLE } from '../../../fp/round';
import type { GuestMemory } from '../../guest-memory';
import { State } from '../../state';
import { withMemory } from './arithmetic';
import { C1, type Unit } from './unit';

type Carry = (cpu: GuestMemory, unit: Unit, at: bigint, size: number) => void;

const bytesOf = (format: Format) => (format === SINGLE ? 4 : 8);

const realOperand =
  (digit: number, format: Format): Carry =>
  (cpu, unit, at) => {
    const bits = cpu.readMemory(at, bytesOf(format));
    withMemory(unit, digit, fp.raw(bits, format), fp.isSmall(bits, format));
  };

const integerOperand =
  (digit: number, bytes: number): Carry =>
  (cpu, unit, at) =>
    withMemory(unit, digit, fp.fromInteger(BigInt.asIntN(bytes * 8, cpu.readMemory(at, bytes))), false);

const loadReal =
  (format: Format): Carry =>
  (cpu, unit, at) => {
    const bits = cpu.readMemory(at, bytesOf(format));
    const c = unit.context();
    const f = fp.decode(c, bits, format);
    // A denormal is loaded even if that exception is unmasked.
    if (!unit.isEmpty(7) || unit.settle(c) || !(c.before & FpFlag.INVALID)) unit.push(f);
  };

const loadExtended: Carry = (cpu, unit, at) => {
  const bits = cpu.readMemory(at, 10);
  const word = Number(bits >> 64n);
  unit.conditions(0, C1);
  unit.push({ negative: word >= 0x8000, exponent: word & 0x7fff, significand: BigInt.asUintN(64, bits) });
};

const loadInteger =
  (bytes: number): Carry =>
  (cpu, unit, at) => {
    const v = fp.fromInteger(BigInt.asIntN(bytes * 8, cpu.readMemory(at, bytes)));
    unit.conditions(0, C1);
    unit.push(v);
  };

const loadDecimal: Carry = (cpu, unit, at) => {
  const v = fp.fromDecimal(cpu.readMemory(at, 10));
  unit.conditions(0, C1);
  unit.push(v);
};

/** Stores what `make` makes of ST(0) (or `indefinite` where ST(0) is empty), then pops. */
const store =
  (
    bytes: number,
    indefinite: bigint,
    make: (c: fp.Context, f: fp.Float80) => bigint | undefined,
    pops: boolean,
  ): Carry =>
  (cpu, unit, at) => {
    // The fault of the access comes before any exception of the unit.
    cpu.checkWrite(at, bytes);
    const c = unit.context();
    const missing = unit.isEmpty(0);
    const bits = missing ? indefinite : make(c, unit.get(0));
    const undone = ((missing ? 1 : c.before) & ~c.masks) !== 0 || bits === undefined;
    if (!undone) cpu.writeMemory(at, bytes, bits);
    if (missing) unit.stackFault();
    else unit.settle(c);
    if (!undone && pops) unit.pop();
  };

const realIndefinite = (format: Format) => (format === SINGLE ? 0xffc0_0000n : 0xfff8_0000_0000_0000n);
const storeReal = (format: Format, pops: boolean) =>
  store(bytesOf(format), realIndefinite(format), (c, f) => fp.encode(c, f, format), pops);

const extendedBits = (f: fp.Float80) => f.significand | (BigInt(f.exponent | (f.negative ? 0x8000 : 0)) << 64n);
const storeExtended = store(10, extendedBits(DEFAULT_NAN), (_, f) => extendedBits(f), true);

const storeInteger = (bytes: number, pops: boolean) => {
  const size = bytes * 8;
  const indefinite = 1n << BigInt(size - 1);
  return store(bytes, indefinite, (c, f) => BigInt.asUintN(size, fp.toInteger(c, f, size) ?? indefinite), pops);
};

const storeDecimal = store(10, fp.DECIMAL_INDEFINITE, fp.toDecimal, true);

// Environment

/** Two bits a register, by physical number: 00 valid, 01 zero, 10 special, 11 empty. */
function fullTags(unit: Unit): number {
  let tags = 0;
  for (let i = 0; i < 8; i++) {
    let tag = 3;
    if (!unit.isEmpty(i)) {
      const f = unit.get(i);
      const valid = f.exponent !== 0x7fff && f.exponent !== 0 && !fp.isUnsupported(f);
      tag = fp.isZero(f) ? 1 : valid ? 0 : 2;
    }
    tags |= tag << (((unit.top + i) & 7) * 2);
  }
  return tags;
}

/** Words of the environment: 7 of 32 bits, or of 16 with an operand-size prefix (SDM 1, 8.1.10). */
function environment(unit: Unit, size: number): { value: bigint; bytes: number } {
  const wide = size !== 16;
  const step = wide ? 32n : 16n;
  const filler = wide ? 0xffff_0000n : 0n;
  const { opcode, instruction, data, inStack } = unit.pointers;
  const segment = BigInt(inStack ? unit.cpu.word(State.SS) & 0xffff : 0);
  const cs = BigInt(unit.cpu.word(State.CS) & 0xffff);
  const selector = instruction === 0n && opcode === 0 ? 0n : wide ? cs | (BigInt(opcode) << 16n) : cs;
  const words = [
    ...[unit.controlWord, unit.status, fullTags(unit)].map((word) => filler | BigInt(word)),
    BigInt.asUintN(Number(step), instruction),
    selector,
    BigInt.asUintN(Number(step), data),
    filler | segment,
  ];
  return { value: words.reduceRight((all, word) => (all << step) | word, 0n), bytes: wide ? 28 : 14 };
}

function loadEnvironment(cpu: GuestMemory, unit: Unit, at: bigint, size: number): void {
  setEnvironment(unit, cpu.readMemory(at, size !== 16 ? 28 : 14), size);
}

function setEnvironment(unit: Unit, image: bigint, size: number): void {
  const step = size !== 16 ? 32n : 16n;
  const word = (i: bigint) => BigInt.asUintN(Number(step), image >> (i * step));
  const low = (i: bigint) => Number(word(i) & 0xffffn);
  const [status, tags] = [low(1n), low(2n)];
  unit.turnTo((status >> 11) & 7);
  unit.status = status;
  unit.tags = [0, 1, 2, 3, 4, 5, 6, 7].reduce((all, i) => all | (((tags >> (i * 2)) & 3) !== 3 ? 1 << i : 0), 0);
  unit.controlWord = low(0n);
  unit.remember(Number(word(4n) >> 16n), word(3n), word(5n), low(6n) !== 0);
}

/** fnstenv masks every exception afterwards. */
const storeEnvironment: Carry = (cpu, unit, at, size) => {
  const { value, bytes } = environment(unit, size);
  cpu.writeMemory(at, bytes, value);
  unit.controlWord = unit.controlWord | 0x3f;
};

const save: Carry = (cpu, unit, at, size) => {
  const { value, bytes } = environment(unit, size);
  let all = value;
  for (let i = 0; i < 8; i++) all |= unit.bits(i) << BigInt((bytes + i * 10) * 8);
  cpu.writeMemory(at, bytes + 80, all);
  unit.init();
};

const restore: Carry = (cpu, unit, at, size) => {
  const bytes = size !== 16 ? 28n : 14n;
  const image = cpu.readMemory(at, Number(bytes) + 80);
  setEnvironment(unit, image, size);
  for (let i = 0; i < 8; i++) unit.setBits(i, BigInt.asUintN(80, image >> ((bytes + BigInt(i * 10)) * 8n)));
};

const arithmetic = (opcode: number, make: (digit: number) => Carry) =>
  Object.fromEntries([0, 1, 2, 3, 4, 5, 6, 7].map((digit) => [opcode * 8 + digit, make(digit)]));

/** By opcode * 8 + digit. */
const MEMORY: { [key: number]: Carry | undefined } = {
  ...arithmetic(0xd8, (digit) => realOperand(digit, SINGLE)),
  ...arithmetic(0xdc, (digit) => realOperand(digit, DOUBLE)),
  ...arithmetic(0xda, (digit) => integerOperand(digit, 4)),
  ...arithmetic(0xde, (digit) => integerOperand(digit, 2)),
  [0xd9 * 8]: loadReal(SINGLE),
  [0xd9 * 8 + 2]: storeReal(SINGLE, false),
  [0xd9 * 8 + 3]: storeReal(SINGLE, true),
  [0xd9 * 8 + 4]: loadEnvironment,
  [0xd9 * 8 + 5]: (cpu, unit, at) => {
    unit.controlWord = Number(cpu.readMemory(at, 2));
  },
  [0xd9 * 8 + 6]: storeEnvironment,
  [0xd9 * 8 + 7]: (cpu, unit, at) => cpu.writeMemory(at, 2, BigInt(unit.controlWord)),
  [0xdb * 8]: loadInteger(4),
  [0xdb * 8 + 2]: storeInteger(4, false),
  [0xdb * 8 + 3]: storeInteger(4, true),
  [0xdb * 8 + 5]: loadExtended,
  [0xdb * 8 + 7]: storeExtended,
  [0xdd * 8]: loadReal(DOUBLE),
  [0xdd * 8 + 2]: storeReal(DOUBLE, false),
  [0xdd * 8 + 3]: storeReal(DOUBLE, true),
  [0xdd * 8 + 4]: restore,
  [0xdd * 8 + 6]: save,
  [0xdd * 8 + 7]: (cpu, unit, at) => cpu.writeMemory(at, 2, BigInt(unit.status)),
  [0xdf * 8]: loadInteger(2),
  [0xdf * 8 + 2]: storeInteger(2, false),
  [0xdf * 8 + 3]: storeInteger(2, true),
  [0xdf * 8 + 4]: loadDecimal,
  [0xdf * 8 + 5]: loadInteger(8),
  [0xdf * 8 + 6]: storeDecimal,
  [0xdf * 8 + 7]: storeInteger(8, true),
};

export function memoryInstruction(
  cpu: GuestMemory,
  unit: Unit,
  opcode: number,
  digit: number,
  at: bigint,
  size: number,
): void {
  MEMORY[opcode * 8 + digit]?.(cpu, unit, at, size);
}
