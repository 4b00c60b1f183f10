'use client';
/** Asides of a lesson, and its questions: an aside, what real Linux does, a question in the text, questions from memory at the end. */
import { type ReactNode, useId, useState } from 'react';
import { useI18n } from '../../_i18n/client';
import { Icon } from '../../_ui/Icon';
import { Inline, Prose } from '../../_ui/Prose';
import styles from './mdx.module.css';

export function Note({ children }: { children: ReactNode }) {
  const { t } = useI18n();
  return (
    <aside className={styles.note}>
      <p className={styles.asideTitle}>{t.lesson.note}</p>
      {children}
    </aside>
  );
}

export function RealLinux({ children }: { children: ReactNode }) {
  const { t } = useI18n();
  return (
    <aside className={styles.real}>
      <p className={styles.asideTitle}>{t.lesson.realLinux}</p>
      {children}
    </aside>
  );
}

interface RecallQuestion {
  id: string;
  prompt: string;
  options: readonly { id: string; text: string; correct?: boolean; feedback: string }[];
}

/** Two or three questions at the end, answered from memory. */
export function Recall({ questions }: { questions: readonly RecallQuestion[] }) {
  const { t } = useI18n();
  return (
    <section className={styles.recall} aria-labelledby="recall">
      <h2 id="recall">{t.lesson.recallTitle}</h2>
      <p className={styles.recallLead}>{t.lesson.recallLead}</p>
      {questions.map((question) => (
        <Choice key={question.id} question={question} />
      ))}
    </section>
  );
}

/** One question in the text: `<Predict question={{ id, prompt, options }} />`. */
export function Predict({ question }: { question: RecallQuestion }) {
  const { t } = useI18n();
  return (
    <section className={styles.predict}>
      <p className={styles.asideTitle}>{t.lesson.predict}</p>
      <Choice question={question} />
    </section>
  );
}

function Choice({ question }: { question: RecallQuestion }) {
  const { t } = useI18n();
  const name = useId();
  const [chosen, setChosen] = useState<string | null>(null);
  return (
    <fieldset className={styles.choice}>
      <legend>
        <Prose text={question.prompt} />
      </legend>
      {question.options.map((option) => {
        const open = chosen === option.id;
        return (
          <div key={option.id} className={open ? (option.correct ? styles.right : styles.wrong) : styles.option}>
            <label>
              <input type="radio" name={name} value={option.id} checked={open} onChange={() => setChosen(option.id)} />
              <span>
                <Inline text={option.text} />
              </span>
            </label>
            {open && (
              <p className={styles.feedback} role="status">
                <Icon name={option.correct ? 'check' : 'cross'} size={14} />
                <span>
                  <strong>{option.correct ? t.exercise.right : t.exercise.wrong}</strong>{' '}
                  <Inline text={option.feedback} />
                </span>
              </p>
            )}
          </div>
        );
      })}
    </fieldset>
  );
}
