import { expect, test } from 'vitest';
import { runPlain } from '../../cli/bpf';
import { assembleText } from './assemble';
import { runSuite, suiteFolder } from './suite';

const folder = suiteFolder();
if (folder === null) console.log('bpf_conformance: skipped, the suite is not here');

test.skipIf(folder === null)('the public half of bpf_conformance gives the stated r0', () => {
  const { passed, failed } = runSuite(folder!);
  expect(failed).toEqual([]);
  expect(passed).toBeGreaterThan(150);
});

test('ten million instructions take less than four seconds of processor time even under test', () => {
  const loop = assembleText(`
    mov %r0, 0
    mov %r1, 2000000
    again:
    add %r0, %r1
    xor %r0, 0x55
    stxdw [%r10-8], %r0
    sub %r1, 1
    jne %r1, 0, again
    exit`);
  // Time of this process alone: other work on the machine does not count.
  const began = process.cpuUsage();
  runPlain(loop, new Uint8Array());
  const used = process.cpuUsage(began);
  const ms = (used.user + used.system) / 1000;
  console.log(`interpreter: ${(10_000 / ms).toFixed(0)} million instructions a second`);
  expect(ms).toBeLessThan(4000);
});
