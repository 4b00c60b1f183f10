/**
 * `npm run fuzz -- elf`: mutated static ELF files, executed by elf-runner.c on the simulated machine; a sample also on the real Linux,
 * line by line. What is wanted: no mutant brings the kernel down, and a refusal has Linux's errno. What else differs is listed with
 * its count (Linux finds some faults only after the old program is gone, and kills; see `Outcome`).
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LinuxSession } from '../../lab';
import { simAssets } from '../simulated';
import type { Options } from './main';

/** Mutants a boot. */
const CHUNK = 1000;
const STEP = 50_000_000;
const BUDGET = 60_000_000_000;

/** `E<errno>` refused, `X<status>` exited, `S<signal>` killed; by the number of the mutant. */
export type Outcomes = Map<number, string>;

function parse(stdout: string): Outcomes {
  return new Map([...stdout.matchAll(/^(\d+) ([EXS]\d+)$/gm)].map((m) => [Number(m[1]), m[2]]));
}

/** elf-runner.c as a static executable, or the reason why there is none. */
export function buildRunner(): { path: string; dispose(): void } | { reason: string } {
  const folder = mkdtempSync(join(tmpdir(), 'elf-fuzz-'));
  const path = join(folder, 'runner');
  const source = fileURLToPath(new URL('./elf-runner.c', import.meta.url));
  const made = spawnSync('musl-gcc', ['-O2', '-static', '-s', '-o', path, source], { encoding: 'utf8' });
  if (made.status !== 0) return { reason: `musl-gcc cannot build it: ${made.error?.message ?? made.stderr}` };
  return { path, dispose: () => rmSync(folder, { recursive: true, force: true }) };
}

export function natively(runner: string, first: number, count: number): Outcomes {
  const ran = spawnSync(runner, [String(first), String(count)], { encoding: 'utf8', timeout: 600_000 });
  return parse(ran.stdout);
}

export interface Simulated {
  outcomes: Outcomes;
  /** How the run ended: 'exit', or what went wrong. */
  reason: string;
}

export function simulated(runner: Uint8Array, first: number, count: number): Simulated {
  const session = new LinuxSession({
    initramfs: simAssets().initramfs,
    seed: 1,
    limits: { instructions: BUDGET, tasks: 4096 },
    files: [{ path: '/tmp/runner', mode: 0o755, data: runner }],
    program: { path: '/tmp/runner', argv: [String(first), String(count)], stdin: new Uint8Array(0), env: [] },
    output: () => {},
  });
  while (!session.end) session.advance(STEP);
  const { stdout, reason } = session.view();
  return { outcomes: parse(stdout), reason: session.booted.panicReport ?? String(reason) };
}

/** Mutants whose outcomes differ, by "real → ours". */
export function compareOutcomes(real: Outcomes, ours: Outcomes): Map<string, number[]> {
  const out = new Map<string, number[]>();
  for (const [n, wanted] of real) {
    const got = ours.get(n) ?? 'nothing';
    if (got === wanted) continue;
    const key = `${wanted} → ${got}`;
    out.set(key, [...(out.get(key) ?? []), n]);
  }
  return out;
}

export function fuzzElf(o: Options): number {
  const runner = buildRunner();
  if ('reason' in runner) {
    console.log(`skipped: ${runner.reason}`);
    return 0;
  }
  const seed = o.number('seed', 0);
  const count = o.number('count', 100_000);
  const sample = o.number('native', count);
  const elf = new Uint8Array(readFileSync(runner.path));
  const differ = new Map<string, number[]>();
  let [done, lost] = [0, 0];
  try {
    for (let from = seed; from < seed + count; from += CHUNK) {
      const n = Math.min(CHUNK, seed + count - from);
      const { outcomes, reason } = simulated(elf, from, n);
      done += outcomes.size;
      if (outcomes.size !== n || reason !== 'exit') {
        lost += n - outcomes.size;
        console.log(`mutants ${from} to ${from + n - 1}: ${outcomes.size} answered, ${reason}`);
      }
      if (from - seed < sample) {
        const real = natively(runner.path, from, n);
        for (const [key, list] of compareOutcomes(real, outcomes))
          differ.set(key, [...(differ.get(key) ?? []), ...list]);
      }
      if ((from - seed + n) % 10_000 === 0) console.log(`${from - seed + n} done`);
    }
  } finally {
    runner.dispose();
  }
  for (const [key, list] of [...differ].sort((a, b) => b[1].length - a[1].length))
    console.log(`${key}: ${list.length} (${list.slice(0, 5).join(', ')})`);
  const total = [...differ.values()].reduce((n, list) => n + list.length, 0);
  console.log(
    `${done} mutants, ${lost} without an answer, ${total} of ${Math.min(sample, count)} compared differ from Linux`,
  );
  return lost === 0 ? 0 : 1;
}
