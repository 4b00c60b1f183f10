/**
 * Records what the real processor does with a few hundred generated cases, for machines without gcc or with another processor:
 * `npx tsx kernel-sim/machine/conformance/record.ts > kernel-sim/machine/conformance/vectors.json`.
 * To be run again whenever case.ts changes how states are made.
 */
import { digest } from './case';
import { generateCase } from './generate';
import { buildOracle, runNative } from './native';

const SINGLES = 300;
const SEQUENCES = 100;

const oracle = buildOracle();
if ('reason' in oracle) throw new Error(oracle.reason);
const cases = Array.from({ length: SINGLES + SEQUENCES }, (_, i) => generateCase(77_000 + i, i < SINGLES ? 1 : 10));
const native = runNative(oracle.path, cases);
const lines = cases.map((c, i) => {
  const hex = [...c.code].map((b) => b.toString(16).padStart(2, '0')).join('');
  return JSON.stringify([hex, c.offset, c.stateSeed, c.undefinedFlags, digest(c, native[i])]);
});
console.log(`[\n${lines.join(',\n')}\n]`);
