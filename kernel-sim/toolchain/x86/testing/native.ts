/** Runs executables on the machine that the tests run on (Linux x86-64 only). */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const canRunNatively = process.platform === 'linux' && process.arch === 'x64';
export const haveGcc = canRunNatively && spawnSync('gcc', ['--version']).status === 0;

export interface NativeResult {
  status: number | null;
  signal: string | null;
  stdout: Buffer;
  stderr: string;
}

/** A fresh directory that `use` may fill; removed afterwards. */
export function inTemporaryDirectory<T>(use: (dir: string) => T): T {
  const dir = mkdtempSync(join(tmpdir(), 'ringzero-native-'));
  try {
    return use(dir);
  } finally {
    rmSync(dir, { recursive: true });
  }
}

/** Runs an ELF with input and arguments. */
export function runNatively(
  elf: Uint8Array,
  options: { input?: string; args?: string[]; timeout?: number } = {},
): NativeResult {
  return inTemporaryDirectory((dir) => {
    const path = join(dir, 'a.out');
    writeFileSync(path, elf);
    chmodSync(path, 0o755);
    const r = spawnSync(path, options.args ?? [], {
      input: options.input,
      timeout: options.timeout ?? 10_000,
      maxBuffer: 1 << 26,
    });
    return { status: r.status, signal: r.signal, stdout: r.stdout, stderr: r.stderr.toString() };
  });
}
