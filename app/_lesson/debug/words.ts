/** Why it stands where it stands, in the reader's language. */
import type { DebugState, DebugWhy } from '@ringzero/kernel-sim/lab/debug-types';
import type { Dictionary } from '../../_i18n';
import { fill } from '../../_i18n/define';

type Words = Dictionary['debug'];

const PLAIN: Readonly<Record<Exclude<DebugWhy, 'step' | 'watchpoint' | 'end'>, keyof Words>> = {
  start: 'whyStart',
  breakpoint: 'whyBreakpoint',
  count: 'whyCount',
  back: 'whyBack',
  beginning: 'whyBeginning',
  waiting: 'whyWaiting',
  interrupted: 'whyInterrupted',
};

export function reasonWords({ why, changed, exit }: DebugState, d: Words): string {
  if (why === 'step') return '';
  if (why === 'watchpoint')
    return changed ? fill(d.whyWatchpoint, { ...changed, old: changed.old || d.notMapped }) : '';
  if (why !== 'end') return d[PLAIN[why]];
  if (exit.code !== null) return fill(d.whyEndCode, { code: exit.code });
  return exit.signal !== null ? fill(d.whyEndSignal, { code: exit.signal }) : d.whyEnd;
}
