import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { runElf } from './user-process';

const FOLDER = fileURLToPath(new URL('./programs', import.meta.url));
const COMPILERS: [name: string, command: string, args: string[]][] = [
  ['musl -O2', 'musl-gcc', ['-O2', '-static']],
  ['glibc -O3', 'gcc', ['-O3', '-static']],
  ['glibc -O0', 'gcc', ['-O0', '-static']],
];
const scratch = mkdtempSync(join(tmpdir(), 'programs-'));
afterAll(() => rmSync(scratch, { recursive: true }));
const native = process.arch === 'x64' && process.platform === 'linux';

describe('static programs give the same output and exit status as on the real machine', () => {
  for (const [name, command, args] of COMPILERS) {
    const missing = spawnSync(command, ['--version']).error !== undefined || !native;
    if (missing) console.log(`skipped: no ${command} on this machine`);
    for (const source of readdirSync(FOLDER)) {
      it.skipIf(missing)(`${source}, ${name}`, () => {
        const file = join(scratch, `${source}-${name.replace(' ', '')}`);
        const built = spawnSync(command, [...args, '-o', file, join(FOLDER, source), '-lm'], { encoding: 'utf8' });
        expect(built.status, built.stderr).toBe(0);
        const real = spawnSync(file, { encoding: 'utf8' });
        const ours = runElf(new Uint8Array(readFileSync(file)), [file]);
        expect(ours.fault).toBeUndefined();
        expect({ status: ours.status, stdout: ours.stdout }).toEqual({ status: real.status, stdout: real.stdout });
        expect([...ours.core.unimplemented.keys()]).toEqual([]);
        if (source !== 'strings.c') return;
        // The same run cut into odd pieces retires the same instructions and ends in the same registers.
        const cut = runElf(new Uint8Array(readFileSync(file)), [file], undefined, 977);
        const registers = (p: typeof ours) => Array.from({ length: 16 }, (_, i) => p.cpu.getReg(i));
        expect([cut.stdout, cut.retired, registers(cut)]).toEqual([ours.stdout, ours.retired, registers(ours)]);
      });
    }
  }
});
