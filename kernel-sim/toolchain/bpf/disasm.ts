/**
 * Instructions as text, as the verifier's log and `bpftool prog dump xlated` print them. Follows kernel/bpf/disasm.c:
 * print_bpf_insn, with what came later (signed division, sign-extending loads and moves, bswap, gotol) as newer kernels do.
 */
import { helperName } from './helpers';
import {
  ALU,
  ATOMIC,
  type BpfInsn,
  CLASS,
  decodeInsns,
  JUMP,
  MODE,
  PSEUDO,
  PSEUDO_CALL,
  PSEUDO_KFUNC_CALL,
  SOURCE,
} from './isa';

const ALU_TEXT: Readonly<Record<number, string>> = {
  [ALU.ADD]: '+=',
  [ALU.SUB]: '-=',
  [ALU.MUL]: '*=',
  [ALU.DIV]: '/=',
  [ALU.OR]: '|=',
  [ALU.AND]: '&=',
  [ALU.LSH]: '<<=',
  [ALU.RSH]: '>>=',
  [ALU.NEG]: 'neg',
  [ALU.MOD]: '%=',
  [ALU.XOR]: '^=',
  [ALU.MOV]: '=',
  [ALU.ARSH]: 's>>=',
  [ALU.END]: 'endian',
};
const JUMP_TEXT: Readonly<Record<number, string>> = {
  [JUMP.JEQ]: '==',
  [JUMP.JGT]: '>',
  [JUMP.JLT]: '<',
  [JUMP.JGE]: '>=',
  [JUMP.JLE]: '<=',
  [JUMP.JSET]: '&',
  [JUMP.JNE]: '!=',
  [JUMP.JSGT]: 's>',
  [JUMP.JSLT]: 's<',
  [JUMP.JSGE]: 's>=',
  [JUMP.JSLE]: 's<=',
};
const ATOMIC_TEXT: Readonly<Record<number, string>> = {
  [ATOMIC.ADD]: 'add',
  [ATOMIC.OR]: 'or',
  [ATOMIC.AND]: 'and',
  [ATOMIC.XOR]: 'xor',
};
const SIZE_TEXT: Readonly<Record<number, string>> = { 0: 'u32', 8: 'u16', 16: 'u8', 24: 'u64' };
/** v4: loads that extend the sign. */
const MEMSX = 0x80;

/** How names are found; each may be left out. */
export interface Names {
  /** Helper by number; otherwise the table of Linux 6.1. */
  helper?(number: number): string;
  /** What stands for a 64-bit constant: `map[id:3]`. */
  constant?(insn: BpfInsn, high: number, index: number): string | undefined;
  /** What is called: `pc+5` otherwise. */
  callee?(insn: BpfInsn, index: number): string | undefined;
}

const signed = (n: number): string => (n < 0 ? String(n) : `+${n}`);

/** One instruction, without its opcode in brackets. `next` is the other half of ld_imm64. */
export function instructionText(insn: BpfInsn, next: BpfInsn | undefined, index: number, names: Names = {}): string {
  switch (insn.code & 7) {
    case CLASS.ALU:
    case CLASS.ALU64:
      return aluText(insn);
    case CLASS.STX:
      return storeText(insn);
    case CLASS.ST:
      return (insn.code & 0xe0) === MODE.MEM
        ? `*(${size(insn)} *)(r${insn.dst} ${signed(insn.off)}) = ${insn.imm}`
        : bug('st', insn);
    case CLASS.LDX:
      return loadText(insn);
    case CLASS.LD:
      return wideText(insn, next, index, names);
    default:
      return jumpText(insn, index, names);
  }
}

const size = (insn: BpfInsn): string => SIZE_TEXT[insn.code & 0x18];
const bug = (what: string, insn: BpfInsn): string => `BUG_${what}_${insn.code.toString(16).padStart(2, '0')}`;

function aluText(insn: BpfInsn): string {
  const { code, dst, src, off, imm } = insn;
  const wide = (code & 7) === CLASS.ALU64;
  const r = wide ? 'r' : 'w';
  const op = code & 0xf0;
  const fromRegister = (code & SOURCE.X) !== 0;
  if (op === ALU.END) {
    if (wide) return `r${dst} = bswap${imm} r${dst}`;
    return `r${dst} = ${fromRegister ? 'be' : 'le'}${imm} r${dst}`;
  }
  if (op === ALU.NEG) return `${r}${dst} = -${r}${dst}`;
  const sign = off === 1 && (op === ALU.DIV || op === ALU.MOD) ? 's' : '';
  const text = `${sign}${ALU_TEXT[op] ?? bug('alu', insn)}`;
  if (!fromRegister) return `${r}${dst} ${text} ${imm}`;
  if (op === ALU.MOV && off !== 0) return `${r}${dst} = (s${off})${r}${src}`;
  return `${r}${dst} ${text} ${r}${src}`;
}

function storeText(insn: BpfInsn): string {
  const { code, dst, src, off, imm } = insn;
  const at = `(${size(insn)} *)(r${dst} ${signed(off)})`;
  if ((code & 0xe0) === MODE.MEM) return `*${at} = r${src}`;
  if ((code & 0xe0) !== MODE.ATOMIC) return bug('stx', insn);
  const wide = size(insn) === 'u64' ? '64' : '';
  if (imm === ATOMIC.CMPXCHG) return `r0 = atomic${wide}_cmpxchg(${at}, r0, r${src})`;
  if (imm === ATOMIC.XCHG) return `r${src} = atomic${wide}_xchg(${at}, r${src})`;
  const name = ATOMIC_TEXT[imm & 0xf0];
  if (name === undefined) return bug('stx', insn);
  if ((imm & ATOMIC.FETCH) !== 0) return `r${src} = atomic${wide}_fetch_${name}(${at}, r${src})`;
  return `lock *${at} ${ALU_TEXT[imm & 0xf0]} r${src}`;
}

function loadText(insn: BpfInsn): string {
  const mode = insn.code & 0xe0;
  if (mode !== MODE.MEM && mode !== MEMSX) return bug('ldx', insn);
  const type = mode === MEMSX ? size(insn).replace('u', 's') : size(insn);
  return `r${insn.dst} = *(${type} *)(r${insn.src} ${signed(insn.off)})`;
}

function wideText(insn: BpfInsn, next: BpfInsn | undefined, index: number, names: Names): string {
  const { code, dst, src, imm } = insn;
  const mode = code & 0xe0;
  if (mode === MODE.ABS) return `r0 = *(${size(insn)} *)skb[${imm}]`;
  if (mode === MODE.IND) return `r0 = *(${size(insn)} *)skb[r${src} + ${imm}]`;
  if (mode !== MODE.IMM || size(insn) !== 'u64') return bug('ld', insn);
  const high = next?.imm ?? 0;
  const value = BigInt.asUintN(32, BigInt(imm)) | (BigInt.asUintN(32, BigInt(high)) << 32n);
  // As bpftool does: the offset into a map's value is in the second half.
  const standing =
    src === PSEUDO.MAP_FD
      ? `map[fd:${imm}]`
      : src === PSEUDO.MAP_VALUE
        ? `map[fd:${imm}][0]${signed(high)}`
        : undefined;
  return `r${dst} = ${names.constant?.(insn, high, index) ?? standing ?? `0x${value.toString(16)}`}`;
}

function jumpText(insn: BpfInsn, index: number, names: Names): string {
  const { code, dst, src, off, imm } = insn;
  const narrow = (code & 7) === CLASS.JMP32;
  const op = code & 0xf0;
  if (op === JUMP.CALL && !narrow) {
    if (src === PSEUDO_CALL) return `call ${names.callee?.(insn, index) ?? `pc${signed(imm)}`}`;
    const name = src === PSEUDO_KFUNC_CALL ? 'kernel-function' : (names.helper ?? helperName)(imm);
    return `call ${name}#${imm}`;
  }
  if (op === JUMP.EXIT && !narrow) return 'exit';
  if (op === JUMP.JA) return narrow ? `gotol pc${signed(imm)}` : `goto pc${signed(off)}`;
  const text = JUMP_TEXT[op];
  if (text === undefined) return bug('jmp', insn);
  const r = narrow ? 'w' : 'r';
  const second = (code & SOURCE.X) !== 0 ? `${r}${src}` : `0x${(imm >>> 0).toString(16)}`;
  return `if ${r}${dst} ${text} ${second} goto pc${signed(off)}`;
}

/** A line for each instruction: `12: (bf) r1 = r6`. */
export function disassemble(bytes: Uint8Array, names: Names = {}): { index: number; text: string }[] {
  const insns = decodeInsns(bytes);
  const lines: { index: number; text: string }[] = [];
  for (let i = 0; i < insns.length; i++) {
    const insn = insns[i];
    const text = instructionText(insn, insns[i + 1], i, names);
    lines.push({ index: i, text: `${i}: (${insn.code.toString(16).padStart(2, '0')}) ${text}` });
    if (insn.code === 0x18) i++;
  }
  return lines;
}
