/** Bit tests and scans, and the read-modify-write instructions that locks are made of: SDM 2, opcodes 0F A3, AB, B0, B1, B3, BA-BD, C0, C1, C7. */
import { Flag } from '../cpu/state';
import type { Emitter } from '../emit/emitter';
import type { Value } from '../emit/function';
import { insn } from './dsl';
import type { Definition, Emit } from './types';

const [RAX, RCX, RDX, RBX] = [0, 1, 2, 3];
const ALL_BUT_CF = { undefined: Flag.OF | Flag.SF | Flag.AF | Flag.PF };
const ALL_BUT_ZF = { undefined: Flag.OF | Flag.SF | Flag.AF | Flag.PF | Flag.CF };

type Change = 'keep' | 'set' | 'reset' | 'complement';

function changed(e: Emitter, change: Change, v: Value, bit: Value): Value {
  if (change === 'set') return e.or(v, bit);
  if (change === 'complement') return e.xor(v, bit);
  return e.and(v, e.xor(bit, e.k(-1)));
}

/** The bit goes to CF; with a register offset, a memory operand is a bit string that may lie far from its address. */
const bitTest =
  (change: Change): Emit =>
  (e) => {
    const { size } = e.row;
    const offset = e.get(1);
    const n = e.let(e.and(offset, e.k(size - 1)));
    const farAway = e.isMemory(0) && e.row.ops[1].kind === 'r';
    let host: Value | undefined;
    if (farAway) {
      const words = e.shrs(e.sext(offset, size), e.k(Math.log2(size)));
      host = e.probe(e.add(e.ea(), e.shl(words, e.k(Math.log2(size / 8)))), size / 8, change !== 'keep');
    }
    const v = host ? e.let(e.load(size, host)) : e.get(0);
    const cf = e.let(e.wrap(e.and(e.shru(v, n), e.k(1))));
    if (change !== 'keep') {
      const r = changed(e, change, v, e.shl(e.k(1), n));
      if (host) e.store(size, host, 0, r);
      else e.set(0, r);
    }
    e.changeFlags(Flag.CF, cf);
  };

/** bsf, bsr: of 0 they set ZF and leave the destination (as AMD documents and Intel does). */
const scan =
  (op: 'ctz' | 'clz'): Emit =>
  (e) => {
    const { size } = e.row;
    const v = e.get(1);
    const zero = e.let(e.cmp('eq', v, e.k(0)));
    e.if(e.not(zero), () => e.set(0, op === 'ctz' ? e.unary('ctz', v) : e.sub(e.k(63), e.unary('clz', v))));
    e.flagsLogic(e.zext(v, size));
  };

const cmpxchg: Emit = (e) => {
  const { size } = e.row;
  const old = e.get(0);
  const a = e.let(e.reg(RAX, size));
  const source = e.get(1);
  const equal = e.let(e.cmp('eq', a, old));
  e.flagsSub(a, e.let(e.sub(a, old)), size, old);
  if (e.isMemory(0)) {
    e.set(0, e.select(equal, source, old));
    e.if(e.not(equal), () => e.setReg(RAX, size, old));
  } else {
    // With rax as destination and 32 bits the upper half is cleared either way.
    e.if(
      equal,
      () => e.set(0, source),
      () => e.setReg(RAX, size, old),
    );
  }
};

const xadd: Emit = (e) => {
  const a = e.get(0);
  const b = e.get(1);
  const r = e.let(e.add(a, b));
  e.flagsAdd(a, r);
  e.set(1, a);
  e.set(0, r);
};

/** cmpxchg8b (edx:eax with m64) and cmpxchg16b (rdx:rax with m128): ZF alone changes. */
const cmpxchgPair: Emit = (e) => {
  const half = e.row.size;
  const bytes = half / 8;
  const ea = e.let(e.ea());
  if (half === 64) e.faultIf(e.not(e.not(e.and(ea, e.k(15)))), 13);
  const host = e.probe(ea, bytes * 2, true);
  const low = e.let(e.load(half, host));
  const high = e.let(e.load(half, host, bytes));
  const equal = e.let(e.and(e.cmp('eq', low, e.reg(RAX, half)), e.cmp('eq', high, e.reg(RDX, half))));
  e.if(
    equal,
    () => {
      e.store(half, host, 0, e.reg(RBX, half));
      e.store(half, host, bytes, e.reg(RCX, half));
    },
    () => {
      e.setReg(RAX, half, low);
      e.setReg(RDX, half, high);
    },
  );
  e.changeFlags(Flag.ZF, e.shl(equal, e.k32(6)));
};

const BIT_OPS: [string, Change, string, number][] = [
  ['bt', 'keep', '0F A3', 4],
  ['bts', 'set', '0F AB', 5],
  ['btr', 'reset', '0F B3', 6],
  ['btc', 'complement', '0F BB', 7],
];

export const BITS: Definition[] = [
  ...BIT_OPS.flatMap(([name, change, opcode, digit]) => {
    const w = change === 'keep' ? '' : '+';
    const attributes = { ...ALL_BUT_CF, lock: change !== 'keep' };
    return [
      insn(name, `${opcode} /r`, `Ev${w},Gv`, bitTest(change), attributes),
      insn(name, `0F BA /${digit}`, `Ev${w},Ib`, bitTest(change), attributes),
    ];
  }),
  insn('bsf', '0F BC /r', 'Gv+,Ev', scan('ctz'), ALL_BUT_ZF),
  insn('bsr', '0F BD /r', 'Gv+,Ev', scan('clz'), ALL_BUT_ZF),
  insn('cmpxchg', '0F B0 /r', 'Eb+,Gb', cmpxchg, { lock: true }),
  insn('cmpxchg', '0F B1 /r', 'Ev+,Gv', cmpxchg, { lock: true }),
  insn('xadd', '0F C0 /r', 'Eb+,Gb+', xadd, { lock: true }),
  insn('xadd', '0F C1 /r', 'Ev+,Gv+', xadd, { lock: true }),
  insn('cmpxchgpair', '0F C7 /1', 'Mp+', cmpxchgPair, { lock: true }),
];
