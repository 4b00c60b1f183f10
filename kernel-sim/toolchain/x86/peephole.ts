/** Clean-ups on machine IR after register allocation: three-operand lea, zero by xor where the flags are free. */
import { mem, reg } from '../asm/instruction';
import type { MFunction, MInst } from './mir';

const FLAG_READERS = /^(j|set|cmov)|^(adc|sbb|rcl|rcr)$/;
const FLAG_WRITERS = new Set([
  'add',
  'sub',
  'and',
  'or',
  'xor',
  'cmp',
  'test',
  'neg',
  'imul',
  'imul3',
  'imul1',
  'mul',
  'div',
  'idiv',
  'ucomiss',
  'ucomisd',
  'call',
  'icall',
  'ret',
  'inc',
  'dec',
  'xadd',
  'cmpxchg',
  'bsf',
  'bsr',
  'asm',
]);

/** mov a,d; add b,d → lea (a,b),d. */
function joinLea(move: MInst, add: MInst): MInst | undefined {
  if (move.mnemonic !== 'mov' || move.keep || (move.size !== 4 && move.size !== 8) || add.size !== move.size)
    return undefined;
  const [d, a] = move.operands;
  if (d.kind !== 'reg' || a.kind !== 'reg') return undefined;
  const [target, b] = add.operands;
  if (target?.kind !== 'reg' || target.register !== d.register || b === undefined) return undefined;
  const size = move.size;
  const make = (address: ReturnType<typeof mem>): MInst => ({
    mnemonic: 'lea',
    size,
    operands: [reg(d.register, size), address],
    roles: 'du',
    at: add.at ?? move.at,
  });
  if (add.mnemonic === 'add') {
    if (b.kind === 'imm' && b.symbol === undefined && typeof b.value === 'number')
      return make(mem(a.register, b.value));
    if (b.kind === 'reg' && b.register !== d.register) return make(mem(a.register, 0, b.register, 1));
  }
  if (
    add.mnemonic === 'sub' &&
    b.kind === 'imm' &&
    b.symbol === undefined &&
    typeof b.value === 'number' &&
    b.value !== -0x80000000
  )
    return make(mem(a.register, -b.value));
  if (add.mnemonic === 'shl' && b.kind === 'imm' && typeof b.value === 'number' && b.value >= 1 && b.value <= 3)
    return make(mem(-1, 0, a.register, (1 << b.value) as 2 | 4 | 8));
  return undefined;
}

/** A zero is made by xor when nobody waits for the flags. */
function zeroByXor(insts: MInst[]): void {
  // Flags never live across blocks: every condition is computed in the block that uses it.
  let flagsWanted = false;
  for (let i = insts.length - 1; i >= 0; i--) {
    const inst = insts[i];
    const [to, value] = inst.operands;
    if (
      !flagsWanted &&
      inst.mnemonic === 'mov' &&
      to?.kind === 'reg' &&
      value?.kind === 'imm' &&
      value.value === 0 &&
      value.symbol === undefined &&
      (inst.size === 4 || inst.size === 8)
    ) {
      const r = reg(to.register, 4);
      insts[i] = { ...inst, mnemonic: 'xor', size: 4, operands: [r, r] };
      continue;
    }
    if (FLAG_READERS.test(inst.mnemonic) && inst.mnemonic !== 'jmp') flagsWanted = true;
    else if (FLAG_WRITERS.has(inst.mnemonic)) flagsWanted = false;
  }
}

/** `mov eax, eax` to clear the upper half is idle behind an instruction that wrote eax as 32 bits. */
function clearsNothing(last: MInst | undefined, inst: MInst): boolean {
  if (last === undefined || inst.mnemonic !== 'mov' || inst.size !== 4 || !inst.keep) return false;
  const [to, from] = inst.operands;
  if (to.kind !== 'reg' || from.kind !== 'reg' || to.register !== from.register || last.mnemonic === 'asm')
    return false;
  const written = last.operands[0];
  return (
    written?.kind === 'reg' &&
    written.register === to.register &&
    written.size === 4 &&
    (last.roles[0] === 'd' || last.roles[0] === 'b')
  );
}

export function peephole(fn: MFunction): void {
  for (const block of fn.blocks) {
    const out: MInst[] = [];
    for (const inst of block.insts) {
      const last = out[out.length - 1];
      if (clearsNothing(last, inst)) continue;
      const joined = last === undefined ? undefined : joinLea(last, inst);
      if (joined !== undefined) out[out.length - 1] = joined;
      else out.push(inst);
    }
    zeroByXor(out);
    block.insts = out;
  }
}
