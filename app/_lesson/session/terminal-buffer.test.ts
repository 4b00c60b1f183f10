/** A flood of output reaches a view once per frame and never grows without end. */
import { expect, test } from 'vitest';
import { TerminalBuffer } from './terminal-buffer';

test('writes of one frame arrive together, and a late view gets everything', () => {
  const frames: (() => void)[] = [];
  const buffer = new TerminalBuffer((run) => frames.push(run));
  const seen: number[] = [];
  buffer.attach((chunks) => seen.push(chunks.length));
  for (let n = 0; n < 100; n += 1) buffer.write(new Uint8Array([65]));
  expect(frames).toHaveLength(1);
  frames[0]();
  expect(seen).toEqual([0, 100]);
  expect(buffer.text()).toBe('A'.repeat(100));
  buffer.attach((chunks, reset) => seen.push(reset ? chunks.length : -1));
  expect(seen.at(-1)).toBe(100);
});

test('the oldest output goes over a megabyte', () => {
  const buffer = new TerminalBuffer(() => 1);
  for (let n = 0; n < 40; n += 1) buffer.write(new Uint8Array(64 * 1024).fill(97 + (n % 26)));
  expect(buffer.text().length).toBeLessThanOrEqual(1 << 20);
  buffer.clear();
  expect(buffer.empty).toBe(true);
});
