/**
 * The bytes of an eBPF program: 8 per slot. Follows include/uapi/linux/bpf.h (struct bpf_insn) and RFC 9669, section 3.
 */
import type { BpfInsn } from './types';

export const INSN_BYTES = 8;

/** Instruction classes (the low three bits of the opcode). */
export const BpfClass = { LD: 0, LDX: 1, ST: 2, STX: 3, ALU: 4, JMP: 5, JMP32: 6, ALU64: 7 } as const;

/** Pseudo sources of the 64-bit immediate load and of `call`. */
export const BPF_PSEUDO_MAP_FD = 1;
export const BPF_PSEUDO_MAP_VALUE = 2;
export const BPF_PSEUDO_BTF_ID = 3;
export const BPF_PSEUDO_FUNC = 4;
export const BPF_PSEUDO_CALL = 1;
export const BPF_PSEUDO_KFUNC_CALL = 2;
export const LD_IMM64 = 0x18;
export const MAX_BPF_REG = 11;
export const BPF_MAXINSNS = 4096;
/** With CAP_BPF. */
export const BPF_COMPLEXITY_LIMIT_INSNS = 1_000_000;

/** Slots of a program. A length that is no multiple of 8 loses its rest. */
export function decodeInsns(bytes: Uint8Array): BpfInsn[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const insns: BpfInsn[] = [];
  for (let at = 0; at + INSN_BYTES <= bytes.length; at += INSN_BYTES) {
    const registers = bytes[at + 1];
    insns.push({
      code: bytes[at],
      dst: registers & 15,
      src: registers >> 4,
      off: view.getInt16(at + 2, true),
      imm: view.getInt32(at + 4, true),
    });
  }
  return insns;
}

export function encodeInsns(insns: readonly BpfInsn[]): Uint8Array {
  const bytes = new Uint8Array(insns.length * INSN_BYTES);
  const view = new DataView(bytes.buffer);
  insns.forEach((insn, index) => {
    const at = index * INSN_BYTES;
    bytes[at] = insn.code;
    bytes[at + 1] = (insn.src << 4) | insn.dst;
    view.setInt16(at + 2, insn.off, true);
    view.setInt32(at + 4, insn.imm, true);
  });
  return bytes;
}
