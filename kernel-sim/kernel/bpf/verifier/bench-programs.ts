/** Programs for measuring: one like those people write, one that wants to take forever. */
import type { BpfInsn } from '../types';
import {
  add,
  addReg,
  and,
  exit,
  helper,
  ja,
  jump,
  jumpReg,
  load,
  lookup,
  mov,
  movReg,
  program,
  storeReg,
} from './programs';

const JEQ = 0x10;
const JGT = 0x20;
const JNE = 0x50;

/** Parses headers, counts in a map, branches on bytes: `count` instructions of it. */
export function ordinary(count: number): BpfInsn[] {
  const insns = program(movReg(6, 1), load(0, 7, 6, 0), load(0, 8, 6, 4), mov(9, 0));
  const block = program(
    movReg(2, 7),
    add(2, 34),
    jumpReg(JGT, 2, 8, 12),
    load(0x10, 3, 7, 12),
    load(0x08, 4, 7, 16),
    jump(JNE, 3, 8, 9),
    addReg(9, 4),
    and(9, 31),
    lookup(1),
    jump(JEQ, 0, 0, 0),
  );
  // The lookup's NULL way skips the use of the value.
  const use = program(addReg(0, 9), load(0x10, 3, 0, 3), storeReg(0x10, 0, 3, 4));
  block[block.length - 1].off = use.length;
  const whole = [...block, ...use];
  whole[2].off = whole.length - 3;
  whole[5].off = whole.length - 6;
  while (insns.length + whole.length + 2 <= count) insns.push(...whole.map((insn) => ({ ...insn })));
  while (insns.length + 2 < count) insns.push(add(9, 1));
  return [...insns, mov(0, 2), exit()];
}

/** Twenty random bits, each making another number: no two paths are alike. */
export function hostile(): BpfInsn[] {
  const insns: BpfInsn[] = [mov(7, 0)];
  for (let bit = 0; bit < 24; bit++) insns.push(helper(7), jump(JGT, 0, 1000, 1), add(7, 2 ** bit));
  // The sum matters: it decides a jump, so that its value is precise.
  for (let bit = 0; bit < 8; bit++) insns.push(jump(JEQ, 7, 2 ** 25 + bit, 0));
  return [...insns, ja(0), mov(0, 0), exit()];
}
