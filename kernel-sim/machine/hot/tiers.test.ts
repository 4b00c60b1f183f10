/** Any mixture of tiers gives the same state at the same instruction count. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Random } from '../conformance/random';
import { type ProcessResult, startElf } from '../conformance/user-process';
import { State } from '../cpu/state';
import { CONTEXT_BYTES, Reg, type Tiers } from '../types';
import { PROGRAMS } from './programs';

const SEED = Number(process.env.SEED ?? 20_260_707);
const POINTS = Number(process.env.POINTS ?? 3);
const scratch = mkdtempSync(join(tmpdir(), 'tiers-'));
afterAll(() => rmSync(scratch, { recursive: true }));

/** Everything a program can see: registers, flags, vectors, memory. */
export function stateHash({ cpu, core }: ProcessResult): string {
  const hash = createHash('md5');
  const context = new Uint8Array(CONTEXT_BYTES);
  cpu.saveContext(context);
  // The lazy form of the flags is the processor's own business.
  context.fill(0, State.FLAG_A, State.FLAGS_REST);
  context.fill(0, State.PAGE_BASE, State.RIP);
  hash.update(context.subarray(0, State.CONTEXT_END));
  hash.update(`${cpu.rip} ${cpu.rflags} ${cpu.retired} ${cpu.getReg(Reg.RAX)}`);
  hash.update(core.ram.bytes);
  return hash.digest('hex');
}

function compareAlong(file: Uint8Array, seed: number): void {
  const args = ['program', '3'];
  const total = startElf(file, args, 'mixed', 4 << 20)(1e9, 1e6).retired;
  const random = new Random(seed);
  const points = Array.from({ length: POINTS }, () => Math.floor((random.next() / 2 ** 32) * total)).sort(
    (a, b) => a - b,
  );
  const runs = (['cold', 'mixed', 'hot'] as Tiers[]).map((tiers) => startElf(file, args, tiers, 4 << 20));
  for (const point of [...points, total + 1]) {
    // Each tier comes there in pieces of its own.
    const hashes = runs.map((run) => stateHash(run(point, 1 + random.below(50_000))));
    expect(new Set(hashes).size, `seed ${seed}, at instruction ${point} of ${total}`).toBe(1);
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
      it.skipIf(skip)(`${name}, ${label}`, () => {
        const c = join(scratch, `${name}.c`);
        const out = join(scratch, `${name}-${label.replace(' ', '')}`);
        writeFileSync(c, source);
        const built = spawnSync(command, [...flags, '-static', '-o', out, c, '-lm'], { encoding: 'utf8' });
        expect(built.status, built.stderr).toBe(0);
        compareAlong(new Uint8Array(readFileSync(out)), SEED + name.length);
      });
    }
  }
});
