'use client';
/** Something that a button does on the server: whether it is on its way, and what went wrong, in words. One at a time. */
import { useRef, useState } from 'react';
import { fill } from '../_i18n/define';
import type { Result } from './call';
import type { ErrorWords } from './messages';

export interface Action {
  busy: boolean;
  error: string | null;
  run: <T>(send: () => Promise<Result<T>>, done: (value: T) => void) => Promise<void>;
}

export function useAction(errors: ErrorWords): Action {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const running = useRef(false);
  const run: Action['run'] = async (send, done) => {
    if (running.current) return;
    running.current = true;
    setBusy(true);
    setError(null);
    const result = await send();
    running.current = false;
    setBusy(false);
    if (result.ok) done(result.value);
    else setError(fill(errors[result.error], { minutes: result.minutes }));
  };
  return { busy, error, run };
}
