/** Words about what works without a network. */
import { area } from '../_i18n/define';

export const offlineWords = area({
  title: ['オフライン', 'Off-line'],
  lead: [
    '一度開いたレッスンは、マシンとコンパイラごとこのブラウザに残り、ネットワークが無くても読み、書き、実行し、チェックできます。オフラインでした演習は、つながったときに順番どおり1回だけ送られます。',
    'A lesson you have opened stays in this browser with the machine and the compiler: read it, write, run and check without a network. What you do off-line is sent in order, once, when the connection is back.',
  ],
  nowOffline: [
    'いまオフラインです。開けるのは、下に「保存済み」とあるレッスンです。',
    'You are off-line. The lessons marked “kept” below can be opened.',
  ],
  nowOnline: ['いまオンラインです。', 'You are on-line.'],
  notKept: [
    'このページはオフラインでは開けません。書いたコードと記録はこのブラウザに残っています。',
    'This page cannot be opened off-line. Your code and your attempts are kept in this browser.',
  ],
  unable: [
    'このブラウザまたはこのアドレス（https でない接続）では、オフライン用の保存ができません。',
    'This browser, or this address (not https), cannot keep anything for off-line use.',
  ],
  needsScript: ['このページの操作には JavaScript が必要です。', 'This page needs JavaScript.'],
  unknown: ['確かめています…', 'Looking …'],
  engine: ['マシン、コンパイラ、サイトのプログラム', 'The machine, the compiler, the site’s programs'],
  engineKept: ['保存済み（{size}）', 'kept ({size})'],
  enginePart: ['{kept} / {size} を保存済み', '{kept} of {size} kept'],
  engineNone: ['最初のレッスンと一緒に保存します（{size}）', 'comes with the first lesson ({size})'],
  lessons: ['レッスン', 'Lessons'],
  kept: ['保存済み', 'kept'],
  keepChapter: ['この章を保存（{size}）', 'Keep this chapter ({size})'],
  keepCourse: ['講座全体を保存（{size}）', 'Keep the whole course ({size})'],
  chapterKept: ['この章はオフラインで使えます', 'This chapter works off-line'],
  courseKept: ['講座全体がオフラインで使えます。', 'The whole course works off-line.'],
  remove: ['削除', 'Remove'],
  removeChapter: ['{chapter} を削除', 'Remove {chapter}'],
  removeAll: ['保存したものをすべて削除', 'Remove everything that is kept'],
  removeNote: [
    'あなたのコードと記録は消えません。ページとプログラムだけを削除します。',
    'Your code and attempts are not touched: only pages and programs are removed.',
  ],
  working: ['保存しています…（残り {n}）', 'Keeping … ({n} to go)'],
  done: ['保存しました。', 'Kept.'],
  removed: ['削除しました。', 'Removed.'],
  full: [
    '保存する場所が足りません。ほかの章を削除するか、端末の空きを増やしてから、もう一度保存してください。保存できた分は使えます。',
    'There is not enough room. Remove another chapter, or free some space on this device, then try again. What was kept can be used.',
  ],
  failed: [
    '{n} ページを保存できませんでした。接続を確かめて、もう一度押してください。',
    '{n} pages could not be kept. Check the connection, then try again.',
  ],
  outdated: [
    '新しい版があります。ページを開き直してから保存してください。',
    'There is a newer version. Open the page again, then keep it.',
  ],
  usage: [
    'このサイトは {used} を使っています（使えるのは約 {quota}）。',
    'This site uses {used} here (about {quota} can be used).',
  ],
  settings: ['オフラインの設定', 'Off-line settings'],
  newer: [
    'サイトの新しい版があります。次に開くページから使います。いまのページはそのまま続けられます。',
    'There is a newer version of the site. It begins with the next page you open; this one goes on as it is.',
  ],
  reload: ['いま開き直す', 'Open it now'],
  later: ['閉じる', 'Close'],
  back: ['講座へ', 'To the course'],
});
