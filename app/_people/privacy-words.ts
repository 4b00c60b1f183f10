/** Words of the page that says what is stored. */
import { area } from '../_i18n/define';

export const privacyWords = area({
  title: ['保存しているデータ', 'What is stored'],
  lead: [
    'このサイトが保存しているものの全部です。一つの表から作られ、表に無いものは保存できないことをテストが確かめています。',
    'This is everything that the site stores. It is made from one table, and a test holds that nothing outside of it can be stored.',
  ],
  thirdParty: [
    'ほかの会社への通信はありません。分析、広告、外部のフォントや部品は使っていません。クッキーはサインイン用と言語用だけです。',
    'No other company is contacted: no analytics, no advertising, no fonts or parts from elsewhere. The only cookies are for being signed in and for the language.',
  ],
  local: [
    'アカウントが無くても、実行すると番号だけの人として記録されます。ブラウザの中にも同じ記録があり、サインアウトすると消えます。',
    'Without an account, your runs are kept under a number alone. The browser keeps the same work; signing out removes it there.',
  ],
  yours: ['あなたにできること', 'What you can do'],
  yoursText: [
    'アカウントのページで、全部を1つのファイルで受け取ること、誰があなたの記録を見たかを確かめること、全部を削除することができます。削除すると、ほかの人に宛てて書いたコメントとお知らせだけが、名前のない形で残ります。',
    'On the account page you can take everything along as one file, see who looked at your work, and delete everything. Of what you did, only comments and announcements that you wrote to others stay, without your name.',
  ],
  toAccount: ['アカウントのページ', 'To the account page'],
  what: ['内容', 'What'],
  why: ['目的', 'Why'],
  keep: ['期間', 'How long'],
  seen: ['見える人', 'Who sees it'],
  about: ['あなたについてのもの', 'About you'],
  rest: ['あなたについてではないもの', 'Not about you'],
  days: ['{n} 日（{rule}）', '{n} days ({rule})'],
  never: ['期限なし', 'for ever'],
  secret: ['（書き出しには含みません）', '(not in the export)'],

  'why-account': ['アカウント', 'your account'],
  'why-sign-in': ['サインイン', 'signing in'],
  'why-course': ['学習を続けるため', 'going on with the course'],
  'why-class': ['クラスの運営', 'running a class'],
  'why-grade': ['採点', 'grading'],
  'why-platform': ['学習プラットフォームとの連携', 'working with a learning platform'],
  'why-security': ['安全', 'security'],
  'why-operation': ['サイトの運営', 'running the site'],

  'keep-account': ['アカウントを削除するまで', 'until the account is deleted'],
  'keep-class': ['クラスを抜けるか、クラスが無くなるまで', 'until you leave the class or it is gone'],
  'keep-attempt': ['その実行の記録と同じ', 'as long as the attempt'],
  'keep-expires': ['期限が切れるまで（長くて1日）', 'until it expires, a day at most'],
  'keep-site': ['サイトがあるあいだ', 'as long as the site'],

  'seen-me': ['自分', 'you'],
  'seen-teachers': ['クラスの先生と助手', 'teachers and assistants of your class'],
  'seen-classmates': ['クラスの人', 'people in the class'],
  'seen-admins': ['サイトの管理者', 'admins of the site'],
  'seen-link': ['リンクを知っている人', 'whoever has the link'],
  'seen-platform': ['学校の学習プラットフォーム', 'the school’s learning platform'],
  'seen-nobody': ['誰にも見えない', 'nobody'],
});
