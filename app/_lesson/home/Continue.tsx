'use client';
import { useI18n } from '../../_i18n/client';
/** The way on: the exact exercise where the reader left off; the first lesson for somebody new. */
import { fill } from '../../_i18n/define';
import { ButtonLink } from '../../_ui/Button';
import type { LessonView } from '../course-view';
import { nextStep } from '../next-step';
import { useLastPlace, useProgress } from '../store/use-progress';
import styles from './Continue.module.css';

export function Continue({ lessons }: { lessons: readonly LessonView[] }) {
  const { t } = useI18n();
  const progress = useProgress();
  const place = useLastPlace();
  const step = nextStep(lessons, progress, place);
  const first = lessons[0];
  if (step === null) {
    return first ? (
      <ButtonLink look="primary" href={first.href}>
        {t.home.start}
      </ButtonLink>
    ) : null;
  }
  return (
    <div className={styles.resume}>
      <ButtonLink look="primary" href={step.href}>
        {t.home.resume}
      </ButtonLink>
      <span>
        {step.exercise ? fill(t.home.resumeAt, { lesson: step.lesson, exercise: step.exercise }) : step.lesson}
      </span>
    </div>
  );
}
