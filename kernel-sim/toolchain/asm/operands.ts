/** Parses AT&T operands: %reg, $imm, disp(base,index,scale), %seg:…, *target, and bare expressions. */

import { AsmSyntaxError, type Scanner } from './expression';
import type { MachineOperand, MemoryOperand } from './instruction';
import { type NamedRegister, registerByName, SEGMENT } from './registers';
import type { AsmSymbol, Expression } from './section';

/** An operand as written; a bare expression is a branch target or a memory address, as the instruction has it. */
export interface ParsedOperand {
  operand: MachineOperand;
  /** Written with a star: an indirect branch. */
  star: boolean;
  /** A bare expression: kept for branches. */
  bare?: Expression;
}

function register(scan: Scanner): NamedRegister {
  scan.expect('%');
  const name = scan.identifier()?.toLowerCase();
  let found = name === undefined ? undefined : registerByName(name);
  if (name === 'st' && scan.text[scan.at] === '(') {
    const match = /^\((\d)\)/.exec(scan.text.slice(scan.at));
    if (match !== null) {
      scan.at += match[0].length;
      found = registerByName(`st(${match[1]})`);
    }
  }
  if (found === undefined) {
    // %rip is not a register that instructions name, only addresses.
    if (name === 'rip') return { register: -2, size: 8 };
    throw new AsmSyntaxError('asm-unknown-register', { name: `%${name ?? ''}` });
  }
  return found;
}

/** A safe integer when possible: the encoder prefers numbers. */
export function narrow(value: bigint): number | bigint {
  return value >= -0x20000000000000n && value <= 0x1fffffffffffffn ? Number(value) : value;
}

function displacement(e: Expression): { value: number; symbol?: AsmSymbol } {
  if (e.minus !== undefined) throw new AsmSyntaxError('asm-bad-expression');
  const value = BigInt.asIntN(64, e.value);
  if (e.plus === undefined && (value > 0xffffffffn || value < -0x80000000n)) return { value: Number(value) };
  return { value: Number(value > 0x7fffffffn && e.plus === undefined ? value : value), symbol: e.plus };
}

function memory(scan: Scanner, e: Expression | undefined, segment: number | undefined): MemoryOperand {
  const d = e === undefined ? { value: 0 } : displacement(e);
  const out: MemoryOperand = {
    kind: 'mem',
    base: -1,
    index: -1,
    scale: 1,
    displacement: d.value,
    symbol: d.symbol,
    segment,
  };
  if (!scan.eat('(')) return out;
  if (scan.peek() === '%') {
    const base = register(scan);
    if (base.register === -2) {
      scan.expect(')');
      out.rip = true;
      return out;
    }
    if (base.size === 2 && base.register === 2 && scan.peek() === ')') {
      scan.expect(')');
      return { ...out, base: 2, address32: true, scale: 1, index: -2 };
    }
    out.base = base.register;
    if (base.size === 4) out.address32 = true;
    else if (base.size !== 8) throw new AsmSyntaxError('asm-bad-address');
  }
  if (scan.eat(',')) {
    if (scan.peek() === '%') {
      const index = register(scan);
      out.index = index.register;
      if (index.size === 4) out.address32 = true;
    }
    if (scan.eat(',')) {
      const scale = Number(scan.expression().value);
      if (scale !== 1 && scale !== 2 && scale !== 4 && scale !== 8) throw new AsmSyntaxError('asm-bad-address');
      out.scale = scale;
    }
  }
  scan.expect(')');
  return out;
}

/** One operand. */
export function parseOperand(scan: Scanner): ParsedOperand {
  const star = scan.eat('*');
  const c = scan.peek();
  if (c === '$') {
    scan.at++;
    const e = scan.expression();
    if (e.minus !== undefined) {
      throw new AsmSyntaxError('asm-bad-expression');
    }
    return { operand: { kind: 'imm', value: narrow(e.value), symbol: e.plus }, star };
  }
  if (c === '%') {
    const r = register(scan);
    if (r.register >= SEGMENT && r.register < SEGMENT + 6 && scan.eat(':')) {
      const e = scan.peek() === '(' ? undefined : scan.expression();
      return { operand: memory(scan, e, r.register), star };
    }
    return { operand: { kind: 'reg', register: r.register, size: r.size }, star };
  }
  if (c === '(' && /^\(\s*[%,]/.test(scan.text.slice(scan.at)))
    return { operand: memory(scan, undefined, undefined), star };
  const e = scan.expression();
  if (scan.peek() === '(') return { operand: memory(scan, e, undefined), star };
  return { operand: memory(scan, e, undefined), star, bare: e };
}
