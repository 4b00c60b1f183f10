/**
 * Programs for tests and benchmarks of the verifier: a short way to write instructions, and the maps they use.
 */
import { rulesOf } from '../context';
import { type BpfInsn, type BpfMapInfo, MapType, ProgType, type VerifyInput, type VerifyResult } from '../types';
import { verify } from '.';

export type Part = BpfInsn | readonly BpfInsn[];

const insn = (code: number, dst = 0, src = 0, off = 0, imm = 0): BpfInsn => ({ code, dst, src, off, imm });

export const mov = (dst: number, imm: number): BpfInsn => insn(0xb7, dst, 0, 0, imm);
export const movReg = (dst: number, src: number): BpfInsn => insn(0xbf, dst, src);
export const add = (dst: number, imm: number): BpfInsn => insn(0x07, dst, 0, 0, imm);
export const addReg = (dst: number, src: number): BpfInsn => insn(0x0f, dst, src);
export const and = (dst: number, imm: number): BpfInsn => insn(0x57, dst, 0, 0, imm);
/** op: BPF_OP of the jump; 5 = 64 bits. */
export const jump = (op: number, dst: number, imm: number, off: number): BpfInsn => insn(op | 5, dst, 0, off, imm);
export const jumpReg = (op: number, dst: number, src: number, off: number): BpfInsn => insn(op | 0x0d, dst, src, off);
export const ja = (off: number): BpfInsn => insn(0x05, 0, 0, off);
/** size: 0x18 eight bytes, 0 four, 8 two, 0x10 one. */
export const load = (size: number, dst: number, src: number, off: number): BpfInsn => insn(0x61 | size, dst, src, off);
export const store = (size: number, dst: number, off: number, imm: number): BpfInsn =>
  insn(0x62 | size, dst, 0, off, imm);
export const storeReg = (size: number, dst: number, src: number, off: number): BpfInsn =>
  insn(0x63 | size, dst, src, off);
export const helper = (id: number): BpfInsn => insn(0x85, 0, 0, 0, id);
export const call = (distance: number): BpfInsn => insn(0x85, 0, 1, 0, distance);
export const exit = (): BpfInsn => insn(0x95);
export const loadMap = (dst: number, map: number): readonly BpfInsn[] => [insn(0x18, dst, 1, 0, map), insn(0)];

/** r0 = element 0 of a map, or NULL. Uses r1, r2 and fp−4. */
export const lookup = (map: number): readonly BpfInsn[] => [
  store(0, 10, -4, 0),
  movReg(2, 10),
  add(2, -4),
  ...loadMap(1, map),
  helper(1),
];

export const program = (...parts: readonly Part[]): BpfInsn[] => parts.flat() as BpfInsn[];

/** 0: hash with 8-byte values; 1: array with 48-byte values; 2: ring buffer. */
const MAPS: readonly BpfMapInfo[] = [
  [MapType.HASH, 4, 8],
  [MapType.ARRAY, 4, 48],
  [MapType.RINGBUF, 0, 0],
].map(([type, keySize, valueSize], i) => ({
  id: i + 1,
  type,
  keySize,
  valueSize,
  maxEntries: 4096,
  flags: 0,
  name: `map${i}`,
  frozen: false,
  spinLockOffset: -1,
  timerOffset: -1,
  inner: null,
}));

export function verifyProgram(
  insns: readonly BpfInsn[],
  options: Partial<VerifyInput> = {},
  type: number = ProgType.SOCKET_FILTER,
): VerifyResult {
  const rules = rulesOf(type);
  if (!rules) throw new Error(`no rules for program type ${type}`);
  return verify({
    insns,
    rules,
    expectedAttachType: 0,
    gplCompatible: true,
    privileged: true,
    flags: 0,
    logLevel: 0,
    map: (fd) => MAPS[fd] ?? -9,
    ...options,
  });
}
