/** How long ago, in the shortest words. */
import { fill } from '@/app/_i18n/define';
import type { InsightWords } from '@/app/_people/insight';

const MINUTE = 60_000;
const STEPS: readonly [below: number, unit: number, word: 'minutesAgo' | 'hoursAgo' | 'daysAgo'][] = [
  [60 * MINUTE, MINUTE, 'minutesAgo'],
  [48 * 60 * MINUTE, 60 * MINUTE, 'hoursAgo'],
  [Number.POSITIVE_INFINITY, 24 * 60 * MINUTE, 'daysAgo'],
];

export function agoWords(t: InsightWords, at: number, now: number): string {
  const ms = now - at;
  if (ms < MINUTE) return t.nowAgo;
  const [, unit, word] = STEPS.find(([below]) => ms < below) ?? STEPS[2];
  return fill(t[word], { n: Math.floor(ms / unit) });
}
