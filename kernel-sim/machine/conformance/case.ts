/** One differential case: code and the state it starts from; what it leaves; and the binary forms that oracle.c reads and writes. */
import { Random } from './random';
import { edge, fillFromPool, putExtended } from './values';

export const CODE_BASE = 0x3000_0000;
export const DATA_BASE = 0x2000_0000;
export const WINDOW = 1024;
/** Address of the compared window: it spans a page boundary. */
export const WINDOW_AT = DATA_BASE + 4096 - WINDOW / 2;

/** Input of oracle.c: code, then the state image. */
export const CODE_BYTES = 256;
/** The state image: 16 registers, flags, an FXSAVE image, the memory window. */
export const Image = { REGS: 0, FLAGS: 128, FX: 144, MEMORY: 656, BYTES: 656 + WINDOW } as const;
export const INPUT_BYTES = 8 + CODE_BYTES + 8 + Image.BYTES;
/** What a case leaves: registers, rip, flags, trap, error, address, the first 416 bytes of an FXSAVE image, the window. */
export const Out = {
  REGS: 0,
  RIP: 128,
  FLAGS: 136,
  TRAP: 144,
  ERROR: 148,
  ADDRESS: 152,
  FX: 160,
  MEMORY: 576,
  BYTES: 576 + WINDOW,
} as const;
/** Fields of an FXSAVE image (SDM 1, table 10-2). */
export const Fx = { FCW: 0, FSW: 2, FTW: 4, FOP: 6, FIP: 8, MXCSR: 24, ST: 32, XMM: 160, BYTES: 416 } as const;

/** What is left out of the comparison because the manual leaves it open (see Attributes in rows/types.ts). */
export interface Latitude {
  /** Flags that are undefined at the end. */
  undefinedFlags: number;
  /** Bits of the x87 status word. */
  undefinedStatus: number;
  /** ST registers may differ by one unit in the last place, and then the status word in PE, UE and C1. */
  approximate: boolean;
}

export interface Case extends Latitude {
  /** Code, ending with int3, and its place in two pages of code. */
  code: Uint8Array;
  offset: number;
  /** What the registers, vector registers and memory are made from. */
  stateSeed: number;
}

const DEFAULT_MXCSR = 0x1f80;

function mxcsr(random: Random): number {
  const sticky = random.chance(50) ? 0 : random.next() & 0x3f;
  const kind = random.below(100);
  if (kind < 55) return DEFAULT_MXCSR | sticky;
  // Rounding control, flush to zero, denormals are zeros.
  const control = random.next() & 0xe040;
  if (kind < 85) return DEFAULT_MXCSR | control | sticky;
  return control | (random.next() & 0x1f80) | sticky;
}

function x87(random: Random, view: DataView, at: number): void {
  const kind = random.below(100);
  let control = 0x37f;
  if (kind >= 50) control = 0x7f | (random.next() & 0xf00);
  if (kind >= 90) control = (random.next() & 0xf3f) | 0x40;
  let status = random.next() & 0x7f7f;
  if (random.chance(60)) status &= ~0x7f;
  // ES and B follow from the flags and the masks: a pending exception only now and then.
  if (random.chance(90)) status &= control | ~0x3f;
  if (status & ~control & 0x3f) status |= 0x8080;
  let tags = random.next() & 0xff;
  if (random.chance(60)) tags = 0xff;
  else if (random.chance(30)) tags = 0;
  view.setUint16(at + Fx.FCW, control, true);
  view.setUint16(at + Fx.FSW, status, true);
  view.setUint8(at + Fx.FTW, tags);
  for (let i = 0; i < 8; i++) putExtended(random, view, at + Fx.ST + i * 16);
}

/** rbx, rbp, rsp, rsi, rdi and r12 point into the window, r13 is a small index; the rest is random or an edge value. */
export function initialState(seed: number): Uint8Array {
  const random = new Random(seed);
  const image = new Uint8Array(Image.BYTES);
  const view = new DataView(image.buffer);
  const pointer = () => BigInt(WINDOW_AT + WINDOW / 2 - 160 + random.below(320));
  const reg = (i: number, v: bigint) => view.setBigUint64(i * 8, BigInt.asUintN(64, v), true);
  for (let i = 0; i < 16; i++) {
    if (random.chance(40)) reg(i, edge(random));
    else {
      view.setUint32(i * 8, random.next(), true);
      view.setUint32(i * 8 + 4, random.next(), true);
    }
  }
  for (const r of [6, 7]) reg(r, pointer());
  for (const r of [3, 5, 12]) reg(r, random.chance(80) ? pointer() & ~15n : pointer());
  reg(4, BigInt(WINDOW_AT + WINDOW / 2 + 64 - random.below(16) * 8));
  reg(13, BigInt(random.chance(70) ? random.below(2) * 16 : random.below(16)));
  const flags = 0x202 | (random.next() & 0x8d5) | (random.chance(10) ? 0x400 : 0);
  view.setUint32(Image.FLAGS, flags, true);
  x87(random, view, Image.FX);
  view.setUint32(Image.FX + Fx.MXCSR, mxcsr(random), true);
  view.setUint32(Image.FX + Fx.MXCSR + 4, 0xffff, true);
  fillFromPool(random, image.subarray(Image.FX + Fx.XMM, Image.FX + Fx.XMM + 256));
  fillFromPool(random, image.subarray(Image.MEMORY));
  return image;
}

export function encodeCase(c: Case, out: Uint8Array): void {
  const view = new DataView(out.buffer, out.byteOffset, out.byteLength);
  view.setUint32(0, c.code.length, true);
  view.setUint32(4, c.offset, true);
  out.set(c.code, 8);
  out.set(initialState(c.stateSeed), 8 + CODE_BYTES + 8);
}

const COMPARED_FLAGS = 0xcd5;
const PE_UE_C1 = 0x230;

/** The 80-bit number at `at` as one ordered integer, so that neighbours differ by 1. */
function ordered(view: DataView, at: number): bigint {
  const word = view.getUint16(at + 8, true);
  const magnitude = (BigInt(word & 0x7fff) << 63n) + BigInt.asUintN(63, view.getBigUint64(at, true));
  return word & 0x8000 ? -magnitude : magnitude;
}

/**
 * Makes two outcomes comparable byte by byte: clears what the case leaves open in both, and the pointers to the last x87
 * instruction (AMD's processors keep them only for unmasked exceptions, Intel's always).
 */
export function normalise(c: Latitude, o: Uint8Array, real: Uint8Array): void {
  const view = new DataView(o.buffer, o.byteOffset, o.byteLength);
  const other = new DataView(real.buffer, real.byteOffset, real.byteLength);
  view.setUint32(Out.FLAGS, view.getUint32(Out.FLAGS, true) & COMPARED_FLAGS & ~c.undefinedFlags, true);
  view.setUint32(Out.FLAGS + 4, 0, true);
  const trap = view.getUint32(Out.TRAP, true);
  if (trap !== 14) {
    view.setUint32(Out.ERROR, 0, true);
    view.setBigUint64(Out.ADDRESS, 0n, true);
  }
  o.fill(0, Out.FX + Fx.FOP, Out.FX + Fx.MXCSR);
  o[Out.FX + 5] = 0;
  view.setUint32(Out.FX + Fx.MXCSR + 4, 0, true);
  for (let i = 0; i < 8; i++) o.fill(0, Out.FX + Fx.ST + i * 16 + 10, Out.FX + Fx.ST + i * 16 + 16);
  if (c.undefinedStatus) {
    const at = Out.FX + Fx.FSW;
    view.setUint16(at, view.getUint16(at, true) & ~c.undefinedStatus, true);
  }
  if (!c.approximate || o === real) return;
  for (let i = 0; i < 8; i++) {
    const at = Out.FX + Fx.ST + i * 16;
    const d = ordered(view, at) - ordered(other, at);
    if (d >= -1n && d <= 1n) o.set(real.subarray(at, at + 10), at);
  }
  const at = Out.FX + Fx.FSW;
  const [ours, theirs] = [view.getUint16(at, true), other.getUint16(at, true)];
  // With another PE or UE also whether something waits.
  const open = (ours ^ theirs) & 0x30 ? PE_UE_C1 | 0x8080 : PE_UE_C1;
  view.setUint16(at, (ours & ~open) | (theirs & open), true);
}

export function same(a: Uint8Array, b: Uint8Array): boolean {
  for (let i = 0; i < Out.BYTES; i++) if (a[i] !== b[i]) return false;
  return true;
}

const hex = (v: bigint | number) => `0x${v.toString(16)}`;
const REGISTERS = 'rax rcx rdx rbx rsp rbp rsi rdi r8 r9 r10 r11 r12 r13 r14 r15'.split(' ');

/** What differs, as text; empty when the two agree. Both normalised. */
export function differences(real: Uint8Array, ours: Uint8Array): string[] {
  const out: string[] = [];
  const a = new DataView(real.buffer, real.byteOffset, real.byteLength);
  const b = new DataView(ours.buffer, ours.byteOffset, ours.byteLength);
  const note = (name: string, x: bigint | number, y: bigint | number) => {
    if (x !== y) out.push(`${name}: real ${hex(x)}, ours ${hex(y)}`);
  };
  const word = (name: string, at: number) => note(name, a.getUint32(at, true), b.getUint32(at, true));
  const half = (name: string, at: number) => note(name, a.getUint16(at, true), b.getUint16(at, true));
  const wide = (name: string, at: number) => note(name, a.getBigUint64(at, true), b.getBigUint64(at, true));
  word('trap', Out.TRAP);
  wide('rip', Out.RIP);
  REGISTERS.forEach((name, i) => {
    wide(name, i * 8);
  });
  word('flags', Out.FLAGS);
  word('error', Out.ERROR);
  wide('cr2', Out.ADDRESS);
  half('fcw', Out.FX + Fx.FCW);
  half('fsw', Out.FX + Fx.FSW);
  half('ftw', Out.FX + Fx.FTW);
  word('mxcsr', Out.FX + Fx.MXCSR);
  for (let i = 0; i < 8; i++) {
    const at = Out.FX + Fx.ST + i * 16;
    const number = (v: DataView) => (BigInt(v.getUint16(at + 8, true)) << 64n) | v.getBigUint64(at, true);
    note(`st${i}`, number(a), number(b));
  }
  for (let i = 0; i < 16; i++) {
    wide(`xmm${i}.low`, Out.FX + Fx.XMM + i * 16);
    wide(`xmm${i}.high`, Out.FX + Fx.XMM + i * 16 + 8);
  }
  for (let i = 0; i < WINDOW; i++) note(`memory+${i}`, real[Out.MEMORY + i], ours[Out.MEMORY + i]);
  return out;
}

/** A digest of a normalised outcome (two 32-bit FNV-like sums). */
export function digest(o: Uint8Array): string {
  let a = 0x811c9dc5;
  let b = 0x1b873593;
  for (let i = 0; i < Out.BYTES; i++) {
    a = Math.imul(a ^ o[i], 0x01000193);
    b = Math.imul(b ^ o[i], 0x85ebca6b) ^ (b >>> 13);
  }
  return (a >>> 0).toString(16).padStart(8, '0') + (b >>> 0).toString(16).padStart(8, '0');
}
