import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { buildRunner, compareOutcomes, natively, simulated } from './elf';

const COUNT = 150;
/** Differences that are known: a missing dynamic loader is told as ENOEXEC here, and absurd sizes of .bss are mapped lazily. */
const KNOWN = new Set(['E2 → E8', 'S11 → X42', 'E5 → E8']);

describe('mutated ELF files', () => {
  const runner = buildRunner();
  const reason = 'reason' in runner ? runner.reason : process.platform !== 'linux' ? 'not on Linux' : '';
  if (reason) console.log(`skipped: ${reason}`);

  it.skipIf(reason !== '')(`are refused as Linux refuses them, or run and contained: ${COUNT} of them`, () => {
    if (!('path' in runner)) return;
    const ours = simulated(new Uint8Array(readFileSync(runner.path)), 0, COUNT);
    expect(ours.reason).toBe('exit');
    expect(ours.outcomes.size).toBe(COUNT);
    const differ = compareOutcomes(natively(runner.path, 0, COUNT), ours.outcomes);
    expect([...differ].filter(([key]) => !KNOWN.has(key))).toEqual([]);
    runner.dispose();
  });
});
