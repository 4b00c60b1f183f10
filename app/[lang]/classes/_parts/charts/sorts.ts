/** Orders of the table of exercises, as the address names them. */
import type { ExerciseFigures } from '@/app/_shared/insight';

export const SORTS = ['course', 'rate', 'tries', 'time'] as const;
export type Sort = (typeof SORTS)[number];
export const sortFrom = (value: unknown): Sort => SORTS.find((sort) => sort === value) ?? 'course';

const KEYS: Readonly<Record<Exclude<Sort, 'course'>, (figures: ExerciseFigures) => number | null>> = {
  rate: ({ rate }) => (rate === null ? null : -rate),
  tries: ({ medianTries }) => medianTries,
  time: ({ medianMinutes }) => medianMinutes,
};

/** The hardest first; what nobody has tried stands at the end. */
export function sorted(figures: readonly ExerciseFigures[], sort: Sort): readonly ExerciseFigures[] {
  if (sort === 'course') return figures;
  const key = KEYS[sort];
  return [...figures].sort((a, b) => (key(b) ?? Number.NEGATIVE_INFINITY) - (key(a) ?? Number.NEGATIVE_INFINITY));
}
