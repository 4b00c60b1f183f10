'use client';
/** The fields of a platform: a new one, or one that is changed (issuer and client id then stay). */
import { useRouter } from 'next/navigation';
import { type FormEvent, useId, useState } from 'react';
import { fill } from '@/app/_i18n/define';
import { Field } from '@/app/_people/Field';
import people from '@/app/_people/people.module.css';
import type { PlatformInfo } from '@/app/_server/lti/platforms';
import { Button } from '@/app/_ui/Button';
import { Notice } from '@/app/_ui/Notice';
import { ask } from '../../../lti/_parts/ask';
import styles from '../../../lti/_parts/lti.module.css';
import type { LtiPageWords } from '../../../lti/_parts/words';

const FIELDS = ['name', 'issuer', 'clientId', 'authUrl', 'tokenUrl', 'jwksUrl', 'tokenAudience'] as const;
type FieldName = (typeof FIELDS)[number];
/** Those say who the platform is. */
const FIXED: ReadonlySet<FieldName> = new Set(['issuer', 'clientId']);

export function PlatformForm({ t, platform }: { t: LtiPageWords; platform?: PlatformInfo }) {
  const router = useRouter();
  const area = useId();
  const [busy, setBusy] = useState(false);
  const [saved, setSaved] = useState(false);
  const [problem, setProblem] = useState('');

  const send = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    const text = (name: string) => String(data.get(name) ?? '').trim();
    const body = {
      ...Object.fromEntries(FIELDS.map((name) => [name, platform && FIXED.has(name) ? platform[name] : text(name)])),
      tokenAudience: text('tokenAudience') || null,
      deployments: text('deployments')
        .split(/\s*\n\s*/)
        .filter(Boolean),
    };
    setBusy(true);
    setSaved(false);
    setProblem('');
    const url = platform ? `/api/lti/platforms/${platform.id}` : '/api/lti/platforms';
    const answer = await ask(platform ? 'PUT' : 'POST', url, body);
    setBusy(false);
    if (answer.ok) {
      if (!platform) form.reset();
      setSaved(true);
      return router.refresh();
    }
    const field = FIELDS.find((name) => name === answer.field.split('.')[0]);
    if (field) form.querySelector<HTMLElement>(`[name="${field}"]`)?.focus();
    if (answer.reason === 'registered-already') setProblem(t.registeredAlready);
    else if (field) setProblem(fill(t.wrongField, { field: t[field] }));
    else setProblem(answer.reason === 'offline' ? t.offline : fill(t.failed, { reason: answer.reason }));
  };

  return (
    <form className={people.form} onSubmit={send} noValidate>
      <div className={styles.fields}>
        {FIELDS.map((name) => (
          <Field
            key={name}
            label={t[name]}
            name={name}
            defaultValue={platform?.[name] ?? ''}
            readOnly={platform !== undefined && FIXED.has(name)}
            required={name !== 'tokenAudience'}
            autoComplete="off"
            spellCheck={false}
          />
        ))}
        <div className={people.field}>
          <label htmlFor={area}>{t.deployments}</label>
          <textarea
            id={area}
            className={styles.area}
            name="deployments"
            defaultValue={platform?.deployments.join('\n') ?? ''}
            spellCheck={false}
          />
        </div>
      </div>
      <div role="alert">{problem && <Notice tone="bad">{problem}</Notice>}</div>
      <div className={people.row}>
        <Button type="submit" look={platform ? 'plain' : 'primary'} disabled={busy}>
          {busy ? t.working : platform ? t.save : t.addButton}
        </Button>
        <span role="status" className={people.quiet}>
          {saved ? t.saved : ''}
        </span>
      </div>
    </form>
  );
}
