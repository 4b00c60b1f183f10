import { expect, it } from 'vitest';
import { cpuid } from '../cpu/cpuid';
import { HOST_HANDLERS } from '../cpu/host-names';
import { Decoder } from './decoder';

/** [leaf, register of the answer, bit, name, one instruction of the feature in hex]. */
const FEATURES: readonly (readonly [number, number, number, string, string])[] = [
  [1, 3, 0, 'FPU', 'd9 e8'],
  [1, 3, 4, 'TSC', '0f 31'],
  [1, 3, 5, 'MSR', '0f 32'],
  [1, 3, 8, 'CX8', '0f c7 0f'],
  [1, 3, 11, 'SEP', '0f 34'],
  [1, 3, 15, 'CMOV', '0f 44 c1'],
  [1, 3, 19, 'CLFSH', '0f ae 3f'],
  [1, 3, 23, 'MMX', '0f fc c1'],
  [1, 3, 24, 'FXSR', '0f ae 07'],
  [1, 3, 25, 'SSE', '0f 58 c1'],
  [1, 3, 26, 'SSE2', '66 0f 58 c1'],
  [1, 2, 0, 'SSE3', 'f2 0f d0 c1'],
  [1, 2, 1, 'PCLMULQDQ', '66 0f 3a 44 c1 00'],
  [1, 2, 9, 'SSSE3', '66 0f 38 00 c1'],
  [1, 2, 13, 'CX16', '48 0f c7 0f'],
  [1, 2, 19, 'SSE4.1', '66 0f 3a 0b c1 00'],
  [1, 2, 20, 'SSE4.2', 'f2 0f 38 f1 c1'],
  [1, 2, 22, 'MOVBE', '0f 38 f0 07'],
  [1, 2, 23, 'POPCNT', 'f3 0f b8 c1'],
  [1, 2, 25, 'AES', '66 0f 38 dc c1'],
  [1, 2, 26, 'XSAVE', '0f ae 27'],
  [1, 2, 28, 'AVX', 'c5 f8 58 c1'],
  [1, 2, 30, 'RDRAND', '0f c7 f0'],
  [7, 1, 20, 'SMAP', '0f 01 cb'],
  [0x8000_0001, 3, 11, 'SYSCALL', '0f 05'],
  [0x8000_0001, 3, 27, 'RDTSCP', '0f 01 f9'],
  [0x8000_0001, 2, 0, 'LAHF', '9f'],
  [0x8000_0001, 2, 5, 'LZCNT', 'f3 0f bd c1'],
];
/** Encodings that mean an older instruction where the feature is missing: the answer is in the bit alone. */
const FALLS_BACK = new Set(['LZCNT']);

it.each(FEATURES)(
  'cpuid %x [%i] bit %i: %s is announced if and only if it is there',
  (leaf, register, bit, name, hex) => {
    const announced = ((cpuid(leaf, 0)[register] >>> bit) & 1) === 1;
    const bytes = Uint8Array.from(hex.split(' '), (b) => Number.parseInt(b, 16));
    const decoder = new Decoder();
    decoder.decode(bytes, 0, bytes.length);
    const handler = decoder.row < 0 ? HOST_HANDLERS[decoder.host] : 'row';
    const there = handler !== 'unknown' && handler !== 'undefined';
    expect(announced).toBe(there && !FALLS_BACK.has(name));
  },
);
