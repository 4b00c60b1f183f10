'use client';
/**
 * Signing in with a passkey: by a button, and (where the browser can) from the list under the address field. The wait for the
 * latter ends when the button is pressed or the page is left: a browser runs one at a time. Nor does a second one begin behind
 * the first: it would end the first one's session, and the page that is being left would not take in its own.
 */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { AccountPageWords } from '@/app/_people/account-words';
import type { Result } from '@/app/_people/call';
import type { ErrorKey, ErrorWords } from '@/app/_people/messages';
import { offersInField, passkeysPossible, signInWithPasskey } from '@/app/_people/passkeys';
import styles from '@/app/_people/people.module.css';
import { enterBy } from '@/app/_people/session';
import { Button } from '@/app/_ui/Button';
import { Notice } from '@/app/_ui/Notice';

export function PasskeySignIn({ t, errors, done }: { t: AccountPageWords; errors: ErrorWords; done: () => void }) {
  const [possible, setPossible] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ErrorKey | null>(null);
  const waiting = useRef<AbortController | null>(null);
  const entering = useRef(false);
  const finished = useRef(done);
  finished.current = done;

  const begin = useCallback(() => {
    entering.current = true;
    setBusy(true);
    setError(null);
  }, []);
  /** A page that is being left stays busy. */
  const end = useCallback((result: Result<unknown>) => {
    if (result.ok) return finished.current();
    entering.current = false;
    setBusy(false);
    setError(result.error);
  }, []);

  useEffect(() => {
    setPossible(passkeysPossible());
    const controller = new AbortController();
    waiting.current = controller;
    offersInField().then(async (offers) => {
      if (!offers || controller.signal.aborted) return;
      const result = await enterBy(() => signInWithPasskey({ signal: controller.signal, picked: begin }));
      const waitEnded = controller.signal.aborted || (!result.ok && result.error === 'passkey-cancelled');
      if (result.ok || !waitEnded) end(result);
    });
    return () => controller.abort();
  }, [begin, end]);

  if (!possible) return null;
  const signIn = async () => {
    if (entering.current) return;
    begin();
    waiting.current?.abort();
    end(await enterBy(() => signInWithPasskey()));
  };
  return (
    <>
      <Button onClick={signIn} disabled={busy}>
        {busy ? t.working : t.passkeySignIn}
      </Button>
      <div role="alert" className={styles.alert}>
        {error && <Notice tone="bad">{errors[error]}</Notice>}
      </div>
    </>
  );
}
