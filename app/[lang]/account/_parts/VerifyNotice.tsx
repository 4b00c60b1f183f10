'use client';
/** The address is not confirmed yet: have the mail sent (again). */
import { useState } from 'react';
import { call } from '@/app/_people/call';
import { Button } from '@/app/_ui/Button';
import { Notice } from '@/app/_ui/Notice';
import type { PartProps } from './part';

export function VerifyNotice({ t, errors, email }: PartProps & { email: string }) {
  const [state, setState] = useState<'idle' | 'busy' | 'sent'>('idle');
  const [error, setError] = useState<string | null>(null);
  const send = async () => {
    setState('busy');
    const result = await call('POST', '/api/auth/send-verification-email', { email });
    setError(result.ok ? null : errors[result.error]);
    setState(result.ok ? 'sent' : 'idle');
  };
  return (
    <Notice
      live
      tone={error ? 'bad' : state === 'sent' ? 'ok' : 'info'}
      action={
        state !== 'sent' && (
          <Button size="s" onClick={send} disabled={state === 'busy'}>
            {t.verifySend}
          </Button>
        )
      }
    >
      {error ?? (state === 'sent' ? t.verifySent : t.unverified)}
    </Notice>
  );
}
