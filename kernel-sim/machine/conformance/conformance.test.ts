import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Case, differences, digest } from './case';
import { generateCase } from './generate';
import { generateX87Case } from './generate-x87';
import { buildOracle, runNative } from './native';
import { Simulator } from './simulate';

const SEED = Number(process.env.SEED ?? 20_260_101);
const hex = (code: Uint8Array) => [...code].map((b) => b.toString(16).padStart(2, '0')).join(' ');

function report(seed: number, c: Case, found: string[]): string {
  return `seed ${seed}, code ${hex(c.code)} at +${c.offset}:\n  ${found.slice(0, 8).join('\n  ')}`;
}

describe('against the real processor', () => {
  const oracle = buildOracle();
  const reason = 'reason' in oracle ? oracle.reason : '';
  if (reason) console.log(`skipped: ${reason}`);

  const compare = (count: number, base: number, generate: (seed: number) => Case) => {
    if (!('path' in oracle)) return;
    const cases = Array.from({ length: count }, (_, i) => generate(base + i));
    const native = runNative(oracle.path, cases);
    const simulator = new Simulator();
    const wrong = cases.flatMap((c, i) => {
      const found = differences(c, native[i], simulator.run(c));
      return found.length > 0 ? [report(base + i, c, found)] : [];
    });
    expect(wrong.slice(0, 3).join('\n'), `base seed ${base}`).toBe('');
    expect(simulator.core.unimplemented.size).toBe(0);
  };

  it.skipIf(reason !== '')('agrees on 2,000 single instructions', () =>
    compare(2000, SEED, (seed) => generateCase(seed, 1)),
  );
  it.skipIf(reason !== '')('agrees on 2,000 random sequences', () =>
    compare(2000, SEED + 1_000_000, (seed) => generateCase(seed, 12)),
  );
  it.skipIf(reason !== '')('agrees on 300 x87 sequences', () => compare(300, SEED + 3_000_000, generateX87Case));
});

describe('recorded vectors', () => {
  const file = readFileSync(new URL('./vectors.json', import.meta.url), 'utf8');
  const vectors = JSON.parse(file) as [string, number, number, number, string][];

  it(`gives the recorded result for all ${vectors.length}`, () => {
    const simulator = new Simulator();
    const wrong = vectors.filter(([code, offset, stateSeed, undefinedFlags, expected]) => {
      const c: Case = { code: new Uint8Array(Buffer.from(code, 'hex')), offset, stateSeed, undefinedFlags };
      return digest(c, simulator.run(c)) !== expected;
    });
    expect(wrong.map(([code]) => code)).toEqual([]);
  });
});

describe('budgets', () => {
  it('make no difference to the result, however they are cut', () => {
    const simulator = new Simulator();
    for (let i = 0; i < 400; i++) {
      const c = generateCase(SEED + 2_000_000 + i, 12);
      const whole = digest(c, simulator.run(c));
      for (const quanta of [[1], [2, 1, 3], [5, 7]])
        expect(digest(c, simulator.run(c, quanta)), `seed ${SEED + 2_000_000 + i}, quanta ${quanta}`).toBe(whole);
    }
  });
});
