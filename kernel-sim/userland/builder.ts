/**
 * The two ways to build C: our own compiler (what ships) and gcc (for development, and as an oracle in tests). Both give
 * objects, archives and static ELF files; build.ts does not know which is at work.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compile, type Diagnostic, linker, type SourceFile } from '../toolchain';

export interface Builder {
  /** Part of every hash: another builder, other results. */
  readonly id: string;
  /** One source (absolute path) → object. Throws with the compiler's messages. */
  compile(source: string): Uint8Array;
  archive(members: readonly { name: string; object: Uint8Array }[]): Uint8Array;
  link(objects: readonly Uint8Array[], libc: Uint8Array): Uint8Array;
  /** Removes what it needed on the way. */
  dispose(): void;
}

const HERE = dirname(fileURLToPath(import.meta.url));

const describe = (d: Diagnostic): string =>
  `${d.at.file}:${d.at.line}:${d.at.column}: ${d.severity}: ${d.code} ${JSON.stringify(d.params)}`;

function failOnErrors(diagnostics: readonly Diagnostic[]): void {
  const errors = diagnostics.filter((d) => d.severity === 'error');
  if (errors.length > 0) throw new Error(errors.slice(0, 10).map(describe).join('\n'));
}

/** Our own compiler, assembler and linker, from kernel-sim/toolchain. */
export class ToolchainBuilder implements Builder {
  /** With a hash of the compiler's sources: when it changes, everything is built anew. */
  readonly id = `ringzero-${hashFolder(join(HERE, '..', 'toolchain'))}`;
  private readonly texts = new Map<string, string | undefined>();
  constructor(private readonly include: string) {}

  compile(source: string): Uint8Array {
    const text = this.read(source) ?? '';
    const result = compile([{ path: relative(HERE, source), text }], {
      target: 'linux',
      compileOnly: true,
      include: (path, from, quoted) => this.find(path, from, quoted),
    });
    failOnErrors(result.diagnostics);
    if (!result.objects?.[0]) throw new Error(`${source}: no object`);
    return result.objects[0];
  }

  archive(members: readonly { name: string; object: Uint8Array }[]): Uint8Array {
    return linker.archive(members);
  }

  link(objects: readonly Uint8Array[], libc: Uint8Array): Uint8Array {
    const result = linker.link(objects, [libc], { target: 'linux' });
    failOnErrors(result.diagnostics);
    if (!result.elf) throw new Error('nothing linked');
    return result.elf;
  }

  dispose(): void {}

  /** `"x.h"` beside the file that includes it, `<x.h>` in the libc's headers. Paths of userland are relative to it. */
  private find(path: string, from: string, quoted: boolean): SourceFile | undefined {
    const places = [join(HERE, dirname(from), path), join(this.include, path)].slice(quoted ? 0 : 1);
    // As in the sysroot: loaders of eBPF programs speak the language of bpf(2).
    if (/^linux\/bpf(_common)?\.h$/.test(path)) places.push(join(HERE, 'bpf-include', path));
    for (const place of places) {
      const text = this.read(place);
      if (text !== undefined) return { path: relative(HERE, place), text };
    }
    return undefined;
  }

  private read(path: string): string | undefined {
    if (!this.texts.has(path)) this.texts.set(path, existsSync(path) ? readFileSync(path, 'utf8') : undefined);
    return this.texts.get(path);
  }
}

/** Over all TypeScript of a folder but its tests. */
function hashFolder(folder: string): string {
  const hash = createHash('sha256');
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.ts$/.test(entry.name) && !/\.test\.ts$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const name of names) hash.update(relative(folder, name)).update(readFileSync(name));
  return hash.digest('hex').slice(0, 16);
}

const GCC_FLAGS =
  '-std=gnu11 -nostdinc -ffreestanding -fno-builtin -fno-stack-protector -fno-pie -O1 -fno-asynchronous-unwind-tables -fcf-protection=none -w'.split(
    ' ',
  );

/** Runs gcc, ar and ld of this machine. */
export class GccBuilder implements Builder {
  readonly id = 'gcc';
  private readonly scratch = mkdtempSync(join(tmpdir(), 'rz-userland-'));
  constructor(private readonly include: string) {}

  compile(source: string): Uint8Array {
    const object = join(this.scratch, 'out.o');
    const late = ['-idirafter', join(HERE, 'bpf-include')];
    run('gcc', [...GCC_FLAGS, '-I', this.include, ...late, '-c', source, '-o', object]);
    return readFileSync(object);
  }

  archive(members: readonly { name: string; object: Uint8Array }[]): Uint8Array {
    const files = members.map(({ name, object }) => this.put(name, object));
    const archive = join(this.scratch, 'lib.a');
    rmSync(archive, { force: true });
    run('ar', ['rcsD', archive, ...files]);
    return readFileSync(archive);
  }

  link(objects: readonly Uint8Array[], libc: Uint8Array): Uint8Array {
    const files = objects.map((object, index) => this.put(`part${index}.o`, object));
    const out = join(this.scratch, 'program');
    run('ld', ['-static', '-s', '--gc-sections', '-o', out, ...files, this.put('libc.a', libc)]);
    return readFileSync(out);
  }

  dispose(): void {
    rmSync(this.scratch, { recursive: true, force: true });
  }

  private put(name: string, bytes: Uint8Array): string {
    const path = join(this.scratch, name);
    writeFileSync(path, bytes);
    return path;
  }
}

function run(command: string, args: string[]): void {
  try {
    execFileSync(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    const stderr = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
    throw new Error(`${command} failed:\n${stderr}`);
  }
}
