/**
 * Puts an exercise together: `exercise.ts` (checks, messages) and what lies beside it as files.
 * task.ja.md task.en.md · starter/ · solution/ · wrong/NAME/  →  one Exercise.
 */
import type { Exercise, ExerciseFile, Localized } from '@ringzero/kernel-sim/lab/types';
import type { ExerciseSource } from './types';

export interface ExerciseFolder {
  task: Localized;
  starter: readonly ExerciseFile[];
  solution: readonly ExerciseFile[];
  wrong: Readonly<Record<string, readonly ExerciseFile[]>>;
}

export function assemble(source: ExerciseSource, folder: ExerciseFolder): Exercise {
  const { task } = folder;
  if (source.kind === 'shell' || source.kind === 'predict' || source.kind === 'order') return withTask(source, task);
  const locked = new Set(source.readonly ?? []);
  const mark = (files: readonly ExerciseFile[]) =>
    files.map((f) => (locked.has(f.path) ? { ...f, editable: false } : f));
  return {
    ...source,
    task,
    files: mark(folder.starter),
    solution: mark(folder.solution),
    wrong: Object.entries(source.wrong).map(([name, expect]) => ({
      name,
      expect,
      files: mark(folder.wrong[name] ?? []),
    })),
  };
}

type WithoutFiles = Extract<ExerciseSource, { kind: 'shell' | 'predict' | 'order' }>;

function withTask(source: WithoutFiles, task: Localized): Exercise {
  if (source.kind === 'shell') return { ...source, task };
  if (source.kind === 'predict') return { ...source, task };
  return { ...source, task };
}
