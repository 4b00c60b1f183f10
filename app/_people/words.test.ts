import { expect, it } from 'vitest';
import { AUDIT_ACTIONS } from '../_server/audit/audit';
import { INVENTORY } from '../_server/privacy/inventory';
import { RETENTION_KEYS } from '../_server/privacy/retention';
import { accessWords, accountPageWords } from './account-words';
import { adminWords, retentionWords } from './admin-words';
import { privacyWords } from './privacy-words';

it('everything that is recorded has words for the person concerned', () => {
  expect(Object.keys(accessWords.ja).sort()).toEqual(Object.keys(AUDIT_ACTIONS).sort());
});

it('every purpose, time and viewer of the inventory has words', () => {
  const groups = Object.values(INVENTORY).flatMap((entry) => entry.groups);
  const keys = groups.flatMap(({ why, keep, seen }) => [
    `why-${why}`,
    ...(RETENTION_KEYS.includes(keep as never) ? [] : [`keep-${keep}`]),
    ...seen.map((viewer) => `seen-${viewer}`),
  ]);
  expect(keys.filter((key) => !(key in privacyWords.ja))).toEqual([]);
  expect(Object.keys(retentionWords.ja).sort()).toEqual([...RETENTION_KEYS].sort());
});

it.each([
  ['account', accountPageWords],
  ['admin', adminWords],
  ['privacy', privacyWords],
])('%s: both languages have the same placeholders', (_name, words) => {
  const holes = (side: Readonly<Record<string, string>>) =>
    Object.entries(side).map(([key, text]) => [key, [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort()]);
  expect(holes(words.ja)).toEqual(holes(words.en));
});
