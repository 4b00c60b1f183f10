'use client';
/** Writes a comment: about the whole attempt, the moment at which the replay stands, a line, or both. */
import type { Submission } from '@ringzero/kernel-sim/lab/types';
import { type FormEvent, useId, useState } from 'react';
import { fill, groupDigits } from '@/app/_i18n/define';
import type { Language } from '@/app/_i18n/language';
import { call } from '@/app/_people/call';
import type { InsightWords } from '@/app/_people/insight';
import type { ErrorWords } from '@/app/_people/messages';
import people from '@/app/_people/people.module.css';
import type { CommentInfo, CommentRequest } from '@/app/_shared/insight';
import { LIMITS } from '@/app/_shared/limits';
import { Button } from '@/app/_ui/Button';
import { Notice } from '@/app/_ui/Notice';
import styles from './attempt.module.css';

interface Props {
  t: InsightWords;
  errors: ErrorWords;
  lang: Language;
  classId: string;
  attemptId: string;
  submission: Submission;
  /** Where the replay stands; null before it was started. */
  step: number | null;
  line: { file: string; line: number } | null;
  onLine: (line: { file: string; line: number } | null) => void;
  onSent: (comment: CommentInfo) => void;
}

export function CommentForm({ t, errors, lang, classId, attemptId, submission, step, line, onLine, onSent }: Props) {
  const id = useId();
  const [text, setText] = useState('');
  const [pinned, setPinned] = useState(true);
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState<{ ok: boolean; text: string } | null>(null);
  const files = submission.kind === 'code' ? submission.files : [];
  const longest = files.find((file) => file.path === line?.file)?.text.split('\n').length ?? 1;

  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (busy || text.trim() === '') return;
    setBusy(true);
    const request: CommentRequest = {
      attemptId,
      text,
      step: pinned ? step : null,
      file: line?.file ?? null,
      line: line?.line ?? null,
    };
    const result = await call<CommentInfo>('POST', `/api/classes/${classId}/comments`, request);
    setBusy(false);
    if (!result.ok) return setSaid({ ok: false, text: fill(errors[result.error], { minutes: result.minutes }) });
    setText('');
    onLine(null);
    setSaid({ ok: true, text: t.sent });
    onSent(result.value);
  };

  return (
    <form className={people.form} onSubmit={send}>
      <div className={`${people.field} ${styles.wideField}`}>
        <label htmlFor={id}>{t.writeComment}</label>
        <textarea
          id={id}
          rows={4}
          maxLength={LIMITS.comment}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </div>
      {step === null ? (
        <p className={people.quiet}>{t.pinNeedsReplay}</p>
      ) : (
        <label className={people.check}>
          <input type="checkbox" checked={pinned} onChange={(event) => setPinned(event.target.checked)} />
          {fill(t.pinStep, { n: groupDigits(step, lang) })}
        </label>
      )}
      {files.length > 0 && (
        <fieldset className={styles.line}>
          <legend>{t.pinLine}</legend>
          <label>
            <span>{t.pinFile}</span>
            <select
              value={line?.file ?? ''}
              onChange={(event) => onLine(event.target.value ? { file: event.target.value, line: 1 } : null)}
            >
              <option value="">{t.noLine}</option>
              {files.map((file) => (
                <option key={file.path} value={file.path}>
                  {file.path}
                </option>
              ))}
            </select>
          </label>
          {line && (
            <label>
              <span>{t.pinNumber}</span>
              <input
                type="number"
                min={1}
                max={longest}
                value={line.line}
                onChange={(event) => {
                  const number = Math.floor(Number(event.target.value));
                  onLine({ ...line, line: Math.max(1, Math.min(longest, number || 1)) });
                }}
              />
            </label>
          )}
        </fieldset>
      )}
      <div role="alert">{said && !said.ok && <Notice tone="bad">{said.text}</Notice>}</div>
      <div className={people.row}>
        <Button type="submit" look="primary" disabled={busy}>
          {busy ? t.sending : t.send}
        </Button>
        <span role="status" className={people.quiet}>
          {said?.ok ? said.text : ''}
        </span>
      </div>
    </form>
  );
}
