/** A state of the matrix as a sign, a look and words. Shape and sign tell it; colour only helps. */
import { fill } from '@/app/_i18n/define';
import type { ClassWords } from '@/app/_people/messages';
import type { CellState } from '@/app/_shared/insight';

export const LOOKS: Readonly<Record<CellState, { sign: string; word: keyof ClassWords }>> = {
  none: { sign: '·', word: 'stateNone' },
  tried: { sign: '3', word: 'stateTriedLegend' },
  verified: { sign: '✓', word: 'verified' },
  pending: { sign: '✓…', word: 'pending' },
  outdated: { sign: '✓*', word: 'outdated' },
  error: { sign: '✓?', word: 'error' },
  mismatch: { sign: '≠', word: 'mismatch' },
};
export const LEGEND = Object.keys(LOOKS) as CellState[];

export function signOf(state: CellState, tries: number): string {
  if (state !== 'tried') return LOOKS[state].sign;
  return tries >= 35 ? '35+' : String(tries);
}

export function wordsOf(t: ClassWords, state: CellState, tries: number): string {
  if (state !== 'tried') return t[LOOKS[state].word];
  return tries === 1 ? t.stateTriedOne : fill(t.stateTried, { n: tries });
}
