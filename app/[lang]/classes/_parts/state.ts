/** One cell of the matrix in a sign and in words. */
import { fill } from '@/app/_i18n/define';
import type { ClassWords } from '@/app/_people/messages';
import type { MatrixCell, ServerVerdict } from '@/app/_shared/api';

export type CellLook = 'none' | 'tried' | 'passed' | 'pending' | 'doubt';

const PASSED: Readonly<Record<ServerVerdict, { sign: string; look: CellLook; word: keyof ClassWords }>> = {
  verified: { sign: '✓', look: 'passed', word: 'verified' },
  none: { sign: '✓…', look: 'pending', word: 'pending' },
  pending: { sign: '✓…', look: 'pending', word: 'pending' },
  outdated: { sign: '✓*', look: 'pending', word: 'outdated' },
  error: { sign: '✓?', look: 'doubt', word: 'error' },
  mismatch: { sign: '≠', look: 'doubt', word: 'mismatch' },
};

export const LEGEND: readonly { sign: string; look: CellLook; word: keyof ClassWords }[] = [
  { sign: '·', look: 'none', word: 'stateNone' },
  { sign: '3', look: 'tried', word: 'stateTriedLegend' },
  ...(['verified', 'pending', 'outdated', 'error', 'mismatch'] as const).map((verdict) => PASSED[verdict]),
];

export function cellState(t: ClassWords, cell: MatrixCell): { sign: string; look: CellLook; words: string } {
  if (cell.status === 'none') return { sign: '·', look: 'none', words: t.stateNone };
  if (cell.status === 'tried') {
    const words = cell.attempts === 1 ? t.stateTriedOne : fill(t.stateTried, { n: cell.attempts });
    return { sign: String(cell.attempts), look: 'tried', words };
  }
  const { sign, look, word } = PASSED[cell.verdict];
  return { sign, look, words: t[word] };
}
