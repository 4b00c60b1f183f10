import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { instructionsDocument } from './document';

const FILE = new URL('../INSTRUCTIONS.md', import.meta.url);

it('INSTRUCTIONS.md is what the table says (UPDATE=1 writes it anew)', () => {
  if (process.env.UPDATE) writeFileSync(FILE, instructionsDocument());
  expect(readFileSync(FILE, 'utf8')).toBe(instructionsDocument());
});
