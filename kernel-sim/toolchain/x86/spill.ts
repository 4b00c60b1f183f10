/**
 * Moves virtual registers to the stack: operands become memory where the instruction allows it, otherwise a short-lived
 * temporary is loaded before or stored after. A constant or an address that one instruction makes is made again instead.
 */
import type { MachineOperand, MemoryOperand } from '../asm/instruction';
import { type Size, VIRTUAL } from '../asm/registers';
import { type MFunction, type MInst, newVirtual } from './mir';
import { takesMemory } from './roles';

interface Home {
  slot: number;
  vector: boolean;
  width: Size;
  /** The one instruction that makes the value, when it is cheap to repeat. */
  remake?: MInst;
}

function slotOperand(slot: number): MemoryOperand {
  return { kind: 'mem', base: -1, index: -1, scale: 1, displacement: 0, slot };
}

/** A definition that needs no registers and no memory reads. */
function isRemakeable(inst: MInst): boolean {
  if (inst.roles !== 'du') return false;
  const source = inst.operands[1];
  if (inst.mnemonic === 'mov' || inst.mnemonic === 'movabs') return source.kind === 'imm';
  return inst.mnemonic === 'lea' && source.kind === 'mem' && source.base < 0 && source.index < 0;
}

function findHomes(fn: MFunction, registers: readonly number[]): Map<number, Home> {
  const homes = new Map<number, Home>();
  for (const r of registers) homes.set(r, { slot: -1, vector: fn.vector[r - VIRTUAL], width: fn.width[r - VIRTUAL] });
  const defs = new Map<number, MInst | null>();
  for (const block of fn.blocks) {
    for (const inst of block.insts) {
      inst.operands.forEach((o, i) => {
        if (o.kind !== 'reg' || !homes.has(o.register) || inst.roles[i] === 'u') return;
        defs.set(o.register, defs.has(o.register) || !isRemakeable(inst) ? null : inst);
      });
      for (const r of inst.defs ?? []) if (homes.has(r)) defs.set(r, null);
    }
  }
  for (const [r, home] of homes) {
    const remake = defs.get(r);
    if (remake) home.remake = remake;
    else {
      home.slot = fn.slots.length;
      fn.slots.push({ size: 8, align: 8, offset: 0 });
    }
  }
  return homes;
}

class Spiller {
  private out: MInst[] = [];

  constructor(
    private readonly fn: MFunction,
    private readonly homes: Map<number, Home>,
    private readonly unspillable: Set<number>,
  ) {}

  run(): void {
    for (const block of this.fn.blocks) {
      this.out = [];
      for (const inst of block.insts) this.rewrite(inst);
      block.insts = this.out;
    }
  }

  private temporary(home: Home): number {
    const t = newVirtual(this.fn, home.vector, home.width);
    this.unspillable.add(t);
    return t;
  }

  private load(home: Home, to: number, at: MInst['at']): void {
    if (home.remake !== undefined) {
      const made: MInst = {
        ...home.remake,
        operands: [
          { ...(home.remake.operands[0] as { kind: 'reg'; register: number; size: Size }), register: to },
          home.remake.operands[1],
        ],
        at,
      };
      this.out.push(made);
      return;
    }
    this.out.push(this.move({ kind: 'reg', register: to, size: registerSize(home) }, slotOperand(home.slot), home, at));
  }

  private move(to: MachineOperand, from: MachineOperand, home: Home, at: MInst['at']): MInst {
    if (home.vector)
      return { mnemonic: home.width === 4 ? 'movss' : 'movsd', size: 0, operands: [to, from], roles: 'du', at };
    return { mnemonic: 'mov', size: registerSize(home), operands: [to, from], roles: 'du', at };
  }

  private rewrite(inst: MInst): void {
    const definition = inst.operands[0];
    if (definition?.kind === 'reg' && this.homes.get(definition.register)?.remake === inst) return;
    if (this.foldCopy(inst)) return;
    const { operands } = inst;
    let memories = operands.filter((o) => o.kind === 'mem').length;
    const reload = new Map<number, number>();
    const stores: [Home, number][] = [];
    const mention = new Map<number, number>();
    for (const o of operands) if (o.kind === 'reg') mention.set(o.register, (mention.get(o.register) ?? 0) + 1);
    const temporaryFor = (register: number, home: Home, reads: boolean): number => {
      let t = reload.get(register);
      if (t === undefined) {
        t = this.temporary(home);
        reload.set(register, t);
        if (reads) this.load(home, t, inst.at);
      }
      return t;
    };
    for (let i = 0; i < operands.length; i++) {
      const o = operands[i];
      if (o.kind === 'mem') {
        const base = this.homes.get(o.base);
        const index = this.homes.get(o.index);
        if (base === undefined && index === undefined) continue;
        operands[i] = {
          ...o,
          base: base ? temporaryFor(o.base, base, true) : o.base,
          index: index ? temporaryFor(o.index, index, true) : o.index,
        };
      }
    }
    for (let i = 0; i < operands.length; i++) {
      const o = operands[i];
      if (o.kind !== 'reg') continue;
      const home = this.homes.get(o.register);
      if (home === undefined) continue;
      const role = inst.roles[i];
      if (this.foldable(inst, i, o.size, home, memories, mention.get(o.register) ?? 1)) {
        operands[i] = home.remake === undefined ? slotOperand(home.slot) : home.remake.operands[1];
        if (operands[i].kind === 'mem') memories++;
        continue;
      }
      const t = temporaryFor(o.register, home, role !== 'd' || mention.get(o.register)! > 1);
      operands[i] = { kind: 'reg', register: t, size: o.size };
      if (role !== 'u' && !stores.some(([, s]) => s === t)) stores.push([home, t]);
    }
    this.out.push(inst);
    for (const [home, t] of stores)
      this.out.push(
        this.move(slotOperand(home.slot), { kind: 'reg', register: t, size: registerSize(home) }, home, inst.at),
      );
  }

  /** Can this operand be the stack slot (or the constant) itself? */
  private foldable(inst: MInst, i: number, size: Size, home: Home, memories: number, mentions: number): boolean {
    if (mentions > 1) return false;
    if (home.remake !== undefined) {
      const source = home.remake.operands[1];
      if (source.kind !== 'imm' || i !== 1 || inst.roles.length !== 2) return false;
      if (home.remake.mnemonic === 'movabs' || source.symbol !== undefined || typeof source.value !== 'number')
        return false;
      // A 32-bit constant made by a 32-bit mov is zero-extended; as an immediate it would be sign-extended.
      if (source.value < -0x80000000 || source.value > 0x7fffffff || (source.value < 0 && home.remake.size < size))
        return false;
      return (
        ['mov', 'add', 'sub', 'and', 'or', 'xor', 'cmp', 'test'].includes(inst.mnemonic) && !inst.keep && size >= 4
      );
    }
    if (memories > 0 || !takesMemory(inst.mnemonic, i) || inst.keep) return false;
    if (inst.mnemonic === 'test' && inst.operands[1].kind === 'reg' && inst.operands[1] === inst.operands[0])
      return false;
    if (inst.mnemonic === 'movaps') return false;
    if (inst.roles[i] !== 'u' && !home.vector && size < home.width) return false;
    if (inst.roles[i] === 'd' && inst.mnemonic === 'mov' && inst.operands[1].kind === 'imm') {
      const { value } = inst.operands[1];
      if (typeof value !== 'number' || value < -0x80000000 || value > 0x7fffffff) return false;
    }
    return true;
  }

  /** A copy between a spilled and an unspilled register is one load or store. */
  private foldCopy(inst: MInst): boolean {
    if ((inst.mnemonic !== 'mov' && inst.mnemonic !== 'movaps') || inst.keep) return false;
    const [to, from] = inst.operands;
    if (to.kind !== 'reg' || from.kind !== 'reg') return false;
    const toHome = this.homes.get(to.register);
    const fromHome = this.homes.get(from.register);
    if (fromHome !== undefined && toHome === undefined) {
      if (to.register < VIRTUAL || fromHome.remake === undefined) {
        const home = { ...fromHome, width: fromHome.vector ? fromHome.width : (Math.max(4, inst.size) as Size) };
        this.load(home, to.register, inst.at);
        return true;
      }
      this.load(fromHome, to.register, inst.at);
      return true;
    }
    if (toHome !== undefined && fromHome === undefined && toHome.remake === undefined) {
      this.out.push(
        this.move(
          slotOperand(toHome.slot),
          { kind: 'reg', register: from.register, size: registerSize(toHome) },
          toHome,
          inst.at,
        ),
      );
      return true;
    }
    return false;
  }
}

function registerSize(home: Home): Size {
  return home.width === 8 ? 8 : 4;
}

/** Rewrites the function so that the given virtual registers live in memory. */
export function spill(fn: MFunction, registers: readonly number[], unspillable: Set<number>): void {
  new Spiller(fn, findHomes(fn, registers), unspillable).run();
}
