/** Words of the account page beyond the plain account: ways to sign in, devices, mail, and who looked at one's work. */
import { area } from '../_i18n/define';
import { accountWords } from './messages';

const more = area({
  emailHintMail: ['サインインに使います。確認のメールを送ります。', 'Used to sign in. A mail to confirm it is sent.'],
  checkMailTitle: ['メールを確認してください', 'Look at your mail'],
  checkMail: [
    '{email} に確認のメールを送りました。1時間以内にメールのリンクを開くと、サインインできます。それまでも、このブラウザで続けられます。',
    'A mail is on its way to {email}. Open its link within an hour to sign in. Until then you can go on in this browser.',
  ],
  forgot: ['パスワードを忘れた場合', 'Forgotten the password?'],
  or: ['または', 'or'],
  passkeySignIn: ['パスキーでサインイン', 'Sign in with a passkey'],
  otherSignIn: ['{name} でサインイン', 'Sign in with {name}'],
  notLinked: [
    'このメールアドレスのアカウントがすでにあり、まだアドレスが確認されていません。パスワードでサインインして、アドレスを確認してください。',
    'There is an account with this address that has not confirmed it. Sign in with its password and confirm the address first.',
  ],
  otherFailed: [
    '外部のサービスでのサインインが完了しませんでした。もう一度試すか、別の方法でサインインしてください。',
    'Signing in with the other service did not work. Try again, or sign in another way.',
  ],

  resetTitle: ['新しいパスワード', 'A new password'],
  resetAskLead: [
    'アカウントのメールアドレスを入力してください。パスワードを決め直すリンクを送ります。',
    'Enter the address of your account. You get a link with which you can choose a new password.',
  ],
  resetSend: ['リンクを送る', 'Send the link'],
  resetSent: [
    'このアドレスのアカウントがあれば、メールを送りました。1時間以内にリンクを開いてください。',
    'If there is an account with this address, a mail is on its way. Open its link within an hour.',
  ],
  resetNoMail: [
    'このサイトはメールを送れません。先生か管理者に頼むと、新しいパスワードを決めるためのリンクを受け取れます。',
    'This site cannot send mail. Your teacher or an admin can give you a link with which you choose a new password.',
  ],
  resetLead: [
    '新しいパスワードを決めてください。すべての端末でサインアウトされます。',
    'Choose a new password. All devices are signed out.',
  ],
  resetSave: ['パスワードを決める', 'Set the password'],
  resetDone: ['パスワードを変更しました。', 'The password is changed.'],
  toSignIn: ['サインインに進む', 'To signing in'],
  verifyTitle: ['メールアドレスの確認', 'Confirm the address'],
  verifyLead: [
    'ボタンを押すと、メールアドレスの確認が終わり、サインインします。',
    'This confirms your address and signs you in.',
  ],
  verifyButton: ['確認してサインイン', 'Confirm and sign in'],
  verifyMissing: ['メールに書かれたリンク全体を開いてください。', 'Open the whole link from the mail.'],
  verifyDone: ['アドレスを確認しました。', 'The address is confirmed.'],
  unverified: ['このメールアドレスは、まだ確認されていません。', 'This address is not confirmed yet.'],
  verifySend: ['確認のメールを送る', 'Send a mail to confirm it'],
  verifySent: ['送りました。メールのリンクを開いてください。', 'Sent. Open the link in the mail.'],
  noPassword: [
    'パスワードは設定されていません。「パスワードを忘れた場合」から決められます。',
    'No password is set. “Forgotten the password?” lets you choose one.',
  ],

  passkeysTitle: ['パスキー', 'Passkeys'],
  passkeysText: [
    '指紋や顔、端末の暗証番号でサインインできます。パスワードは要りません。',
    'Sign in with your fingerprint, face or the device’s PIN instead of a password.',
  ],
  passkeysNone: ['まだありません。', 'None yet.'],
  passkeyName: ['パスキーの名前', 'Passkey name'],
  passkeyNameHint: ['どの端末のものか、あとで分かる名前です。', 'So that you know later which device it is on.'],
  passkeyAdd: ['パスキーを追加', 'Add a passkey'],
  passkeyAdded: ['追加しました。', 'Added.'],
  passkeyRename: ['名前を変える', 'Rename'],
  passkeyRemove: ['削除', 'Remove'],
  passkeyUnnamed: ['名前のないパスキー', 'Unnamed passkey'],
  passkeyUnsupported: [
    'このブラウザか接続（https でない）では、パスキーを使えません。',
    'This browser or connection (not https) cannot use passkeys.',
  ],
  since: ['{date} から', 'since {date}'],
  cancel: ['やめる', 'Cancel'],

  sessionsTitle: ['サインインしている端末', 'Where you are signed in'],
  sessionThis: ['この端末', 'this device'],
  sessionUnknown: ['不明な端末', 'Unknown device'],
  sessionUsed: ['最後に使った日：{date}', 'last used {date}'],
  sessionEnd: ['サインアウト', 'Sign out'],
  sessionEndOf: ['{device} をサインアウト', 'Sign out {device}'],
  sessionsEndOthers: ['ほかの端末をすべてサインアウト', 'Sign out all other devices'],
  sessionsEnded: ['サインアウトしました。', 'Signed out.'],

  accessTitle: ['あなたの記録を見た人', 'Who looked at your work'],
  accessText: [
    '先生や管理者があなたの記録を開くと、ここに残ります。',
    'When a teacher or an admin opens your work, it is noted here.',
  ],
  accessNone: ['まだ誰も見ていません。', 'Nobody has so far.'],
  accessGone: ['退会した人', 'somebody who has left'],
  accessServer: ['サイトの管理', 'the site’s operator'],
  accessShowAll: ['すべて見る（{n} 件）', 'Show all {n}'],
  privacyLink: ['何を、どれだけの期間、保存しているか', 'What is stored, why, and for how long'],
  adminLink: ['サイトの管理', 'Run the site'],
});

export const accountPageWords = {
  ja: { ...accountWords.ja, ...more.ja },
  en: { ...accountWords.en, ...more.en },
};
export type AccountPageWords = typeof accountPageWords.ja;

/** What the record of access says happened, by its action. */
export const accessWords = area({
  'matrix.read': ['クラス全員の進み具合を見た', 'looked at the progress of the whole class'],
  'student.read': ['あなたの学習の経過を見た', 'looked at your history'],
  'attempt.read': ['あなたの実行を開いた', 'opened an attempt of yours'],
  'attempt.compare': ['クラスの提出物どうしを比べた', 'compared the submissions of the class'],
  'live.read': ['クラスの様子をその場で見た', 'watched the class live'],
  'export.csv': ['クラスの結果をダウンロードした', 'took the results of the class along'],
  'export.json': ['クラスの結果をコードごとダウンロードした', 'took the results of the class along, with code'],
  'roster.read': ['クラスの名簿を見た', 'looked at the list of the class'],
  'roster.export': ['クラスの名簿をダウンロードした', 'took the list of the class along'],
  'roster.import': ['クラスの名簿を読み込んだ', 'brought a list into the class'],
  'member.add': ['クラスに加えた', 'added you to the class'],
  'member.remove': ['クラスから外した', 'removed you from the class'],
  'member.role': ['クラスでの役割を変えた', 'changed your role in the class'],
  'extension.set': ['締め切りを変えた', 'gave you another due date'],
  'comment.write': ['コメントを書いた', 'commented on an attempt of yours'],
  'regrade.publish': ['採点のやり直しを公開した', 'published a changed grading'],
  'role.change': ['サイトでの権限を変えた', 'changed your role on the site'],
  'account.read': ['アカウントの一覧を見た', 'looked at accounts'],
  'account.signed-out': ['すべての端末をサインアウトさせた', 'signed out all your devices'],
  'account.reset-link': ['パスワードを決め直すリンクを作った', 'made a link for a new password'],
  'lti.launch': ['学習プラットフォームから入室した', 'came from a learning platform'],
  'lti.roster': ['学習プラットフォームの名簿を読み込んだ', 'took the list from a learning platform'],
  'retention.change': ['データの保存期間を変えた', 'changed how long data is kept'],
});
