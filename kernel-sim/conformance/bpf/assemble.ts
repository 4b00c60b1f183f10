/**
 * The text form of programs in the bpf_conformance suite, one instruction a line. Its grammar is in the suite's README.
 */
import { encodeInsns } from '../../kernel/bpf/insn';
import type { BpfInsn } from '../../kernel/bpf/types';

const ALU: Readonly<Record<string, number>> = {
  add: 0x00,
  sub: 0x10,
  mul: 0x20,
  div: 0x30,
  or: 0x40,
  and: 0x50,
  lsh: 0x60,
  rsh: 0x70,
  neg: 0x80,
  mod: 0x90,
  xor: 0xa0,
  mov: 0xb0,
  arsh: 0xc0,
  sdiv: 0x30,
  smod: 0x90,
};
const JUMP: Readonly<Record<string, number>> = {
  jeq: 0x10,
  jgt: 0x20,
  jge: 0x30,
  jset: 0x40,
  jne: 0x50,
  jsgt: 0x60,
  jsge: 0x70,
  jlt: 0xa0,
  jle: 0xb0,
  jslt: 0xc0,
  jsle: 0xd0,
};
const SIZE: Readonly<Record<string, number>> = { b: 0x10, h: 0x08, w: 0x00, dw: 0x18 };
const ATOMIC: Readonly<Record<string, number>> = { add: 0, or: 0x40, and: 0x50, xor: 0xa0, xchg: 0xe1, cmpxchg: 0xf1 };

interface Pending {
  insn: BpfInsn;
  target?: string;
  /** The jump's distance is the immediate (call local, ja32). */
  far?: boolean;
}

class Assembly {
  readonly insns: Pending[] = [];
  readonly labels = new Map<string, number>();

  line(text: string): void {
    const label = /^([\w.]+):$/.exec(text);
    if (label) {
      this.labels.set(label[1], this.insns.length);
      return;
    }
    const [, mnemonic, rest] = /^(\S+)\s*(.*)$/.exec(text)!;
    this.instruction(mnemonic, rest);
  }

  private emit(code: number, dst = 0, src = 0, off = 0, imm = 0, target?: string, far?: boolean): void {
    this.insns.push({ insn: { code, dst, src, off, imm }, target, far });
  }

  private instruction(mnemonic: string, rest: string): void {
    const ops = rest === '' ? [] : rest.split(/\s*,\s*/);
    if (mnemonic === 'exit') this.emit(0x95);
    else if (mnemonic === 'call') this.call(rest);
    else if (mnemonic === 'lddw') this.loadWide(ops);
    else if (mnemonic === 'lock') this.lock(rest);
    else if (mnemonic === 'ja') this.emit(0x05, 0, 0, 0, 0, ops[0]);
    else if (mnemonic === 'ja32') this.emit(0x06, 0, 0, 0, 0, ops[0], true);
    else if (!(this.arithmetic(mnemonic, ops) || this.order(mnemonic, ops) || this.memory(mnemonic, ops)))
      this.jump(mnemonic, ops);
  }

  private call(rest: string): void {
    const local = /^local\s+(\S+)$/.exec(rest);
    if (local) this.emit(0x85, 0, 1, 0, 0, local[1], true);
    else this.emit(0x85, 0, 0, 0, number(rest.replace(/^helper\s+/, '')));
  }

  private loadWide(ops: string[]): void {
    const value = BigInt.asUintN(64, big(ops[1]));
    this.emit(0x18, register(ops[0]), 0, 0, Number(BigInt.asIntN(32, value)));
    this.emit(0, 0, 0, 0, Number(BigInt.asIntN(32, value >> 32n)));
  }

  private arithmetic(mnemonic: string, ops: string[]): boolean {
    const extend = /^movsx(8|16|32)(32|64)$/.exec(mnemonic);
    if (extend) {
      this.emit(extend[2] === '64' ? 0xbf : 0xbc, register(ops[0]), register(ops[1]), Number(extend[1]));
      return true;
    }
    const match = /^([a-z]+?)(32|64)?$/.exec(mnemonic);
    if (!match || !(match[1] in ALU)) return false;
    const klass = match[2] === '32' ? 4 : 7;
    const off = match[1] === 'sdiv' || match[1] === 'smod' ? 1 : 0;
    const code = ALU[match[1]] | klass;
    const dst = register(ops[0]);
    if (ops.length === 1) this.emit(code, dst);
    else if (ops[1].startsWith('%')) this.emit(code | 8, dst, register(ops[1]), off);
    else this.emit(code, dst, 0, off, number(ops[1]));
    return true;
  }

  private order(mnemonic: string, ops: string[]): boolean {
    const match = /^(be|le|swap|bswap)(16|32|64)$/.exec(mnemonic);
    if (!match) return false;
    const code = match[1] === 'be' ? 0xdc : match[1] === 'le' ? 0xd4 : 0xd7;
    this.emit(code, register(ops[0]), 0, 0, Number(match[2]));
    return true;
  }

  private memory(mnemonic: string, ops: string[]): boolean {
    const match = /^(ldxs|ldx|stx|st)(b|h|w|dw)$/.exec(mnemonic);
    if (!match) return false;
    const size = SIZE[match[2]];
    if (match[1].startsWith('ldx')) {
      const [base, off] = place(ops[1]);
      this.emit((match[1] === 'ldxs' ? 0x81 : 0x61) | size, register(ops[0]), base, off);
    } else {
      const [base, off] = place(ops[0]);
      if (match[1] === 'stx') this.emit(0x63 | size, base, register(ops[1]), off);
      else this.emit(0x62 | size, base, 0, off, number(ops[1]));
    }
    return true;
  }

  private lock(rest: string): void {
    const match = /^(fetch\s+)?([a-z]+)(32)?\s+(\S+?)\s*,\s*(\S+)$/.exec(rest);
    if (!match || !(match[2] in ATOMIC)) throw new Error(`lock ${rest}`);
    const [base, off] = place(match[4]);
    this.emit(match[3] ? 0xc3 : 0xdb, base, register(match[5]), off, ATOMIC[match[2]] | (match[1] ? 1 : 0));
  }

  private jump(mnemonic: string, ops: string[]): void {
    const match = /^(j[a-z]+)(32)?$/.exec(mnemonic);
    if (!match || !(match[1] in JUMP)) throw new Error(`unknown instruction ${mnemonic}`);
    const code = JUMP[match[1]] | (match[2] ? 6 : 5);
    const dst = register(ops[0]);
    if (ops[1].startsWith('%')) this.emit(code | 8, dst, register(ops[1]), 0, 0, ops[2]);
    else this.emit(code, dst, 0, 0, number(ops[1]), ops[2]);
  }

  finish(): BpfInsn[] {
    return this.insns.map(({ insn, target, far }, index) => {
      if (target === undefined) return insn;
      const distance = this.distance(target, index);
      return far ? { ...insn, imm: distance } : { ...insn, off: distance };
    });
  }

  private distance(target: string, from: number): number {
    if (/^[+-]/.test(target)) return number(target);
    const label = this.labels.get(target);
    if (label !== undefined) return label - from - 1;
    const exit = this.insns.findIndex((pending) => pending.insn.code === 0x95);
    if (target === 'exit' && exit >= 0) return exit - from - 1;
    throw new Error(`no label ${target}`);
  }
}

function register(text: string): number {
  const match = /^%r(\d+)$/.exec(text);
  if (!match) throw new Error(`no register: ${text}`);
  return Number(match[1]);
}

/** `[%r1+8]`. */
function place(text: string): [base: number, off: number] {
  const match = /^\[(%r\d+)([+-](?:0x)?[0-9a-fA-F]+)?\]$/.exec(text);
  if (!match) throw new Error(`no place: ${text}`);
  return [register(match[1]), match[2] === undefined ? 0 : number(match[2])];
}

function big(text: string): bigint {
  const match = /^([+-]?)(\w+)$/.exec(text);
  if (!match) throw new Error(`no number: ${text}`);
  const value = BigInt(match[2]);
  return match[1] === '-' ? -value : value;
}

/** The low 32 bits, signed. */
const number = (text: string): number => Number(BigInt.asIntN(32, big(text)));

export function assembleText(text: string): Uint8Array {
  const assembly = new Assembly();
  for (const raw of text.split('\n')) {
    const line = raw.replace(/#.*/, '').trim();
    if (line !== '') assembly.line(line);
  }
  return encodeInsns(assembly.finish());
}
