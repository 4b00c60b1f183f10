/** How an assignment stands for one person, in words with a border each. */
import type { DueWords } from '@/app/_people/teaching';
import type { Score } from '@/app/_shared/classes';
import styles from './class.module.css';
import { lateWord, verdictWord } from './words';

export function StateChips({ t, score }: { t: DueWords; score: Score }) {
  return (
    <span className={styles.chips}>
      <span className={`${styles.chip} ${styles[score.verdict] ?? ''}`}>{verdictWord(t, score.verdict)}</span>
      {score.late && <span className={`${styles.chip} ${styles.late}`}>{lateWord(t, score.daysLate)}</span>}
    </span>
  );
}
