/** The small pure parts of the pane: differences, ordering, trace lines, terminal text, verdicts, keys. */
import { describe, expect, test } from 'vitest';
import { dictionary } from '../../_i18n';
import type { ExerciseData } from '../model';
import { report, trace } from '../testing/fixtures';
import { diffLines } from './diff';
import { withCtrl } from './KeyRow';
import { moveTo, shuffled } from './order';
import { plainText } from './plain-text';
import { traceLines } from './trace-lines';
import { checkLines, endWords } from './verdict';

test('differences name the lines that went and came', () => {
  const marks = diffLines('a\nb\nc', 'a\nx\nc\nd').map(
    (l) => `${{ same: ' ', added: '+', removed: '-' }[l.kind]}${l.text}`,
  );
  expect(marks).toEqual([' a', '-b', '+x', ' c', '+d']);
  expect(diffLines('same', 'same').every((l) => l.kind === 'same')).toBe(true);
});

describe('ordering', () => {
  test('moves within the list, and adds what was left out', () => {
    expect(moveTo(['a', 'b', 'c'], 'c', 0)).toEqual(['c', 'a', 'b']);
    expect(moveTo(['a', 'b'], 'x', 99)).toEqual(['a', 'b', 'x']);
  });
  test('the shuffle is the same every time and loses nothing', () => {
    const items = ['a', 'b', 'c', 'd', 'e', 'f'];
    expect(shuffled(items, 'ex_1')).toEqual(shuffled(items, 'ex_1'));
    expect([...shuffled(items, 'ex_1')].sort()).toEqual(items);
    expect(shuffled(items, 'ex_1')).not.toEqual(items);
  });
});

test('the trace reads like strace', () => {
  expect(traceLines(trace).map((l) => `${l.pid} ${l.text}`)).toEqual([
    '1 fork() = 2',
    '2 write(1, "hi\\n", 3) = 3',
    '2 close(7) = -1 EBADF (Bad file descriptor)',
    '2 exit_group(0) = ?',
    '2 +++ exited with 0 +++',
    '1 wait4(-1 <unfinished ...>',
  ]);
});

test('terminal output as text has no control sequences', () => {
  expect(plainText('\u001b[1;32mok\u001b[0m\r\nab\b\bc\rX\u0007\u001b]0;title\u0007')).toBe('ok\nX');
});

test('Ctrl makes control characters of letters only', () => {
  expect(withCtrl('c')).toBe('\u0003');
  expect(withCtrl('D')).toBe('\u0004');
  expect(withCtrl('ab')).toBe('ab');
});

describe('verdicts in words', () => {
  const data = {
    checks: [
      { id: 'ends', title: 'Ends' },
      { id: 'sent', title: 'Sent' },
    ],
    messages: { 'only-some': 'Only {got} arrived.' },
  } as unknown as ExerciseData;
  test('a failed check names its cause and where to see it', () => {
    const [, sent] = checkLines(data, report('ex', false));
    expect(sent).toMatchObject({ ok: false, cause: 'Only Hel arrived.', show: { line: 3, step: 12 } });
    expect(checkLines(data, null).map((l) => l.ok)).toEqual([null, null]);
  });
  test('the end of a run, with the place when it matters', () => {
    const where = { function: 'main', file: 'main.c', line: 4 };
    const say = (reason: 'signal' | 'exit' | 'limit', lang: 'ja' | 'en') =>
      endWords({ reason, exit: { code: 0, signal: 11 }, retired: 1_000_000, where }, dictionary(lang).exercise, lang);
    expect(say('signal', 'en')).toBe('Killed by SIGSEGV. At main.c:4, in main.');
    expect(say('exit', 'en')).toBe('Ended with exit status 0.');
    expect(say('limit', 'ja')).toContain('1,000,000 命令');
  });
});
