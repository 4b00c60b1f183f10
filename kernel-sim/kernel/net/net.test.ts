/** Each program of conformance/programs/net, built by musl-gcc, must say here what it says on the real Linux. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { runProgram } from '../testing/machine';
import { compileFile, musl, runNative } from '../testing/native';

const folder = fileURLToPath(new URL('../../conformance/programs/net/', import.meta.url));

describe.skipIf(!musl)('programs with sockets behave as on Linux', () => {
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.c'))) {
    test.concurrent(file, () => {
      // musl has no <linux/…> headers.
      const plain = !readFileSync(folder + file, 'utf8').includes('<linux/');
      const path = compileFile(folder + file, `net-${file.slice(0, -2)}`, plain ? 'musl-gcc' : 'gcc');
      const native = runNative(path);
      const run = runProgram(readFileSync(path), { init: [path], limit: 2_000_000_000 });
      expect(run.stdout).toBe(native.stdout);
      expect({ status: run.status, reason: run.reason, panic: run.kernel.panicReport }).toEqual({
        status: native.status,
        reason: 'power-off',
        panic: null,
      });
      // glibc asks for rseq(2) and can do without.
      const { rseq: _rseq, ...missing } = run.kernel.snapshot().unimplemented;
      expect(missing).toEqual({});
    });
  }
});
