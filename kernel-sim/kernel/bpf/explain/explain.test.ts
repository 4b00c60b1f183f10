import { describe, expect, test } from 'vitest';
import type { Rejection } from '../types';
import { exit, helper, load, lookup, mov, type Part, program, storeReg, verifyProgram } from '../verifier/programs';
import { en } from './en';
import { CODES, explain } from './index';
import { ja } from './ja';

/** Parameters named in a text. */
const names = (texts: readonly string[]): Set<string> => new Set(texts.join(' ').match(/\{\w+\}/g) ?? []);

function rejectionOf(...parts: readonly Part[]): Rejection {
  const result = verifyProgram(program(...parts));
  if (result.ok) throw new Error('accepted');
  return result.rejection;
}

describe('every refusal is explained in both languages', () => {
  test.each(CODES)('%s', (code) => {
    for (const words of [en[code], ja[code]]) {
      expect(words).toHaveLength(3);
      for (const text of words) expect(text.length).toBeGreaterThan(3);
    }
    expect([...names(ja[code])].sort()).toEqual([...names(en[code])].sort());
    expect(ja[code].join('')).toMatch(/[ぁ-ん]/);
  });
});

describe('an explanation says what was known', () => {
  test('of a value that may be NULL', () => {
    const rejection = rejectionOf(lookup(0), load(0x18, 1, 0, 0), exit());
    expect(rejection).toMatchObject({ code: 'null-deref', insn: 6, params: { reg: 0, type: 'map_value_or_null' } });
    expect(explain(rejection, 'en')).toEqual({
      known: 'R0: a pointer to a map value, or NULL',
      problem: 'R0 is map_value_or_null: it may be NULL, and it is used without a test.',
      reason:
        'A lookup may fail. The verifier must assume that it does, and then this would be an access to address 0.',
      remedy: 'Test it first: if (!p) return 0; — and only then use it.',
    });
    expect(explain(rejection, 'ja')?.known).toBe('R0: マップの値を指すポインタ、または NULL');
  });

  test('of a number used as an address', () => {
    const rejection = rejectionOf(mov(1, 7), load(0x18, 0, 1, 0), exit());
    expect(explain(rejection, 'en')?.known).toBe('R1: the number 7');
    expect(explain(rejection, 'ja')?.known).toBe('R1: 数 7');
  });

  test('nothing, where there is nothing to know', () => {
    expect(explain(rejectionOf(exit()), 'en')?.known).toBeNull();
    expect(explain({ code: 'no-such', params: {}, insn: 0, state: '' }, 'en')).toBeNull();
  });

  test('no parameter stays open', () => {
    const rejections = [
      rejectionOf(storeReg(0x18, 10, 1, 8), exit()),
      rejectionOf(helper(9999), exit()),
      rejectionOf(mov(0, 0), load(0, 0, 1, 500), exit()),
      rejectionOf(lookup(1), { code: 0x15, dst: 0, src: 0, off: 1, imm: 0 }, load(0x18, 1, 0, 44), mov(0, 0), exit()),
    ];
    for (const rejection of rejections)
      for (const language of ['en', 'ja'] as const) {
        const words = explain(rejection, language);
        expect(Object.values(words ?? {}).join(' ')).not.toMatch(/\{\w+\}/);
      }
  });
});

test('of a pointer with a variable offset', () => {
  const rejection = rejectionOf(
    lookup(1),
    { code: 0x15, dst: 0, src: 0, off: 4, imm: 0 },
    load(0x10, 1, 0, 0),
    { code: 0x0f, dst: 0, src: 1, off: 0, imm: 0 },
    load(0x10, 1, 0, 0),
    mov(0, 0),
    exit(),
  );
  expect(rejection).toMatchObject({ code: 'map-value-oob', params: { bound: 'max', off: 255, memSize: 48 } });
  expect(explain(rejection, 'en')?.known).toBe('R0: a pointer to a map value, at an offset between 0 and 255');
});
