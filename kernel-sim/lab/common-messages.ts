/** Words for what can go wrong in any exercise. An exercise's own `messages` come first. */
import type { Localized } from './types';

export const commonMessages: Readonly<Record<string, Localized>> = {
  ok: { ja: '合格', en: 'Passed' },
  'does-not-compile': {
    ja: 'コンパイルできませんでした。{line} 行目のエラーを直してください。',
    en: 'It does not compile: see the error at line {line}.',
  },
  'killed-by-signal': {
    ja: '{line} 行目を実行中に {signal} で終了しました。',
    en: '{signal} ended it while it was at line {line}.',
  },
  'killed-by-signal-nowhere': { ja: '{signal} で終了しました。', en: '{signal} ended it.' },
  limit: {
    ja: '命令数の上限に達しました。{line} 行目（関数 {function}）を実行中でした。終わらないループではありませんか。',
    en: 'It used up its instructions while at line {line}, in {function}. Is there a loop that never ends?',
  },
  'limit-nowhere': {
    ja: '命令数の上限に達しました。終わらないループではありませんか。',
    en: 'It used up its instructions. Is there a loop that never ends?',
  },
  'output-limit': {
    ja: '出力が多すぎるので止めました。同じ出力を繰り返していませんか。',
    en: 'Too much output: it was stopped. Does it print the same thing over and over?',
  },
  'task-limit': {
    ja: 'プロセスが増えすぎました。fork がループの中で呼ばれていませんか。',
    en: 'Too many processes: is fork called in a loop?',
  },
  idle: {
    ja: 'すべてのプロセスが待ったまま、起こす者がいません（デッドロック）。パイプの書き込み側を閉じ忘れていませんか。',
    en: 'Every process waits and nobody is left to wake them: a deadlock. Is the write end of a pipe still open?',
  },
  stopped: { ja: '停止しました。', en: 'It was stopped.' },
  panic: { ja: 'カーネルパニックで止まりました。', en: 'The kernel panicked.' },
  'triple-fault': {
    ja: '{line} 行目でトリプルフォルトが起き、CPUが停止しました。例外を受け取る者がいません。',
    en: 'A triple fault at line {line} shut the CPU down: nobody was there to take the exception.',
  },
  'triple-fault-nowhere': {
    ja: 'トリプルフォルトでCPUが停止しました。例外を受け取る者がいません。',
    en: 'A triple fault shut the CPU down: nobody was there to take the exception.',
  },
  oops: {
    ja: 'カーネルの中で異常が起きました（{kind}、関数 {symbol}、{line} 行目）。',
    en: 'Something went wrong in the kernel: {kind}, in {symbol}, line {line}.',
  },
  'module-hangs': {
    ja: '命令数の上限に達しました。リング0の終わらないループは、誰も止めてくれません。',
    en: 'It used up its instructions. Nobody stops an endless loop in ring 0.',
  },
  'not-loaded': {
    ja: '{name} が入りませんでした。コンソールに出ている `insmod` のエラーを見てください。',
    en: '{name} was not loaded. See what `insmod` says on the console.',
  },
  'not-run': { ja: '実行されませんでした。', en: 'It was not run.' },
  'exit-status': {
    ja: '終了ステータスは {expected} のはずですが、{got} でした。',
    en: 'The exit status should be {expected}; it was {got}.',
  },
  'stdout-differs': {
    ja: '出力の {line} 行目が違います。期待: 「{expected}」 実際: 「{got}」',
    en: 'Line {line} of the output differs. Expected “{expected}”, got “{got}”.',
  },
  'no-answer': { ja: 'まだ答えていません。', en: 'Not answered yet.' },
  'does-not-belong': {
    ja: 'この手順に入らないものが混じっています。',
    en: 'One of the blocks does not belong to this sequence.',
  },
  'block-missing': { ja: 'まだ並べていないものがあります。', en: 'Some blocks are not placed yet.' },
  'wrong-order': { ja: '順序が違います。', en: 'The order is not right yet.' },
};

/** The text of a code, with parameters filled in. */
export function messageText(
  own: Readonly<Record<string, Localized>>,
  code: string,
  language: 'ja' | 'en',
  params: Readonly<Record<string, string | number>> = {},
): string {
  const text = (own[code] ?? commonMessages[code])?.[language] ?? code;
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in params ? String(params[name]) : whole));
}
