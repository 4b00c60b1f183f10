'use client';
/** Starts a dry run and opens it: one exercise or all of them, of a class or of everybody. */
import { useRouter } from 'next/navigation';
import { useId } from 'react';
import type { Language } from '@/app/_i18n/language';
import { call } from '@/app/_people/call';
import type { RegradeWords } from '@/app/_people/grading';
import type { ErrorWords } from '@/app/_people/messages';
import styles from '@/app/_people/people.module.css';
import { useForm } from '@/app/_people/use-form';
import type { RegradeListResponse } from '@/app/_shared/regrades';
import { Button } from '@/app/_ui/Button';
import { Notice } from '@/app/_ui/Notice';

interface Props {
  t: RegradeWords;
  errors: ErrorWords;
  lang: Language;
  exercises: readonly { chapter: string; exercises: readonly { id: string; title: string }[] }[];
  classes: readonly { id: string; name: string }[];
  everybody: boolean;
  /** The class that the reader comes from. */
  chosen: string;
}

export function StartForm({ t, errors, lang, exercises, classes, everybody, chosen }: Props) {
  const router = useRouter();
  const [what, who] = [useId(), useId()];
  const form = useForm<RegradeListResponse>({
    words: { ...errors, 'not-found': t.nobody },
    send: async (values) => {
      const answer = await call<RegradeListResponse>('POST', '/api/regrades', {
        exerciseIds: values.exercise === 'all' ? 'all' : [values.exercise],
        ...(values.classId ? { classId: values.classId } : {}),
      });
      return answer.ok && answer.value.regrades.length === 0 ? { ok: false, error: 'not-found', minutes: 0 } : answer;
    },
    done: ({ regrades }) =>
      regrades.length === 1 ? router.push(`/${lang}/regrades/${regrades[0].id}`) : router.refresh(),
  });
  return (
    <form className={styles.form} onSubmit={form.onSubmit} noValidate>
      <div className={styles.field}>
        <label htmlFor={what}>{t.exercise}</label>
        <select id={what} name="exercise">
          <option value="all">{t.allExercises}</option>
          {exercises.map(({ chapter, exercises: list }) => (
            <optgroup key={chapter} label={chapter}>
              {list.map(({ id, title }) => (
                <option key={id} value={id}>
                  {title}
                </option>
              ))}
            </optgroup>
          ))}
        </select>
      </div>
      <div className={styles.field}>
        <label htmlFor={who}>{t.who}</label>
        <select id={who} name="classId" defaultValue={chosen}>
          {everybody && <option value="">{t.everybody}</option>}
          {classes.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </div>
      <div role="alert">{form.whole && <Notice tone="bad">{form.whole}</Notice>}</div>
      <Button type="submit" look="primary" disabled={form.busy}>
        {form.busy ? t.working : t.go}
      </Button>
    </form>
  );
}
