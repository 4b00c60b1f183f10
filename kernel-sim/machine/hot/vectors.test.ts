/** Single instructions and random sequences in the hot tier: the recorded results of a real processor, and the cold tier's. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { digest, normalise } from '../conformance/case';
import { generateCase } from '../conformance/generate';
import { Simulator } from '../conformance/simulate';
import { decodeVectors } from '../conformance/vectors';

const SEED = Number(process.env.SEED ?? 90_210);
const CASES = Number(process.env.CASES ?? 300);
/** One in so many of the recorded vectors. */
const SHARE = Number(process.env.SHARE ?? 12);

it(`${CASES} generated cases leave what the cold tier leaves, whole and cut into single steps (seed ${SEED})`, () => {
  const [cold, hot] = (['cold', 'hot'] as const).map((tiers) => new Simulator({ tiers }));
  for (let i = 0; i < CASES; i++) {
    const c = generateCase(SEED + i, i % 4 === 0 ? 1 : 12);
    const expected = cold.run(c);
    expect(hot.run(c), `seed ${SEED + i}`).toEqual(expected);
    expect(hot.run(c, [1, 2, 3]), `seed ${SEED + i}, in steps`).toEqual(expected);
  }
});

it('recorded vectors of a real processor give the same in the hot tier', () => {
  const all = decodeVectors(new Uint8Array(readFileSync(new URL('../conformance/vectors.bin', import.meta.url))));
  const hot = new Simulator({ tiers: 'hot' });
  const wrong = all
    .filter((_, i) => i % SHARE === SEED % SHARE)
    .filter(({ c, expected }) => {
      const ours = hot.run(c);
      normalise(c, ours, ours);
      return digest(ours) !== expected;
    });
  expect(wrong.slice(0, 5).map(({ c }) => Buffer.from(c.code).toString('hex'))).toEqual([]);
});
