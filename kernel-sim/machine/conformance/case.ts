/** One differential case: code and the state it starts from; what it leaves; and the binary forms that oracle.c reads and writes. */
import { Random } from './random';

export const CODE_BASE = 0x3000_0000;
export const DATA_BASE = 0x2000_0000;
export const WINDOW = 1024;
/** Address of the compared window: it spans a page boundary. */
export const WINDOW_AT = DATA_BASE + 4096 - WINDOW / 2;
export const INPUT_BYTES = 1680;
export const OUTPUT_BYTES = 1440;

export interface Case {
  /** Code, ending with int3, and its place in two pages of code. */
  code: Uint8Array;
  offset: number;
  /** What the registers, vector registers and memory are made from. */
  stateSeed: number;
  /** Flags that are undefined at the end. */
  undefinedFlags: number;
}

export interface Initial {
  regs: bigint[];
  flags: number;
  xmm: Uint8Array;
  memory: Uint8Array;
}

export interface Outcome {
  regs: bigint[];
  rip: bigint;
  flags: number;
  trap: number;
  error: number;
  address: bigint;
  xmm: Uint8Array;
  memory: Uint8Array;
}

const EDGES = [
  0n,
  1n,
  2n,
  0x7fn,
  0x80n,
  0xffn,
  0x7fffn,
  0x8000n,
  0xffffn,
  0x7fff_ffffn,
  0x8000_0000n,
  0xffff_ffffn,
  (1n << 63n) - 1n,
  1n << 63n,
  (1n << 64n) - 1n,
];

const DOUBLES = [
  0n,
  1n << 63n,
  0x3ff0_0000_0000_0000n,
  0xbff0_0000_0000_0000n,
  0x7ff0_0000_0000_0000n,
  0xfff0_0000_0000_0000n,
  0x7ff8_0000_0000_1234n,
  0x7ff0_0000_0000_0001n,
  0xfff4_0000_0000_0000n,
  1n,
  0x000f_ffff_ffff_ffffn,
  0x7fef_ffff_ffff_ffffn,
  0x41df_ffff_ffe0_0000n,
  0x41e0_0000_0000_0000n,
  0xc1e0_0000_0000_0000n,
  0x43e0_0000_0000_0000n,
  0x3fe0_0000_0000_0000n,
  0x4004_0000_0000_0000n,
];
const FLOATS = [
  0n,
  0x8000_0000n,
  0x3f80_0000n,
  0xbf80_0000n,
  0x7f80_0000n,
  0xff80_0000n,
  0x7fc0_1234n,
  0x7f80_0001n,
  0xffa0_0000n,
  1n,
  0x7f7f_ffffn,
  0x4eff_ffffn,
  0x4f00_0000n,
  0xcf00_0000n,
  0x3f00_0000n,
  0x4020_0000n,
];

function double(random: Random): bigint {
  if (random.chance(40)) return random.pick(DOUBLES);
  // An exponent near 1, so that sums and products stay interesting.
  return (random.wide() & 0x800f_ffff_ffff_ffffn) | (BigInt(1023 - 40 + random.below(80)) << 52n);
}

function single(random: Random): bigint {
  if (random.chance(40)) return random.pick(FLOATS);
  return BigInt(((random.next() & 0x807f_ffff) | ((127 - 20 + random.below(40)) << 23)) >>> 0);
}

function vectorHalf(random: Random): bigint {
  switch (random.below(4)) {
    case 0:
      return random.wide();
    case 1:
      return double(random);
    case 2:
      return single(random) | (single(random) << 32n);
    default:
      return random.pick(EDGES) | (random.pick(EDGES) << 32n);
  }
}

/** rbx, rbp, rsp, rsi, rdi and r12 point into the window, r13 is a small index; the rest is random or an edge value. */
export function initialState(seed: number): Initial {
  const random = new Random(seed);
  const pointer = () => BigInt(WINDOW_AT + WINDOW / 2 - 160 + random.below(320));
  const regs = Array.from(
    { length: 16 },
    () => (random.chance(40) ? random.pick(EDGES) : random.wide()) & ((1n << 64n) - 1n),
  );
  for (const r of [3, 5, 6, 7, 12]) regs[r] = pointer();
  regs[4] = BigInt(WINDOW_AT + WINDOW / 2 + 64 - random.below(16) * 8);
  regs[13] = BigInt(random.below(16));
  for (const r of [3, 5, 12]) if (random.chance(80)) regs[r] &= ~15n;
  if (random.chance(70)) regs[13] = BigInt(random.below(2) * 16);
  const bytes = new Uint8Array(256);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < 256; i += 8) view.setBigUint64(i, BigInt.asUintN(64, vectorHalf(random)), true);
  const memory = new Uint8Array(WINDOW);
  const memoryView = new DataView(memory.buffer);
  for (let i = 0; i < WINDOW; i += 8) memoryView.setBigUint64(i, BigInt.asUintN(64, vectorHalf(random)), true);
  const flags = 0x202 | (random.next() & 0x8d5) | (random.chance(10) ? 0x400 : 0);
  return { regs, flags, xmm: bytes, memory };
}

export function encodeCase(c: Case): Uint8Array {
  const out = new Uint8Array(INPUT_BYTES);
  const view = new DataView(out.buffer);
  const state = initialState(c.stateSeed);
  view.setUint32(0, c.code.length, true);
  view.setUint32(4, c.offset, true);
  out.set(c.code, 8);
  state.regs.forEach((r, i) => {
    view.setBigUint64(264 + i * 8, r, true);
  });
  view.setBigUint64(392, BigInt(state.flags), true);
  out.set(state.xmm, 400);
  out.set(state.memory, 656);
  return out;
}

export function decodeOutcome(bytes: Uint8Array): Outcome {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    regs: Array.from({ length: 16 }, (_, i) => view.getBigUint64(i * 8, true)),
    rip: view.getBigUint64(128, true),
    flags: view.getUint32(136, true),
    trap: view.getUint32(144, true),
    error: view.getUint32(148, true),
    address: view.getBigUint64(152, true),
    xmm: bytes.subarray(160, 416),
    memory: bytes.subarray(416, OUTPUT_BYTES),
  };
}

const hex = (v: bigint | number) => `0x${v.toString(16)}`;
const REGISTERS = [
  'rax',
  'rcx',
  'rdx',
  'rbx',
  'rsp',
  'rbp',
  'rsi',
  'rdi',
  'r8',
  'r9',
  'r10',
  'r11',
  'r12',
  'r13',
  'r14',
  'r15',
];
const COMPARED_FLAGS = 0xcd5;

/** What differs, as text; empty when the two agree. */
export function differences(c: Case, native: Outcome, ours: Outcome): string[] {
  const out: string[] = [];
  const note = (name: string, a: bigint | number, b: bigint | number) => {
    if (a !== b) out.push(`${name}: real ${hex(a)}, ours ${hex(b)}`);
  };
  note('trap', native.trap, ours.trap);
  note('rip', native.rip, ours.rip);
  REGISTERS.forEach((name, i) => {
    note(name, native.regs[i], ours.regs[i]);
  });
  const mask = COMPARED_FLAGS & ~c.undefinedFlags;
  note('flags', native.flags & mask, ours.flags & mask);
  if (native.trap === 14) {
    note('error', native.error, ours.error);
    note('cr2', native.address, ours.address);
  }
  for (let i = 0; i < 16; i++) {
    const half = (o: Outcome, n: number) =>
      new DataView(o.xmm.buffer, o.xmm.byteOffset).getBigUint64(i * 16 + n * 8, true);
    note(`xmm${i}.low`, half(native, 0), half(ours, 0));
    note(`xmm${i}.high`, half(native, 1), half(ours, 1));
  }
  for (let i = 0; i < WINDOW; i++)
    if (native.memory[i] !== ours.memory[i]) note(`memory+${i}`, native.memory[i], ours.memory[i]);
  return out;
}

/** A digest of all that `differences` compares (FNV-1a, 53 bits are plenty here). */
export function digest(c: Case, o: Outcome): string {
  let a = 0x811c9dc5;
  let b = 0x1b873593;
  const byte = (v: number) => {
    a = Math.imul(a ^ v, 0x01000193);
    b = Math.imul(b ^ v, 0x85ebca6b) ^ (b >>> 13);
  };
  const wide = (v: bigint) => {
    for (let i = 0n; i < 64n; i += 8n) byte(Number((v >> i) & 255n));
  };
  byte(o.trap);
  wide(o.rip);
  o.regs.forEach(wide);
  wide(BigInt(o.flags & COMPARED_FLAGS & ~c.undefinedFlags));
  if (o.trap === 14) {
    byte(o.error);
    wide(o.address);
  }
  o.xmm.forEach(byte);
  o.memory.forEach(byte);
  return (a >>> 0).toString(16).padStart(8, '0') + (b >>> 0).toString(16).padStart(8, '0');
}
