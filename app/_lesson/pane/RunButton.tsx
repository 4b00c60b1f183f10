'use client';
/** The one primary button: Run, which turns into Stop while something runs; and what is happening once it takes longer. */
import { useEffect, useState } from 'react';
import { useI18n } from '../../_i18n/client';
import { fill, groupDigits } from '../../_i18n/define';
import { Button } from '../../_ui/Button';
import { Icon } from '../../_ui/Icon';
import type { ExerciseSession } from '../session/session';
import { isBusy, type SessionState } from '../session/state';
import { useSessionState } from './engine';
import styles from './RunButton.module.css';

export function RunButton({ session }: { session: ExerciseSession }) {
  const { t } = useI18n();
  const { phase, ready } = useSessionState(session);
  const shell = session.data.kind === 'shell';
  if (phase === 'live') {
    return (
      <>
        <Button look="primary" onClick={() => session.check()}>
          <Icon name="check" />
          {t.exercise.check}
        </Button>
        <Button onClick={() => session.stop()}>
          <Icon name="stop" />
          {t.exercise.stop}
        </Button>
      </>
    );
  }
  if (isBusy(phase)) {
    return (
      <Button look="primary" onClick={() => session.stop()} disabled={phase === 'stopping'}>
        <Icon name="stop" />
        {phase === 'stopping' ? t.exercise.stopping : t.exercise.stop}
      </Button>
    );
  }
  return (
    <Button
      look="primary"
      onClick={() => session.run()}
      disabled={!ready}
      title={shell ? undefined : t.exercise.runHint}
      aria-keyshortcuts="Control+Enter Meta+Enter"
    >
      <Icon name="play" />
      {shell ? t.exercise.boot : session.data.kind === 'predict' ? t.exercise.showRun : t.exercise.run}
    </Button>
  );
}

/** Over 300 ms: what it does. Over 2 s: how far it is. */
export function Activity({ session }: { session: ExerciseSession }) {
  const { lang, t } = useI18n();
  const { phase, since, progress } = useSessionState(session);
  const [now, setNow] = useState(since);
  const busy = isBusy(phase);
  useEffect(() => {
    if (!busy) return;
    const timer = setInterval(() => setNow(Date.now()), 150);
    return () => clearInterval(timer);
  }, [busy]);
  if (!busy || now - since < 300) return null;
  const words: Readonly<Partial<Record<SessionState['phase'], string>>> = {
    loading: t.exercise.loadingSim,
    compiling: t.exercise.compiling,
    booting: t.exercise.booting,
    running: t.exercise.running,
    debugging: t.exercise.debugging,
    checking: t.exercise.checking,
    stopping: t.exercise.stopping,
  };
  const far = progress && now - since > 2_000 && phase === 'running' ? progress : null;
  return (
    <span className={styles.activity} role="status">
      {words[phase]}
      {far && (
        <>
          <progress max={far.limit} value={far.retired} aria-label={t.exercise.running} />
          <span className={styles.count}>
            {fill(t.exercise.runningCount, {
              retired: groupDigits(far.retired, lang),
              limit: groupDigits(far.limit, lang),
            })}
          </span>
        </>
      )}
    </span>
  );
}
