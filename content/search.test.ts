import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { searchDocuments } from './search';

const ROOT = dirname(fileURLToPath(import.meta.url));

test.each(['ja', 'en'] as const)('every section of every lesson is a document without markup (%s)', (language) => {
  const documents = searchDocuments(ROOT, language, []);
  expect(documents.length).toBeGreaterThan(100);
  expect(new Set(documents.map((d) => d.id)).size).toBe(documents.length);
  for (const { text, heading } of documents) {
    expect(`${heading} ${text}`).not.toMatch(/<[A-Z]|\]\(|\*\*|export const/);
  }
});

test('both languages have the same lessons', () => {
  const lessons = (language: 'ja' | 'en') => [
    ...new Set(searchDocuments(ROOT, language, []).map((d) => d.id.split('#')[0])),
  ];
  expect(lessons('ja')).toEqual(lessons('en'));
});

test('titles of exercises are found where the exercise stands', () => {
  const title = { ja: 'grep を書く', en: 'Write grep' };
  const entry = { id: 'ex_g2p8', lessonId: 'ls_usr3', kind: 'program', title, hash: '' } as const;
  const found = searchDocuments(ROOT, 'en', [entry]).find((d) => d.text.endsWith('Write grep'));
  expect(found?.id).toBe('architecture/userland-is-programs#lines-are-an-idea');
});
