/**
 * Registers as the encoder and the register allocator number them. General registers 0–15 and vector registers 16–31
 * carry their hardware number in the low four bits; the rest follows. The allocator's virtual registers start at VIRTUAL.
 */
export type Size = 1 | 2 | 4 | 8;

export const RAX = 0;
export const RCX = 1;
export const RDX = 2;
export const RBX = 3;
export const RSP = 4;
export const RBP = 5;
export const RSI = 6;
export const RDI = 7;
export const R8 = 8;
export const R9 = 9;
export const R10 = 10;
export const R11 = 11;
export const R12 = 12;
export const R13 = 13;
export const R14 = 14;
export const R15 = 15;
export const XMM0 = 16;
/** ah ch dh bh: 32 + 0…3. */
export const HIGH_BYTE = 32;
/** es cs ss ds fs gs. */
export const SEGMENT = 36;
export const CONTROL = 48;
export const DEBUG = 64;
export const X87 = 80;
export const VIRTUAL = 128;

export interface NamedRegister {
  register: number;
  size: Size;
}

const NAMES = new Map<string, NamedRegister>();
const BY_REGISTER: Record<Size, string[]> = { 1: [], 2: [], 4: [], 8: [] };

function define(name: string, register: number, size: Size): void {
  NAMES.set(name, { register, size });
  BY_REGISTER[size][register] ??= name;
}

['ax', 'cx', 'dx', 'bx', 'sp', 'bp', 'si', 'di'].forEach((name, i) => {
  define(`r${name}`, i, 8);
  define(`e${name}`, i, 4);
  define(name, i, 2);
  define(i < 4 ? `${name[0]}l` : `${name}l`, i, 1);
});
for (let i = 8; i < 16; i++) {
  define(`r${i}`, i, 8);
  define(`r${i}d`, i, 4);
  define(`r${i}w`, i, 2);
  define(`r${i}b`, i, 1);
}
['ah', 'ch', 'dh', 'bh'].forEach((name, i) => {
  define(name, HIGH_BYTE + i, 1);
});
for (let i = 0; i < 16; i++) define(`xmm${i}`, XMM0 + i, 8);
['es', 'cs', 'ss', 'ds', 'fs', 'gs'].forEach((name, i) => {
  define(name, SEGMENT + i, 2);
});
for (let i = 0; i < 16; i++) define(`cr${i}`, CONTROL + i, 8);
for (let i = 0; i < 8; i++) {
  define(`dr${i}`, DEBUG + i, 8);
  define(`db${i}`, DEBUG + i, 8);
  define(`st(${i})`, X87 + i, 8);
}
define('st', X87, 8);

/** Finds a register by its AT&T name without the percent sign. */
export function registerByName(name: string): NamedRegister | undefined {
  return NAMES.get(name);
}

/** The AT&T name without the percent sign. */
export function registerName(register: number, size: Size): string {
  return BY_REGISTER[size][register] ?? BY_REGISTER[8][register] ?? `v${register}`;
}

export const isGeneral = (register: number): boolean => register < 16;
export const isVector = (register: number): boolean => register >= 16 && register < 32;
