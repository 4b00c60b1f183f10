/** Words of the page on which admins run the site. */
import { area } from '../_i18n/define';

export const adminWords = area({
  title: ['サイトの管理', 'Run the site'],
  lead: [
    'ここでの操作はすべて記録され、本人と管理者が見られます。',
    'Everything done here is recorded; the person concerned and admins can read it.',
  ],
  people: ['人', 'People'],
  search: ['名前かメールアドレス', 'Name or address'],
  find: ['探す', 'Find'],
  working: ['処理しています…', 'Working …'],
  nobody: ['見つかりません。', 'Nobody found.'],
  more: ['さらに表示', 'Show more'],
  name: ['名前', 'Name'],
  role: ['権限', 'Role'],
  roleOf: ['{name} の権限', 'Role of {name}'],
  learner: ['学習者', 'Learner'],
  instructor: ['先生（クラスを作れる）', 'Instructor (can make classes)'],
  admin: ['管理者', 'Admin'],
  lastSeen: ['最後の学習', 'Last seen'],
  never: ['—', '—'],
  sessions: ['端末', 'Devices'],
  unverified: ['未確認', 'not confirmed'],
  noAddress: ['メールアドレスなし', 'no address'],
  signOut: ['全端末をサインアウト', 'Sign out everywhere'],
  signOutOf: ['{name} を全端末からサインアウト', 'Sign out {name} everywhere'],
  signedOut: ['{name} をサインアウトしました。', '{name} is signed out.'],
  roleChanged: [
    '{name} の権限を変えました。次の操作でサインインし直します。',
    'The role of {name} is changed; they sign in again.',
  ],
  resetLink: ['パスワードのリンク', 'Link for a password'],
  resetLinkOf: ['{name} のパスワードを決め直すリンク', 'Link for a new password of {name}'],
  resetLinkReady: [
    '{name} に渡してください。1日のあいだ、一度だけ使えます。',
    'Give it to {name}. It works once, for a day.',
  ],
  copy: ['コピー', 'Copy'],
  copied: ['コピーしました', 'Copied'],
  lastAdmin: ['最後の管理者の権限は変えられません。', 'The last admin stays one.'],

  retention: ['保存期間', 'How long things are kept'],
  retentionLead: [
    '過ぎたものは、毎日の整理で完全に消えます。元には戻せません。',
    'What is past its time is removed for good by the daily tidying.',
  ],
  days: ['日', 'days'],
  forEver: ['消さない', 'for ever'],
  save: ['保存', 'Save'],
  saved: ['保存しました。', 'Saved.'],
  least: ['{n} 日以上にしてください。', 'At least {n} days.'],

  audit: ['操作と閲覧の記録', 'Record of access'],
  when: ['日時', 'When'],
  who: ['誰が', 'Who'],
  what: ['何を', 'What'],
  whose: ['誰の', 'Whose'],
  inClass: ['クラス', 'Class'],
  older: ['古い記録を見る', 'Older entries'],
  noEntries: ['記録はありません。', 'No entries.'],
  gone: ['退会した人', 'left'],
  server: ['サーバー', 'server'],
});
export type AdminWords = typeof adminWords.ja;

/** The retention settings, as the admin page and the privacy page call them. */
export const retentionWords = area({
  anonymousEmpty: ['アカウントも記録もない人', 'People without an account who left nothing'],
  anonymousIdle: ['アカウントがなく、戻ってこない人の記録', 'Work of people without an account who do not come back'],
  sessionsUnused: ['使われていないサインイン', 'Sessions that are not used'],
  draftVersions: ['置き換わった書きかけのコード', 'Drafts that were replaced'],
  audit: ['閲覧の記録', 'Record of access'],
  archivedClasses: ['しまったクラス（名簿、コメント、締め切り）', 'Archived classes (lists, comments, due dates)'],
  attemptsOfArchived: [
    'しまったクラスの人の、最良でない実行の記録',
    'Attempts, other than the best, of people whose classes are archived',
  ],
});
