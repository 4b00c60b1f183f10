'use client';
/** Signing in with another service: the browser goes there and comes back signed in. */
import { useState } from 'react';
import type { Language } from '@/app/_i18n';
import { fill } from '@/app/_i18n/define';
import type { AccountPageWords } from '@/app/_people/account-words';
import { call } from '@/app/_people/call';
import type { ErrorWords } from '@/app/_people/messages';
import styles from '@/app/_people/people.module.css';
import { beforeLeaving } from '@/app/_people/session';
import { Button } from '@/app/_ui/Button';
import { Notice } from '@/app/_ui/Notice';

interface Props {
  t: AccountPageWords;
  errors: ErrorWords;
  lang: Language;
  provider: { id: string; name: string };
}

export function OtherSignIn({ t, errors, lang, provider }: Props) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const go = async () => {
    setBusy(true);
    setError(null);
    await beforeLeaving();
    const result = await call<{ url: string }>('POST', '/api/auth/sign-in/social', {
      provider: provider.id,
      callbackURL: `/${lang}/account?hello=back`,
      errorCallbackURL: `/${lang}/account`,
    });
    if (result.ok) return window.location.assign(result.value.url);
    setError(errors[result.error]);
    setBusy(false);
  };
  return (
    <>
      <Button onClick={go} disabled={busy}>
        {busy ? t.working : fill(t.otherSignIn, { name: provider.name })}
      </Button>
      <div role="alert" className={styles.alert}>
        {error && <Notice tone="bad">{error}</Notice>}
      </div>
    </>
  );
}
