import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { type Case, digest, normalise } from './case';
import { describeDifference, differential } from './fuzz';
import { generateCase } from './generate';
import { generateX87Case } from './generate-x87';
import { buildOracle } from './native';
import { Simulator } from './simulate';
import { decodeVectors } from './vectors';

const SEED = Number(process.env.SEED ?? 20_260_101);

describe('against the real processor', () => {
  const oracle = buildOracle();
  const reason = 'reason' in oracle ? oracle.reason : '';
  if (reason) console.log(`skipped: ${reason}`);
  afterAll(() => {
    if ('dispose' in oracle) oracle.dispose();
  });

  const compare = (count: number, seed: number, generate: (seed: number) => Case) => {
    if (!('path' in oracle)) return;
    const { wrong } = differential(oracle.path, { seed, count, length: 1, generate });
    expect(wrong.slice(0, 3).map(describeDifference).join('\n'), `base seed ${seed}`).toBe('');
  };

  it.skipIf(reason !== '')('agrees on 4,000 single instructions', () =>
    compare(4000, SEED, (seed) => generateCase(seed, 1)),
  );
  it.skipIf(reason !== '')('agrees on 2,000 random sequences', () =>
    compare(2000, SEED + 1_000_000, (seed) => generateCase(seed, 12)),
  );
  it.skipIf(reason !== '')('agrees on 300 x87 sequences', () => compare(300, SEED + 3_000_000, generateX87Case));
});

describe('recorded vectors', () => {
  const vectors = decodeVectors(new Uint8Array(readFileSync(new URL('./vectors.bin', import.meta.url))));

  it(`gives the recorded result for all ${vectors.length}`, () => {
    const simulator = new Simulator();
    const wrong = vectors.filter(({ c, expected }) => {
      const ours = simulator.run(c);
      normalise(c, ours, ours);
      return digest(ours) !== expected;
    });
    expect(wrong.slice(0, 5).map(({ c }) => Buffer.from(c.code).toString('hex'))).toEqual([]);
    expect(vectors.length).toBeGreaterThanOrEqual(20_000);
  });
});

describe('budgets', () => {
  it('make no difference to the result, however they are cut', () => {
    const simulator = new Simulator();
    for (let i = 0; i < 400; i++) {
      const c = generateCase(SEED + 2_000_000 + i, 12);
      const whole = digest(simulator.run(c));
      for (const quanta of [[1], [2, 1, 3], [5, 7]])
        expect(digest(simulator.run(c, quanta)), `seed ${SEED + 2_000_000 + i}, quanta ${quanta}`).toBe(whole);
    }
  });
});
