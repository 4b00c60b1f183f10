/** Words of what is shown between the platform and us, before there is a page of the site. */
import { area } from '@/app/_i18n/define';

export const ltiWords = area({
  title: ['Ring Zero を開く', 'Opening Ring Zero'],
  newWindow: [
    'Ring Zero は新しいウィンドウで開きます。ここ（学習システムの枠の中）では、サインインに必要なCookieを使えません。',
    'Ring Zero opens in a window of its own. In here (a frame of the learning platform) the cookies that signing in needs do not work.',
  ],
  open: ['新しいウィンドウで開く', 'Open in a new window'],
  returning: ['学習システムに戻ります。', 'Going back to the learning platform.'],
  go: ['続ける', 'Go on'],
  registered: [
    'この学習システムを登録しました。この画面は閉じてかまいません。',
    'This platform is registered. You may close this.',
  ],
  refused: ['学習システムからの接続を受け付けませんでした', 'The launch was refused'],
  kept: ['学習の記録は変わっていません。', 'Nobody’s work has been changed.'],
  reason: ['理由', 'Reason'],
});

/** What a person can do about it, by kind; the reason itself is shown as its code. */
export const ltiAdvice = area({
  again: [
    '学習システムに戻って、もう一度リンクを開いてください。',
    'Go back to the learning platform and open the link again.',
  ],
  cookies: [
    'このブラウザは、はじめたときのCookieを送ってきませんでした。下のボタンで新しいウィンドウに開き直してください。',
    'This browser did not send back the cookie that it began with. Open it in a window of its own with the button below.',
  ],
  admin: [
    'このサイトか学習システムの設定が合っていません。下の理由を添えて、管理者に知らせてください。',
    'The settings of this site and of the platform do not agree. Tell an administrator, with the reason below.',
  ],
  teacher: [
    'このコースはまだクラスになっていません。先生が先に一度リンクを開くと、入れるようになります。',
    'This course is no class here yet. You can come in once a teacher has opened a link of it.',
  ],
  part: [
    'このコースでのあなたの役割では、クラスに入れません。先生に確かめてください。',
    'Your role in the course gives no part in a class here. Ask your teacher.',
  ],
  onlyTeachers: ['教材を選べるのは先生だけです。', 'Only teachers choose content.'],
  gone: [
    'このリンクの先のレッスンや課題は、もうありません。先生に知らせてください。',
    'The lesson or assignment behind this link is gone. Tell your teacher.',
  ],
});
export type Advice = keyof (typeof ltiAdvice)['ja'];
