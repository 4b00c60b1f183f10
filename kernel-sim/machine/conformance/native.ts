/** The real processor as oracle: compiles oracle.c with the gcc of this machine and feeds it cases. Tests only. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Case, decodeOutcome, encodeCase, OUTPUT_BYTES, type Outcome } from './case';

/** Path of the compiled oracle, or the reason why there is none. */
export function buildOracle(): { path: string } | { reason: string } {
  if (process.arch !== 'x64' || process.platform !== 'linux')
    return { reason: `the oracle is a Linux x86-64 program; this is ${process.platform} ${process.arch}` };
  const source = fileURLToPath(new URL('./oracle.c', import.meta.url));
  const path = join(mkdtempSync(join(tmpdir(), 'oracle-')), 'oracle');
  const built = spawnSync('gcc', ['-O1', '-no-pie', '-o', path, source], { encoding: 'utf8' });
  if (built.error) return { reason: `gcc cannot be run: ${built.error.message}` };
  if (built.status !== 0) return { reason: `gcc failed: ${built.stderr}` };
  return { path };
}

export function runNative(oracle: string, cases: readonly Case[]): Outcome[] {
  const input = Buffer.concat(cases.map(encodeCase));
  const ran = spawnSync(oracle, { input, maxBuffer: cases.length * OUTPUT_BYTES + 1024 });
  if (ran.status !== 0) throw new Error(`the oracle ended with ${ran.status ?? ran.signal}: ${ran.stderr}`);
  return cases.map((_, i) =>
    decodeOutcome(new Uint8Array(ran.stdout.subarray(i * OUTPUT_BYTES, (i + 1) * OUTPUT_BYTES))),
  );
}
