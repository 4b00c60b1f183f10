/** The promise: less than 20 ms for a program of 500 instructions, warm. `npx vitest bench verifier`. */
import { bench, describe } from 'vitest';
import { ProgType } from '../types';
import { hostile, ordinary } from './bench-programs';
import { verifyProgram } from './programs';

const program = ordinary(500);
const deep = hostile();

describe('verifier', () => {
  bench('500 instructions: packets, maps, branches', () => {
    verifyProgram(program, {}, ProgType.XDP);
  });
  bench('500 instructions, with the whole log', () => {
    verifyProgram(program, { logLevel: 2 }, ProgType.XDP);
  });
  bench(
    'a hostile program: every branch doubles the paths, until the limit of a million instructions',
    () => {
      verifyProgram(deep);
    },
    { iterations: 1, warmupIterations: 0, time: 0 },
  );
});
