'use client';
/**
 * One form: what was wrong with which field, what went wrong as a whole, and whether it is on its way. The first field
 * with an error gets the focus; an error of the whole is announced.
 */
import { type FormEvent, useRef, useState } from 'react';
import { fill } from '../_i18n/define';
import type { Result } from './call';
import type { ErrorKey, ErrorWords } from './messages';

type FieldErrors = Readonly<Record<string, ErrorKey | null>>;

interface Options<T> {
  words: ErrorWords;
  /** What is wrong before anything is sent. */
  check?: (values: Record<string, string>) => FieldErrors;
  send: (values: Record<string, string>) => Promise<Result<T>>;
  done: (value: T, form: HTMLFormElement) => void;
  /** Errors of the server that belong to a field. */
  fieldOf?: Partial<Record<ErrorKey, string>>;
}

export function useForm<T>({ words, check, send, done, fieldOf = {} }: Options<T>) {
  const [fields, setFields] = useState<Readonly<Record<string, string>>>({});
  const [whole, setWhole] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const running = useRef(false);

  const onSubmit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (running.current) return;
    const form = event.currentTarget;
    const values = Object.fromEntries([...new FormData(form)].map(([key, value]) => [key, String(value)]));
    const wrong = Object.entries(check?.(values) ?? {}).flatMap(([field, key]) =>
      key ? [[field, words[key]] as const] : [],
    );
    setWhole(null);
    show(form, wrong);
    if (wrong.length > 0) return;
    running.current = true;
    setBusy(true);
    const result = await send(values);
    running.current = false;
    setBusy(false);
    if (result.ok) return done(result.value, form);
    const text = fill(words[result.error], { minutes: result.minutes });
    const field = fieldOf[result.error];
    if (field) show(form, [[field, text]]);
    else setWhole(text);
  };

  const show = (form: HTMLFormElement, wrong: readonly (readonly [string, string])[]) => {
    setFields(Object.fromEntries(wrong));
    if (wrong.length > 0) form.querySelector<HTMLElement>(`[name="${wrong[0][0]}"]`)?.focus();
  };

  return { onSubmit, busy, whole, error: (field: string): string | undefined => fields[field] };
}
