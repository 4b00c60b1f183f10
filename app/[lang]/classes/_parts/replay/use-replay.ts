'use client';
/**
 * A recorded run in this tab: made once to its end, and then again to any moment that is asked for. Back is forward from the
 * start: the machine is deterministic, so that the same number of instructions is the same state. Of several moments asked
 * for while one is on its way, the last counts.
 */
import type { RunRecord, RunReport } from '@ringzero/kernel-sim/lab/types';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Job, JobMessage } from '@/app/_lesson/sim/client';

export type ReplayPhase = 'idle' | 'loading' | 'running' | 'ready' | 'stopped' | 'failed';

export interface ReplayState {
  phase: ReplayPhase;
  /** How far the first run is. */
  retired: number;
  /** The whole run. */
  whole: RunReport | null;
  /** Where we stand; the end at first. */
  at: number;
  /** The run up to there; null while it is on its way. */
  shown: RunReport | null;
}

const START: ReplayState = { phase: 'idle', retired: 0, whole: null, at: 0, shown: null };
/** States kept, so that going to and fro is quick. */
const KEPT = 24;

export function useReplay(record: RunRecord) {
  const [state, setState] = useState<ReplayState>(START);
  const job = useRef<Job | null>(null);
  const kept = useRef(new Map<number, RunReport>());
  const whole = useRef<RunReport | null>(null);
  const busy = useRef(false);
  const wanted = useRef<number | null>(null);
  const gone = useRef(false);
  useEffect(() => {
    gone.current = false;
    return () => {
      gone.current = true;
      job.current?.stop();
    };
  }, []);

  const run = useCallback(async (toMake: RunRecord, hear: (message: JobMessage) => void) => {
    const { pageSim } = await import('@/app/_lesson/sim/page-sim');
    if (!gone.current) job.current = pageSim().start({ type: 'replay', record: toMake }, hear);
  }, []);

  const pump = useCallback(() => {
    const to = wanted.current;
    if (busy.current || to === null || gone.current) return;
    wanted.current = null;
    busy.current = true;
    void run({ ...record, endAt: to }, (message) => {
      if (message.type === 'failed') {
        busy.current = false;
        setState((before) => ({ ...before, phase: 'failed' }));
      }
      if (message.type === 'stopped') busy.current = false;
      if (message.type !== 'done') return;
      busy.current = false;
      const { report } = message;
      kept.current.set(to, report);
      for (const old of [...kept.current.keys()].slice(0, -KEPT)) kept.current.delete(old);
      setState((before) => (before.at === to ? { ...before, shown: report } : before));
      pump();
    });
  }, [record, run]);

  /** Goes to a moment; the whole run must be there. */
  const goTo = useCallback(
    (moment: number) => {
      const end = whole.current?.view.retired;
      if (end === undefined) return;
      const at = Math.max(0, Math.min(end, Math.round(moment)));
      const there = at === end ? whole.current : (kept.current.get(at) ?? null);
      setState((before) => ({ ...before, at, shown: there }));
      wanted.current = there ? null : at;
      pump();
    },
    [pump],
  );

  /** Makes the whole run, and then goes to `first` if given. */
  const start = useCallback(
    (first?: number) => {
      kept.current.clear();
      setState({ ...START, phase: 'loading' });
      void run(record, (message) => {
        switch (message.type) {
          case 'loading':
            return setState((before) => ({ ...before, phase: 'loading' }));
          case 'phase':
            return setState((before) => ({ ...before, phase: 'running' }));
          case 'progress':
            return setState((before) => ({ ...before, retired: message.retired }));
          case 'failed':
            return setState((before) => ({ ...before, phase: 'failed' }));
          case 'stopped':
            return setState((before) => (before.phase === 'ready' ? before : { ...before, phase: 'stopped' }));
          case 'done': {
            const { report } = message;
            whole.current = report;
            setState({
              phase: 'ready',
              retired: report.view.retired,
              whole: report,
              at: report.view.retired,
              shown: report,
            });
            if (first !== undefined) goTo(first);
            return;
          }
          default:
            return;
        }
      }).catch(() => setState((before) => ({ ...before, phase: 'failed' })));
    },
    [goTo, record, run],
  );

  const stop = useCallback(() => job.current?.stop(), []);
  return { state, start, stop, goTo };
}
