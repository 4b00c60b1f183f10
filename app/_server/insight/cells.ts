/** One cell of the matrix from what is stored about a person and an exercise. */
import type { ExerciseStatus, ServerVerdict } from '@/app/_shared/api';
import { CELL_LETTERS, type CellState, MOST_TRIES } from '@/app/_shared/insight';
import { exercisePlaces } from '../course/ids';

/** A pass whose own run by the server has not been asked for yet waits like any other. */
const PASSED: Readonly<Record<ServerVerdict, CellState>> = {
  verified: 'verified',
  none: 'pending',
  pending: 'pending',
  outdated: 'outdated',
  error: 'error',
  mismatch: 'mismatch',
};

export interface StateRow {
  exerciseId: string;
  status: ExerciseStatus;
  attempts: number;
  verdict: ServerVerdict;
}

export const stateOf = ({ status, verdict }: Pick<StateRow, 'status' | 'verdict'>): CellState =>
  status === 'passed' ? PASSED[verdict] : 'tried';

const COLUMN = new Map(exercisePlaces.map(({ exerciseId }, column) => [exerciseId, column]));

export const columnOf = (exerciseId: string): number | undefined => COLUMN.get(exerciseId);

/** A person's row: a letter and a digit for every exercise of the course. */
export function rowOf(states: readonly StateRow[]): { cells: string; tries: string } {
  const cells = new Array<string>(COLUMN.size).fill(CELL_LETTERS.none);
  const tries = new Array<string>(COLUMN.size).fill('0');
  for (const state of states) {
    const column = COLUMN.get(state.exerciseId);
    if (column === undefined) continue; // an exercise that the course no longer has
    cells[column] = CELL_LETTERS[stateOf(state)];
    tries[column] = Math.min(state.attempts, MOST_TRIES).toString(36);
  }
  return { cells: cells.join(''), tries: tries.join('') };
}
