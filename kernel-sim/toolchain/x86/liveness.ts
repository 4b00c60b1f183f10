/**
 * Liveness of registers over machine IR: backward dataflow on bit sets of the registers that live across blocks
 * (Aho, Lam, Sethi, Ullman, 9.2.5). Physical registers are tracked by the interval builder inside blocks only, since
 * the selector never keeps a value in one across a block boundary (function entry apart).
 */
import { RBP, RSP, VIRTUAL } from '../asm/registers';
import type { MFunction, MInst } from './mir';

/** Calls back for each register that the instruction reads. */
export function eachUse(inst: MInst, see: (register: number) => void): void {
  const { operands, roles } = inst;
  for (let i = 0; i < operands.length; i++) {
    const o = operands[i];
    if (o.kind === 'reg') {
      if (roles[i] !== 'd') see(o.register);
    } else if (o.kind === 'mem') {
      if (o.base >= 0) see(o.base);
      if (o.index >= 0) see(o.index);
    }
  }
  if (inst.uses !== undefined) for (const r of inst.uses) see(r);
}

/** Calls back for each register that the instruction writes. */
export function eachDef(inst: MInst, see: (register: number) => void): void {
  const { operands, roles } = inst;
  for (let i = 0; i < operands.length; i++) {
    const o = operands[i];
    if (o.kind === 'reg' && (roles[i] === 'd' || roles[i] === 'b')) see(o.register);
  }
  if (inst.defs !== undefined) for (const r of inst.defs) see(r);
}

/** rsp and rbp are never allocated, so nobody tracks them. */
export const tracked = (register: number): boolean => register !== RSP && register !== RBP;

export interface Liveness {
  /** Dense number of each cross-block virtual register; -1 = lives in one block only. */
  bit: Int32Array;
  /** Virtual register of each bit. */
  register: number[];
  liveOut: Uint32Array[];
}

/** Solves liveness for all virtual registers that are read in a block that does not write them first. */
export function computeLiveness(fn: MFunction): Liveness {
  const count = fn.vector.length;
  const bit = new Int32Array(count).fill(-1);
  const register: number[] = [];
  const stamp = new Int32Array(count).fill(-1);
  fn.blocks.forEach((block, b) => {
    for (const inst of block.insts) {
      eachUse(inst, (r) => {
        if (r < VIRTUAL) return;
        const v = r - VIRTUAL;
        if (stamp[v] === b || bit[v] >= 0) return;
        bit[v] = register.length;
        register.push(r);
      });
      eachDef(inst, (r) => {
        if (r >= VIRTUAL) stamp[r - VIRTUAL] = b;
      });
    }
  });
  const words = (register.length + 31) >> 5;
  const index = new Map(fn.blocks.map((block, i) => [block, i]));
  const use: Uint32Array[] = [];
  const def: Uint32Array[] = [];
  const liveIn: Uint32Array[] = [];
  const liveOut: Uint32Array[] = [];
  for (const block of fn.blocks) {
    const u = new Uint32Array(words);
    const d = new Uint32Array(words);
    for (const inst of block.insts) {
      eachUse(inst, (r) => {
        if (r < VIRTUAL) return;
        const n = bit[r - VIRTUAL];
        if (n >= 0 && (d[n >> 5] & (1 << (n & 31))) === 0) u[n >> 5] |= 1 << (n & 31);
      });
      eachDef(inst, (r) => {
        if (r < VIRTUAL) return;
        const n = bit[r - VIRTUAL];
        if (n >= 0) d[n >> 5] |= 1 << (n & 31);
      });
    }
    use.push(u);
    def.push(d);
    liveIn.push(u.slice());
    liveOut.push(new Uint32Array(words));
  }
  const succs = fn.blocks.map((block) => block.succs.map((s) => index.get(s)!));
  for (let changed = true; changed; ) {
    changed = false;
    for (let b = fn.blocks.length - 1; b >= 0; b--) {
      const out = liveOut[b];
      for (const s of succs[b]) {
        const from = liveIn[s];
        for (let w = 0; w < words; w++) out[w] |= from[w];
      }
      const into = liveIn[b];
      const u = use[b];
      const d = def[b];
      for (let w = 0; w < words; w++) {
        const now = u[w] | (out[w] & ~d[w]);
        if (now !== (into[w] | 0)) {
          if (now >>> 0 !== into[w]) changed = true;
          into[w] = now;
        }
      }
    }
  }
  return { bit, register, liveOut };
}
