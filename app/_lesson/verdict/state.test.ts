/** Whatever the server says of a pass, there are words for it in both languages, and what to do. */
import { describe, expect, test } from 'vitest';
import { dictionary, LANGUAGES } from '../../_i18n';
import type { ServerVerdict, VerdictReason } from '../../_shared/api';
import type { ProgressRecord } from '../store/types';
import { verdictState, whyWords } from './state';

const record = (verdict: ServerVerdict, status: ProgressRecord['status'] = 'passed'): ProgressRecord => ({
  exerciseId: 'ex',
  status,
  verdict,
  updatedAt: 1,
});

describe('the mark', () => {
  test.each([
    ['none', 'waiting'],
    ['pending', 'waiting'],
    ['verified', 'verified'],
    ['mismatch', 'refused'],
    ['outdated', 'refused'],
    ['error', 'refused'],
  ] as const)('of %s is %s', (verdict, state) => expect(verdictState(record(verdict))).toBe(state));

  test('is not there without a pass', () => {
    expect(verdictState(null)).toBeNull();
    expect(verdictState(record('none', 'tried'))).toBeNull();
  });
});

describe('the reason', () => {
  const reasons: VerdictReason[] = ['simulator', 'exercise', 'digest', 'fails', 'grader', 'seed', 'refused:inputs'];
  test.each(reasons)('%s has words in both languages, without a gap in them', (reason) => {
    const words = LANGUAGES.map((lang) => whyWords({ reason }, dictionary(lang).verdict));
    expect(new Set(words).size).toBe(LANGUAGES.length);
    for (const text of words) expect(text).toMatch(/^[^{}]{20,}$/);
  });

  test('of a seed says what the exercise’s own check said', () => {
    const failed = { id: 'c', ok: false, code: 'not-lines', params: { line: 4 } };
    const messages = { 'not-lines': 'Number {line} is not a line.' };
    const text = whyWords({ reason: 'seed', seed: 7, failed }, dictionary('en').verdict, messages);
    expect(text).toContain('Number 4 is not a line.');
  });

  test('is empty when the page does not know it yet', () => {
    expect(whyWords(null, dictionary('en').verdict)).toBe('');
  });
});
