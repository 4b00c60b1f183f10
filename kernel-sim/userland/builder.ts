/**
 * The two ways to build C: our own compiler (what ships) and gcc (for development, and as an oracle in tests). Both give
 * objects, archives and static ELF files; build.ts does not know which is at work.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Builder {
  /** Part of every hash: another builder, other results. */
  readonly id: string;
  /** One source (absolute path) → object. Throws with the compiler's messages. */
  compile(source: string): Uint8Array;
  archive(members: readonly { name: string; object: Uint8Array }[]): Uint8Array;
  link(objects: readonly Uint8Array[], libc: Uint8Array): Uint8Array;
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
    run('gcc', [...GCC_FLAGS, '-I', this.include, '-c', source, '-o', object]);
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

  /** Removes the scratch folder. */
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
