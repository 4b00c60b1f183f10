/**
 * Turns the instruction table's text into rows that the encoder matches. Each operand is a bit set of classes; a row fits
 * when every operand shares a class with it, and the operand size agrees.
 */
import { INTEGER_ROWS } from './table/integer';
import { SYSTEM_ROWS } from './table/system';
import { VECTOR_ROWS } from './table/vector';

export const CLASS = {
  r8: 1,
  r16: 2,
  r32: 4,
  r64: 8,
  x: 0x10,
  m: 0x20,
  sreg: 0x40,
  cr: 0x80,
  dr: 0x100,
  st: 0x200,
  al: 0x400,
  ax: 0x800,
  eax: 0x1000,
  rax: 0x2000,
  cl: 0x4000,
  dx: 0x8000,
  one: 0x10000,
  imm8s: 0x20000,
  imm8: 0x40000,
  imm16: 0x80000,
  imm32s: 0x100000,
  imm32: 0x200000,
  imm64: 0x400000,
  moffs: 0x800000,
  fs: 0x1000000,
  gs: 0x2000000,
} as const;

const OPERANDS: Record<string, number> = {
  ...CLASS,
  rm8: CLASS.r8 | CLASS.m,
  rm16: CLASS.r16 | CLASS.m,
  rm32: CLASS.r32 | CLASS.m,
  rm64: CLASS.r64 | CLASS.m,
  xm: CLASS.x | CLASS.m,
  xr: CLASS.x,
  st1: CLASS.st,
};

/** Where an operand goes in the encoding. */
export enum Slot {
  None,
  /** ModRM.reg. */
  Reg,
  /** ModRM.rm. */
  Rm,
  /** Low three bits of the opcode. */
  Opcode,
  Immediate,
  /** Both ModRM.reg and ModRM.rm (two-operand imul by a constant). */
  Both,
}

export interface Row {
  mnemonic: string;
  operands: number[];
  slots: Slot[];
  /** Immediate sizes, by operand. */
  widths: number[];
  /** Operand size that this row is for; 0 = any. */
  size: number;
  operandPrefix: boolean;
  /** 0, 0x66, 0xf2, 0xf3. */
  mandatory: number;
  rexW: boolean;
  opcode: number[];
  /** -1 = no ModRM, 8 = register, 0…7 = opcode extension. */
  extension: number;
  /** A constant byte after the operands (cmpltsd …), or -1. */
  trailing: number;
  imm32Signed: boolean;
  text: string;
}

const EXPANSIONS: Record<string, { size: number; r: string; imm: string; a: string }[]> = {
  v: [
    { size: 2, r: '16', imm: 'imm16', a: 'ax' },
    { size: 4, r: '32', imm: 'imm32', a: 'eax' },
    { size: 8, r: '64', imm: 'imm32s', a: 'rax' },
  ],
  y: [
    { size: 4, r: '32', imm: 'imm32', a: 'eax' },
    { size: 8, r: '64', imm: 'imm32s', a: 'rax' },
  ],
};
const VARIABLE: Record<string, [letter: string, field: 'r' | 'imm' | 'a', prefix: string]> = {
  rv: ['v', 'r', 'r'],
  rmv: ['v', 'r', 'rm'],
  immv: ['v', 'imm', ''],
  av: ['v', 'a', ''],
  ry: ['y', 'r', 'r'],
  rmy: ['y', 'r', 'rm'],
};
const FIXED_SIZE: Record<string, number> = {
  r8: 1,
  rm8: 1,
  al: 1,
  r16: 2,
  rm16: 2,
  ax: 2,
  r32: 4,
  rm32: 4,
  eax: 4,
  r64: 8,
  rm64: 8,
};

function sizeOf(mnemonic: string, operands: string[]): number {
  if (mnemonic.startsWith('movz') || mnemonic.startsWith('movsx')) return FIXED_SIZE[operands[0]] ?? 0;
  for (const o of operands) if (FIXED_SIZE[o] !== undefined) return FIXED_SIZE[o];
  return 0;
}

function makeRow(text: string, mnemonic: string, operands: string[], encoding: string[], size: number): Row {
  const row: Row = {
    mnemonic,
    operands: operands.map((o) => OPERANDS[o]),
    slots: [],
    widths: [],
    size,
    operandPrefix: size === 2,
    mandatory: 0,
    rexW: size === 8,
    opcode: [],
    extension: -1,
    trailing: -1,
    imm32Signed: false,
    text,
  };
  let opcodeRegister = false;
  const widths: number[] = [];
  const flags = new Set<string>();
  for (const token of encoding) {
    if (/^[0-9a-f]{2}$/.test(token)) {
      const byte = Number.parseInt(token, 16);
      if (
        row.opcode.length === 0 &&
        row.mandatory === 0 &&
        (byte === 0x66 || byte === 0xf2 || byte === 0xf3) &&
        encoding[1] !== undefined &&
        /^[0-9a-f]{2}$/.test(encoding[1])
      )
        row.mandatory = byte;
      else if (row.opcode.length === 0 && byte === 0x48) row.rexW = true;
      else row.opcode.push(byte);
    } else if (token === '/r') row.extension = 8;
    else if (/^\/[0-7]$/.test(token)) row.extension = Number(token[1]);
    else if (token === '+r' || token === '+st') opcodeRegister = true;
    else if (token === 'ib') widths.push(1);
    else if (token === 'iw') widths.push(2);
    else if (token === 'id') widths.push(4);
    else if (token === 'iq') widths.push(8);
    else if (token === 'iv') widths.push(size === 2 ? 2 : 4);
    else if (token.startsWith('=')) row.trailing = Number(token.slice(1));
    else flags.add(token);
  }
  if (flags.has('d64') || flags.has('w0')) row.rexW = false;
  if (flags.has('w1')) row.rexW = true;
  if (flags.has('x32') || (flags.has('w0') && size === 2)) row.operandPrefix = false;
  const registerSlots = operands.filter((o) => (OPERANDS[o] & 0x3ff) !== 0).length;
  let seen = 0;
  operands.forEach((o, i) => {
    const isImmediate = o.startsWith('imm');
    const implied = ['al', 'ax', 'eax', 'rax', 'cl', 'dx', 'one', 'fs', 'gs', 'st1'].includes(o);
    if (o === 'moffs') {
      row.slots.push(Slot.Immediate);
      row.widths[i] = widths.shift() ?? 0;
    } else if (isImmediate) {
      row.slots.push(Slot.Immediate);
      row.widths[i] = widths.shift() ?? 1;
      if (o === 'imm32s') row.imm32Signed = true;
    } else if (implied) row.slots.push(Slot.None);
    else if (opcodeRegister) row.slots.push(Slot.Opcode);
    else if (flags.has('rr')) row.slots.push(Slot.Both);
    else if (row.extension < 0) row.slots.push(Slot.None);
    else if (row.extension < 8) row.slots.push(Slot.Rm);
    else {
      // With two register operands the memory-capable one is rm; `mr` says so where both are registers.
      const first = seen === 0;
      const pair = operands.filter((p) => !p.startsWith('imm') && p !== 'cl');
      const firstIsRm = flags.has('mr') || pair[0].startsWith('rm') || pair[0] === 'm';
      const rm = registerSlots === 1 ? true : first === firstIsRm;
      row.slots.push(rm ? Slot.Rm : Slot.Reg);
      seen++;
    }
  });
  return row;
}

function expand(text: string): Row[] {
  const [mnemonic, operandText, ...encoding] = text.split(' ');
  const names = operandText === '-' ? [] : operandText.split(',');
  const variable = names.find((n) => VARIABLE[n] !== undefined);
  if (variable === undefined) return [makeRow(text, mnemonic, names, encoding, sizeOf(mnemonic, names))];
  return EXPANSIONS[VARIABLE[variable][0]].map((e) => {
    const concrete = names.map((n) => (VARIABLE[n] === undefined ? n : VARIABLE[n][2] + e[VARIABLE[n][1]]));
    return makeRow(text, mnemonic, concrete, encoding, e.size);
  });
}

const TEXT = new Map<string, string[]>();
for (const row of [...INTEGER_ROWS, ...SYSTEM_ROWS, ...VECTOR_ROWS]) {
  const mnemonic = row.slice(0, row.indexOf(' '));
  const list = TEXT.get(mnemonic);
  if (list === undefined) TEXT.set(mnemonic, [row]);
  else list.push(row);
}
const ROWS = new Map<string, readonly Row[]>();

/** The rows of a mnemonic, parsed on first use; undefined when there is no such instruction. */
export function rowsOf(mnemonic: string): readonly Row[] | undefined {
  const known = ROWS.get(mnemonic);
  if (known !== undefined) return known;
  const text = TEXT.get(mnemonic);
  if (text === undefined) return undefined;
  const rows = text.flatMap(expand);
  ROWS.set(mnemonic, rows);
  return rows;
}

/** All mnemonics of the table, for tests and for suggestions. */
export function mnemonics(): IterableIterator<string> {
  return TEXT.keys();
}

/** All rows, for the test that compares them with GNU as. */
export function allRows(): Row[] {
  return [...TEXT.keys()].flatMap((m) => rowsOf(m)!);
}
