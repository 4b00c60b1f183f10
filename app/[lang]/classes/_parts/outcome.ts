/** How an attempt ended and what became of it, in words. */
import type { EndReason } from '@ringzero/kernel-sim/lab/types';
import { fill } from '@/app/_i18n/define';
import type { ClassWords } from '@/app/_people/messages';
import type { AttemptOutcome, AttemptSummary } from '@/app/_shared/api';

const REASONS: Readonly<Record<EndReason, keyof ClassWords>> = {
  exit: 'reasonExit',
  signal: 'reasonSignal',
  limit: 'reasonLimit',
  'output-limit': 'reasonOutputLimit',
  'task-limit': 'reasonTaskLimit',
  stopped: 'reasonStopped',
  idle: 'reasonIdle',
  halted: 'reasonHalted',
  'triple-fault': 'reasonTripleFault',
  panic: 'reasonPanic',
  'not-run': 'reasonNotRun',
};

export function outcomeWords(t: ClassWords, { reason, exit }: AttemptOutcome): string {
  return fill(t[REASONS[reason]], { n: (reason === 'signal' ? exit.signal : exit.code) ?? '' });
}

export function verdictWords(t: ClassWords, attempt: AttemptSummary): string {
  if (attempt.kind === 'draft') return t.draft;
  if (!attempt.passed) return t.failed;
  return attempt.verdict === 'none' ? t.passed : t[attempt.verdict];
}
