/** The checks of an attempt in words, from the exercise as it is now. */

import { messageText } from '@ringzero/kernel-sim/lab/messages';
import type { Exercise } from '@ringzero/kernel-sim/lab/types';
import type { Language } from '@/app/_i18n';
import type { ClassWords } from '@/app/_people/messages';
import type { CheckReport } from '@/app/_shared/api';
import { Icon } from '@/app/_ui/Icon';
import { Inline } from '@/app/_ui/Prose';
import { loaders } from '@/content/generated/registry';
import styles from './attempt.module.css';

interface Props {
  t: ClassWords;
  lang: Language;
  exerciseId: string;
  checks: readonly CheckReport[];
}

export async function Checks({ t, lang, exerciseId, checks }: Props) {
  if (checks.length === 0) return <p>{t.noChecks}</p>;
  const exercise = await loaders[exerciseId]?.();
  return (
    <ul className={styles.checks}>
      {checks.map((check) => (
        <li key={check.id} className={check.ok ? styles.ok : styles.bad}>
          <Icon name={check.ok ? 'check' : 'cross'} />
          <div>
            <span className="visually-hidden">{check.ok ? t.checkPassed : t.checkFailed}</span>
            <Inline text={titleOf(exercise, check.id, lang)} />
            {!check.ok && (
              <p>
                <Inline text={messageText(exercise?.messages ?? {}, check.code, lang, check.params)} />
              </p>
            )}
          </div>
        </li>
      ))}
    </ul>
  );
}

function titleOf(exercise: Exercise | undefined, id: string, lang: Language): string {
  const checks = exercise && 'checks' in exercise ? exercise.checks : [];
  return checks.find((check) => check.id === id)?.title[lang] ?? id;
}
