/**
 * `npm run build:sim`: compiles libc, init, the shell and the commands, and packs them into `dist/`:
 *   initramfs.cpio   what the simulated machine boots into        (cpio.ts)
 *   sysroot.bin      headers, crt1.o and libc.a for the compiler  (sysroot.ts)
 *   manifest.json    sizes and SHA-256 of both, and of every program
 * `--gcc` builds with gcc instead of our compiler (for development). A second build takes what it can from `dist/cache`.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Builder, GccBuilder, ToolchainBuilder } from './builder';
import { type CpioEntry, packCpio, S_IFDIR, S_IFLNK, S_IFREG } from './cpio';
import { moduleEntries } from './kmodules';
import { DIST, filesUnder, HERE, sha256, writeWhole } from './objects';
import { DIRECTORIES, LINKS } from './programs';
import { packSysroot } from './sysroot';
import { compileUserland, type Userland } from './userland';

const encoder = new TextEncoder();

/** python/lib and python-bcc → /usr/lib/python3, with their packages' directories. */
function pythonLibrary(): CpioEntry[] {
  const root = 'usr/lib/python3';
  const files = ['python/lib', 'python-bcc'].flatMap((from) =>
    filesUnder(from, /\.py$/).map((path) => ({ path, to: join(root, relative(from, path)) })),
  );
  const folders = new Set([root, ...files.map(({ to }) => dirname(to))]);
  return [
    ...[...folders].sort().map((path) => ({ path, mode: S_IFDIR | 0o755 })),
    ...files.map(({ path, to }) => ({ path: to, mode: S_IFREG | 0o644, data: readFileSync(join(HERE, path)) })),
  ];
}

function packInitramfs({ programs }: Userland): Uint8Array {
  const entries: CpioEntry[] = Object.entries(DIRECTORIES).map(([path, mode]) => ({ path, mode: S_IFDIR | mode }));
  for (const [path, data] of programs) entries.push({ path, mode: S_IFREG | 0o755, data });
  for (const [path, target] of Object.entries(LINKS))
    entries.push({ path, mode: S_IFLNK | 0o777, data: encoder.encode(target) });
  entries.push(...pythonLibrary(), ...moduleEntries());
  for (const path of filesUnder('etc', /./))
    entries.push({ path, mode: S_IFREG | 0o644, data: readFileSync(join(HERE, path)) });
  return packCpio(entries);
}

function packHeaders({ libc, crt1 }: Userland): Uint8Array {
  const files = new Map<string, Uint8Array>([
    ['lib/libc.a', libc],
    ['lib/crt1.o', crt1],
  ]);
  for (const path of filesUnder('libc/include', /\.h$/))
    files.set(`include/${relative('libc/include', path)}`, readFileSync(join(HERE, path)));
  for (const folder of ['bpf-include', 'kernel-include'].filter((each) => existsSync(join(HERE, each))))
    for (const path of filesUnder(folder, /\.h$/)) files.set(path, readFileSync(join(HERE, path)));
  return packSysroot(files);
}

function main(): void {
  const started = process.hrtime.bigint();
  const include = join(HERE, 'libc', 'include');
  const builder: Builder = process.argv.includes('--gcc') ? new GccBuilder(include) : new ToolchainBuilder(include);
  try {
    const userland = compileUserland(builder);
    const outputs: [string, Uint8Array][] = [
      ['initramfs.cpio', packInitramfs(userland)],
      ['sysroot.bin', packHeaders(userland)],
    ];
    const describe = ([name, bytes]: [string, Uint8Array]) => ({ name, size: bytes.length, sha256: sha256(bytes) });
    for (const [name, bytes] of outputs) writeWhole(join(DIST, name), bytes);
    const files = outputs.map(describe);
    const manifest = { builder: builder.id, files, programs: [...userland.programs].map(describe) };
    writeWhole(join(DIST, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
    for (const file of files)
      console.log(`${file.name.padEnd(16)} ${String(file.size).padStart(9)} bytes  sha256 ${file.sha256.slice(0, 16)}`);
    console.log(
      `${userland.programs.size} programs, built with ${builder.id} in ${(Number(process.hrtime.bigint() - started) / 1e9).toFixed(1)} s`,
    );
  } finally {
    builder.dispose();
  }
}

if (process.argv[1] && fileURLToPath(import.meta.url) === process.argv[1]) main();
