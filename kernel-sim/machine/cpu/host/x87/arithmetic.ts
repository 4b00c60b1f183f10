/** x87 arithmetic, comparisons and moves on the register stack: the forms D8 to DF with ModRM ≥ C0, and their memory twins. */
import * as fp from '../../../fp/float80';
import { DEFAULT_NAN, type Float80 } from '../../../fp/float80';
import * as far from '../../../fp/transcendental';
import { Flag } from '../../state';
import { C0, C1, C2, C3, type Unit } from './unit';

const reversed =
  (op: fp.Binary): fp.Binary =>
  (c, a, b) =>
    op(c, b, a);

/** By the digit of the opcode map; 2 and 3 are comparisons. */
const OPERATIONS: (fp.Binary | undefined)[] = [
  fp.add,
  fp.multiply,
  undefined,
  undefined,
  fp.subtract,
  reversed(fp.subtract),
  fp.divide,
  reversed(fp.divide),
];

/** A value made by `compute` to ST(`to`); `needs` are the registers that must not be empty. */
function result(unit: Unit, to: number, needs: readonly number[], compute: (c: fp.Context) => Float80): boolean {
  if (needs.some((i) => unit.isEmpty(i))) {
    if (!unit.stackFault()) return false;
    unit.set(to, DEFAULT_NAN);
    return true;
  }
  const c = unit.context();
  const value = compute(c);
  if (!unit.settle(c)) return false;
  unit.set(to, value);
  return true;
}

/**
 * C3 C2 C0 of a comparison, all three where an operand is missing; and whether the instruction may pop. The bits are set even where
 * an unmasked exception is raised.
 */
function ordered(
  unit: Unit,
  missing: boolean,
  compare: (c: fp.Context) => -1 | 0 | 1 | undefined,
): { bits: number; done: boolean } {
  const unordered = C3 | C2 | C0;
  if (missing) return { bits: unordered, done: unit.stackFault() };
  const c = unit.context();
  const o = compare(c);
  return { bits: o === undefined ? unordered : o === 0 ? C3 : o < 0 ? C0 : 0, done: unit.settle(c) };
}

/** Compares ST(0) with ST(i) or a value; pops `pops` times. */
export function compareToStatus(unit: Unit, other: number | Float80, quietAllowed: boolean, pops: number): void {
  const register = typeof other === 'number';
  const missing = unit.isEmpty(0) || (register && unit.isEmpty(other));
  const { bits, done } = ordered(unit, missing, (c) =>
    fp.compare(c, unit.get(0), register ? unit.get(other) : other, quietAllowed),
  );
  unit.conditions(bits, C0 | C2 | C3);
  for (let i = 0; done && i < pops; i++) unit.pop();
}

const ALL_FLAGS = Flag.ZF | Flag.PF | Flag.CF | Flag.OF | Flag.SF | Flag.AF;

/** fcomi and its kin; C1 stays as it was, unless a register is missing. */
function compareToFlags(unit: Unit, i: number, quietAllowed: boolean, pops: boolean): void {
  const missing = unit.isEmpty(0) || unit.isEmpty(i);
  const c1 = missing ? 0 : unit.status & C1;
  const { bits, done } = ordered(unit, missing, (c) => fp.compare(c, unit.get(0), unit.get(i), quietAllowed));
  unit.conditions(c1, C1);
  const flags = (bits & C3 ? Flag.ZF : 0) | (bits & C2 ? Flag.PF : 0) | (bits & C0 ? Flag.CF : 0);
  unit.cpu.rflags = (unit.cpu.rflags & ~ALL_FLAGS) | flags;
  if (done && pops) unit.pop();
}

/** ST(0) op a value from memory. */
export function withMemory(unit: Unit, digit: number, value: Float80, small: boolean): void {
  const operation = OPERATIONS[digit];
  // A denormal single or double is a normal number here, but is reported as what it was.
  const noted =
    (compute: (c: fp.Context) => Float80) =>
    (c: fp.Context): Float80 => {
      const v = compute(c);
      const st = unit.get(0);
      const divides = (digit === 6 && fp.isZero(value)) || (digit === 7 && fp.isZero(st));
      if (small && !(c.before & 1) && !fp.isNaN80(st) && !fp.isUnsupported(st) && !divides) c.before |= 2;
      return v;
    };
  if (operation) {
    result(
      unit,
      0,
      [0],
      noted((c) => operation(c, unit.get(0), value)),
    );
    return;
  }
  const { bits, done } = ordered(unit, unit.isEmpty(0), (c) => {
    const o = fp.compare(c, unit.get(0), value, false);
    if (small && o !== undefined) c.before |= 2;
    return o;
  });
  unit.conditions(bits, C0 | C2 | C3);
  if (done && digit === 3) unit.pop();
}

/** Conditions of fcmov by digit; the opcode DB negates them. */
const MOVE_FLAGS = [Flag.CF, Flag.ZF, Flag.CF | Flag.ZF, Flag.PF];

function conditionalMove(unit: Unit, i: number, holds: boolean): void {
  if (unit.isEmpty(0) || unit.isEmpty(i)) {
    if (unit.stackFault()) unit.set(0, DEFAULT_NAN);
    return;
  }
  if (holds) unit.set(0, unit.get(i));
}

function exchange(unit: Unit, i: number): void {
  if (unit.isEmpty(0) || unit.isEmpty(i)) {
    if (!unit.stackFault()) return;
    for (const n of [0, i]) if (unit.isEmpty(n)) unit.set(n, DEFAULT_NAN);
  } else unit.conditions(0, C1);
  const [a, b] = [unit.get(0), unit.get(i)];
  unit.set(0, b);
  unit.set(i, a);
}

function store(unit: Unit, i: number, pops: boolean): void {
  if (unit.isEmpty(0)) {
    if (!unit.stackFault()) return;
    unit.set(i, DEFAULT_NAN);
  } else {
    unit.conditions(0, C1);
    unit.set(i, unit.get(0));
  }
  if (pops) unit.pop();
}

/** fstpnce: an empty register is only popped. */
function storeQuietly(unit: Unit, i: number): void {
  unit.conditions(0, C1);
  if (!unit.isEmpty(0)) unit.set(i, unit.get(0));
  unit.pop();
}

function loadRegister(unit: Unit, i: number): void {
  if (unit.isEmpty(i)) {
    if (!unit.stackFault()) return;
    if (!unit.isEmpty(7)) unit.conditions(0, C1);
    unit.turn(-1);
    unit.set(0, DEFAULT_NAN);
    return;
  }
  const f = unit.get(i);
  unit.conditions(0, C1);
  unit.push(f);
}

/** Instructions with a register operand. */
export function registerInstruction(unit: Unit, opcode: number, modrm: number): void {
  const digit = (modrm >> 3) & 7;
  const i = modrm & 7;
  switch (opcode) {
    case 0xd8:
      if (digit === 2 || digit === 3) compareToStatus(unit, i, false, digit - 2);
      else result(unit, 0, [0, i], (c) => OPERATIONS[digit]!(c, unit.get(0), unit.get(i)));
      return;
    case 0xdc:
    case 0xde: {
      if (digit === 2 || digit === 3) {
        // DC D0 and DE D0 are other encodings of fcom and fcomp; DE D9 is fcompp.
        compareToStatus(unit, i, false, opcode === 0xde ? digit - 1 : digit - 2);
        return;
      }
      // The map names ST(i) op ST(0) with fsub and fsubr exchanged: 4 computes ST(0) - ST(i).
      const done = result(unit, i, [0, i], (c) => OPERATIONS[digit]!(c, unit.get(0), unit.get(i)));
      if (done && opcode === 0xde) unit.pop();
      return;
    }
    case 0xda:
    case 0xdb:
      if (digit < 4) conditionalMove(unit, i, ((unit.cpu.rflags & MOVE_FLAGS[digit]) !== 0) === (opcode === 0xda));
      else if (opcode === 0xda) compareToStatus(unit, 1, true, 2);
      else compareToFlags(unit, i, digit === 5, false);
      return;
    case 0xdd:
      if (digit === 0) {
        unit.conditions(0, C1);
        unit.free(i);
      } else if (digit === 1) exchange(unit, i);
      else if (digit === 2 || digit === 3) store(unit, i, digit === 3);
      else compareToStatus(unit, i, true, digit - 4);
      return;
    case 0xdf:
      if (digit === 0) {
        unit.conditions(0, C1);
        unit.free(i);
        unit.pop();
      } else if (digit === 1) exchange(unit, i);
      else if (digit === 2 || digit === 3) store(unit, i, true);
      else compareToFlags(unit, i, digit === 5, true);
      return;
    default:
      if (digit === 0) loadRegister(unit, i);
      else if (digit === 1) exchange(unit, i);
      else if (digit === 3) storeQuietly(unit, i);
  }
}

/** Sign, and class in C3 C2 C0: unsupported 000, NaN 001, normal 010, infinity 011, zero 100, empty 101, denormal 110. */
function examine(unit: Unit): void {
  const f = unit.get(0);
  let bits = f.negative ? C1 : 0;
  if (unit.isEmpty(0)) bits |= C3 | C0;
  else if (fp.isUnsupported(f)) bits |= 0;
  else if (fp.isNaN80(f)) bits |= C0;
  else if (fp.isInfinite(f)) bits |= C2 | C0;
  else if (fp.isZero(f)) bits |= C3;
  else bits |= f.exponent === 0 ? C3 | C2 : C2;
  unit.conditions(bits);
}

/** fabs and fchs: only the sign; nothing is looked at. */
function changeSign(unit: Unit, change: (f: Float80) => Float80): void {
  if (unit.isEmpty(0)) {
    if (unit.stackFault()) unit.set(0, DEFAULT_NAN);
    return;
  }
  unit.conditions(0, C1);
  unit.set(0, change(unit.get(0)));
}

function remainder(unit: Unit, nearest: boolean): void {
  let bits = -1;
  unit.conditions(0, C2);
  const done = result(unit, 0, [0, 1], (c) => {
    const r = fp.remainder(c, unit.get(0), unit.get(1), nearest);
    const q = r.quotient;
    if (q !== undefined) bits = (q & 4 ? C0 : 0) | (q & 2 ? C3 : 0) | (q & 1 ? C1 : 0);
    else if (!(c.before & 1) && !fp.isNaN80(r.value)) bits = C2;
    return r.value;
  });
  if (done && bits >= 0) unit.conditions(bits);
}

/** The answer to an operand that is not there, for the instructions that push a second result. */
function missingPair(unit: Unit, overflow: boolean): void {
  if (!unit.stackFault(overflow)) return;
  unit.set(0, DEFAULT_NAN);
  unit.turn(-1);
  unit.set(0, DEFAULT_NAN);
}

/** Two results: ST(0) is replaced by the first, the second is pushed. */
function pair(unit: Unit, compute: (c: fp.Context, a: Float80) => [Float80, Float80]): void {
  if (unit.isEmpty(0)) {
    missingPair(unit, false);
    return;
  }
  if (!unit.isEmpty(7)) {
    missingPair(unit, true);
    return;
  }
  const c = unit.context();
  const [first, second] = compute(c, unit.get(0));
  if (!unit.settle(c)) return;
  unit.set(0, first);
  unit.push(second);
}

/** fsin, fcos, fsincos, fptan: an operand of 2^63 and beyond stays, with C2. */
function onAngle(unit: Unit, carry: () => void, pushes = false): void {
  if (!unit.isEmpty(0) && !(pushes && !unit.isEmpty(7)) && far.outOfRange(unit.get(0))) {
    unit.conditions(C2, C1 | C2);
    return;
  }
  unit.conditions(0, C2);
  carry();
}

function tangentAndOne(c: fp.Context, a: Float80): [Float80, Float80] {
  const t = far.tangent(c, a);
  return [t, fp.isNaN80(t) ? t : fp.ONE];
}

/** ST(1) op ST(0) to ST(1), then a pop. */
function toSecond(unit: Unit, op: fp.Binary): void {
  if (result(unit, 1, [0, 1], (c) => op(c, unit.get(1), unit.get(0)))) unit.pop();
}

/** fld1 to fldz: the constants with 66 bits and more, rounded by the mode; [sign of the rest, exponent, nearest significand]. */
const CONSTANTS: readonly (readonly [below: boolean | undefined, exponent: number, significand: bigint])[] = [
  [undefined, 16383, 0x8000_0000_0000_0000n],
  [false, 16384, 0xd49a_784b_cd1b_8afen],
  [true, 16383, 0xb8aa_3b29_5c17_f0bcn],
  [true, 16384, 0xc90f_daa2_2168_c235n],
  [true, 16381, 0x9a20_9a84_fbcf_f799n],
  [true, 16382, 0xb172_17f7_d1cf_79acn],
  [undefined, 0, 0n],
];

function constant(unit: Unit, [below, exponent, nearest]: (typeof CONSTANTS)[number]): Float80 {
  let significand = nearest;
  if (below === true && (unit.mode === 1 || unit.mode === 3)) significand -= 1n;
  if (below === false && unit.mode === 2) significand += 1n;
  return { negative: false, exponent, significand };
}

/** The instructions without an operand, by ModRM byte after D9. */
const PLAIN: { [modrm: number]: (unit: Unit) => void } = {
  208: () => {}, // fnop
  224: (u) => changeSign(u, fp.negate),
  225: (u) => changeSign(u, (f) => ({ ...f, negative: false })),
  228: (u) => compareToStatus(u, fp.zero(false), false, 0),
  229: examine,
  240: (u) => result(u, 0, [0], (c) => far.powerLessOne(c, u.get(0))),
  241: (u) => toSecond(u, far.logarithmTimes),
  242: (u) => onAngle(u, () => pair(u, tangentAndOne), true),
  243: (u) => toSecond(u, far.angle),
  244: (u) => pair(u, fp.extract),
  245: (u) => remainder(u, true),
  246: (u) => {
    u.turn(-1);
    u.conditions(0, C1);
  },
  247: (u) => {
    u.turn(1);
    u.conditions(0, C1);
  },
  248: (u) => remainder(u, false),
  249: (u) => toSecond(u, far.logarithmOfSumTimes),
  250: (u) => result(u, 0, [0], (c) => fp.squareRoot(c, u.get(0))),
  251: (u) => onAngle(u, () => pair(u, (c, a) => [far.sine(c, a), far.cosine(c, a)]), true),
  252: (u) => result(u, 0, [0], (c) => fp.roundToInteger(c, u.get(0))),
  253: (u) => result(u, 0, [0, 1], (c) => fp.scale(c, u.get(0), u.get(1))),
  254: (u) => onAngle(u, () => result(u, 0, [0], (c) => far.sine(c, u.get(0)))),
  255: (u) => onAngle(u, () => result(u, 0, [0], (c) => far.cosine(c, u.get(0)))),
};

export function plainInstruction(unit: Unit, modrm: number): void {
  const known = modrm >= 0xe8 ? CONSTANTS[modrm - 0xe8] : undefined;
  if (known) {
    unit.conditions(0, C1);
    unit.push(constant(unit, known));
  } else PLAIN[modrm]?.(unit);
}
