/** Data movement without arithmetic: mov, movzx, lea, xchg, cmov, set, sign extension, bswap, flag loads. */
import { Flag, State } from '../cpu/state';
import { CONDITION_NAMES } from '../emit/flags';
import type { Value } from '../emit/function';
import { I32 } from '../wasm/module';
import { insn } from './dsl';
import type { Definition, Emit } from './types';

const [RAX, RDX] = [0, 2];
const hex = (n: number) => n.toString(16).toUpperCase().padStart(2, '0');

const mov: Emit = (e) => e.set(0, e.get(1));
const movsx: Emit = (e) => e.set(0, e.sext(e.get(1), e.row.ops[1].size));
const lea: Emit = (e) => e.set(0, e.ea());

const xchg: Emit = (e) => {
  const a = e.get(0);
  const b = e.get(1);
  e.set(0, b);
  e.set(1, a);
};

const cmov =
  (cc: number): Emit =>
  (e) => {
    const b = e.get(1);
    e.set(0, e.select(e.condition(cc), b, e.get(0)));
  };

const set =
  (cc: number): Emit =>
  (e) => {
    e.touch(0);
    e.set(0, e.ext(e.condition(cc)));
  };

const bswap: Emit = (e) => {
  const a = e.get(0);
  const swap = (v: Value, mask: bigint, by: number) =>
    e.or(e.shl(e.and(v, e.k(mask)), e.k(by)), e.and(e.shru(v, e.k(by)), e.k(mask)));
  const bytes = e.let(swap(a, 0x00ff_00ff_00ff_00ffn, 8));
  const words = e.let(swap(bytes, 0x0000_ffff_0000_ffffn, 16));
  const all = e.op('rotl', words, e.k(32));
  e.set(0, e.row.size === 64 ? all : e.shru(all, e.k(32)));
};

/** cbw, cwde, cdqe: the accumulator's lower half sign-extended. */
const extendA: Emit = (e) => e.setReg(RAX, e.row.size, e.sext(e.reg(RAX, e.row.size / 2), e.row.size / 2));
/** cwd, cdq, cqo: the accumulator's sign in rdx. */
const signOfA: Emit = (e) => e.setReg(RDX, e.row.size, e.shrs(e.sext(e.reg(RAX, e.row.size), e.row.size), e.k(63)));

const AH_FLAGS = 0xd5;

const lahf: Emit = (e) => {
  const flags = e.or(e.and(e.arithmeticFlags(), e.k32(AH_FLAGS)), e.k32(2));
  e.setReg(RAX, 16, e.or(e.reg(RAX, 8), e.shl(e.ext(flags), e.k(8))));
};

const sahf: Emit = (e) => {
  const ah = e.let(e.wrap(e.shru(e.reg(RAX, 16), e.k(8))));
  e.changeFlags(AH_FLAGS, e.and(ah, e.k32(AH_FLAGS)));
};

const changeCarry =
  (value: 'clear' | 'set' | 'complement'): Emit =>
  (e) => {
    const bits =
      value === 'clear' ? e.k32(0) : value === 'set' ? e.k32(1) : e.xor(e.and(e.arithmeticFlags(), e.k32(1)), e.k32(1));
    e.changeFlags(Flag.CF, e.let(bits));
  };

const direction =
  (set: boolean): Emit =>
  (e) => {
    const rest = e.state(I32, State.FLAGS_REST);
    e.setState(State.FLAGS_REST, set ? e.or(rest, e.k32(Flag.DF)) : e.and(rest, e.k32(~Flag.DF)));
  };

/** al = byte at rbx + al. */
const xlat: Emit = (e) => {
  const at = e.probe(e.add(e.reg(3, 64), e.reg(RAX, 8)), 1, false);
  e.setReg(RAX, 8, e.load(8, at));
};

export const MOVE: Definition[] = [
  insn('mov', '88 /r', 'Eb=,Gb', mov),
  insn('mov', '89 /r', 'Ev=,Gv', mov),
  insn('mov', '8A /r', 'Gb=,Eb', mov),
  insn('mov', '8B /r', 'Gv=,Ev', mov),
  insn('mov', 'A0', '$Ab=,Ob', mov),
  insn('mov', 'A1', '$Av=,Ov', mov),
  insn('mov', 'A2', 'Ob=,$Ab', mov),
  insn('mov', 'A3', 'Ov=,$Av', mov),
  insn('mov', 'B0 +r', 'Zb=,Ib', mov),
  insn('mov', 'B8 +r', 'Zv=,Iv', mov),
  insn('mov', 'C6 /0', 'Eb=,Ib', mov),
  insn('mov', 'C7 /0', 'Ev=,Iz', mov),
  insn('movnti', '0F C3 /r', 'My=,Gy', mov),
  insn('movzx', '0F B6 /r', 'Gv=,Eb', mov),
  insn('movzx', '0F B7 /r', 'Gv=,Ew', mov),
  insn('movsx', '0F BE /r', 'Gv=,Eb', movsx),
  insn('movsx', '0F BF /r', 'Gv=,Ew', movsx),
  insn('movsxd', '63 /r', 'Gv=,Ed', movsx),
  insn('lea', '8D /r', 'Gv=,A', lea),
  insn('xchg', '86 /r', 'Eb+,Gb+', xchg, { lock: true }),
  insn('xchg', '87 /r', 'Ev+,Gv+', xchg, { lock: true }),
  insn('xchg', '90 +r', 'Zv+,$Av+', xchg),
  ...CONDITION_NAMES.flatMap((name, cc) => [
    insn(`cmov${name}`, `0F ${hex(0x40 + cc)} /r`, 'Gv+,Ev', cmov(cc)),
    insn(`set${name}`, `0F ${hex(0x90 + cc)} /r`, 'Eb=', set(cc)),
  ]),
  insn('bswap', '0F C8 +r', 'Zy+', bswap),
  insn('cbw', '98', 'v', extendA),
  insn('cwd', '99', 'v', signOfA),
  insn('xlat', 'D7', '', xlat),
  insn('lahf', '9F', '', lahf),
  insn('sahf', '9E', '', sahf),
  insn('cmc', 'F5', '', changeCarry('complement')),
  insn('clc', 'F8', '', changeCarry('clear')),
  insn('stc', 'F9', '', changeCarry('set')),
  insn('cld', 'FC', '', direction(false)),
  insn('std', 'FD', '', direction(true)),
];
