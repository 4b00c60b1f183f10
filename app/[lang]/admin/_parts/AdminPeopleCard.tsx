'use client';
/** Finding people, and what an admin does with them. */
import { type FormEvent, useId, useState } from 'react';
import { fill } from '@/app/_i18n/define';
import { call } from '@/app/_people/call';
import people from '@/app/_people/people.module.css';
import type { AdminPeople, AdminPerson, ResetLink } from '@/app/_shared/account';
import type { Role } from '@/app/_shared/api';
import { Button } from '@/app/_ui/Button';
import { Notice, type Tone } from '@/app/_ui/Notice';
import styles from './admin.module.css';
import { type AdminPartProps, momentOf } from './part';

const ROLES: readonly Role[] = ['learner', 'instructor', 'admin'];

export function AdminPeopleCard({ t, errors, first }: AdminPartProps & { first: AdminPeople }) {
  const id = useId();
  const [{ people: rows, more }, setFound] = useState(first);
  const [query, setQuery] = useState('');
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState<{ tone: Tone; text: string } | null>(null);
  const [link, setLink] = useState<{ name: string; url: string } | null>(null);

  const load = async (q: string, skip: number) => {
    setBusy(true);
    const result = await call<AdminPeople>(
      'GET',
      `/api/admin/people?${new URLSearchParams({ q, skip: String(skip) })}`,
    );
    setBusy(false);
    if (!result.ok) return setSaid({ tone: 'bad', text: errors[result.error] });
    setFound({ people: skip > 0 ? [...rows, ...result.value.people] : result.value.people, more: result.value.more });
    if (skip === 0) setSaid(null);
  };
  const search = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const q = String(new FormData(event.currentTarget).get('q'));
    setQuery(q);
    load(q, 0);
  };
  const change = (row: AdminPerson, over: Partial<AdminPerson>) =>
    setFound({ people: rows.map((one) => (one.id === row.id ? { ...one, ...over } : one)), more });

  const setRole = async (row: AdminPerson, role: Role) => {
    const result = await call('PATCH', `/api/admin/people/${row.id}`, { role });
    if (result.ok) {
      change(row, { role, sessions: 0 });
      setSaid({ tone: 'ok', text: fill(t.roleChanged, { name: row.name }) });
    } else setSaid({ tone: 'bad', text: result.error === 'conflict' ? t.lastAdmin : errors[result.error] });
  };
  const signOut = async (row: AdminPerson) => {
    const result = await call('DELETE', `/api/admin/people/${row.id}/sessions`);
    if (result.ok) change(row, { sessions: 0 });
    const text = result.ok ? fill(t.signedOut, { name: row.name }) : errors[result.error];
    setSaid({ tone: result.ok ? 'ok' : 'bad', text });
  };
  const makeLink = async (row: AdminPerson) => {
    const result = await call<ResetLink>('POST', `/api/admin/people/${row.id}/reset-link`);
    if (result.ok) setLink({ name: row.name, url: result.value.url });
    else setSaid({ tone: 'bad', text: errors[result.error] });
  };

  return (
    <section className={people.card} aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{t.people}</h2>
      <form className={styles.search} onSubmit={search}>
        <label htmlFor={id}>{t.search}</label>
        <input id={id} name="q" type="search" maxLength={100} autoComplete="off" />
        <Button type="submit" disabled={busy}>
          {busy ? t.working : t.find}
        </Button>
      </form>
      <div role="status" className={people.alert}>
        {said && <Notice tone={said.tone}>{said.text}</Notice>}
      </div>
      {link && <LinkNotice t={t} link={link} />}
      {rows.length === 0 ? (
        <p className={people.quiet}>{t.nobody}</p>
      ) : (
        <ul className={styles.people}>
          {rows.map((row) => (
            <li key={row.id} className={styles.person}>
              <div className={people.grow}>
                <b>{row.name}</b>
                <span className={people.under}>
                  {row.email ?? t.noAddress}
                  {row.email && !row.emailVerified && ` (${t.unverified})`}
                </span>
                <span className={people.under}>
                  {t.lastSeen}: {row.lastSeenAt === null ? t.never : momentOf(row.lastSeenAt)} · {t.sessions}:{' '}
                  {row.sessions}
                </span>
              </div>
              <div className={people.row}>
                <select
                  className={styles.role}
                  aria-label={fill(t.roleOf, { name: row.name })}
                  value={row.role}
                  onChange={(event) => setRole(row, event.currentTarget.value as Role)}
                >
                  {ROLES.map((role) => (
                    <option key={role} value={role}>
                      {t[role]}
                    </option>
                  ))}
                </select>
                <Button size="s" onClick={() => signOut(row)} aria-label={fill(t.signOutOf, { name: row.name })}>
                  {t.signOut}
                </Button>
                <Button size="s" onClick={() => makeLink(row)} aria-label={fill(t.resetLinkOf, { name: row.name })}>
                  {t.resetLink}
                </Button>
              </div>
            </li>
          ))}
        </ul>
      )}
      {more && (
        <div className={people.row}>
          <Button size="s" onClick={() => load(query, rows.length)} disabled={busy}>
            {t.more}
          </Button>
        </div>
      )}
    </section>
  );
}

function LinkNotice({ t, link }: { t: AdminPartProps['t']; link: { name: string; url: string } }) {
  const [copied, setCopied] = useState('');
  const copy = async () => {
    await navigator.clipboard?.writeText(link.url);
    setCopied(link.url);
  };
  return (
    <Notice
      live
      action={
        <Button size="s" onClick={copy}>
          {copied === link.url ? t.copied : t.copy}
        </Button>
      }
    >
      <p>{fill(t.resetLinkReady, { name: link.name })}</p>
      <code className={styles.link}>{link.url}</code>
    </Notice>
  );
}
