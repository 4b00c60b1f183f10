/**
 * Numbers of the eBPF instruction set (Linux Documentation/bpf/standardization/instruction-set.rst): one instruction is
 * 8 bytes (code, dst | src << 4, 16-bit offset, 32-bit immediate); `ld_imm64` takes two.
 */
export const CLASS = { LD: 0, LDX: 1, ST: 2, STX: 3, ALU: 4, JMP: 5, JMP32: 6, ALU64: 7 } as const;
export const SIZE = { W: 0x00, H: 0x08, B: 0x10, DW: 0x18 } as const;
export const MODE = { IMM: 0x00, ABS: 0x20, IND: 0x40, MEM: 0x60, ATOMIC: 0xc0 } as const;
export const SOURCE = { K: 0x00, X: 0x08 } as const;
export const ALU = {
  ADD: 0x00,
  SUB: 0x10,
  MUL: 0x20,
  DIV: 0x30,
  OR: 0x40,
  AND: 0x50,
  LSH: 0x60,
  RSH: 0x70,
  NEG: 0x80,
  MOD: 0x90,
  XOR: 0xa0,
  MOV: 0xb0,
  ARSH: 0xc0,
  END: 0xd0,
} as const;
export const JUMP = {
  JA: 0x00,
  JEQ: 0x10,
  JGT: 0x20,
  JGE: 0x30,
  JSET: 0x40,
  JNE: 0x50,
  JSGT: 0x60,
  JSGE: 0x70,
  CALL: 0x80,
  EXIT: 0x90,
  JLT: 0xa0,
  JLE: 0xb0,
  JSLT: 0xc0,
  JSLE: 0xd0,
} as const;
export const ATOMIC = { ADD: 0x00, OR: 0x40, AND: 0x50, XOR: 0xa0, FETCH: 0x01, XCHG: 0xe1, CMPXCHG: 0xf1 } as const;

export const LD_IMM64 = CLASS.LD | SIZE.DW | MODE.IMM;
/** src of ld_imm64: what the 64 bits mean (include/uapi/linux/bpf.h). */
export const PSEUDO = { MAP_FD: 1, MAP_VALUE: 2, BTF_ID: 3, FUNC: 4, MAP_IDX: 5, MAP_IDX_VALUE: 6 } as const;
/** src of a call: a helper, another function of the program, a kernel function. */
export const PSEUDO_CALL = 1;
export const PSEUDO_KFUNC_CALL = 2;

export const EM_BPF = 247;
/** Relocations: R_BPF_64_64, _64_ABS64, _64_ABS32, _64_NODYLD32, _64_32. */
export const R_BPF = { IMM64: 1, ABS64: 2, ABS32: 3, NODYLD32: 4, CALL32: 10 } as const;

/** The frame pointer; the stack below it has this many bytes (include/linux/filter.h: MAX_BPF_STACK). */
export const R10 = 10;
export const STACK_SIZE = 512;

/** One instruction taken apart. */
export interface BpfInsn {
  code: number;
  dst: number;
  src: number;
  /** Signed 16 bits. */
  off: number;
  /** Signed 32 bits; the low half for ld_imm64. */
  imm: number;
}

/** Takes 8-byte instructions apart; both halves of ld_imm64 are entries. */
export function decodeInsns(bytes: Uint8Array): BpfInsn[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const out: BpfInsn[] = [];
  for (let at = 0; at + 8 <= bytes.length; at += 8) {
    const registers = bytes[at + 1];
    out.push({
      code: bytes[at],
      dst: registers & 15,
      src: registers >> 4,
      off: view.getInt16(at + 2, true),
      imm: view.getInt32(at + 4, true),
    });
  }
  return out;
}

/** The bytes of instructions. */
export function encodeInsns(instructions: readonly BpfInsn[]): Uint8Array {
  const bytes = new Uint8Array(instructions.length * 8);
  const view = new DataView(bytes.buffer);
  instructions.forEach((insn, i) => {
    view.setUint8(i * 8, insn.code);
    view.setUint8(i * 8 + 1, (insn.dst & 15) | ((insn.src & 15) << 4));
    view.setInt16(i * 8 + 2, insn.off, true);
    view.setInt32(i * 8 + 4, insn.imm, true);
  });
  return bytes;
}
