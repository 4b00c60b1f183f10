/**
 * The notation of the instruction table: one `insn` a line of the opcode map (SDM 2, appendix A).
 *
 * Encoding: an optional mandatory prefix (NP, 66, F3, F2), opcode bytes, then `+r` (register in the opcode), `/r`, `/digit` or an
 * exact ModRM byte in braces. Operands, in Intel order, are a place and a size, with `+` for read and written, `=` for written:
 *   E register or memory by ModRM.rm   G register by ModRM.reg   R, M only one of the two   Z register in the opcode
 *   V vector register by ModRM.reg     W vector register or memory   U vector register by ModRM.rm
 *   P MMX register by ModRM.reg   Q MMX register or memory   L MMX register by ModRM.rm   F ST(i) by ModRM.rm
 *   I immediate   J relative branch   O memory at an absolute address   $A $C $D the register rax rcx rdx
 * Sizes: b w d q x 8 to 128 bits; v 16/32/64 by prefixes; y 32/64; p twice y; Is imm8 sign-extended; Iz imm16/32 sign-extended.
 */
import type { Attributes, Definition, Emit } from './types';

export function insn(
  mnemonic: string,
  encoding: string,
  operands: string,
  emit: Emit,
  attributes: Attributes = {},
): Definition {
  return { mnemonic, encoding, operands: operands === '' ? [] : operands.split(','), emit, attributes };
}

const nothing: Emit = () => {};

/** An instruction that TypeScript carries out (cpu/host.ts); it ends its block. */
export function host(
  mnemonic: string,
  encoding: string,
  operands: string,
  handler: string,
  attributes: Attributes = {},
): Definition {
  return insn(mnemonic, encoding, operands, nothing, { ...attributes, host: handler });
}
