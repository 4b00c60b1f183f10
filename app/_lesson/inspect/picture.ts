/** What every picture of a running kernel gets: the trace, the step it stands at, the state at the end, the words. */
import type { KernelSnapshot } from '@ringzero/kernel-sim/kernel/snapshot';
import type { TraceStep } from '@ringzero/kernel-sim/lab/types';
import type { Language } from '../../_i18n/language';
import type { Words } from './words';

export interface PictureProps {
  steps: readonly TraceStep[];
  at: number;
  end: KernelSnapshot | null;
  w: Words;
  lang: Language;
  /** How many times the time axis is stretched. */
  zoom?: number;
  /** Moves the scrubber. */
  onStep?: (step: number) => void;
  /** Shows a line of the reader's source. */
  onLine?: (file: string, line: number) => void;
}
