import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { runProgram } from '../testing/machine';
import { compileFile, musl } from '../testing/native';

test.skipIf(!musl)('nonsense in bpf(2) gets errors, not a panic (seed 777)', { timeout: 60_000 }, () => {
  const path = compileFile(fileURLToPath(new URL('./hostile.fixture.c', import.meta.url)), 'bpf-hostile', 'musl-gcc');
  const { stdout, kernel } = runProgram(readFileSync(path), { init: [path], limit: 4_000_000_000 });
  expect(kernel.panicReport).toBeNull();
  expect(stdout).toMatch(/^ok \d+\n$/);
});
