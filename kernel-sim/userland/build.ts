/**
 * `npm run build:sim`: compiles libc, init, the shell and the commands, and packs them into `dist/`:
 *   initramfs.cpio   what the simulated machine boots into        (cpio.ts)
 *   sysroot.bin      headers, crt1.o and libc.a for the compiler  (sysroot.ts)
 *   manifest.json    sizes and SHA-256 of both, and of every program
 * Objects are kept in `dist/cache` by the hash of all that went into them, so that a second build has little to do.
 * `--gcc` builds with gcc instead of our compiler (for development).
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Builder, GccBuilder, ToolchainBuilder } from './builder';
import { type CpioEntry, packCpio, S_IFDIR, S_IFLNK, S_IFREG } from './cpio';
import { DIRECTORIES, LINKS, PROGRAMS } from './programs';
import { packSysroot } from './sysroot';

const HERE = dirname(fileURLToPath(import.meta.url));
const encoder = new TextEncoder();

const sha256 = (...parts: (string | Uint8Array)[]): string => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
};

/** All files under a folder of userland, sorted, as paths relative to userland. */
function filesUnder(folder: string, extension: RegExp): string[] {
  const found = readdirSync(join(HERE, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && extension.test(entry.name))
    .map((entry) => relative(HERE, join(entry.parentPath, entry.name)));
  return found.sort();
}

/** Compiles with a cache: an object is made anew when its source, any header or the builder has changed. */
class Objects {
  compiled = 0;
  private readonly headers: string;
  private readonly cache = join(HERE, 'dist', 'cache');

  constructor(private readonly builder: Builder) {
    mkdirSync(this.cache, { recursive: true });
    const headers = filesUnder('.', /\.h$/).filter((path) => !path.startsWith('dist'));
    this.headers = sha256(builder.id, ...headers.flatMap((path) => [path, readFileSync(join(HERE, path))]));
  }

  get(source: string): Uint8Array {
    const path = join(HERE, source);
    return this.remember(sha256(this.headers, source, readFileSync(path)), () => this.builder.compile(path));
  }

  remember(key: string, make: () => Uint8Array): Uint8Array {
    const path = join(this.cache, key.slice(0, 32));
    if (existsSync(path)) return readFileSync(path);
    this.compiled++;
    const bytes = make();
    writeFileSync(path, bytes);
    return bytes;
  }
}

/** Program path in the initramfs → its sources. */
function programSources(): Map<string, string[]> {
  const shared = filesUnder('shared', /\.c$/);
  const programs = new Map<string, string[]>();
  for (const [program, parts] of Object.entries(PROGRAMS)) {
    programs.set(program, [...parts.flatMap((part) => filesUnder(part, /\.c$/)), ...shared]);
  }
  for (const source of filesUnder('bin', /\.c$/)) programs.set(`bin/${basename(source, '.c')}`, [source, ...shared]);
  return programs;
}

function packInitramfs(programs: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const entries: CpioEntry[] = Object.entries(DIRECTORIES).map(([path, mode]) => ({ path, mode: S_IFDIR | mode }));
  for (const [path, data] of programs) entries.push({ path, mode: S_IFREG | 0o755, data });
  for (const [path, target] of Object.entries(LINKS))
    entries.push({ path, mode: S_IFLNK | 0o777, data: encoder.encode(target) });
  for (const path of filesUnder('etc', /./))
    entries.push({ path, mode: S_IFREG | 0o644, data: readFileSync(join(HERE, path)) });
  return packCpio(entries);
}

function packHeaders(libc: Uint8Array, crt1: Uint8Array): Uint8Array {
  const files = new Map<string, Uint8Array>([
    ['lib/libc.a', libc],
    ['lib/crt1.o', crt1],
  ]);
  for (const path of filesUnder('libc/include', /\.h$/))
    files.set(`include/${relative('libc/include', path)}`, readFileSync(join(HERE, path)));
  return packSysroot(files);
}

/** Builds everything; returns what was written. */
export function build(builder: Builder): { name: string; size: number; sha256: string }[] {
  const dist = join(HERE, 'dist');
  const objects = new Objects(builder);
  const members = filesUnder('libc/src', /\.[cs]$/)
    .filter((source) => basename(source) !== 'crt1.s')
    .map((source) => ({
      name: `${relative('libc/src', source)
        .replaceAll('/', '-')
        .replace(/\.[cs]$/, '')}.o`,
      object: objects.get(source),
    }));
  const crt1 = objects.get('libc/src/crt/crt1.s');
  const libc = objects.remember(sha256('archive', builder.id, ...members.flatMap((m) => [m.name, m.object])), () =>
    builder.archive(members),
  );
  const shared = new Set(filesUnder('shared', /\.c$/));
  const programs = new Map<string, Uint8Array>();
  for (const [program, sources] of programSources()) {
    const own = sources.filter((source) => !shared.has(source)).map((source) => objects.get(source));
    const helpers = sources
      .filter((source) => shared.has(source))
      .map((source) => ({ name: basename(source), object: objects.get(source) }));
    const parts = [crt1, ...own, ...helpers.map((h) => h.object)];
    programs.set(
      program,
      objects.remember(sha256('program', builder.id, ...parts, libc), () =>
        builder.link([crt1, ...own], mergeArchive(builder, helpers, members)),
      ),
    );
  }
  const outputs: [string, Uint8Array][] = [
    ['initramfs.cpio', packInitramfs(programs)],
    ['sysroot.bin', packHeaders(libc, crt1)],
  ];
  const describe = ([name, bytes]: [string, Uint8Array]) => ({ name, size: bytes.length, sha256: sha256(bytes) });
  for (const [name, bytes] of outputs) writeFileSync(join(dist, name), bytes);
  const described = outputs.map(describe);
  const manifest = { builder: builder.id, files: described, programs: [...programs].map(describe) };
  writeFileSync(join(dist, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  return described;
}

type Member = { name: string; object: Uint8Array };
const merged = new WeakMap<Builder, Uint8Array>();

/** libc and the shared helpers in one archive, so that a program takes only what it uses. Made once. */
function mergeArchive(builder: Builder, helpers: readonly Member[], libc: readonly Member[]): Uint8Array {
  let archive = merged.get(builder);
  if (!archive) {
    archive = builder.archive([
      ...helpers.map((h) => ({ ...h, name: `shared-${h.name.replace('.c', '.o')}` })),
      ...libc,
    ]);
    merged.set(builder, archive);
  }
  return archive;
}

function main(): void {
  const started = process.hrtime.bigint();
  const include = join(HERE, 'libc', 'include');
  const builder: Builder = process.argv.includes('--gcc') ? new GccBuilder(include) : new ToolchainBuilder(include);
  try {
    for (const { name, size, sha256: hash } of build(builder))
      console.log(`${name.padEnd(16)} ${String(size).padStart(9)} bytes  sha256 ${hash.slice(0, 16)}`);
    console.log(`built with ${builder.id} in ${(Number(process.hrtime.bigint() - started) / 1e9).toFixed(1)} s`);
  } finally {
    builder.dispose();
  }
}

if (process.argv[1] && fileURLToPath(import.meta.url) === process.argv[1]) main();
