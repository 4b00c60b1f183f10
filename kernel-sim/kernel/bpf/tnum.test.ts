import { describe, expect, test } from 'vitest';
import * as t from './tnum';
import { bits, Draw, SEED } from './verifier/draw';

const u64 = (x: bigint): bigint => BigInt.asUintN(64, x);

/** Is the value one that the tnum allows? */
const allows = (a: t.Tnum, x: bigint): boolean => (u64(x) & ~a.mask) === a.value;

type Concrete = (x: bigint, y: bigint) => bigint;
const BINARY: readonly [string, (a: t.Tnum, b: t.Tnum) => t.Tnum, Concrete][] = [
  ['add', t.tnumAdd, (x, y) => x + y],
  ['sub', t.tnumSub, (x, y) => x - y],
  ['and', t.tnumAnd, (x, y) => x & y],
  ['or', t.tnumOr, (x, y) => x | y],
  ['xor', t.tnumXor, (x, y) => x ^ y],
  ['mul', t.tnumMul, (x, y) => x * y],
];

describe(`tristate numbers (seed ${SEED})`, () => {
  const draw = new Draw(SEED);
  test.each(BINARY)('%s of any values is one that the tnum allows', (_name, op, concrete) => {
    for (let i = 0; i < 2000; i++) {
      const [a, x] = draw.tnum();
      const [b, y] = draw.tnum();
      const result = op(a, b);
      expect(result.value & result.mask).toBe(0n);
      expect(allows(result, concrete(x, y)), `${bits(a)} ${bits(b)}: ${x} ${y}`).toBe(true);
    }
  });

  test('shifts', () => {
    for (let i = 0; i < 2000; i++) {
      const [a, x] = draw.tnum();
      const by = draw.below(64);
      expect(allows(t.tnumLsh(a, by), x << BigInt(by))).toBe(true);
      expect(allows(t.tnumRsh(a, by), x >> BigInt(by))).toBe(true);
      expect(allows(t.tnumArsh(a, by, 64), BigInt.asIntN(64, x) >> BigInt(by))).toBe(true);
      const low = BigInt.asIntN(32, x) >> BigInt(by & 31);
      expect(allows(t.tnumArsh(t.tnumSubreg(a), by & 31, 32), BigInt.asUintN(32, low))).toBe(true);
    }
  });

  test('a range holds its ends and all between', () => {
    for (let i = 0; i < 2000; i++) {
      const [x, y] = [draw.u64(), draw.u64()].sort((p, q) => (p < q ? -1 : 1));
      const range = t.tnumRange(x, y);
      const between = x + (draw.u64() % (y - x + 1n));
      for (const value of [x, between, y]) expect(allows(range, value)).toBe(true);
    }
  });

  test('intersection keeps what both allow; cast and subreg keep low bytes', () => {
    for (let i = 0; i < 2000; i++) {
      const [a, x] = draw.tnum();
      const [wide] = [{ value: x & ~(a.mask | 0xff00n), mask: a.mask | 0xff00n }];
      expect(allows(t.tnumIntersect(a, wide), x)).toBe(true);
      expect(t.tnumIn(wide, a)).toBe(true);
      for (const size of [1, 2, 4, 8]) expect(allows(t.tnumCast(a, size), BigInt.asUintN(size * 8, x))).toBe(true);
      expect(allows(t.tnumOr(t.tnumClearSubreg(a), t.tnumSubreg(a)), x)).toBe(true);
    }
  });
});
