/** Assembles AT&T source with the gcc of this machine, for tests that need more code than one likes to write in hex. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Why there is no assembler here, or the empty string. */
export function assemblerMissing(): string {
  const tried = spawnSync('gcc', ['--version']);
  return tried.error ? `gcc cannot be run: ${tried.error.message}` : '';
}

/** Flat bytes of `source`, linked to run at `origin`; `symbols` tells where labels came to lie. */
export function assemble(source: string, origin: number): { bytes: Uint8Array; symbols: Map<string, number> } {
  const folder = mkdtempSync(join(tmpdir(), 'assemble-'));
  const file = (name: string) => join(folder, name);
  const run = (command: string, ...args: string[]) => {
    const done = spawnSync(command, args, { encoding: 'utf8' });
    if (done.status !== 0) throw new Error(`${command}: ${done.stderr || done.error?.message}`);
    return done.stdout;
  };
  try {
    writeFileSync(file('a.s'), `.text\n.globl _start\n_start:\n${source}\n`);
    run('gcc', '-c', '-o', file('a.o'), file('a.s'));
    run('ld', '-Ttext', `0x${origin.toString(16)}`, '-N', '-o', file('a.elf'), file('a.o'));
    run('objcopy', '-O', 'binary', file('a.elf'), file('a.bin'));
    const symbols = new Map(
      run('nm', file('a.elf'))
        .split('\n')
        .map((line) => line.split(' '))
        .filter((parts) => parts.length === 3)
        .map(([address, , name]) => [name, Number.parseInt(address, 16)]),
    );
    return { bytes: new Uint8Array(readFileSync(file('a.bin'))), symbols };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
