'use client';
/** One of the teacher's classes, or a new one. */
import { type FormEvent, useState } from 'react';
import { fill } from '@/app/_i18n/define';
import people from '@/app/_people/people.module.css';
import { Button } from '@/app/_ui/Button';
import { Notice } from '@/app/_ui/Notice';
import { ask } from '../_parts/ask';
import styles from '../_parts/lti.module.css';
import type { LtiPageWords } from '../_parts/words';

interface Props {
  t: LtiPageWords;
  request: string;
  title: string;
  classes: readonly { id: string; name: string }[];
}

export function ClassForm({ t, request, title, classes }: Props) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState('');
  const send = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const chosen = String(new FormData(event.currentTarget).get('class') ?? '');
    setBusy(true);
    setProblem('');
    const answer = await ask<{ path: string }>('POST', '/api/lti/class', { request, classId: chosen || null });
    if (answer.ok) return location.assign(answer.value.path);
    setBusy(false);
    setProblem(
      answer.reason === 'offline'
        ? t.offline
        : answer.reason === 'not-found'
          ? t.requestGone
          : fill(t.failed, { reason: answer.reason }),
    );
  };
  return (
    <form className={people.form} onSubmit={send}>
      <p className="without-js">{t.needsScript}</p>
      <fieldset className={styles.stack}>
        <legend className="visually-hidden">{t.classTitle}</legend>
        <label className={styles.choice}>
          <input type="radio" name="class" value="" defaultChecked />
          <span>{fill(t.newClass, { name: title })}</span>
        </label>
        {classes.map(({ id, name }) => (
          <label key={id} className={styles.choice}>
            <input type="radio" name="class" value={id} />
            <span>{name}</span>
          </label>
        ))}
      </fieldset>
      <div role="alert">{problem && <Notice tone="bad">{problem}</Notice>}</div>
      <Button type="submit" look="primary" disabled={busy}>
        {busy ? t.working : t.tie}
      </Button>
    </form>
  );
}
