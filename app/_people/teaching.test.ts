/** The words of a class say the same in both languages. */
import { expect, test } from 'vitest';
import { teachingWords } from './teaching';
import { distance } from './time';

const keys = Object.keys(teachingWords.ja) as (keyof typeof teachingWords.ja)[];
const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((hit) => hit[1]).sort();
/** What Japanese teachers write in Latin letters too, and what a file is called. */
const TERMS = /^(CSV|UTF|Shift|JIS|Excel|JavaScript|MB|https|email)$/;

test('both languages have the same placeholders, and no message is empty', () => {
  for (const key of keys) {
    const { ja, en } = { ja: teachingWords.ja[key], en: teachingWords.en[key] };
    expect(placeholders(ja), key).toEqual(placeholders(en));
    expect(ja !== '' && en !== '', key).toBe(true);
  }
});

test('no English word is on a Japanese page, and no Japanese one on an English page', () => {
  const english = keys.flatMap((key) =>
    (teachingWords.ja[key].replace(/\{\w+\}/g, '').match(/[A-Za-z]+/g) ?? [])
      .filter((word) => !TERMS.test(word))
      .map((word) => `${key}: ${word}`),
  );
  expect(english).toEqual([]);
  expect(keys.filter((key) => /[\u3040-\u30ff\u4e00-\u9fff]/.test(teachingWords.en[key]))).toEqual([]);
});

test.each([
  [3 * 86_400_000 + 1, '3 日後', 'in 3 days'],
  [36 * 3_600_000, '36 時間後', 'in 36 hours'],
  [90 * 60_000, '90 分後', 'in 90 minutes'],
  [60_000, '1 分後', 'in 1 minute'],
  [-2 * 86_400_000, '2 日前', '2 days ago'],
])('%d ms from now is %s, %s', (milliseconds, ja, en) => {
  expect([distance(milliseconds, 'ja'), distance(milliseconds, 'en')]).toEqual([ja, en]);
});
