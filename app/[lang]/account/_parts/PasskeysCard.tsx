'use client';
/** The passkeys of an account: add, rename, remove. */
import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import { fill } from '@/app/_i18n/define';
import { call, type Result } from '@/app/_people/call';
import { Field } from '@/app/_people/Field';
import { addPasskey, passkeysPossible } from '@/app/_people/passkeys';
import styles from '@/app/_people/people.module.css';
import { useForm } from '@/app/_people/use-form';
import { Button } from '@/app/_ui/Button';
import { Notice } from '@/app/_ui/Notice';
import { dayOf, type PartProps } from './part';

export interface PasskeySummary {
  id: string;
  name: string | null;
  since: number | null;
}

export function PasskeysCard({ passkeys, ...part }: PartProps & { passkeys: readonly PasskeySummary[] }) {
  const { t, errors } = part;
  const router = useRouter();
  const [possible, setPossible] = useState(true);
  const [said, setSaid] = useState('');
  useEffect(() => setPossible(passkeysPossible()), []);
  const form = useForm({
    words: errors,
    check: ({ passkeyName }) => ({ passkeyName: passkeyName.trim() === '' ? 'name-needed' : null }),
    send: ({ passkeyName }) => {
      setSaid('');
      return addPasskey(passkeyName.trim());
    },
    done: (_value, element) => {
      element.reset();
      setSaid(t.passkeyAdded);
      router.refresh();
    },
  });
  return (
    <section className={styles.card} aria-labelledby="passkeys">
      <h2 id="passkeys">{t.passkeysTitle}</h2>
      <p>{t.passkeysText}</p>
      {passkeys.length === 0 ? (
        <p className={styles.quiet}>{t.passkeysNone}</p>
      ) : (
        <ul className={styles.list}>
          {passkeys.map((one) => (
            <PasskeyItem key={one.id} {...part} passkey={one} />
          ))}
        </ul>
      )}
      {possible ? (
        <form className={styles.form} onSubmit={form.onSubmit} noValidate>
          <Field
            label={t.passkeyName}
            hint={t.passkeyNameHint}
            error={form.error('passkeyName')}
            name="passkeyName"
            autoComplete="off"
            maxLength={60}
            required
          />
          <div role="alert">{form.whole && <Notice tone="bad">{form.whole}</Notice>}</div>
          <div className={styles.row}>
            <Button type="submit" disabled={form.busy}>
              {form.busy ? t.working : t.passkeyAdd}
            </Button>
            <span role="status" className={styles.quiet}>
              {said}
            </span>
          </div>
        </form>
      ) : (
        <p className={styles.quiet}>{t.passkeyUnsupported}</p>
      )}
    </section>
  );
}

/** The person has just asked to type here. */
const focusIt = (input: HTMLInputElement | null) => input?.focus();

function PasskeyItem({ t, errors, lang, passkey }: PartProps & { passkey: PasskeySummary }) {
  const router = useRouter();
  const [renaming, setRenaming] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const name = passkey.name || t.passkeyUnnamed;
  const change = async (send: () => Promise<Result<unknown>>) => {
    const result = await send();
    setError(result.ok ? null : errors[result.error]);
    if (!result.ok) return;
    setRenaming(false);
    router.refresh();
  };
  return (
    <li className={styles.item}>
      {renaming ? (
        <form
          className={styles.row}
          onSubmit={(event) => {
            event.preventDefault();
            const typed = String(new FormData(event.currentTarget).get('name')).trim();
            if (typed) change(() => call('POST', '/api/auth/passkey/update-passkey', { id: passkey.id, name: typed }));
          }}
        >
          <input
            className={styles.inline}
            name="name"
            defaultValue={name}
            aria-label={t.passkeyName}
            maxLength={60}
            ref={focusIt}
          />
          <Button size="s" type="submit">
            {t.save}
          </Button>
          <Button size="s" look="quiet" onClick={() => setRenaming(false)}>
            {t.cancel}
          </Button>
        </form>
      ) : (
        <>
          <span className={styles.grow}>
            <b>{name}</b>
            {passkey.since !== null && (
              <span className={styles.quiet}> {fill(t.since, { date: dayOf(passkey.since, lang) })}</span>
            )}
          </span>
          <span className={styles.row}>
            <Button size="s" look="quiet" onClick={() => setRenaming(true)} aria-label={`${t.passkeyRename}: ${name}`}>
              {t.passkeyRename}
            </Button>
            <Button
              size="s"
              look="quiet"
              onClick={() => change(() => call('POST', '/api/auth/passkey/delete-passkey', { id: passkey.id }))}
              aria-label={`${t.passkeyRemove}: ${name}`}
            >
              {t.passkeyRemove}
            </Button>
          </span>
        </>
      )}
      <span role="alert">{error && <span className={styles.error}>{error}</span>}</span>
    </li>
  );
}
