/** A draft that was not yet in the database when the page was left: written to localStorage at once, taken up on the next visit. */
import type { Submission } from '@ringzero/kernel-sim/lab/types';
import { isSubmission } from '../store/types';

const keyOf = (exerciseId: string) => `rz.draft.${exerciseId}`;

export function writeEmergency(exerciseId: string, submission: Submission, updatedAt: number): void {
  try {
    localStorage.setItem(keyOf(exerciseId), JSON.stringify({ submission, updatedAt }));
  } catch {
    // Full or refused: the database write that runs beside it is all there is.
  }
}

/** The rescued draft, taken out of its place; null when there is none or it is damaged. */
export function readEmergency(exerciseId: string): { submission: Submission; updatedAt: number } | null {
  try {
    const text = localStorage.getItem(keyOf(exerciseId));
    if (text === null) return null;
    localStorage.removeItem(keyOf(exerciseId));
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || !('submission' in value) || !('updatedAt' in value)) return null;
    return isSubmission(value.submission) && typeof value.updatedAt === 'number'
      ? { submission: value.submission, updatedAt: value.updatedAt }
      : null;
  } catch {
    return null;
  }
}
