/** The recorded screen of the home page is what the machine really shows when the same commands are typed. */
import { LinuxSession } from '@ringzero/kernel-sim/lab';
import { loadAssets } from '@ringzero/kernel-sim/lab/node-assets';
import { expect, test } from 'vitest';
import { bootTranscript } from './transcript';

const STEP = 5_000_000;

test('the recorded screen is the machine’s own', async () => {
  const recorded = (await bootTranscript()).trimEnd();
  let screen = '';
  const session = new LinuxSession({
    initramfs: loadAssets().initramfs,
    seed: 1,
    limits: { instructions: 1e10 },
    output: (_stream, bytes) => {
      screen += new TextDecoder().decode(bytes);
    },
  });
  const settle = () => {
    for (let n = 0; n < 40; n += 1) session.advance(STEP);
  };
  settle();
  for (const line of recorded.split('\n').filter((l) => /^# ./.test(l))) {
    session.input(new TextEncoder().encode(`${line.slice(2)}\n`));
    settle();
  }
  expect(screen.replaceAll('\r\n', '\n').trimEnd()).toBe(recorded);
});
