/**
 * One instruction as the verifier's log prints it. Follows the output of kernel/bpf/disasm.c (Linux 6.1).
 */
import { BPF_PSEUDO_CALL, BPF_PSEUDO_KFUNC_CALL, BpfClass } from '../insn';
import { helperName } from '../protos';
import type { BpfInsn } from '../types';

const ALU = ['+=', '-=', '*=', '/=', '|=', '&=', '<<=', '>>=', 'neg', '%=', '^=', '=', 's>>=', 'endian'];
const JUMP = ['jmp', '==', '>', '>=', '&', '!=', 's>', 's>=', 'call', 'exit', '<', '<=', 's<', 's<='];
const WIDTH = ['u32', 'u16', 'u8', 'u64'];
const FETCH: Readonly<Record<number, string>> = { 0: 'add', 80: 'and', 64: 'or', 160: 'xor' };

const hex2 = (code: number): string => code.toString(16).padStart(2, '0');
const signed = (n: number): string => (n < 0 ? `${n}` : `+${n}`);
const width = (code: number): string => WIDTH[(code >> 3) & 3];

function alu(i: BpfInsn): string {
  const op = i.code >> 4;
  const r = (i.code & 7) === BpfClass.ALU ? 'w' : 'r';
  if (op === 13) return `r${i.dst} = ${i.code & 8 ? 'be' : 'le'}${i.imm} r${i.dst}`;
  if (op === 8) return `${r}${i.dst} = -${r}${i.dst}`;
  return `${r}${i.dst} ${ALU[op]} ${i.code & 8 ? `${r}${i.src}` : i.imm}`;
}

function atomic(i: BpfInsn): string {
  const place = `(${width(i.code)} *)(r${i.dst} ${signed(i.off)})`;
  const name = `atomic${((i.code >> 3) & 3) === 3 ? '64' : ''}`;
  const op = FETCH[i.imm & ~1];
  if (i.imm === 0xf1) return `r0 = ${name}_cmpxchg(${place}, r0, r${i.src})`;
  if (i.imm === 0xe1) return `r${i.src} = ${name}_xchg(${place}, r${i.src})`;
  if (op === undefined) return `BUG_${hex2(i.code)}`;
  if (i.imm & 1) return `r${i.src} = ${name}_fetch_${op}(${place}, r${i.src})`;
  return `lock *${place} ${ALU[i.imm >> 4]} r${i.src}`;
}

function load(i: BpfInsn, wide: bigint): string {
  const mode = i.code & 0xe0;
  if (mode === 0x20) return `r0 = *(${width(i.code)} *)skb[${i.imm}]`;
  if (mode === 0x40) return `r0 = *(${width(i.code)} *)skb[r${i.src} + ${i.imm}]`;
  if (mode === 0 && (i.code & 0x18) === 0x18) return `r${i.dst} = 0x${BigInt.asUintN(64, wide).toString(16)}`;
  return `BUG_ld_${hex2(i.code)}`;
}

function call(i: BpfInsn): string {
  if (i.src === BPF_PSEUDO_CALL) return `call pc${signed(i.imm)}`;
  if (i.src === BPF_PSEUDO_KFUNC_CALL) return `call kernel-function`;
  return `call ${helperName(i.imm)}#${i.imm}`;
}

function jump(i: BpfInsn): string {
  const op = i.code >> 4;
  const wide = (i.code & 7) === BpfClass.JMP;
  const r = wide ? 'r' : 'w';
  if (wide && op === 8) return call(i);
  if (wide && i.code === 0x05) return `goto pc${signed(i.off)}`;
  if (wide && i.code === 0x95) return 'exit';
  const right = i.code & 8 ? `${r}${i.src}` : `0x${(i.imm >>> 0).toString(16)}`;
  return `if ${r}${i.dst} ${JUMP[op]} ${right} goto pc${signed(i.off)}`;
}

/** `r0 = 0`, without the opcode; `wide` is the value of a 64-bit immediate load. */
function text(i: BpfInsn, wide: bigint): string {
  switch (i.code & 7) {
    case BpfClass.ALU:
    case BpfClass.ALU64:
      return alu(i);
    case BpfClass.STX:
      if ((i.code & 0xe0) === 0x60) return `*(${width(i.code)} *)(r${i.dst} ${signed(i.off)}) = r${i.src}`;
      return (i.code & 0xe0) === 0xc0 ? atomic(i) : `BUG_${hex2(i.code)}`;
    case BpfClass.ST:
      if ((i.code & 0xe0) === 0x60) return `*(${width(i.code)} *)(r${i.dst} ${signed(i.off)}) = ${i.imm}`;
      return `BUG_st_${hex2(i.code)}`;
    case BpfClass.LDX:
      if ((i.code & 0xe0) !== 0x60) return `BUG_ldx_${hex2(i.code)}`;
      return `r${i.dst} = *(${width(i.code)} *)(r${i.src} ${signed(i.off)})`;
    case BpfClass.LD:
      return load(i, wide);
    default:
      return jump(i);
  }
}

/** `(b7) r0 = 0`. */
export function disassemble(insn: BpfInsn, wide = 0n): string {
  return `(${hex2(insn.code)}) ${text(insn, wide)}`;
}
