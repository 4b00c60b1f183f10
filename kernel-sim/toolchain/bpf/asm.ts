/**
 * An assembler of eBPF, in two notations that may be mixed: the one of the verifier's log (`r0 = *(u32 *)(r1 +4)`,
 * `if r1 > 0x3 goto pc+2`) and mnemonics as ubpf and bpf_conformance write them (`ldxw %r0, [%r1+4]`, `jgt r1, 3, +2`).
 * Labels stand as `name:` and may be jumped to in both. `map[NAME]` is the address of a map, left to the loader.
 */
import type { Diagnostic } from '../diagnostics';
import { helperByName } from './helpers';
import {
  ALU,
  ATOMIC,
  type BpfInsn,
  CLASS,
  encodeInsns,
  JUMP,
  LD_IMM64,
  MODE,
  PSEUDO,
  PSEUDO_CALL,
  SIZE,
  SOURCE,
} from './isa';

export interface AssembledBpf {
  insns: BpfInsn[];
  bytes: Uint8Array;
  /** ld_imm64 of a map by name. */
  relocations: { insnIndex: number; kind: 'map'; symbol: string }[];
  /** Line of each instruction, from 1. */
  lines: number[];
  diagnostics: Diagnostic[];
}

/** A line that is no instruction. */
class Wrong extends Error {
  constructor(
    readonly code: string,
    readonly params: Diagnostic['params'] = {},
  ) {
    super(code);
  }
}

type Half = Partial<BpfInsn> & { code: number };
/** An instruction, with the place that it refers to by name. */
interface Draft {
  halves: Half[];
  target?: { name: string; field: 'off' | 'imm' };
  map?: string;
  line: number;
}

const SIZES: Readonly<Record<string, number>> = { b: SIZE.B, h: SIZE.H, w: SIZE.W, dw: SIZE.DW };
const TYPES: Readonly<Record<string, number>> = {
  u8: SIZE.B,
  u16: SIZE.H,
  u32: SIZE.W,
  u64: SIZE.DW,
  s8: SIZE.B,
  s16: SIZE.H,
  s32: SIZE.W,
};
const MEMSX = 0x80;
const ALU_NAMES: Readonly<Record<string, readonly [op: number, off: number]>> = {
  add: [ALU.ADD, 0],
  sub: [ALU.SUB, 0],
  mul: [ALU.MUL, 0],
  div: [ALU.DIV, 0],
  sdiv: [ALU.DIV, 1],
  or: [ALU.OR, 0],
  and: [ALU.AND, 0],
  lsh: [ALU.LSH, 0],
  rsh: [ALU.RSH, 0],
  mod: [ALU.MOD, 0],
  smod: [ALU.MOD, 1],
  xor: [ALU.XOR, 0],
  mov: [ALU.MOV, 0],
  arsh: [ALU.ARSH, 0],
};
const ALU_SIGNS: Readonly<Record<string, readonly [op: number, off: number]>> = {
  '+=': [ALU.ADD, 0],
  '-=': [ALU.SUB, 0],
  '*=': [ALU.MUL, 0],
  '/=': [ALU.DIV, 0],
  's/=': [ALU.DIV, 1],
  '|=': [ALU.OR, 0],
  '&=': [ALU.AND, 0],
  '<<=': [ALU.LSH, 0],
  '>>=': [ALU.RSH, 0],
  '%=': [ALU.MOD, 0],
  's%=': [ALU.MOD, 1],
  '^=': [ALU.XOR, 0],
  '=': [ALU.MOV, 0],
  's>>=': [ALU.ARSH, 0],
};
const JUMP_NAMES: Readonly<Record<string, number>> = {
  jeq: JUMP.JEQ,
  jne: JUMP.JNE,
  jgt: JUMP.JGT,
  jge: JUMP.JGE,
  jlt: JUMP.JLT,
  jle: JUMP.JLE,
  jsgt: JUMP.JSGT,
  jsge: JUMP.JSGE,
  jslt: JUMP.JSLT,
  jsle: JUMP.JSLE,
  jset: JUMP.JSET,
};
const JUMP_SIGNS: Readonly<Record<string, number>> = {
  '==': JUMP.JEQ,
  '!=': JUMP.JNE,
  '>': JUMP.JGT,
  '>=': JUMP.JGE,
  '<': JUMP.JLT,
  '<=': JUMP.JLE,
  's>': JUMP.JSGT,
  's>=': JUMP.JSGE,
  's<': JUMP.JSLT,
  's<=': JUMP.JSLE,
  '&': JUMP.JSET,
};
const ATOMICS: Readonly<Record<string, number>> = { add: ATOMIC.ADD, or: ATOMIC.OR, and: ATOMIC.AND, xor: ATOMIC.XOR };

const REGISTER = /^%?[rw](10|[0-9])$/;

function register(text: string): number {
  const match = REGISTER.exec(text.trim());
  if (!match) throw new Wrong('bpf-asm-register', { found: text.trim() });
  return Number(match[1]);
}

function number(text: string): bigint {
  const match = /^([+-]?)(0x[0-9a-f]+|\d+)$/i.exec(text.trim());
  if (!match) throw new Wrong('bpf-asm-number', { found: text.trim() });
  return match[1] === '-' ? -BigInt(match[2]) : BigInt(match[2]);
}

/** Signed or unsigned 32 bits, or 64 bits that are a sign-extended 32-bit value. */
function immediate(text: string): number {
  const value = number(text);
  const low = BigInt.asIntN(32, value);
  if (low !== value && BigInt.asUintN(32, value) !== value && BigInt.asUintN(64, low) !== value)
    throw new Wrong('bpf-asm-range', { value: text.trim() });
  return Number(low);
}

function offset(text: string): number {
  const value = number(text.replace(/\s+/g, ''));
  if (BigInt.asIntN(16, value) !== value) throw new Wrong('bpf-asm-range', { value: text.trim() });
  return Number(value);
}

/** [r1+4] or r1 +4 → register and offset. */
function memory(text: string): { register: number; off: number } {
  const match = /^\[?\s*(%?r\d+)\s*([+-]\s*\w+)?\s*\]?$/.exec(text.trim());
  if (!match) throw new Wrong('bpf-asm-operand', { found: text.trim() });
  return { register: register(match[1]), off: match[2] === undefined ? 0 : offset(match[2]) };
}

/** Source of an operation: a register or a number. */
function source(code: number, text: string): { code: number; src?: number; imm?: number } {
  if (REGISTER.test(text.trim())) return { code: code | SOURCE.X, src: register(text) };
  return { code, imm: immediate(text) };
}

function target(text: string, field: 'off' | 'imm' = 'off'): Pick<Draft, 'target'> & { value: number } {
  const relative = /^(?:pc)?\s*([+-]\s*(?:0x[0-9a-f]+|\d+))$/i.exec(text.trim());
  if (relative) return { value: Number(number(relative[1].replace(/\s+/g, ''))) };
  if (!/^[A-Za-z_.$][\w.$]*$/.test(text.trim())) throw new Wrong('bpf-asm-operand', { found: text.trim() });
  return { value: 0, target: { name: text.trim(), field } };
}

// The notation of the log

function wide(dst: number, text: string): Omit<Draft, 'line'> {
  const map = /^map\[([^\]]+)\]$/.exec(text);
  if (map) return { halves: [{ code: LD_IMM64, dst, src: PSEUDO.MAP_FD }, { code: 0 }], map: map[1] };
  return immediate64(dst, number(text.replace(/\s*ll$/, '')));
}

function immediate64(dst: number, value: bigint): Omit<Draft, 'line'> {
  const imm = Number(BigInt.asIntN(32, value));
  return {
    halves: [
      { code: LD_IMM64, dst, imm },
      { code: 0, imm: Number(BigInt.asIntN(32, value >> 32n)) },
    ],
  };
}

type Rule = readonly [RegExp, (m: RegExpExecArray) => Omit<Draft, 'line'>];
const one = (half: Half): Omit<Draft, 'line'> => ({ halves: [half] });
const aluClass = (letter: string): number => (letter === 'w' ? CLASS.ALU : CLASS.ALU64);

const LOG: readonly Rule[] = [
  [/^exit$/, () => one({ code: CLASS.JMP | JUMP.EXIT })],
  [/^r(\d+) = \*\(([us]\d+) \*\)\((.+)\)$/, (m) => loadOf(m)],
  [
    /^r0 = \*\((u\d+) \*\)skb\[(-?\w+)\]$/,
    (m) => one({ code: CLASS.LD | MODE.ABS | TYPES[m[1]], imm: immediate(m[2]) }),
  ],
  [
    /^r0 = \*\((u\d+) \*\)skb\[(r\d+) \+ (-?\w+)\]$/,
    (m) => one({ code: CLASS.LD | MODE.IND | TYPES[m[1]], src: register(m[2]), imm: immediate(m[3]) }),
  ],
  [/^lock \*\((u32|u64) \*\)\((.+)\) (\+=|\|=|&=|\^=) (r\d+)$/, (m) => lockOf(m)],
  [
    /^(r\d+) = atomic(64)?_(?:fetch_)?(add|or|and|xor|xchg|cmpxchg)\(\(u\d+ \*\)\((.+?)\), (?:r0, )?(r\d+)\)$/,
    (m) => fetchOf(m),
  ],
  [/^\*\((u\d+) \*\)\((.+)\) = (\S+)$/, (m) => storeOf(m)],
  [/^r(\d+) = (be|le|bswap)(16|32|64) r\1$/, (m) => swapOf(Number(m[1]), m[2], Number(m[3]))],
  [/^([rw])(\d+) = -\1\2$/, (m) => one({ code: aluClass(m[1]) | ALU.NEG, dst: register(`r${m[2]}`) })],
  [/^([rw])(\d+) = \(s(8|16|32)\)\1(\d+)$/, (m) => signMove(m)],
  [/^(r\d+) = (map\[[^\]]+\]|\S+ ll)$/, (m) => wide(register(m[1]), m[2])],
  [/^([rw])(\d+) (s?[-+*/%]=|[|&^]=|<<=|s?>>=|=) (\S+)$/, (m) => aluOf(m)],
  [/^gotol (.+)$/, (m) => goto(CLASS.JMP32 | JUMP.JA, m[1], 'imm')],
  [/^goto (.+)$/, (m) => goto(CLASS.JMP | JUMP.JA, m[1], 'off')],
  [/^if ([rw])(\d+) (s?[<>]=?|==|!=|&) (\S+) goto (.+)$/, (m) => branchOf(m)],
  [/^call pc([+-]\d+)$/, (m) => one({ code: CLASS.JMP | JUMP.CALL, src: PSEUDO_CALL, imm: immediate(m[1]) })],
  [/^call (?:[\w-]+)#(-?\d+)$/, (m) => one({ code: CLASS.JMP | JUMP.CALL, imm: immediate(m[1]) })],
];

function loadOf(m: RegExpExecArray): Omit<Draft, 'line'> {
  const at = memory(m[3]);
  const mode = m[2].startsWith('s') ? MEMSX : MODE.MEM;
  return one({ code: CLASS.LDX | mode | TYPES[m[2]], dst: register(`r${m[1]}`), src: at.register, off: at.off });
}

function lockOf(m: RegExpExecArray): Omit<Draft, 'line'> {
  const at = memory(m[2]);
  const code = CLASS.STX | MODE.ATOMIC | TYPES[m[1]];
  return one({ code, dst: at.register, off: at.off, src: register(m[4]), imm: ALU_SIGNS[m[3]][0] });
}

function fetchOf(m: RegExpExecArray): Omit<Draft, 'line'> {
  const at = memory(m[4]);
  const imm = m[3] === 'xchg' ? ATOMIC.XCHG : m[3] === 'cmpxchg' ? ATOMIC.CMPXCHG : ATOMICS[m[3]] | ATOMIC.FETCH;
  const code = CLASS.STX | MODE.ATOMIC | (m[2] ? SIZE.DW : SIZE.W);
  return one({ code, dst: at.register, off: at.off, src: register(m[5]), imm });
}

function storeOf(m: RegExpExecArray): Omit<Draft, 'line'> {
  const at = memory(m[2]);
  const place = { dst: at.register, off: at.off };
  if (REGISTER.test(m[3])) return one({ code: CLASS.STX | MODE.MEM | TYPES[m[1]], src: register(m[3]), ...place });
  return one({ code: CLASS.ST | MODE.MEM | TYPES[m[1]], imm: immediate(m[3]), ...place });
}

function swapOf(dst: number, kind: string, imm: number): Omit<Draft, 'line'> {
  const code = kind === 'be' ? CLASS.ALU | SOURCE.X : kind === 'le' ? CLASS.ALU : CLASS.ALU64;
  return one({ code: code | ALU.END, dst, imm });
}

function signMove(m: RegExpExecArray): Omit<Draft, 'line'> {
  const code = aluClass(m[1]) | ALU.MOV | SOURCE.X;
  return one({ code, dst: register(`r${m[2]}`), src: register(`r${m[4]}`), off: Number(m[3]) });
}

function aluOf(m: RegExpExecArray): Omit<Draft, 'line'> {
  const [op, off] = ALU_SIGNS[m[3]];
  const dst = register(`r${m[2]}`);
  if (m[3] === '=' && m[1] === 'r' && !REGISTER.test(m[4])) {
    const value = number(m[4]);
    // The log prints 32-bit constants in decimal and 64-bit ones in hexadecimal.
    if (/^0x/i.test(m[4]) || BigInt.asIntN(32, value) !== value) return immediate64(dst, value);
  }
  return one({ dst, off, ...source(aluClass(m[1]) | op, m[4]) });
}

function goto(code: number, to: string, field: 'off' | 'imm'): Omit<Draft, 'line'> {
  const { value, target: name } = target(to, field);
  return { halves: [{ code, [field]: value }], target: name };
}

function branchOf(m: RegExpExecArray): Omit<Draft, 'line'> {
  const { value, target: name } = target(m[5]);
  const code = (m[1] === 'w' ? CLASS.JMP32 : CLASS.JMP) | JUMP_SIGNS[m[3]];
  return { halves: [{ dst: register(`r${m[2]}`), off: value, ...source(code, m[4]) }], target: name };
}

// Mnemonics

function expectCount(operands: readonly string[], count: number, name: string): void {
  if (operands.length !== count) throw new Wrong('bpf-asm-count', { name, count });
}

function mnemonic(name: string, rest: string): Omit<Draft, 'line'> {
  const operands = rest === '' ? [] : rest.split(',').map((each) => each.trim());
  const expect = (count: number) => expectCount(operands, count, name);
  if (name === 'exit') return one({ code: CLASS.JMP | JUMP.EXIT });
  if (name === 'lock') return lockMnemonic(rest);
  if (name === 'call') return callMnemonic(rest);
  if (name === 'ja' || name === 'ja32') {
    expect(1);
    return name === 'ja'
      ? goto(CLASS.JMP | JUMP.JA, operands[0], 'off')
      : goto(CLASS.JMP32 | JUMP.JA, operands[0], 'imm');
  }
  if (name === 'lddw') {
    expect(2);
    const [dst, value] = operands;
    return value.startsWith('map[') ? wide(register(dst), value) : immediate64(register(dst), number(value));
  }
  const load = /^ldx(s?)(b|h|w|dw)$/.exec(name);
  if (load) {
    expect(2);
    const at = memory(operands[1]);
    const mode = load[1] ? MEMSX : MODE.MEM;
    return one({ code: CLASS.LDX | mode | SIZES[load[2]], dst: register(operands[0]), src: at.register, off: at.off });
  }
  const store = /^st(x?)(b|h|w|dw)$/.exec(name);
  if (store) {
    expect(2);
    const at = memory(operands[0]);
    const place = { dst: at.register, off: at.off };
    if (store[1]) return one({ code: CLASS.STX | MODE.MEM | SIZES[store[2]], src: register(operands[1]), ...place });
    return one({ code: CLASS.ST | MODE.MEM | SIZES[store[2]], imm: immediate(operands[1]), ...place });
  }
  return arithmeticMnemonic(name, operands);
}

function arithmeticMnemonic(name: string, operands: readonly string[]): Omit<Draft, 'line'> {
  const expect = (count: number) => expectCount(operands, count, name);
  const swap = /^(be|le|swap|bswap)(16|32|64)$/.exec(name);
  if (swap) {
    expect(1);
    return swapOf(register(operands[0]), swap[1].replace(/^swap$/, 'bswap'), Number(swap[2]));
  }
  const sign = /^movsx(8|16|32)(32|64)$/.exec(name);
  if (sign) {
    expect(2);
    const code = (sign[2] === '64' ? CLASS.ALU64 : CLASS.ALU) | ALU.MOV | SOURCE.X;
    return one({ code, dst: register(operands[0]), src: register(operands[1]), off: Number(sign[1]) });
  }
  const [, stem, narrow] = /^([a-z]+)(32)?$/.exec(name) ?? [];
  if (stem === 'neg') {
    expect(1);
    return one({ code: (narrow ? CLASS.ALU : CLASS.ALU64) | ALU.NEG, dst: register(operands[0]) });
  }
  if (stem !== undefined && Object.hasOwn(ALU_NAMES, stem)) {
    expect(2);
    const [op, off] = ALU_NAMES[stem];
    return one({ dst: register(operands[0]), off, ...source((narrow ? CLASS.ALU : CLASS.ALU64) | op, operands[1]) });
  }
  if (stem !== undefined && Object.hasOwn(JUMP_NAMES, stem)) {
    expect(3);
    const code = (narrow ? CLASS.JMP32 : CLASS.JMP) | JUMP_NAMES[stem];
    const { value, target: to } = target(operands[2]);
    return { halves: [{ dst: register(operands[0]), off: value, ...source(code, operands[1]) }], target: to };
  }
  throw new Wrong('bpf-asm-instruction', { name });
}

/** lock [fetch] OP[32] [rD+off], rS */
function lockMnemonic(rest: string): Omit<Draft, 'line'> {
  const match = /^(fetch\s+)?(add|and|or|xor|xchg|cmpxchg)(32)?\s+(\[[^\]]*\])\s*,\s*(\S+)$/.exec(rest);
  if (!match) throw new Wrong('bpf-asm-operand', { found: rest });
  const [, fetch, name, narrow, place, from] = match;
  const at = memory(place);
  const imm =
    name === 'xchg' ? ATOMIC.XCHG : name === 'cmpxchg' ? ATOMIC.CMPXCHG : ATOMICS[name] | (fetch ? ATOMIC.FETCH : 0);
  const code = CLASS.STX | MODE.ATOMIC | (narrow ? SIZE.W : SIZE.DW);
  return one({ code, dst: at.register, off: at.off, src: register(from), imm });
}

/** call local LABEL, call helper NUMBER, call NUMBER, call NAME (a helper, or else a label) */
function callMnemonic(rest: string): Omit<Draft, 'line'> {
  const local = /^local\s+(.+)$/.exec(rest);
  const code = CLASS.JMP | JUMP.CALL;
  const to = (text: string): Omit<Draft, 'line'> => {
    const { value, target: name } = target(text, 'imm');
    return { halves: [{ code, src: PSEUDO_CALL, imm: value }], target: name };
  };
  if (local) return to(local[1]);
  const name = rest.replace(/^helper\s+/, '').trim();
  if (/^(0x[0-9a-f]+|\d+)$/i.test(name)) return one({ code, imm: immediate(name) });
  const helper = helperByName(name);
  return helper === undefined ? to(name) : one({ code, imm: helper });
}

/** Takes comments, the index and the opcode in brackets away. */
function clean(line: string): string {
  return line
    .replace(/(^|\s)(#|\/\/).*$/, '$1')
    .replace(/;.*$/, '')
    .replace(/^\s*\d+:\s*/, '')
    .replace(/^\s*\([0-9a-f]{2}\)\s*/, '')
    .trim();
}

function parse(text: string): Omit<Draft, 'line'> {
  const plain = text.replace(/\s+/g, ' ');
  for (const [pattern, make] of LOG) {
    const match = pattern.exec(plain);
    if (match) return make(match);
  }
  const [, name, rest] = /^([A-Za-z_]\w*)\s*(.*)$/.exec(text) ?? [];
  if (name === undefined) throw new Wrong('bpf-asm-instruction', { name: text });
  return mnemonic(name.toLowerCase(), rest.trim());
}

/** Assembles a program. Errors are diagnostics; the instructions are then incomplete. */
export function assembleBpf(text: string, file = 'prog.s'): AssembledBpf {
  const drafts: Draft[] = [];
  const labels = new Map<string, number>();
  const diagnostics: Diagnostic[] = [];
  const complain = (wrong: Wrong, line: number) =>
    diagnostics.push({ severity: 'error', code: wrong.code, params: wrong.params, at: { file, line, column: 1 } });
  let at = 0;
  text.split(/\r\n?|\n/).forEach((given, i) => {
    let line = clean(given);
    for (
      let label = /^([A-Za-z_.$][\w.$]*)\s*:\s*/.exec(line);
      label;
      label = /^([A-Za-z_.$][\w.$]*)\s*:\s*/.exec(line)
    ) {
      if (labels.has(label[1])) complain(new Wrong('asm-duplicate-label', { name: label[1] }), i + 1);
      labels.set(label[1], at);
      line = line.slice(label[0].length);
    }
    if (line === '') return;
    try {
      const draft = { ...parse(line), line: i + 1 };
      drafts.push(draft);
      at += draft.halves.length;
    } catch (problem) {
      if (!(problem instanceof Wrong)) throw problem;
      complain(problem, i + 1);
    }
  });
  return finish(drafts, labels, diagnostics, complain);
}

function finish(
  drafts: readonly Draft[],
  labels: Map<string, number>,
  diagnostics: Diagnostic[],
  complain: (wrong: Wrong, line: number) => void,
): AssembledBpf {
  const out: AssembledBpf = { insns: [], bytes: new Uint8Array(0), relocations: [], lines: [], diagnostics };
  let at = 0;
  for (const draft of drafts) {
    if (draft.halves[0].code === (CLASS.JMP | JUMP.EXIT) && !labels.has('exit')) labels.set('exit', at);
    at += draft.halves.length;
  }
  for (const draft of drafts) {
    const index = out.insns.length;
    if (draft.map !== undefined) out.relocations.push({ insnIndex: index, kind: 'map', symbol: draft.map });
    for (const half of draft.halves) {
      out.insns.push({ dst: 0, src: 0, off: 0, imm: 0, ...half });
      out.lines.push(draft.line);
    }
    if (!draft.target) continue;
    const { name, field } = draft.target;
    const place = labels.get(name);
    if (place === undefined) complain(new Wrong('asm-undefined-label', { name }), draft.line);
    else out.insns[index][field] = place - index - 1;
  }
  out.bytes = encodeInsns(out.insns);
  return out;
}
