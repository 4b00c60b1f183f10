/** Words of the frame around every page: header, footer, theme, errors. */
import { area } from './define';

export const shell = area({
  siteTitle: ['Ring Zero：動かして学ぶLinuxカーネル', 'Ring Zero: the Linux kernel, by running it'],
  siteDescription: [
    'ブラウザの中のx86-64コンピュータでLinuxカーネルを動かしながら学ぶ講座です。',
    'A course on the Linux kernel that you run, on a whole x86-64 computer in your browser tab.',
  ],
  skip: ['本文へ進む', 'Skip to the text'],
  mainNav: ['サイト内', 'Site'],
  home: ['講座', 'Course'],
  lab: ['実験室', 'Lab'],
  search: ['検索', 'Search'],
  classes: ['クラス', 'Classes'],
  account: ['アカウント', 'Account'],
  menu: ['メニュー', 'Menu'],
  language: ['言語', 'Language'],
  otherLanguage: ['English', '日本語'],
  theme: ['配色', 'Colours'],
  themeSystem: ['端末に合わせる', 'Same as the system'],
  themeLight: ['明るい', 'Light'],
  themeDark: ['暗い', 'Dark'],
  footer: [
    'この講座のABI、構造体、/proc の形式は、Debian 12 の Linux 6.1（x86-64）に合わせています。',
    'ABI, structures and /proc formats follow Linux 6.1 on x86-64, as Debian 12 ships it.',
  ],
  offline: ['オフラインで使う', 'Use it off-line'],
  privacy: ['保存しているデータ', 'What is stored'],
  certificate: ['修了証', 'Certificates'],
  notFoundTitle: ['このページはありません', 'There is no such page'],
  notFoundBody: [
    'アドレスが変わったか、まだ書かれていないレッスンかもしれません。学習の記録はそのまま残っています。',
    'The address may have changed, or the lesson is not written yet. Your work is untouched.',
  ],
  toMap: ['講座の地図へ', 'To the course map'],
  errorTitle: ['このページを表示できませんでした', 'This page could not be shown'],
  errorBody: [
    '書いたコードと記録は、このブラウザに保存されています。もう一度開いても直らないときは、下の詳細を添えて知らせてください。',
    'Your code and your attempts are kept in this browser. If opening it again does not help, report it with the detail below.',
  ],
  retry: ['もう一度開く', 'Open it again'],
  detail: ['詳細', 'Detail'],
  close: ['閉じる', 'Close'],
  back: ['戻る', 'Back'],
});
