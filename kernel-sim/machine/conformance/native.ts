/** The real processor as oracle: compiles oracle.c with the gcc of this machine and feeds it cases. Tests only. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Case, encodeCase, INPUT_BYTES, Out } from './case';

/** Path of the compiled oracle, or the reason why there is none. */
export function buildOracle(): { path: string; dispose(): void } | { reason: string } {
  if (process.arch !== 'x64' || process.platform !== 'linux')
    return { reason: `the oracle is a Linux x86-64 program; this is ${process.platform} ${process.arch}` };
  const source = fileURLToPath(new URL('./oracle.c', import.meta.url));
  const folder = mkdtempSync(join(tmpdir(), 'oracle-'));
  const path = join(folder, 'oracle');
  const built = spawnSync('gcc', ['-O1', '-no-pie', '-o', path, source], { encoding: 'utf8' });
  if (built.error) return { reason: `gcc cannot be run: ${built.error.message}` };
  if (built.status !== 0) return { reason: `gcc failed: ${built.stderr}` };
  return { path, dispose: () => rmSync(folder, { recursive: true, force: true }) };
}

/** What the real processor leaves, each laid out as `Out`. */
export function runNative(oracle: string, cases: readonly Case[]): Uint8Array[] {
  const input = new Uint8Array(cases.length * INPUT_BYTES);
  cases.forEach((c, i) => {
    encodeCase(c, input.subarray(i * INPUT_BYTES, (i + 1) * INPUT_BYTES));
  });
  const ran = spawnSync(oracle, { input, maxBuffer: cases.length * Out.BYTES + 1024 });
  if (ran.status !== 0) throw new Error(`the oracle ended with ${ran.status ?? ran.signal}: ${ran.stderr}`);
  return cases.map((_, i) => new Uint8Array(ran.stdout.subarray(i * Out.BYTES, (i + 1) * Out.BYTES)));
}
