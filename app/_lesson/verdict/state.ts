/** What a reader is told of the server's verdict, from what is stored of an exercise. Pure. */
import type { Dictionary } from '../../_i18n';
import { fill } from '../../_i18n/define';
import type { VerdictWhy } from '../../_shared/api';
import type { ProgressRecord } from '../store/types';

export type VerdictState = 'waiting' | 'verified' | 'refused';

/** Null: not passed, so there is nothing to confirm. A pass that was not sent yet waits too. */
export function verdictState(record: ProgressRecord | null): VerdictState | null {
  if (record?.status !== 'passed') return null;
  if (record.verdict === 'verified') return 'verified';
  return record.verdict === 'pending' || record.verdict === 'none' ? 'waiting' : 'refused';
}

/** Why it is not confirmed and what to do. `messages`: the exercise's own, for what a check said. */
export function whyWords(
  why: VerdictWhy | null | undefined,
  t: Dictionary['verdict'],
  messages: Readonly<Record<string, string>> = {},
): string {
  if (!why) return '';
  if (why.reason.startsWith('refused:')) return fill(t.record, { code: why.reason.slice('refused:'.length) });
  if (why.reason !== 'seed') return t[why.reason as Exclude<typeof why.reason, `refused:${string}`>];
  const cause = why.failed ? fill(messages[why.failed.code] ?? '', why.failed.params) : '';
  return fill(t.seed, { cause });
}
