/** The mails that the site sends: plain text, in the reader's language, with one link. */
import { area, fill } from '@/app/_i18n/define';
import { isLanguage, type Language, negotiateLanguage } from '@/app/_i18n/language';
import type { Mail } from './mail';

const words = area({
  verifySubject: ['Ring Zero：メールアドレスの確認', 'Ring Zero: confirm your address'],
  verifyText: [
    'このメールアドレスで Ring Zero のアカウントが作られました。\n確認するには、1時間以内に次のページを開いてください。\n\n{url}\n\n心当たりがなければ、何もする必要はありません。',
    'An account on Ring Zero was made with this address.\nTo confirm it, open this page within an hour:\n\n{url}\n\nIf it was not you, there is nothing to do.',
  ],
  resetSubject: ['Ring Zero：パスワードの再設定', 'Ring Zero: a new password'],
  resetText: [
    'パスワードの再設定が求められました。\n1時間以内に次のページを開いて、新しいパスワードを決めてください。すべての端末でサインアウトされます。\n\n{url}\n\n心当たりがなければ、何もする必要はありません。いまのパスワードのままです。',
    'A new password was asked for.\nOpen this page within an hour to choose one; all devices are signed out then:\n\n{url}\n\nIf it was not you, there is nothing to do: your password stays as it is.',
  ],
  existsSubject: ['Ring Zero：アカウントはすでにあります', 'Ring Zero: you have an account already'],
  existsText: [
    'このメールアドレスで新しいアカウントを作ろうとした人がいますが、アカウントはすでにあります。\nサインインはこちらです。パスワードを忘れた場合も、ここから再設定できます。\n\n{url}\n\n心当たりがなければ、何もする必要はありません。',
    'Somebody tried to make an account with this address, but there is one already.\nSign in here; a forgotten password can be replaced there, too:\n\n{url}\n\nIf it was not you, there is nothing to do.',
  ],
  changedSubject: ['Ring Zero：サインインの方法が変わりました', 'Ring Zero: your ways to sign in have changed'],
  changedText: [
    'あなたのアカウントで、パスワードかパスキーが変更されました。\n心当たりがなければ、すぐにパスワードを再設定してください。\n\n{url}',
    'A password or passkey of your account was changed.\nIf it was not you, choose a new password at once:\n\n{url}',
  ],
});

export type MailKind = 'verify' | 'reset' | 'exists' | 'changed';

export function mailOf(kind: MailKind, to: string, lang: Language, url: string): Mail {
  const t = words[lang];
  return { to, subject: t[`${kind}Subject`], text: fill(t[`${kind}Text`], { url }) };
}

/** The language of the page that asked, else of the browser. */
export function languageOfRequest(request: Request | undefined): Language {
  const referer = request?.headers.get('referer');
  const first = referer && URL.canParse(referer) ? new URL(referer).pathname.split('/')[1] : null;
  if (isLanguage(first)) return first;
  return negotiateLanguage(request?.headers.get('cookie') ?? null, request?.headers.get('accept-language') ?? null);
}
