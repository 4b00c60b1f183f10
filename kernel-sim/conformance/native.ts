/** Running programs on the machine's own Linux: the oracle. x86-64 Linux only; gcc and musl-gcc where they are installed. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { outcome, type Program } from './programs';

export const onLinux = process.platform === 'linux' && process.arch === 'x64';
export const has = (command: string): boolean => spawnSync(command, ['--version'], { stdio: 'ignore' }).status === 0;

/** A fresh folder for one test file's programs, removed when `dispose` is called. */
export function workFolder(): { path: string; dispose(): void } {
  const path = mkdtempSync(join(tmpdir(), 'rz-conformance-'));
  chmodSync(path, 0o755); // programs become other users and still have to get here
  return { path, dispose: () => rmSync(path, { recursive: true, force: true }) };
}

/** gcc -O1, static as the simulator wants it where `compiler` is musl-gcc. */
export function buildNative(compiler: 'gcc' | 'musl-gcc', source: string, out: string): void {
  const flags = compiler === 'musl-gcc' ? ['-O2', '-static'] : ['-O1'];
  const made = spawnSync(compiler, ['-std=gnu11', '-w', ...flags, '-o', out, source, '-lm', '-pthread'], {
    encoding: 'utf8',
  });
  if (made.status !== 0) throw new Error(`${compiler}: ${made.stderr}`);
}

/** Standard output and the end, as `outcome` writes them. 20 seconds at most. */
export function runNative(binary: string, { args, stdin }: Pick<Program, 'args' | 'stdin'>): string {
  const cwd = workFolder();
  try {
    const ran = spawnSync(binary, args, {
      input: stdin,
      encoding: 'utf8',
      timeout: 20_000,
      cwd: cwd.path,
      env: { ...process.env, PATH: '/bin:/usr/bin', HOME: '/root' },
    });
    return outcome(ran.stdout, ran.status, ran.signal ? constants.signals[ran.signal] : null);
  } finally {
    cwd.dispose();
  }
}
