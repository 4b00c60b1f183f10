/**
 * Encodes one instruction into a section (Intel SDM 2A, chapter 2: prefixes, REX, opcode, ModRM, SIB, displacement,
 * immediate). Returns what is wrong instead of throwing: the assembler turns it into a diagnostic.
 */
import { R_X86_64 } from '../elf/constants';
import type { Instruction, MachineOperand, MemoryOperand } from './instruction';
import { HIGH_BYTE, RAX, RCX, RDX, SEGMENT, X87 } from './registers';
import { CLASS, type Row, rowsOf, Slot } from './rows';
import type { Section } from './section';

export type EncodeError =
  | 'asm-unknown-instruction'
  | 'asm-bad-operands'
  | 'asm-size-needed'
  | 'asm-bad-address'
  | 'asm-bad-register-mix';

const SEGMENT_PREFIX = [0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65];

function registerClass(register: number, size: number): number {
  if (register < 16) {
    if (size === 1) return CLASS.r8 | (register === RAX ? CLASS.al : register === RCX ? CLASS.cl : 0);
    if (size === 2) return CLASS.r16 | (register === RAX ? CLASS.ax : register === RDX ? CLASS.dx : 0);
    if (size === 4) return CLASS.r32 | (register === RAX ? CLASS.eax : 0);
    return CLASS.r64 | (register === RAX ? CLASS.rax : 0);
  }
  if (register < 32) return CLASS.x;
  if (register < 36) return CLASS.r8;
  if (register < 48)
    return CLASS.sreg | (register === SEGMENT + 4 ? CLASS.fs : register === SEGMENT + 5 ? CLASS.gs : 0);
  if (register < 64) return CLASS.cr;
  if (register < 80) return CLASS.dr;
  return CLASS.st;
}

function immediateClass(value: number | bigint, symbolic: boolean): number {
  if (symbolic) return CLASS.imm32s | CLASS.imm32 | CLASS.imm64;
  let bits: number = CLASS.imm64;
  if (value >= -0x80000000 && value <= 0xffffffff) {
    bits |= CLASS.imm32;
    if (value <= 0x7fffffff) bits |= CLASS.imm32s;
    if (value >= -0x8000 && value <= 0xffff) {
      bits |= CLASS.imm16;
      if (value >= -0x80 && value <= 0xff) {
        bits |= CLASS.imm8;
        if (value <= 0x7f) bits |= CLASS.imm8s;
        if (Number(value) === 1) bits |= CLASS.one;
      }
    }
  }
  return bits;
}

/** The classes that an operand belongs to. */
export function operandClass(o: MachineOperand): number {
  if (o.kind === 'reg') return registerClass(o.register, o.size);
  if (o.kind === 'mem') return o.base < 0 && o.index < 0 && !o.rip ? CLASS.m | CLASS.moffs : CLASS.m;
  if (o.kind === 'imm') return immediateClass(o.value, o.symbol !== undefined);
  return 0;
}

function findRow(rows: readonly Row[], size: number, operands: readonly MachineOperand[]): Row | undefined {
  const n = operands.length;
  const c0 = n > 0 ? operandClass(operands[0]) : 0;
  const c1 = n > 1 ? operandClass(operands[1]) : 0;
  const c2 = n > 2 ? operandClass(operands[2]) : 0;
  for (const row of rows) {
    if (row.operands.length !== n || (row.size !== 0 && size !== 0 && row.size !== size)) continue;
    if (n > 0 && (row.operands[0] & c0) === 0) continue;
    if (n > 1 && (row.operands[1] & c1) === 0) continue;
    if (n > 2 && (row.operands[2] & c2) === 0) continue;
    return row;
  }
  return undefined;
}

/** True when the size can only come from a suffix that is missing (`mov $1, (%rax)`). */
function ambiguous(rows: readonly Row[], operands: readonly MachineOperand[]): boolean {
  if (operands.some((o) => o.kind === 'reg') || !operands.some((o) => o.kind === 'mem')) return false;
  const sizes = new Set<number>();
  for (const row of rows)
    if (row.operands.length === operands.length && row.operands.every((c, i) => (c & operandClass(operands[i])) !== 0))
      sizes.add(row.size);
  return sizes.size > 1;
}

/** Encodes into `out`; gives an error code, or undefined when it worked. */
export function encode(out: Section, instruction: Instruction, line = 0): EncodeError | undefined {
  const { operands } = instruction;
  const first = operands[0];
  const rows = rowsOf(instruction.mnemonic);
  if (rows === undefined || first?.kind === 'label') return 'asm-unknown-instruction';
  const row = findRow(rows, instruction.size, operands);
  if (row === undefined) return 'asm-bad-operands';
  if (instruction.size === 0 && row.size !== 0 && ambiguous(rows, operands)) return 'asm-size-needed';
  return emitRow(out, row, operands, line);
}

function emitRow(out: Section, row: Row, operands: readonly MachineOperand[], line: number): EncodeError | undefined {
  let regField = row.extension >= 0 && row.extension < 8 ? row.extension : 0;
  let rm: MachineOperand | undefined;
  let opcodeRegister = 0;
  let rexR = false;
  let rexRequired = false;
  let rexForbidden = false;
  for (let i = 0; i < operands.length; i++) {
    const o = operands[i];
    if (o.kind === 'reg') {
      if (o.register >= HIGH_BYTE && o.register < HIGH_BYTE + 4) rexForbidden = true;
      else if (o.size === 1 && o.register >= 4 && o.register < 16) rexRequired = true;
    }
    switch (row.slots[i]) {
      case Slot.Reg: {
        const number = hardwareNumber(o);
        regField = number & 7;
        rexR = number > 7;
        break;
      }
      case Slot.Rm:
        rm = o;
        break;
      case Slot.Both: {
        const number = hardwareNumber(o);
        regField = number & 7;
        rexR = number > 7;
        rm = o;
        break;
      }
      case Slot.Opcode:
        opcodeRegister = hardwareNumber(o);
        break;
    }
  }
  const bytes = out.bytes;
  let rex = row.rexW ? 0x48 : 0;
  if (rexR) rex |= 0x44;
  if (opcodeRegister > 7) rex |= 0x41;
  let memory: MemoryOperand | undefined;
  let rmNumber = 0;
  if (rm !== undefined) {
    if (rm.kind === 'mem') {
      memory = rm;
      if (rm.base > 7 && rm.base < 16) rex |= 0x41;
      if (rm.index > 7) rex |= 0x42;
      if (rm.index === 4 || rm.base > 15 || rm.index > 15) return 'asm-bad-address';
    } else {
      rmNumber = hardwareNumber(rm);
      if (rmNumber > 7) rex |= 0x41;
    }
  }
  for (const o of operands) {
    if (o.kind !== 'mem') continue;
    if (o.segment !== undefined) bytes.u8(SEGMENT_PREFIX[o.segment - SEGMENT]);
    if (o.address32) bytes.u8(0x67);
  }
  if (row.operandPrefix) bytes.u8(0x66);
  if (row.mandatory !== 0) bytes.u8(row.mandatory);
  if (rexRequired) rex |= 0x40;
  if (rex !== 0) {
    if (rexForbidden) return 'asm-bad-register-mix';
    bytes.u8(rex);
  }
  const last = row.opcode.length - 1;
  for (let i = 0; i < last; i++) bytes.u8(row.opcode[i]);
  bytes.u8(row.opcode[last] + (opcodeRegister & 7));
  let pcFixup = -1;
  if (row.extension >= 0) {
    if (memory === undefined) bytes.u8(0xc0 | (regField << 3) | (rmNumber & 7));
    else pcFixup = emitMemory(out, memory, regField, line);
  }
  for (let i = 0; i < operands.length; i++)
    if (row.slots[i] === Slot.Immediate) emitImmediate(out, operands[i], row, row.widths[i], line);
  if (row.trailing >= 0) bytes.u8(row.trailing);
  // A PC-relative field counts from the end of the instruction.
  if (pcFixup >= 0) out.fixups[pcFixup].target.value -= BigInt(bytes.length - out.fixups[pcFixup].raw);
  return undefined;
}

function hardwareNumber(o: MachineOperand): number {
  if (o.kind !== 'reg') return 0;
  const r = o.register;
  if (r < 32) return r & 15;
  if (r < 36) return r - HIGH_BYTE + 4;
  if (r < 48) return r - SEGMENT;
  if (r >= X87) return r - X87;
  return r & 15;
}

/** ModRM, SIB and displacement; gives the index of a PC-relative fixup, or -1. */
function emitMemory(out: Section, m: MemoryOperand, regField: number, line: number): number {
  const bytes = out.bytes;
  const reg = regField << 3;
  if (m.rip) {
    bytes.u8(reg | 5);
    if (m.symbol === undefined) {
      bytes.u32(m.displacement | 0);
      return -1;
    }
    out.fixup(R_X86_64.PC32, 4, true, { value: BigInt(m.displacement), plus: m.symbol }, line);
    return out.fixups.length - 1;
  }
  const displacement32 = () => {
    if (m.symbol !== undefined)
      out.fixup(
        m.tpoff ? R_X86_64.TPOFF32 : R_X86_64['32S'],
        4,
        false,
        { value: BigInt(m.displacement), plus: m.symbol },
        line,
      );
    else bytes.u32(m.displacement | 0);
  };
  const scaleBits = m.scale === 1 ? 0 : m.scale === 2 ? 0x40 : m.scale === 4 ? 0x80 : 0xc0;
  const index = m.index < 0 ? 4 : m.index & 7;
  if (m.base < 0) {
    bytes.u8(reg | 4);
    bytes.u8(scaleBits | (index << 3) | 5);
    displacement32();
    return -1;
  }
  const base = m.base & 7;
  const needsSib = m.index >= 0 || base === 4;
  const mod =
    m.symbol !== undefined
      ? 0x80
      : m.displacement === 0 && base !== 5
        ? 0
        : m.displacement >= -128 && m.displacement <= 127
          ? 0x40
          : 0x80;
  bytes.u8(mod | reg | (needsSib ? 4 : base));
  if (needsSib) bytes.u8(scaleBits | (index << 3) | base);
  if (mod === 0x40) bytes.u8(m.displacement & 0xff);
  else if (mod === 0x80) displacement32();
  return -1;
}

const ABSOLUTE_TYPE: Record<number, number> = { 1: R_X86_64[8], 2: R_X86_64[16], 4: R_X86_64[32], 8: R_X86_64[64] };

function emitImmediate(out: Section, o: MachineOperand, row: Row, width: number, line: number): void {
  const symbol = o.kind === 'imm' || o.kind === 'mem' ? o.symbol : undefined;
  const value = o.kind === 'imm' ? o.value : o.kind === 'mem' ? o.displacement : 0;
  if (symbol !== undefined) {
    const type = width === 4 && row.imm32Signed ? R_X86_64['32S'] : ABSOLUTE_TYPE[width];
    out.fixup(type, width as 1 | 2 | 4 | 8, false, { value: BigInt(value), plus: symbol }, line);
    return;
  }
  if (width === 8) out.bytes.u64(BigInt(value));
  else if (width === 4) out.bytes.u32(typeof value === 'number' ? value | 0 : Number(BigInt.asIntN(32, value)));
  else if (width === 2) out.bytes.u16(Number(value) & 0xffff);
  else out.bytes.u8(Number(value) & 0xff);
}

/** Encodes a direct jump, conditional jump or call; other branches take an 8-bit distance only. */
export function encodeBranch(
  out: Section,
  kind: { op: 'jmp' } | { op: 'jcc'; condition: number } | { op: 'call' } | { op: 'short'; opcode: number[] },
  target: import('./section').AsmSymbol,
  addend: number,
  line = 0,
): void {
  if (kind.op === 'jmp') out.jump(-1, target, addend);
  else if (kind.op === 'jcc') out.jump(kind.condition, target, addend);
  else if (kind.op === 'call') {
    out.bytes.u8(0xe8);
    out.fixup(R_X86_64.PLT32, 4, true, { value: BigInt(addend - 4), plus: target }, line);
  } else {
    for (const byte of kind.opcode) out.bytes.u8(byte);
    out.fixup(R_X86_64.PC8, 1, true, { value: BigInt(addend - 1), plus: target }, line);
  }
}
