'use client';
/** The recorded run, made again in the instructor's own tab. The simulator is loaded when asked for, not before. */
import type { RunRecord, RunReport } from '@ringzero/kernel-sim/lab/types';
import { useEffect, useRef, useState } from 'react';
import { fill, groupDigits } from '@/app/_i18n/define';
import type { Language } from '@/app/_i18n/language';
import type { Job, JobMessage } from '@/app/_lesson/sim/client';
import type { ClassWords } from '@/app/_people/messages';
import people from '@/app/_people/people.module.css';
import { Button } from '@/app/_ui/Button';
import { Notice } from '@/app/_ui/Notice';
import styles from './attempt.module.css';

type State =
  | { is: 'idle' }
  | { is: 'loading' }
  | { is: 'running'; retired: number }
  | { is: 'stopped' }
  | { is: 'failed' }
  | { is: 'done'; report: RunReport };

interface Props {
  t: ClassWords;
  lang: Language;
  record: RunRecord;
  /** What the learner's tab said came out. */
  digest: string;
}

export function Replay({ t, lang, record, digest }: Props) {
  const [state, setState] = useState<State>({ is: 'idle' });
  const job = useRef<Job | null>(null);
  useEffect(() => () => job.current?.stop(), []);

  const start = async () => {
    setState({ is: 'loading' });
    const { pageSim } = await import('@/app/_lesson/sim/page-sim');
    job.current = pageSim().start({ type: 'replay', record }, (message) => setState((before) => next(before, message)));
  };
  const busy = state.is === 'loading' || state.is === 'running';

  return (
    <div className={people.form}>
      <div className={people.row}>
        {busy ? (
          <Button onClick={() => job.current?.stop()}>{t.replayStop}</Button>
        ) : (
          <Button onClick={start}>{t.replayStart}</Button>
        )}
        <span role="status" className={people.quiet}>
          {state.is === 'loading' && t.replayLoading}
          {state.is === 'running' && fill(t.replayRunning, { n: groupDigits(state.retired, lang) })}
          {state.is === 'stopped' && t.replayStopped}
        </span>
      </div>
      <div role="alert">{state.is === 'failed' && <Notice tone="bad">{t.replayFailed}</Notice>}</div>
      {state.is === 'done' && <Outcome t={t} report={state.report} digest={digest} />}
    </div>
  );
}

function next(before: State, message: JobMessage): State {
  switch (message.type) {
    case 'loading':
      return { is: 'loading' };
    case 'phase':
      return { is: 'running', retired: before.is === 'running' ? before.retired : 0 };
    case 'progress':
      return { is: 'running', retired: message.retired };
    case 'done':
      return { is: 'done', report: message.report };
    case 'stopped':
      return { is: 'stopped' };
    case 'failed':
      return { is: 'failed' };
    default:
      return before;
  }
}

function Outcome({ t, report, digest }: { t: ClassWords; report: RunReport; digest: string }) {
  const same = report.digest === digest;
  const { stdout, stderr, console } = report.view;
  const output = console || stdout + stderr;
  return (
    <>
      <Notice tone={same ? 'ok' : 'warn'} live>
        {same ? t.replaySame : t.replayOther}
      </Notice>
      <figure className={styles.code}>
        <figcaption>{t.output}</figcaption>
        {output === '' ? (
          <p className={people.quiet}>{t.noOutput}</p>
        ) : (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: output that scrolls must be reachable by keyboard
          <pre className={styles.screen} tabIndex={0}>
            <samp>{output}</samp>
          </pre>
        )}
      </figure>
    </>
  );
}
