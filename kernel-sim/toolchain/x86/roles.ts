/**
 * What each instruction does with its operands (u uses, d defines, b both), and which register operand may be replaced by
 * memory when its register is spilled (index list). One table for the allocator and the spiller.
 */
interface Effect {
  roles: string;
  /** Operand positions that may be a memory operand. */
  memory: readonly number[];
}

const BOTH = [0, 1];
const SOURCE = [1];
const DESTINATION = [0];
const NONE: readonly number[] = [];
const EFFECTS = new Map<string, Effect>();

function effect(names: string, roles: string, memory: readonly number[]): void {
  for (const name of names.split(' ')) EFFECTS.set(name, { roles, memory });
}

effect('mov', 'du', BOTH);
effect('movabs lea', 'du', NONE);
effect('movzb movzw movsxb movsxw movsxl bsf bsr', 'du', SOURCE);
effect('add or adc sbb and sub xor', 'bu', BOTH);
effect('cmp', 'uu', BOTH);
effect('test', 'uu', DESTINATION);
effect('imul', 'bu', SOURCE);
effect('imul3', 'duu', SOURCE);
effect('shl shr sar rol ror', 'bu', DESTINATION);
effect('neg not inc dec', 'b', DESTINATION);
effect('bswap', 'b', NONE);
effect('div idiv mul imul1 icall', 'u', DESTINATION);
effect('ijmp push', 'u', DESTINATION);
effect('xchg', 'bb', NONE);
effect('xadd', 'bb', NONE);
effect('cmpxchg', 'bu', NONE);
effect('movaps', 'du', BOTH);
effect('movss movsd', 'du', NONE);
effect('movd movq', 'du', NONE);
effect('cvtsi2ss cvtsi2sd cvttss2si cvttsd2si cvtss2sd cvtsd2ss sqrtss sqrtsd', 'du', SOURCE);
effect('addss addsd subss subsd mulss mulsd divss divsd minsd maxsd', 'bu', SOURCE);
effect('ucomiss ucomisd', 'uu', SOURCE);
effect('xorps xorpd pxor andps andpd', 'bu', NONE);
effect('fzero', 'd', NONE);
for (const cc of ['o', 'no', 'b', 'ae', 'e', 'ne', 'be', 'a', 's', 'ns', 'p', 'np', 'l', 'ge', 'le', 'g']) {
  effect(`set${cc}`, 'd', DESTINATION);
  effect(`cmov${cc}`, 'bu', SOURCE);
}

/** Roles of an instruction's operands; empty for those without register operands. */
export function rolesOf(mnemonic: string): string {
  return EFFECTS.get(mnemonic)?.roles ?? '';
}

/** May operand `i` of the instruction be memory instead of a register? */
export function takesMemory(mnemonic: string, i: number): boolean {
  return EFFECTS.get(mnemonic)?.memory.includes(i) ?? false;
}

/** Names of the allocator's pseudo instructions in the encoder's table. */
export const REAL_NAME: Readonly<Record<string, string>> = { imul3: 'imul', imul1: 'imul' };

/** Condition code → suffix. */
export const CONDITION_NAME = ['o', 'no', 'b', 'ae', 'e', 'ne', 'be', 'a', 's', 'ns', 'p', 'np', 'l', 'ge', 'le', 'g'];
