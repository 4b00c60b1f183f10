'use client';
/**
 * Signing in with a passkey: by a button, and (where the browser can) from the list under the address field. The wait for the
 * latter ends when the button is pressed or the page is left: a browser runs one at a time.
 */
import { useEffect, useRef, useState } from 'react';
import type { AccountPageWords } from '@/app/_people/account-words';
import type { ErrorWords } from '@/app/_people/messages';
import { offersInField, passkeysPossible, signInWithPasskey } from '@/app/_people/passkeys';
import styles from '@/app/_people/people.module.css';
import { enterBy } from '@/app/_people/session';
import { Button } from '@/app/_ui/Button';
import { Notice } from '@/app/_ui/Notice';

export function PasskeySignIn({ t, errors, done }: { t: AccountPageWords; errors: ErrorWords; done: () => void }) {
  const [possible, setPossible] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const waiting = useRef<AbortController | null>(null);
  const finished = useRef(done);
  finished.current = done;

  useEffect(() => {
    setPossible(passkeysPossible());
    const controller = new AbortController();
    waiting.current = controller;
    offersInField().then(async (offers) => {
      if (!offers || controller.signal.aborted) return;
      const result = await enterBy(() => signInWithPasskey(true, controller.signal));
      if (result.ok) finished.current();
      else if (result.error !== 'passkey-cancelled' && !controller.signal.aborted) setError(errors[result.error]);
    });
    return () => controller.abort();
  }, [errors]);

  if (!possible) return null;
  const signIn = async () => {
    waiting.current?.abort();
    setBusy(true);
    setError(null);
    const result = await enterBy(() => signInWithPasskey(false));
    setBusy(false);
    if (result.ok) done();
    else setError(errors[result.error]);
  };
  return (
    <>
      <Button onClick={signIn} disabled={busy}>
        {busy ? t.working : t.passkeySignIn}
      </Button>
      <div role="alert" className={styles.alert}>
        {error && <Notice tone="bad">{error}</Notice>}
      </div>
    </>
  );
}
