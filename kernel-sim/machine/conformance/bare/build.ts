/** Builds the images with the gcc of this machine: lib/ and one file of images/ each, as a static ELF linked at 1 MiB. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const FOLDER = dirname(fileURLToPath(import.meta.url));
const FLAGS =
  '-m64 -O1 -std=gnu11 -ffreestanding -fno-pic -fno-pie -fno-stack-protector -fcf-protection=none -mno-red-zone -mgeneral-regs-only -fomit-frame-pointer -fno-asynchronous-unwind-tables -Wall -Wextra -Wno-array-bounds'.split(
    ' ',
  );
const LINK =
  '-nostdlib -static -no-pie -Wl,-z,max-page-size=4096,-z,noexecstack,--build-id=none,--no-warn-rwx-segments -s'.split(
    ' ',
  );

/** Names of all images, in order. */
export const imageNames = (): string[] =>
  readdirSync(join(FOLDER, 'images'))
    .filter((file) => file.endsWith('.c'))
    .map((file) => file.slice(0, -2))
    .sort();

/** The ELF file of each image. */
export function buildImages(names: readonly string[]): Map<string, Uint8Array> {
  const scratch = mkdtempSync(join(tmpdir(), 'bare-images-'));
  const lib = (file: string) => join(FOLDER, 'lib', file);
  const objects = ['entry.S', 'pc.c'].map((file) => ({ file, object: join(scratch, `${file}.o`) }));
  try {
    for (const { file, object } of objects) execFileSync('gcc', [...FLAGS, '-c', lib(file), '-o', object]);
    return new Map(
      names.map((name) => {
        const elf = join(scratch, `${name}.elf`);
        const source = join(FOLDER, 'images', `${name}.c`);
        const inputs = [source, ...objects.map(({ object }) => object)];
        execFileSync('gcc', [...FLAGS, ...LINK, '-T', lib('link.ld'), ...inputs, '-o', elf]);
        return [name, new Uint8Array(readFileSync(elf))];
      }),
    );
  } finally {
    rmSync(scratch, { recursive: true });
  }
}
