import { expect, test } from 'vitest';
import { compare } from './generated';
import { asUnprivileged, loadSuite, runAll } from './suite';

const FIRST = 1;
const COUNT = 300;

test(`generated programs ${FIRST} … ${FIRST + COUNT - 1}: the machine's own kernel is never stricter, and they run alike`, (context) => {
  const result = compare(FIRST, COUNT);
  if (typeof result === 'string') {
    console.log(`generated eBPF programs: skipped, ${result}`);
    return context.skip();
  }
  console.log(
    `generated eBPF programs from seed ${FIRST}: same verdict in ${result.agree} of ${COUNT}, ${result.ran} ran alike`,
  );
  expect(result.unsafe).toEqual([]);
  expect(result.differentResults).toEqual([]);
  expect(result.agree / COUNT).toBeGreaterThan(0.9);
  expect(result.accepted / COUNT).toBeGreaterThan(0.35);
}, 60_000);

test('the kernel selftests: nothing refused there is accepted here', (context) => {
  const tests = loadSuite();
  if (tests === null) {
    console.log('verifier selftests: skipped, `npm run conformance -- verifier` fetches them');
    return context.skip();
  }
  // The generated giants (jumps over 32,768 instructions and the like) are for the command line.
  const short = tests.filter((one) => one.insns.length < 20_000);
  for (const tally of [runAll(short), runAll(short.map(asUnprivileged), false)]) {
    expect(tally.unsafe).toEqual([]);
    expect(tally.verdicts / tally.ran).toBeGreaterThan(0.99);
    expect(tally.texts / tally.withText).toBeGreaterThan(0.98);
  }
}, 60_000);
