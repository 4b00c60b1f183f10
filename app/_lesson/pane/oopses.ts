'use client';
/** Reports of C code in ring 0 by the last run, as long as the text is the one that ran. */
import type { OopsReport } from '@ringzero/kernel-sim/kernel/module/types';
import { useMemo } from 'react';
import type { ExerciseSession } from '../session/session';
import { useSessionState } from './engine';

const LIMIT = 5;

export function useOopses(session: ExerciseSession): readonly OopsReport[] {
  const { report } = useSessionState(session);
  return useMemo(() => report?.view.snapshot?.oopses?.slice(0, LIMIT) ?? [], [report]);
}

/** Those in one file, while its text is still what ran. */
export function useOopsesIn(session: ExerciseSession, path: string): readonly OopsReport[] {
  const { report, files } = useSessionState(session);
  const oopses = useOopses(session);
  const submission = report?.record.submission;
  const ran = submission?.kind === 'code' ? submission.files.find((f) => f.path === path)?.text : undefined;
  const same = ran !== undefined && files.find((f) => f.path === path)?.text === ran;
  return useMemo(() => (same ? oopses.filter((o) => o.line !== null && o.file === path) : []), [oopses, same, path]);
}
