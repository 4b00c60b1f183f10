/** Our C library against glibc: the same programs, the same answers. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { HERE } from '../objects';
import { buildGlibc, buildOurs, missing, output, withScratch } from './native';

const SEED = String(20240117);
const PROGRAMS = ['printf', 'strtod', 'scanf', 'strings', 'stdlib', 'malloc', 'stdio', 'process', 'atomic'];

/** Runs tests/c/NAME.c in both worlds. */
function both(name: string): { ours: string[]; glibc: string[] } {
  return withScratch((folder) => {
    const source = join(HERE, 'tests', 'c', `${name}.c`);
    buildOurs(source, join(folder, 'ours'));
    buildGlibc(source, join(folder, 'glibc'));
    const lines = (program: string) => output(join(folder, program), [SEED]).split('\n');
    return { ours: lines('ours'), glibc: lines('glibc') };
  });
}

/** Doubles as integers in their order, so that neighbours differ by 1. */
const ordered = (bits: string): bigint => (BigInt(bits) < 0n ? -(1n << 63n) - BigInt(bits) : BigInt(bits));

export function libcSuite(): void {
  const reason = missing('gcc');
  if (reason) console.log(`libc against glibc: skipped, ${reason}`);
  describe.skipIf(reason !== undefined)(`libc prints what glibc prints (seed ${SEED})`, () => {
    it.each(PROGRAMS)('%s', (name) => {
      const { ours, glibc } = both(name);
      const differing = glibc.flatMap((line, index) =>
        line === ours[index] ? [] : [{ index, glibc: line, ours: ours[index] }],
      );
      expect(differing.slice(0, 5)).toEqual([]);
      expect(ours.length).toBe(glibc.length);
    });

    it('math: within 3 units in the last place', () => {
      const { ours, glibc } = both('math');
      const wrong = glibc.filter((line, index) => {
        const [a, b] = [line.split(' '), (ours[index] ?? '').split(' ')];
        if (a.length < 4) return line !== ours[index];
        const distance = ordered(a[3] ?? '0') - ordered(b[3] ?? '0');
        return a.slice(0, 3).join() !== b.slice(0, 3).join() || distance > 3n || distance < -3n;
      });
      expect(wrong.slice(0, 5)).toEqual([]);
    });
  });
}
