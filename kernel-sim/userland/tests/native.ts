/**
 * Runs userland on the Linux of this machine: what our compiler builds is real Linux code, so the same program built with
 * gcc and glibc, or Debian's command of the same name, says what is right.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { linker } from '../../toolchain';
import { ToolchainBuilder } from '../builder';
import { HERE } from '../objects';
import { LINKS } from '../programs';
import { compileUserland, type Userland } from '../userland';

const has = (command: string): boolean => spawnSync('sh', ['-c', `command -v ${command}`]).status === 0;

/** Why the tests of this file cannot run here; undefined if they can. */
export function missing(...commands: string[]): string | undefined {
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'needs x86-64 Linux';
  const absent = commands.filter((command) => !has(command));
  return absent.length > 0 ? `needs ${absent.join(', ')} on this machine` : undefined;
}

let built: { userland: Userland; builder: ToolchainBuilder } | undefined;

/** Userland by our own compiler; what is in the cache is not compiled again. */
export function userland(): { userland: Userland; builder: ToolchainBuilder } {
  if (!built) {
    const builder = new ToolchainBuilder(join(HERE, 'libc', 'include'));
    built = { builder, userland: compileUserland(builder) };
  }
  return built;
}

/** A folder that is gone when `use` is done. */
export function withScratch<T>(use: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'rz-test-'));
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Writes the programs as in the initramfs, below `root`; or only some of them. */
export function install(root: string, only?: readonly string[]): void {
  for (const [path, elf] of userland().userland.programs) {
    if (only && !only.includes(path)) continue;
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), elf, { mode: 0o755 });
  }
  for (const [path, target] of Object.entries(LINKS))
    if (!only && path.startsWith('bin/')) symlinkSync(target, join(root, path));
}

/** Builds one C file with our compiler and libc. */
export function buildOurs(source: string, out: string): void {
  const { builder, userland: u } = userland();
  const { elf, diagnostics } = linker.link([u.crt1, builder.compile(source)], [u.libc], { target: 'linux' });
  if (!elf) throw new Error(JSON.stringify(diagnostics));
  writeFileSync(out, elf, { mode: 0o755 });
}

/** Builds one C file with gcc and glibc. */
export function buildGlibc(source: string, out: string): void {
  execFileSync('gcc', ['-std=gnu11', '-O1', '-fno-builtin', '-w', '-o', out, source, '-lm']);
}

/** Stdout and exit status; stderr follows stdout. */
export function output(
  command: string,
  args: readonly string[],
  options: { cwd?: string; path?: string; name?: string } = {},
): string {
  const run = spawnSync(command, args, {
    cwd: options.cwd,
    input: '',
    timeout: 20_000,
    argv0: options.name,
    env: {
      NODE_ENV: 'test',
      PATH: options.path ?? '/usr/bin:/bin',
      HOME: '/root',
      LC_ALL: 'C',
      TZ: 'UTC',
      COLUMNS: '80',
    },
  });
  return `${run.stdout.toString('latin1')}${run.stderr.toString('latin1')}[exit ${run.status ?? run.signal}]`;
}

/** The cases of a file: separated by lines of three dashes. */
export function cases(file: string): string[] {
  return readFileSync(join(HERE, 'tests', file), 'utf8')
    .trimEnd()
    .split('\n---\n');
}
