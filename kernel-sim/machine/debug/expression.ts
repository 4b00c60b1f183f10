/**
 * What can be asked for by name: `$rax`, `$rsp+8`, `counter`, `&counter`, `*0x409110`, `0x400000 + 4 * $rcx`. A symbol is its value
 * (of its own size, up to 8 bytes) as in gdb, `&` its address; `*` reads 8 bytes. Numbers are 64 bits wide.
 */
import { type Cpu, Reg } from '../types';
import { hex, type Memory, pcOf } from './memory';
import type { SourceMap } from './source';

export interface DataSymbol {
  name: string;
  address: number;
  size: number;
}

export interface Scope {
  cpu: Cpu;
  memory: Memory;
  source: SourceMap;
  symbols: readonly DataSymbol[];
}

export type Evaluated = { value: bigint; address: number | null; size: number } | { error: string };

export const REGISTER_NAMES = Object.keys(Reg).map((name) => name.toLowerCase());

/** A register of a scope by its name without `$`; null: there is none of that name. */
export function registerValue(cpu: Cpu, name: string): bigint | null {
  if (name === 'rip' || name === 'pc') return BigInt.asUintN(64, BigInt(pcOf(cpu)));
  if (name === 'rflags' || name === 'eflags') return BigInt(cpu.rflags >>> 0);
  if (name === 'sp') return cpu.getReg(Reg.RSP);
  if (name === 'fp') return cpu.getReg(Reg.RBP);
  if (name === 'cr3') return BigInt(cpu.cr3);
  if (name === 'cr2') return BigInt.asUintN(64, cpu.fault.address);
  if (name === 'fs_base') return BigInt.asUintN(64, cpu.fsBase);
  if (name === 'gs_base') return BigInt.asUintN(64, cpu.gsBase);
  const at = REGISTER_NAMES.indexOf(name);
  if (at >= 0) return BigInt.asUintN(64, cpu.getReg(at));
  const half = /^e(ax|bx|cx|dx|si|di|bp|sp)$/.exec(name);
  const low = half ? `r${half[1]}` : /^(r\d+)d$/.exec(name)?.[1];
  return low && REGISTER_NAMES.includes(low) ? cpu.getReg(REGISTER_NAMES.indexOf(low)) & 0xffff_ffffn : null;
}

/** Characters of an expression: what nests deeper is no question of a person. */
const LONGEST = 500;

class Problem extends Error {}

class Parser {
  private readonly tokens: string[];
  private at = 0;

  constructor(
    text: string,
    private readonly scope: Scope,
  ) {
    this.tokens = text.match(/\$?[A-Za-z_][\w.]*|0[xX][0-9a-fA-F]+|\d+|[-+*&()]|\S/g) ?? [];
  }

  whole(): { value: bigint; address: number | null; size: number } {
    const value = this.sum();
    if (this.at < this.tokens.length) throw new Problem(`? ${this.tokens[this.at]}`);
    return value;
  }

  private sum(): { value: bigint; address: number | null; size: number } {
    let left = this.product();
    while (this.tokens[this.at] === '+' || this.tokens[this.at] === '-') {
      const minus = this.tokens[this.at++] === '-';
      const { value } = this.product();
      left = number(minus ? left.value - value : left.value + value);
    }
    return left;
  }

  private product(): { value: bigint; address: number | null; size: number } {
    let left = this.unary();
    while (this.tokens[this.at] === '*') {
      this.at++;
      left = number(left.value * this.unary().value);
    }
    return left;
  }

  private unary(): { value: bigint; address: number | null; size: number } {
    const token = this.tokens[this.at++];
    if (token === '-') return number(-this.unary().value);
    if (token === '*') return this.load(Number(BigInt.asIntN(64, this.unary().value)), 8);
    if (token === '&') {
      const { address } = this.unary();
      if (address === null) throw new Problem('&');
      return number(BigInt(address));
    }
    if (token === '(') {
      const inner = this.sum();
      if (this.tokens[this.at++] !== ')') throw new Problem(')');
      return inner;
    }
    if (token === undefined) throw new Problem('…');
    if (/^\d/.test(token)) return number(BigInt(token));
    return token.startsWith('$') ? this.register(token.slice(1)) : this.symbol(token);
  }

  private register(name: string) {
    const value = registerValue(this.scope.cpu, name.toLowerCase());
    if (value === null) throw new Problem(`$${name}`);
    return number(value);
  }

  private symbol(name: string) {
    const { symbols, source } = this.scope;
    const data = symbols.find((s) => s.name === name);
    if (data) return this.load(data.address, [1, 2, 4, 8].includes(data.size) ? data.size : 8);
    const code = source.named(name);
    if (!code) throw new Problem(name);
    return { value: BigInt.asUintN(64, BigInt(code.low)), address: code.low, size: 8 };
  }

  private load(address: number, size: number) {
    const value = this.scope.memory.read(address, size);
    if (value === null) throw new Problem(hex(address));
    return { value, address, size };
  }
}

const number = (value: bigint) => ({ value: BigInt.asUintN(64, value), address: null, size: 8 });

/** `error`: the part that means nothing here (a name that is not known, an address that is not mapped). */
export function evaluate(text: string, scope: Scope): Evaluated {
  if (text.length > LONGEST) return { error: '…' };
  try {
    return new Parser(text, scope).whole();
  } catch (problem) {
    if (problem instanceof Problem || problem instanceof SyntaxError) return { error: problem.message };
    throw problem;
  }
}

/** An address to look at: of a symbol its own, else the value. */
export function addressOf(text: string, scope: Scope): { address: number; size: number } | { error: string } {
  const found = evaluate(text, scope);
  if ('error' in found) return found;
  const plain = /^\s*[A-Za-z_]\w*\s*$/.test(text) || /^\s*\*/.test(text);
  if (plain && found.address !== null) return { address: found.address, size: found.size };
  return { address: Number(BigInt.asIntN(64, found.value)), size: 8 };
}
