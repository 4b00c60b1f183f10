'use client';
/**
 * An exercise in the text: number, title, task, and the way to the machine. It is complete before scripts run and on
 * paper; questions and ordering come alive in place when they come near.
 */
import dynamic from 'next/dynamic';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useI18n } from '../../_i18n/client';
import { fill } from '../../_i18n/define';
import { Button } from '../../_ui/Button';
import { Icon } from '../../_ui/Icon';
import { Inline, Prose } from '../../_ui/Prose';
import { CommentMark } from '../comments/CommentMark';
import { type ExerciseData, type QuestionData, surfaceOf } from '../model';
import { useProgress } from '../store/use-progress';
import { VerdictMark } from '../verdict/VerdictMark';
import { VerdictNotice } from '../verdict/VerdictNotice';
import { useLesson } from './context';
import styles from './ExerciseBlock.module.css';

const PredictForm = dynamic(() => import('../pane/PredictForm').then((m) => m.PredictForm), { ssr: false });
const OrderForm = dynamic(() => import('../pane/OrderForm').then((m) => m.OrderForm), { ssr: false });

export function ExerciseBlock({ id }: { id: string }) {
  const { t } = useI18n();
  const { exercises } = useLesson();
  const data = exercises.find((e) => e.id === id);
  return data ? <Block data={data} /> : <p className={styles.missing}>{fill(t.lesson.missingExercise, { id })}</p>;
}

function Block({ data }: { data: ExerciseData }) {
  const { t } = useI18n();
  const { active, place, show, open, wide } = useLesson();
  const passed = useProgress().get(data.id) === 'passed';
  const [near, ref] = useNearby(
    useCallback((element: HTMLElement | null) => place(data.id, element), [data.id, place]),
  );
  const inText = surfaceOf(data.kind) === 'text';
  const current = active === data.id;
  return (
    <section
      id={data.id}
      ref={ref}
      className={current && !inText ? styles.current : styles.block}
      aria-labelledby={`${data.id}-title`}
    >
      <header className={styles.header}>
        <p className={styles.number}>{fill(t.lesson.exerciseN, { n: data.number })}</p>
        <h2 id={`${data.id}-title`}>
          <Inline text={data.title} />
        </h2>
        {passed && (
          <p className={styles.done}>
            <Icon name="check" size={14} />
            {t.lesson.done}
          </p>
        )}
        <VerdictMark exerciseId={data.id} />
        <CommentMark exerciseId={data.id} />
      </header>
      <Prose text={data.task} />
      {inText ? (
        <>
          <VerdictNotice data={data} />
          {near ? data.kind === 'predict' ? <PredictForm id={data.id} /> : <OrderForm id={data.id} /> : null}
          <div className={near ? 'without-js' : undefined}>
            {data.questions.map((question) => (
              <StaticQuestion key={question.id} question={question} />
            ))}
            {data.blocks.length > 0 && (
              <ul className={styles.options}>
                {data.blocks.map((block) => (
                  <li key={block.id}>
                    <Inline text={block.text} />
                  </li>
                ))}
              </ul>
            )}
          </div>
          {data.hints.map((hint, at) => (
            <details key={hint} className={styles.hint}>
              <summary>{fill(t.exercise.hintN, { n: at + 1, all: data.hints.length })}</summary>
              <Prose text={hint} />
            </details>
          ))}
        </>
      ) : (
        <>
          {data.prediction && (
            <div className="without-js">
              <p className={styles.first}>{t.lesson.predictFirst}</p>
              <StaticQuestion question={data.prediction} />
            </div>
          )}
          <div className={`${styles.actions} needs-js`}>
            {wide ? (
              current ? (
                <p className={styles.here}>{t.lesson.onMachine}</p>
              ) : (
                <Button size="s" onClick={() => show(data.id)}>
                  {t.lesson.focusHere}
                </Button>
              )
            ) : (
              <Button look="primary" onClick={() => open(data.id)}>
                {t.lesson.open}
              </Button>
            )}
          </div>
        </>
      )}
    </section>
  );
}

/** The question as text: for paper and for readers without scripts. */
function StaticQuestion({ question }: { question: QuestionData }) {
  return (
    <div className={styles.question}>
      <Prose text={question.prompt} />
      <ul className={styles.options}>
        {question.options.map((option) => (
          <li key={option.id}>
            <Inline text={option.text} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function useNearby(tell: (element: HTMLElement | null) => void): [boolean, (element: HTMLElement | null) => void] {
  const [near, setNear] = useState(false);
  const element = useRef<HTMLElement | null>(null);
  const ref = useCallback(
    (next: HTMLElement | null) => {
      element.current = next;
      tell(next);
    },
    [tell],
  );
  useEffect(() => {
    if (!element.current) return;
    const observer = new IntersectionObserver((entries) => entries.some((e) => e.isIntersecting) && setNear(true), {
      rootMargin: '600px',
    });
    observer.observe(element.current);
    return () => observer.disconnect();
  }, []);
  return [near, ref];
}
