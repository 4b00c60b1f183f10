/**
 * `npm run conformance -- torture FOLDER [NAME]`: gcc's gcc.c-torture/execute (from Debian's gcc-12-source) compiled by us and run on this
 * machine, for our executables are Linux's. What fails is written to standard output with its reason.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sysroot } from '../lab';
import { loadAssets } from '../lab/node-assets';
import { compile } from '../toolchain';

/** One program: nothing if it exits with 0, or why not. */
function attempt(sysroot: Sysroot, folder: string, name: string, program: string): string | undefined {
  const text = readFileSync(join(folder, name), 'utf8');
  const flags = [...text.matchAll(/dg-(?:additional-)?options "([^"]*)"/g)].map((m) => m[1]).join(' ');
  const defines = Object.fromEntries([...flags.matchAll(/-D(\w+)(?:=(\S+))?/g)].map((m) => [m[1], m[2] ?? '1']));
  const made = compile([{ path: name, text }], {
    target: 'linux',
    gnu89: true,
    warnings: false,
    defines,
    libraries: sysroot.libraries,
    include: (path, _from, quoted) => {
      const own = join(folder, name, '..', path);
      if (quoted && existsSync(own)) return { path, text: readFileSync(own, 'utf8') };
      const header = sysroot.header(path);
      return header === undefined ? undefined : { path, text: header };
    },
  });
  const error = made.diagnostics.find((d) => d.severity === 'error');
  if (!made.elf) return `line ${error?.at.line}: ${error?.code} ${Object.values(error?.params ?? {}).join(' ')}`;
  writeFileSync(program, made.elf, { mode: 0o755 });
  const { status, signal } = spawnSync(program, [], { timeout: 20_000, stdio: 'ignore' });
  return status === 0 ? undefined : `ran: ${signal ?? `exit ${status}`}`;
}

/** Prints failures and the figure; the exit status says whether the folder was there. */
export function torture([folder = '', only = '']: readonly string[]): number {
  if (!existsSync(folder)) {
    console.log('skipped: gcc.c-torture/execute is not at hand (apt-get download gcc-12-source)');
    return 0;
  }
  const ieee = join(folder, 'ieee');
  const names = [...readdirSync(folder), ...(existsSync(ieee) ? readdirSync(ieee).map((n) => `ieee/${n}`) : [])];
  const wanted = names.filter((name) => name.endsWith('.c') && name.includes(only));
  const work = mkdtempSync(join(tmpdir(), 'torture-'));
  const { sysroot } = loadAssets();
  let passed = 0;
  try {
    for (const name of wanted) {
      const why = attempt(sysroot, folder, name, join(work, 'program'));
      if (why === undefined) passed++;
      else console.log(`${name}: ${why}`);
    }
  } finally {
    rmSync(work, { recursive: true });
  }
  console.log(`${passed} of ${wanted.length}`);
  return 0;
}
