/** Each program of conformance/programs/kernel, built by musl-gcc, must say here what it says on the real Linux. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { runProgram } from './testing/machine';
import { compileFile, musl, runNative } from './testing/native';

const folder = fileURLToPath(new URL('../conformance/programs/kernel/', import.meta.url));

describe.skipIf(!musl)('programs behave as on Linux', () => {
  // What musl itself does otherwise than glibc says so.
  const forMusl = (name: string) =>
    name.endsWith('.c') && !readFileSync(folder + name, 'utf8').includes('needs: glibc');
  for (const file of readdirSync(folder).filter(forMusl)) {
    test(file, () => {
      const path = compileFile(folder + file, file.slice(0, -2));
      const native = runNative(path);
      const run = runProgram(readFileSync(path), { init: [path] });
      expect(run.stdout).toBe(native.stdout);
      expect({ status: run.status, reason: run.reason }).toEqual({ status: native.status, reason: 'power-off' });
      expect([...run.core.unimplemented]).toEqual([]);
      expect(run.kernel.snapshot().unimplemented).toEqual({});
    });
  }
});
