/**
 * Records what the real processor does with generated cases: `npx tsx kernel-sim/machine/conformance/record.ts` writes vectors.bin.
 * To be run again whenever case.ts or values.ts change how states are made. Approximations (transcendentals) are left out: their
 * digests would be another make's.
 */
import { writeFileSync } from 'node:fs';
import { digest, normalise } from './case';
import { generateCase } from './generate';
import { buildOracle, runNative } from './native';
import { encodeVectors } from './vectors';

const COUNT = 20_000;
const BATCH = 2000;
const SEQUENCES = 100;

const oracle = buildOracle();
if ('reason' in oracle) throw new Error(oracle.reason);
const cases = [];
for (let seed = 77_000; cases.length < COUNT; seed++) {
  const c = generateCase(seed, seed % SEQUENCES === 0 ? 8 : 1);
  if (!c.approximate) cases.push(c);
}
const vectors = [];
for (let from = 0; from < COUNT; from += BATCH) {
  const batch = cases.slice(from, from + BATCH);
  const native = runNative(oracle.path, batch);
  vectors.push(
    ...batch.map((c, i) => {
      normalise(c, native[i], native[i]);
      return { c, expected: digest(native[i]) };
    }),
  );
}
oracle.dispose();
writeFileSync(new URL('./vectors.bin', import.meta.url), encodeVectors(vectors));
