import { describe, expect, test } from 'vitest';
import { aluScalar } from './alu';
import { branchTaken, Jump, refine } from './branch';
import { Draw, SEED, violation } from './draw';
import { coerce, sync } from './scalar';

type Concrete = (x: bigint, y: bigint, width: number) => bigint;
const signed = (x: bigint, width: number): bigint => BigInt.asIntN(width, x);

/** By BPF_OP: what the CPU does with values of that width. */
const OPERATIONS: readonly [string, number, Concrete][] = [
  ['add', 0x00, (x, y) => x + y],
  ['sub', 0x10, (x, y) => x - y],
  ['mul', 0x20, (x, y) => x * y],
  ['div', 0x30, (x, y) => (y === 0n ? 0n : x / y)],
  ['or', 0x40, (x, y) => x | y],
  ['and', 0x50, (x, y) => x & y],
  ['lsh', 0x60, (x, y, w) => x << (y & BigInt(w - 1))],
  ['rsh', 0x70, (x, y, w) => x >> (y & BigInt(w - 1))],
  ['mod', 0x90, (x, y) => (y === 0n ? x : x % y)],
  ['xor', 0xa0, (x, y) => x ^ y],
  ['arsh', 0xc0, (x, y, w) => signed(x, w) >> (y & BigInt(w - 1))],
];

const COMPARE: Readonly<Record<number, (x: bigint, y: bigint, w: number) => boolean>> = {
  [Jump.JEQ]: (x, y) => x === y,
  [Jump.JNE]: (x, y) => x !== y,
  [Jump.JGT]: (x, y) => x > y,
  [Jump.JGE]: (x, y) => x >= y,
  [Jump.JLT]: (x, y) => x < y,
  [Jump.JLE]: (x, y) => x <= y,
  [Jump.JSET]: (x, y) => (x & y) !== 0n,
  [Jump.JSGT]: (x, y, w) => signed(x, w) > signed(y, w),
  [Jump.JSGE]: (x, y, w) => signed(x, w) >= signed(y, w),
  [Jump.JSLT]: (x, y, w) => signed(x, w) < signed(y, w),
  [Jump.JSLE]: (x, y, w) => signed(x, w) <= signed(y, w),
};

describe(`what the verifier believes of numbers holds for every number (seed ${SEED})`, () => {
  const draw = new Draw(SEED);

  test('bringing bounds into agreement loses no value', () => {
    for (let i = 0; i < 3000; i++) {
      const [s, x] = draw.scalar();
      expect(violation(s, x)).toBeNull();
      expect(violation(sync(s.copy()), x)).toBeNull();
      for (const size of [1, 2, 4]) expect(violation(coerce(s, size), BigInt.asUintN(size * 8, x))).toBeNull();
    }
  });

  test.each(OPERATIONS)('%s, 64 and 32 bits', (_name, op, concrete) => {
    for (let i = 0; i < 4000; i++) {
      const [a, x] = draw.scalar();
      const [b, y] = draw.scalar();
      for (const width of [64, 32]) {
        const result = aluScalar(op, width === 32, a, b);
        const cut = (v: bigint) => BigInt.asUintN(width, v);
        expect(violation(result, cut(concrete(cut(x), cut(y), width))), `${x} ${y} ${width}`).toBeNull();
      }
    }
  });

  test.each(Object.keys(Jump))('%s tells the truth on either way', (name) => {
    const op = Jump[name as keyof typeof Jump];
    for (let i = 0; i < 4000; i++) {
      const [s, x] = draw.scalar();
      for (const width of [64, 32]) {
        const value = BigInt.asUintN(width, draw.below(3) === 0 ? x + BigInt(draw.below(3) - 1) : draw.u64());
        const really = COMPARE[op](BigInt.asUintN(width, x), value, width);
        const decided = branchTaken(s, value, op, width === 32);
        if (decided !== null) {
          expect(decided, `${x} ${value} ${width}`).toBe(really);
          continue;
        }
        const [taken, not] = refine(s, value, op, width === 32);
        expect(violation(really ? taken : not, x), `${x} ${value} ${width} ${really}`).toBeNull();
      }
    }
  });
});
