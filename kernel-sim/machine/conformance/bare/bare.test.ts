/** The recorded images do in our machine what QEMU recorded (put right by the manual: differences.ts), in both tiers. */
import { expect, test } from 'vitest';
import { imageNames } from './build';
import { textOf } from './outcome';
import { expected, readPack } from './recorded';
import { simulate } from './simulate';

const images = readPack();

test('every image is in the pack', () => expect([...images.keys()].sort()).toEqual(imageNames()));

test.each([...images.keys()])('%s', (name) => {
  const elf = images.get(name) ?? new Uint8Array();
  expect(textOf(simulate(elf, 'cold'))).toBe(expected(name));
  expect(textOf(simulate(elf, 'mixed'))).toBe(expected(name));
});
