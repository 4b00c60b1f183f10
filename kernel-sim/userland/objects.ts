/**
 * Compiled things in `dist/cache`, each under the hash of all that went into it: a source is compiled anew when it, any
 * header or the compiler has changed.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Builder } from './builder';

export const HERE = dirname(fileURLToPath(import.meta.url));
export const DIST = join(HERE, 'dist');
const CACHE = join(DIST, 'cache');
/** More than this, and what the last build did not use is thrown away. */
const CACHE_LIMIT = 1500;

export const sha256 = (...parts: (string | Uint8Array)[]): string => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
};

/** All files under a folder of userland, sorted, as paths relative to userland. */
export function filesUnder(folder: string, extension: RegExp): string[] {
  const found = readdirSync(join(HERE, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && extension.test(entry.name))
    .map((entry) => relative(HERE, join(entry.parentPath, entry.name)));
  return found.filter((path) => !path.startsWith('dist')).sort();
}

/** Writes so that no reader ever sees half a file. */
export function writeWhole(path: string, bytes: Uint8Array | string): void {
  const partial = `${path}.${process.pid}.part`;
  writeFileSync(partial, bytes);
  renameSync(partial, path);
}

/** A source that the build makes itself; untouched while nothing changed. */
export function writeGenerated(path: string, text: string): void {
  const target = join(HERE, path);
  if (existsSync(target) && readFileSync(target, 'utf8') === text) return;
  mkdirSync(dirname(target), { recursive: true });
  writeWhole(target, text);
}

export class Objects {
  /** Hash of the headers: python/ has its own, so that a change there leaves everything else alone. */
  private readonly headers: string;
  private readonly pythonHeaders: string;
  private readonly used = new Set<string>();

  constructor(private readonly builder: Builder) {
    mkdirSync(CACHE, { recursive: true });
    const headers = filesUnder('.', /\.h$/).filter((path) => !/^(bpf|kernel)-include\//.test(path));
    const hash = (paths: readonly string[]) =>
      sha256(builder.id, ...paths.flatMap((path) => [path, readFileSync(join(HERE, path))]));
    this.headers = hash(headers.filter((path) => !path.startsWith('python/')));
    this.pythonHeaders = hash(headers);
  }

  /** The object of one source, by its path in userland. */
  get(source: string): Uint8Array {
    const path = join(HERE, source);
    const headers = source.startsWith('python/') ? this.pythonHeaders : this.headers;
    return this.remember([headers, source, readFileSync(path)], () => this.builder.compile(path));
  }

  /** What `make` makes, or made the last time when everything in `from` was the same. */
  remember(from: (string | Uint8Array)[], make: () => Uint8Array): Uint8Array {
    const name = sha256(this.builder.id, ...from).slice(0, 32);
    const path = join(CACHE, name);
    this.used.add(name);
    if (existsSync(path)) return readFileSync(path);
    const bytes = make();
    writeWhole(path, bytes);
    return bytes;
  }

  /** Keeps the cache from growing for ever. */
  prune(): void {
    const names = readdirSync(CACHE);
    if (names.length < CACHE_LIMIT) return;
    for (const name of names) if (!this.used.has(name)) rmSync(join(CACHE, name), { force: true });
  }
}
