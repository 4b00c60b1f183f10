/**
 * `npm run conformance -- bare [record] [NAME…]`: builds the images with gcc, runs each in QEMU and in our machine (cold and
 * mixed tiers), and compares the serial output and the exit code. `record` writes down what QEMU does, put right where the
 * manual says otherwise (differences.ts), and the built images.
 */
import { buildImages, imageNames } from './build';
import { DIFFERENCES, putRight } from './differences';
import { textOf } from './outcome';
import { qemuMissing, runInQemu } from './qemu';
import { expected, recordExpected, writePack } from './recorded';
import { simulate } from './simulate';

function firstDifference(name: string, where: string, want: string, got: string): string {
  const [a, b] = [want.split('\n'), got.split('\n')];
  const n = a.findIndex((line, i) => line !== b[i]);
  return `${name}, ${where}, line ${n + 1}:\n  wanted ${a[n] ?? '(end)'}\n  got    ${b[n] ?? '(end)'}`;
}

export function bareConformance(args: readonly string[]): number {
  const missing = qemuMissing();
  if (missing) {
    console.log(`0 passed, 0 failed, ${imageNames().length} skipped: ${missing}`);
    return 0;
  }
  const record = args[0] === 'record';
  const asked = args.slice(record ? 1 : 0);
  const names = asked.length ? asked : imageNames();
  const images = buildImages(names);
  let failed = 0;
  for (const [name, elf] of images) {
    const { text, unused } = putRight(name, textOf(runInQemu(elf)));
    const problems = unused.map((d) => `${name}: QEMU does not print any more: ${d.qemu}`);
    for (const tiers of ['cold', 'mixed'] as const) {
      const ours = textOf(simulate(elf, tiers));
      if (ours !== text) problems.push(firstDifference(name, `our machine (${tiers}) against QEMU`, text, ours));
    }
    if (record) recordExpected(name, text);
    else if (expected(name) !== text)
      problems.push(firstDifference(name, 'QEMU against the record', expected(name) ?? '', text));
    for (const problem of problems) console.log(problem);
    if (problems.length) failed++;
  }
  if (record && !asked.length) console.log(`images.bin: ${writePack(images)} bytes`);
  const known = `${DIFFERENCES.length} lines are known to differ from the manual in QEMU`;
  console.log(`${names.length - failed} passed, ${failed} failed, 0 skipped; ${known}`);
  return failed ? 1 : 0;
}
