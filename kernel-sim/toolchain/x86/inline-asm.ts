/**
 * GNU extended asm: constraints → operands of one `asm` machine instruction, before register allocation; template text
 * with real registers, after it (GCC manual, "Extended Asm" and "x86 Operand Modifiers").
 */
import { imm, type MachineOperand, type MemoryOperand, reg } from '../asm/instruction';
import { RAX, RBP, RBX, RCX, RDI, RDX, RSI, registerByName, registerName, type Size } from '../asm/registers';
import type { AsmInput, AsmOutput, IrAsm, IrType } from '../ir';
import type { AsmPlan, MInst } from './mir';
import { loadInto } from './select-memory';
import { BYTES, isFloat, isImm, type Selector, signed, workSize } from './selector';

const FIXED: Record<string, number> = { a: RAX, b: RBX, c: RCX, d: RDX, S: RSI, D: RDI };
const IMMEDIATE_RANGES: Record<string, [min: bigint, max: bigint]> = {
  I: [0n, 31n],
  J: [0n, 63n],
  K: [-128n, 127n],
  M: [0n, 3n],
  N: [0n, 255n],
  e: [-0x80000000n, 0x7fffffffn],
  Z: [0n, 0xffffffffn],
  i: [-(1n << 63n), (1n << 64n) - 1n],
  n: [-(1n << 63n), (1n << 64n) - 1n],
  s: [0n, 0n],
  g: [-0x80000000n, 0x7fffffffn],
  X: [-(1n << 63n), (1n << 64n) - 1n],
};
const IGNORED_CLOBBERS = new Set(['memory', 'cc', 'flags', 'fpsr', 'dirflag', 'mxcsr']);

interface Choice {
  fixed?: number;
  register: boolean;
  /** One of the four registers with a high byte. */
  legacy: boolean;
  vector: boolean;
  memory: boolean;
  immediate?: [bigint, bigint];
  tied?: number;
}

function readConstraint(text: string): Choice {
  const choice: Choice = { register: false, legacy: false, vector: false, memory: false };
  for (const c of text) {
    if (FIXED[c] !== undefined) choice.fixed ??= FIXED[c];
    else if (c === 'Q') choice.legacy = true;
    else if (c === 'r' || c === 'q' || c === 'R' || c === 'l' || c === 'p') choice.register = true;
    else if (c === 'x' || c === 'v') choice.vector = true;
    else if (c === 'm' || c === 'o' || c === 'V') choice.memory = true;
    else if (/\d/.test(c)) choice.tied = (choice.tied ?? 0) * 10 + Number(c);
    if (c === 'g' || c === 'X') {
      choice.register = true;
      choice.memory = true;
    }
    if (IMMEDIATE_RANGES[c] !== undefined) choice.immediate = IMMEDIATE_RANGES[c];
  }
  return choice;
}

class AsmSelector {
  private readonly operands: MachineOperand[] = [];
  private roles = '';
  private readonly early: number[] = [];
  private readonly plan: AsmPlan;
  private readonly before: (() => void)[] = [];
  private readonly after: (() => void)[] = [];
  private readonly fixedUsed = new Map<number, number>();
  private readonly legacyTaken = new Set<number>();

  constructor(
    private readonly s: Selector,
    private readonly op: IrAsm,
  ) {
    this.plan = { template: op.template, at: op.at, operands: [] };
  }

  run(): void {
    const { s, op } = this;
    for (const output of op.outputs) this.output(output);
    for (const input of op.inputs) this.input(input);
    const clobbers = this.clobbers();
    for (const step of this.before) step();
    const inst: MInst = {
      mnemonic: 'asm',
      size: 0,
      operands: this.operands,
      roles: this.roles,
      earlyOperands: this.early,
      early: clobbers,
      asm: this.plan,
      at: s.at,
    };
    s.sink.push(inst);
    for (const step of this.after) step();
  }

  /** "Q" is served by a fixed register that no other operand of this asm wants. */
  private choose(text: string): Choice {
    const choice = readConstraint(text);
    if (!choice.legacy || choice.register || choice.fixed !== undefined) return choice;
    const wanted = [...this.op.outputs, ...this.op.inputs].map((o) => readConstraint(o.constraint).fixed);
    const free = [RAX, RDX, RCX, RBX].find((r) => !wanted.includes(r) && !this.legacyTaken.has(r));
    if (free !== undefined) this.legacyTaken.add(free);
    return { ...choice, fixed: free };
  }

  private fail(constraint: string): void {
    this.s.error('asm-constraint-unsatisfiable', { constraint }, this.op.at);
  }

  private add(operand: MachineOperand, role: string, size: Size, name?: string): number {
    const index = this.operands.length;
    this.operands.push(operand);
    this.roles += role;
    this.plan.operands.push({ index, size, name });
    return index;
  }

  private output(o: AsmOutput): void {
    const { s } = this;
    const choice = this.choose(o.constraint);
    const pinned = o.register === undefined ? undefined : registerByName(o.register)?.register;
    if (pinned !== undefined && choice.register) choice.fixed ??= pinned;
    const size = BYTES[o.type];
    if ('address' in o.place && choice.memory && choice.fixed === undefined) {
      this.add(s.memory(o.place.address), '-', size, o.name);
      return;
    }
    if (choice.memory && !choice.register && choice.fixed === undefined && !choice.vector) {
      this.memoryTemporary(o);
      return;
    }
    if (choice.fixed === undefined && !choice.register && !choice.vector) {
      this.fail(`${o.readWrite ? '+' : '='}${o.constraint}`);
      this.add(imm(0), '-', size, o.name);
      return;
    }
    const vector = choice.fixed === undefined && (choice.vector || isFloat(o.type));
    const register = choice.fixed ?? (vector ? s.vector(size) : s.general(size));
    const index = this.add(reg(register, vector ? 8 : size), o.readWrite ? 'b' : 'd', size, o.name);
    if (choice.fixed !== undefined) this.fixedUsed.set(choice.fixed, index);
    if (o.earlyClobber) this.early.push(index);
    const { place } = o;
    if (o.readWrite) {
      this.before.push(() => {
        if ('vreg' in place) s.copy(register, s.register(place.vreg), size, vector);
        else loadInto(s, register, o.type, s.memory(place.address));
      });
    }
    this.after.push(() => {
      if ('vreg' in place) s.copy(s.register(place.vreg), register, size, vector);
      else this.store(s.memory(place.address), register, o.type, vector);
    });
  }

  private store(to: MemoryOperand, register: number, type: IrType, vector: boolean): void {
    const size = BYTES[type];
    if (vector) this.s.emit(size === 4 ? 'movss' : 'movsd', 0, to, reg(register, 8));
    else this.s.emit('mov', size, to, reg(register, size));
  }

  /** "=m" of a value that lives in a register: through a stack slot. */
  private memoryTemporary(o: AsmOutput): void {
    const { s } = this;
    const { place } = o;
    if (!('vreg' in place)) return;
    const size = BYTES[o.type];
    const slot = this.newSlot();
    this.add(slot, '-', size, o.name);
    if (o.readWrite) this.before.push(() => this.store(slot, s.register(place.vreg), o.type, isFloat(o.type)));
    this.after.push(() => loadInto(s, s.register(place.vreg), o.type, slot));
  }

  private newSlot(): MemoryOperand {
    const { slots } = this.s.out;
    slots.push({ size: 16, align: 16, offset: 0 });
    return { kind: 'mem', base: -1, index: -1, scale: 1, displacement: 0, slot: slots.length - 1 };
  }

  private input(i: AsmInput): void {
    const { s } = this;
    const choice = this.choose(i.constraint);
    const size = BYTES[i.type];
    if (choice.tied !== undefined) {
      this.tiedInput(i, choice.tied);
      return;
    }
    const { value } = i;
    if (choice.immediate !== undefined && i.register === undefined && typeof value !== 'number') {
      if ('symbol' in value) {
        this.add(imm(value.offset, s.unit.builder.symbol(value.symbol)), '-', size, i.name);
        return;
      }
      if (isImm(value as never)) {
        const v = signed((value as { imm: bigint }).imm, i.type);
        const u = BigInt.asUintN(size * 8, v);
        const [low, high] = choice.immediate;
        if ((v >= low && v <= high) || (u >= low && u <= high)) {
          this.add(imm(v >= -(1n << 53n) && v < 1n << 53n ? Number(v >= low ? v : u) : v), '-', size, i.name);
          return;
        }
      }
    }
    if (typeof value !== 'number' && 'address' in value) {
      if (choice.memory && choice.fixed === undefined) {
        this.add(s.memory(value.address), '-', size, i.name);
        return;
      }
    } else if (choice.memory && !choice.register && !choice.vector && choice.fixed === undefined) {
      this.memoryInput(i);
      return;
    }
    let fixed = choice.fixed;
    if (i.register !== undefined) {
      fixed = registerByName(i.register.replace(/^%/, ''))?.register;
      if (fixed === undefined || fixed >= 32) {
        this.fail(i.register);
        return;
      }
    }
    if (fixed === undefined && !choice.register && !choice.vector) {
      this.fail(i.constraint);
      this.add(imm(0), '-', size, i.name);
      return;
    }
    const vector = fixed === undefined ? choice.vector || (isFloat(i.type) && !choice.register) : fixed >= 16;
    const register = fixed ?? (vector ? s.vector(size) : s.general(size));
    this.add(reg(register, vector ? 8 : size), 'u', size, i.name);
    const load = () => this.loadValue(register, i, vector);
    // Fixed registers last, so that nothing computed here can disturb them.
    if (fixed === undefined) this.before.unshift(load);
    else this.before.push(load);
  }

  private loadValue(register: number, i: AsmInput, vector: boolean): void {
    const { s } = this;
    const { value } = i;
    const size = BYTES[i.type];
    if (typeof value === 'number') {
      const fromVector = isFloat(i.type);
      if (fromVector === vector) s.copy(register, s.register(value), size, vector);
      else if (vector) s.emit(size === 8 ? 'movq' : 'movd', size, reg(register, 8), reg(s.register(value), size));
      else s.emit(size === 8 ? 'movq' : 'movd', size, reg(register, size), reg(s.register(value), 8));
    } else if ('address' in value) {
      if (vector === isFloat(i.type)) loadInto(s, register, i.type, s.memory(value.address));
      else if (vector) s.emit(size === 8 ? 'movsd' : 'movss', 0, reg(register, 8), s.memory(value.address));
      else s.emit('mov', workSize(i.type), reg(register, workSize(i.type)), s.memory(value.address));
    } else if ('symbol' in value) {
      s.emit('lea', 8, reg(register, 8), {
        kind: 'mem',
        base: -1,
        index: -1,
        scale: 1,
        displacement: value.offset,
        symbol: s.unit.builder.symbol(value.symbol),
        rip: true,
      });
    } else s.constant(register, value.imm, i.type);
  }

  private tiedInput(i: AsmInput, to: number): void {
    const output = this.plan.operands[to];
    const target = output && this.operands[output.index];
    if (target === undefined || to >= this.op.outputs.length) {
      this.fail(i.constraint);
      return;
    }
    this.plan.operands.push({ index: output.index, size: BYTES[i.type], name: i.name });
    if (target.kind !== 'reg') return;
    this.roles = `${this.roles.slice(0, output.index)}b${this.roles.slice(output.index + 1)}`;
    this.before.push(() =>
      this.loadValue(
        target.register,
        i,
        target.register >= 16 && target.register < 32 ? true : this.isVectorRegister(target.register),
      ),
    );
  }

  private isVectorRegister(register: number): boolean {
    return register >= 128 && this.s.out.vector[register - 128];
  }

  private memoryInput(i: AsmInput): void {
    const { s } = this;
    const size = BYTES[i.type];
    const slot = this.newSlot();
    this.add(slot, '-', size, i.name);
    this.before.unshift(() => {
      if (typeof i.value === 'number') this.store(slot, s.register(i.value), i.type, isFloat(i.type));
      else if ('imm' in i.value) {
        const t = s.inRegister(i.value, i.type);
        this.store(slot, t, i.type, false);
      }
    });
  }

  private clobbers(): number[] {
    const out: number[] = [];
    for (const name of this.op.clobbers) {
      const plain = name.replace(/^%/, '');
      if (IGNORED_CLOBBERS.has(plain) || /^(st|mm)/.test(plain)) continue;
      const found = registerByName(plain);
      if (found === undefined || found.register === RBP) this.s.error('asm-bad-clobber', { name }, this.op.at);
      else if (found.register < 32 && !this.fixedUsed.has(found.register)) out.push(found.register);
    }
    return out;
  }
}

export function selectAsm(s: Selector, op: IrAsm): void {
  new AsmSelector(s, op).run();
}

function printMemory(m: MemoryOperand, extra: number): string {
  const displacement = m.displacement + extra;
  const symbol = m.symbol?.name ?? '';
  const head =
    symbol === ''
      ? displacement === 0 && (m.base >= 0 || m.index >= 0)
        ? ''
        : String(displacement)
      : `${symbol}${displacement > 0 ? `+${displacement}` : displacement < 0 ? displacement : ''}`;
  if (m.rip) return `${head}(%rip)`;
  if (m.base < 0 && m.index < 0) return head;
  const base = m.base >= 0 ? `%${registerName(m.base, 8)}` : '';
  return m.index >= 0 ? `${head}(${base},%${registerName(m.index, 8)},${m.scale})` : `${head}(${base})`;
}

const MODIFIER_SIZE: Record<string, Size> = { b: 1, w: 2, k: 4, q: 8 };

function printOperand(o: MachineOperand, size: Size, modifier: string): string {
  if (o.kind === 'imm') {
    const text =
      o.symbol === undefined ? String(o.value) : `${o.symbol.name}${Number(o.value) === 0 ? '' : `+${o.value}`}`;
    if (modifier === 'n') return String(-BigInt(o.value));
    return modifier === 'c' || modifier === 'P' || modifier === 'p' || modifier === 'a' ? text : `$${text}`;
  }
  if (o.kind === 'mem') return printMemory(o, modifier === 'H' ? 8 : 0);
  if (o.kind !== 'reg') return '';
  if (modifier === 'a') return `(%${registerName(o.register, 8)})`;
  if (modifier === 'h' && o.register < 4) return `%${registerName(32 + o.register, 1)}`;
  return `%${registerName(o.register, MODIFIER_SIZE[modifier] ?? size)}`;
}

const SIZE_SUFFIX: Record<Size, string> = { 1: 'b', 2: 'w', 4: 'l', 8: 'q' };

/** Fills the template in; gives the text, or the reference that names no operand. */
export function fillTemplate(
  plan: AsmPlan,
  operands: readonly MachineOperand[],
  unique: number,
): { text: string } | { wrong: string } {
  let wrong: string | undefined;
  const alternatives = plan.template.replace(/\{([^{}|]*)\|[^{}]*\}/g, (whole, first: string, at: number) =>
    plan.template[at - 1] === '%' ? whole : first,
  );
  const text = alternatives.replace(
    /%(?:([%={}|])|([a-zA-Z]?)(?:(\d+)|\[([^\]]+)\]))/g,
    (whole, literal: string | undefined, modifier: string, number: string | undefined, name: string | undefined) => {
      if (literal === '=') return String(unique);
      if (literal !== undefined) return literal;
      const entry = number === undefined ? plan.operands.find((o) => o.name === name) : plan.operands[Number(number)];
      if (entry === undefined) {
        wrong = whole;
        return '';
      }
      if (modifier === 'z') return SIZE_SUFFIX[entry.size];
      return printOperand(operands[entry.index], entry.size, modifier);
    },
  );
  return wrong === undefined ? { text } : { wrong };
}
