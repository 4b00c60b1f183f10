/** Any mixture of tiers gives the same state at the same instruction count. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { hashesAlong, pointsOf, totalOf } from '../conformance/state-hash';
import type { Tiers } from '../types';
import { PROGRAMS } from './programs';

const SEED = Number(process.env.SEED ?? 20_260_707);
const POINTS = Number(process.env.POINTS ?? 3);
const scratch = mkdtempSync(join(tmpdir(), 'tiers-'));
afterAll(() => rmSync(scratch, { recursive: true }));

async function compareAlong(file: Uint8Array, seed: number): Promise<void> {
  const args = ['program', '3'];
  const total = totalOf(file, args);
  const points = pointsOf(total, POINTS, seed);
  const all = (['cold', 'mixed', 'hot'] as Tiers[]).map((tiers, i) => hashesAlong(file, args, tiers, points, seed + i));
  const [cold, ...others] = await Promise.all(all);
  for (const hashes of others) {
    const at = points.find((_, i) => hashes[i] !== cold[i]);
    expect(at, `seed ${seed}: differs at instruction ${at} of ${total}`).toBeUndefined();
  }
}

const COMPILERS: [string, string, string[]][] = [
  ['musl -O2', 'musl-gcc', ['-O2']],
  ['musl -O0', 'musl-gcc', ['-O0']],
  ['glibc -O3', 'gcc', ['-O3']],
];

describe('cold, mixed and hot runs agree at random instruction counts', () => {
  const missing = (command: string) => spawnSync(command, ['--version']).error !== undefined || process.arch !== 'x64';
  for (const [name, source] of Object.entries(PROGRAMS)) {
    for (const [label, command, flags] of COMPILERS) {
      const skip = missing(command);
      if (skip) console.log(`skipped: no ${command} on this machine`);
      it.skipIf(skip)(`${name}, ${label}`, async () => {
        const c = join(scratch, `${name}.c`);
        const out = join(scratch, `${name}-${label.replace(' ', '')}`);
        writeFileSync(c, source);
        const built = spawnSync(command, [...flags, '-static', '-o', out, c, '-lm'], { encoding: 'utf8' });
        expect(built.status, built.stderr).toBe(0);
        await compareAlong(new Uint8Array(readFileSync(out)), SEED + name.length);
      });
    }
  }
});
