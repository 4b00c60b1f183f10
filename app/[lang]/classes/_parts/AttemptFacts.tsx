/** When an attempt was, what became of it, how it ended. */
import { groupDigits, type Language } from '@/app/_i18n';
import type { ClassWords } from '@/app/_people/messages';
import type { AttemptDetail } from '@/app/_shared/api';
import styles from './attempt.module.css';
import { Moment } from './Moment';
import { outcomeWords, verdictWords } from './outcome';

export function AttemptFacts({ c, lang, attempt }: { c: ClassWords; lang: Language; attempt: AttemptDetail }) {
  return (
    <dl className={styles.facts}>
      <div>
        <dt>{c.when}</dt>
        <dd>
          <Moment lang={lang} at={attempt.updatedAt} />
        </dd>
      </div>
      <div>
        <dt>{c.verdict}</dt>
        <dd>{verdictWords(c, attempt)}</dd>
      </div>
      {attempt.outcome && (
        <>
          <div>
            <dt>{c.outcome}</dt>
            <dd>{outcomeWords(c, attempt.outcome)}</dd>
          </div>
          <div>
            <dt>{c.retired}</dt>
            <dd>{groupDigits(attempt.outcome.retired, lang)}</dd>
          </div>
        </>
      )}
    </dl>
  );
}
