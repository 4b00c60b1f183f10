'use client';
/** When the server does not confirm a pass: why, in the exercise's own words where a check said it, and the one click that helps. */
import { useI18n } from '../../_i18n/client';
import { fill } from '../../_i18n/define';
import { Button } from '../../_ui/Button';
import { Icon } from '../../_ui/Icon';
import { Notice } from '../../_ui/Notice';
import { Prose } from '../../_ui/Prose';
import type { ExerciseData } from '../model';
import { useSessionState } from '../pane/engine';
import type { ExerciseSession } from '../session/session';
import { useProgressOf } from '../store/use-progress';
import { verdictState, whyWords } from './state';
import styles from './verdict.module.css';

export function VerdictNotice({ data, session }: { data: ExerciseData; session?: ExerciseSession }) {
  const { t } = useI18n();
  const record = useProgressOf(data.id);
  if (verdictState(record) !== 'refused') return null;
  const seed = record?.why?.seed;
  return (
    <Notice
      tone="warn"
      action={
        session && (
          <Button size="s" onClick={() => session.run(seed)}>
            <Icon name="play" size={12} />
            {seed === undefined ? t.verdict.again : t.verdict.withSeed}
          </Button>
        )
      }
    >
      <p>
        <strong>{t.verdict.refusedTitle}</strong>
      </p>
      <Prose text={whyWords(record?.why, t.verdict, data.messages)} />
    </Notice>
  );
}

/** The report is that of a run with the server's inputs. */
export function SeedNote({ session }: { session: ExerciseSession }) {
  const { t } = useI18n();
  const { report } = useSessionState(session);
  if (!report || report.record.seed === 1) return null;
  return (
    <p className={styles.seed}>
      {fill(t.verdict.seedRun, { seed: report.record.seed })}{' '}
      <Button look="quiet" size="s" onClick={() => session.run()}>
        {t.verdict.usual}
      </Button>
    </p>
  );
}
