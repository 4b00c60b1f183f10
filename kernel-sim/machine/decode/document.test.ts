import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { instructionsDocument, MARK } from './document';

const FILE = new URL('../../../docs/machine.md', import.meta.url);

it('docs/machine.md lists what the table says (UPDATE=1 writes it anew)', () => {
  const text = readFileSync(FILE, 'utf8');
  const mark = text.indexOf(MARK);
  expect(mark).toBeGreaterThan(0);
  if (process.env.UPDATE) writeFileSync(FILE, text.slice(0, mark) + instructionsDocument());
  expect(readFileSync(FILE, 'utf8').slice(mark)).toBe(instructionsDocument());
});
