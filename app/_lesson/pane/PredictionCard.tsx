'use client';
/** The question before the first run: one click or a short text, then it runs. */
import { type FormEvent, useEffect, useId, useRef, useState } from 'react';
import { useI18n } from '../../_i18n/client';
import { Button } from '../../_ui/Button';
import { Inline, Prose } from '../../_ui/Prose';
import type { ExerciseSession } from '../session/session';
import styles from './PredictionCard.module.css';

export function PredictionCard({ session }: { session: ExerciseSession }) {
  const { t } = useI18n();
  const question = session.data.prediction;
  const [option, setOption] = useState<string | null>(null);
  const [text, setText] = useState('');
  const own = useRef<HTMLFormElement>(null);
  const name = useId();
  useEffect(() => own.current?.focus(), []);
  if (!question) return null;
  const free = question.options.length === 0;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (free ? text.trim() === '' : option === null) return;
    void session.predict({ optionId: free ? null : option, text: free ? text.trim().slice(0, 2000) : null });
  };
  return (
    <form ref={own} className={styles.card} onSubmit={submit} tabIndex={-1} aria-labelledby={`${name}-title`}>
      <div className={styles.head}>
        <h3 id={`${name}-title`}>{t.exercise.predictTitle}</h3>
        <p>{t.exercise.predictLead}</p>
      </div>
      <fieldset>
        <legend>
          <Prose text={question.prompt} />
        </legend>
        {free ? (
          <input
            className={styles.text}
            value={text}
            onChange={(event) => setText(event.target.value)}
            placeholder={t.exercise.predictPlaceholder}
            aria-label={t.lesson.prediction}
            maxLength={2000}
          />
        ) : (
          question.options.map((o) => (
            <label key={o.id} className={styles.option}>
              <input type="radio" name={name} checked={option === o.id} onChange={() => setOption(o.id)} />
              <span>
                <Inline text={o.text} />
              </span>
            </label>
          ))
        )}
      </fieldset>
      <Button type="submit" look="primary" disabled={free ? text.trim() === '' : option === null}>
        {t.exercise.predictAndRun}
      </Button>
    </form>
  );
}
