/** Each program of conformance/programs/bpf must say here what it says on the real Linux: bpf(2) needs root there. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { runProgram } from '../testing/machine';
import { compileFile, musl, runNative } from '../testing/native';

const folder = fileURLToPath(new URL('../../conformance/programs/bpf/', import.meta.url));
const root = process.getuid?.() === 0;
if (!root) console.log('programs with bpf(2): skipped, they need root');

describe.skipIf(!musl || !root)('programs with bpf(2) behave as on Linux', () => {
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.c'))) {
    test.concurrent(file, () => {
      const path = compileFile(folder + file, `bpf-${file.slice(0, -2)}`, 'musl-gcc');
      const native = runNative(path);
      const run = runProgram(readFileSync(path), { init: [path], limit: 2_000_000_000 });
      expect(run.kernel.panicReport).toBeNull();
      expect(run.stdout).toBe(native.stdout);
      expect(run.status).toBe(native.status);
    });
  }
});
