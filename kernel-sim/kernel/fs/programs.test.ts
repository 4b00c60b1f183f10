/**
 * The C programs of conformance/programs/fs once more, this time on ext2 and on an overlay: each says on our disk what it says on one
 * that Linux has mounted.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { runProgram } from '../testing/machine';
import { compileFile, musl } from '../testing/native';
import { makeExt2 } from './ext2/make';

const sources = fileURLToPath(new URL('../../conformance/programs/fs/', import.meta.url));
const root = process.getuid?.() === 0;
const folder = mkdtempSync(join(tmpdir(), 'ringzero-fs-'));
const image = makeExt2({ bytes: 8 << 20, time: 1_700_000_000 })!;
const KINDS = ['ext2', 'overlay'] as const;
/** The native side can do this kind. */
const works = { ext2: musl && root && tryKind('ext2'), overlay: musl && root && tryKind('overlay') };
for (const kind of KINDS)
  if (!works[kind]) console.warn(`not root, or no loop devices or ${kind}: programs are not compared on ${kind}`);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Mounts a fresh disk in Linux while `use` runs in a directory on it. */
function onLinux<T>(kind: string, use: (cwd: string) => T): T | null {
  const at = mkdtempSync(join(folder, 'mnt-'));
  writeFileSync(`${at}.img`, image);
  if (spawnSync('mount', ['-o', 'loop', '-t', 'ext2', `${at}.img`, at]).status !== 0) return null;
  const merged = join(at, 'm');
  let over = false;
  try {
    if (kind === 'overlay') {
      for (const name of ['l', 'u', 'w', 'm']) mkdirSync(join(at, name));
      const options = `lowerdir=${at}/l,upperdir=${at}/u,workdir=${at}/w`;
      over = spawnSync('mount', ['-t', 'overlay', 'overlay', '-o', options, merged]).status === 0;
      if (!over) return null;
    }
    const cwd = join(over ? merged : at, 'run');
    mkdirSync(cwd);
    return use(cwd);
  } finally {
    if (over) execFileSync('umount', [merged]);
    execFileSync('umount', [at]);
    rmSync(`${at}.img`);
  }
}

function tryKind(kind: string): boolean {
  return onLinux(kind, () => true) === true;
}

/** What a program needs that is about something else than the file system it runs on, or that a second kernel version settles otherwise. */
const ELSEWHERE: ReadonlySet<string> = new Set(['proc-self', 'devices', 'stdin-lines', 'mount-tree', 'overlay']);

const enter = musl ? compileFile(fileURLToPath(new URL('testing/enter.c', import.meta.url)), 'enter') : '';

describe.each(KINDS.filter((kind) => works[kind]))('on %s', (kind) => {
  const names = readdirSync(sources).filter((name) => name.endsWith('.c') && !ELSEWHERE.has(name.slice(0, -2)));
  test.each(names)('%s', (name) => {
    const source = readFileSync(sources + name, 'utf8');
    const stdin =
      /stdin:[ \t]*(.*)/
        .exec(source)?.[1]
        .replace(/\s*\*\/$/, '')
        .replaceAll('\\n', '\n') ?? '';
    const path = compileFile(sources + name, `${kind}-${name.slice(0, -2)}`);
    const native = onLinux(kind, (cwd) =>
      spawnSync(path, [], { cwd, timeout: 20_000, input: stdin, env: { NODE_ENV: 'test' } }),
    );
    const run = runProgram(readFileSync(enter), {
      init: ['/enter', kind, path],
      files: [{ path, mode: 0o755, data: readFileSync(path) }],
      stdin: new TextEncoder().encode(stdin),
      disks: [{ name: 'vda', image }],
      limit: 8e9,
    });
    expect(run.kernel.panicReport).toBeNull();
    expect(run.stdout.split('\n')).toEqual(native?.stdout.toString('latin1').split('\n'));
    expect(run.status).toBe((native?.status ?? -1) << 8);
  });
});
