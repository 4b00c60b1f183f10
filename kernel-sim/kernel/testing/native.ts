/** The oracle: a C compiler and the real Linux of this machine. For tests only. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';

function has(command: string): boolean {
  return spawnSync(command, ['--version'], { stdio: 'ignore' }).error === undefined;
}

export const musl = has('musl-gcc');
export const gcc = has('gcc');
export const strace = has('strace');
if (!musl) console.warn('musl-gcc is not here: tests that run C programs are skipped');

const directory = mkdtempSync(join(tmpdir(), 'ringzero-'));

/** Compiles a file of C to a static program; its path. */
export function compileFile(
  source: string,
  name: string,
  compiler = 'musl-gcc',
  flags: readonly string[] = [],
): string {
  const out = join(directory, name);
  execFileSync(compiler, ['-O2', '-static', '-w', ...flags, '-o', out, source]);
  return out;
}

/** The same from text. */
export function compileText(text: string, name: string, compiler = 'musl-gcc', flags: readonly string[] = []): string {
  const source = join(directory, `${name}.c`);
  writeFileSync(source, text);
  return compileFile(source, name, compiler, flags);
}

export function program(text: string, name: string, compiler = 'musl-gcc', flags: readonly string[] = []): Uint8Array {
  return readFileSync(compileText(text, name, compiler, flags));
}

const NO_ENVIRONMENT = {} as NodeJS.ProcessEnv;

/** Runs it here and now: standard output and wait status. */
export function runNative(path: string, args: readonly string[] = []): { stdout: string; status: number } {
  const run = spawnSync(path, args, {
    timeout: 20_000,
    env: NO_ENVIRONMENT,
    cwd: tmpdir(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const status = run.status !== null ? run.status << 8 : constants.signals[run.signal!];
  return { stdout: run.stdout.toString('latin1'), status };
}

/** What strace -f writes about it. */
export function straceNative(path: string, follow: boolean): string[] {
  const out = join(directory, 'trace');
  spawnSync('strace', [...(follow ? ['-f'] : []), '-o', out, path], {
    timeout: 20_000,
    env: NO_ENVIRONMENT,
    stdio: 'ignore',
  });
  return readFileSync(out, 'latin1').trimEnd().split('\n');
}
