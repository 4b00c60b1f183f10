'use client';
/** A predict exercise, answered in the text: one option per question, feedback per option, then the run that shows it. */
import { useId, useState } from 'react';
import { useI18n } from '../../_i18n/client';
import { Button } from '../../_ui/Button';
import { Icon } from '../../_ui/Icon';
import { Inline, Prose } from '../../_ui/Prose';
import { useLesson } from '../frame/context';
import type { ExerciseData, QuestionData } from '../model';
import type { ExerciseSession } from '../session/session';
import { isBusy } from '../session/state';
import { useSession, useSessionState } from './engine';
import styles from './Forms.module.css';

export function PredictForm({ id }: { id: string }) {
  const { exercises } = useLesson();
  const data = exercises.find((e) => e.id === id);
  const session = useSession(data);
  return data && session ? <Form data={data} session={session} /> : null;
}

function Form({ data, session }: { data: ExerciseData; session: ExerciseSession }) {
  const { t } = useI18n();
  const { show, open, wide } = useLesson();
  const { answers, phase, report, passed } = useSessionState(session);
  const [judged, setJudged] = useState(false);
  const complete = data.questions.every((q) => q.options.length === 0 || answers[q.id]);
  const answered = judged || report !== null;
  const submit = () => {
    setJudged(true);
    session.run();
    if (data.hasDemo) {
      if (wide) show(data.id);
      else open(data.id);
    }
  };
  const right = data.questions.every((q) => q.options.find((o) => o.id === answers[q.id])?.correct !== false);
  return (
    <div className={styles.form}>
      {data.questions.map((question) => (
        <Question
          key={question.id}
          question={question}
          chosen={answers[question.id] ?? null}
          answered={answered}
          onChoose={(option) => session.setAnswer(question.id, option)}
        />
      ))}
      <div className={styles.row}>
        {answered ? (
          <Button
            onClick={() => {
              setJudged(false);
              session.clearReport();
            }}
            disabled={isBusy(phase)}
          >
            {t.exercise.tryAgain}
          </Button>
        ) : (
          <Button look="primary" onClick={submit} disabled={!complete}>
            {data.hasDemo ? t.exercise.predictAndRun : t.exercise.answer}
          </Button>
        )}
      </div>
      {answered && right && (passed || report?.passed) && (
        <div className={styles.success} role="status">
          <Prose text={data.success} />
        </div>
      )}
    </div>
  );
}

function Question({
  question,
  chosen,
  answered,
  onChoose,
}: {
  question: QuestionData;
  chosen: string | null;
  answered: boolean;
  onChoose: (option: string) => void;
}) {
  const { t } = useI18n();
  const name = useId();
  return (
    <fieldset className={styles.question}>
      <legend>
        <Prose text={question.prompt} />
      </legend>
      {question.options.map((option) => {
        const mine = chosen === option.id;
        const marked = answered && mine;
        const correct = option.correct === true;
        return (
          <div key={option.id} className={marked ? (correct ? styles.right : styles.wrong) : styles.option}>
            <label>
              <input
                type="radio"
                name={name}
                value={option.id}
                checked={mine}
                disabled={answered}
                onChange={() => onChoose(option.id)}
              />
              <span>
                <Inline text={option.text} />
              </span>
            </label>
            {marked && (
              <p className={styles.feedback} role="status">
                <Icon name={correct ? 'check' : 'cross'} size={14} />
                <span>
                  <strong>{correct ? t.exercise.right : t.exercise.wrong}</strong> <Inline text={option.feedback} />
                </span>
              </p>
            )}
          </div>
        );
      })}
    </fieldset>
  );
}
