/** The manifest's types. Order lives in `course.ts` alone; ids are opaque and never change; slugs make URLs. */
import type {
  BpfExercise,
  CodeExercise,
  Exercise,
  Localized,
  ModuleExercise,
  OrderExercise,
  PredictExercise,
  ShellExercise,
} from '@ringzero/kernel-sim/lab/types';

export interface LessonRef {
  /** Opaque, for ever: progress hangs on it. */
  id: string;
  slug: string;
  title: Localized;
  /** One sentence: what one can do afterwards. */
  summary: Localized;
  minutes: number;
  /** Folder under content/, holding ja.mdx, en.mdx and the exercise folders; absent = still to come, shown as such. */
  folder?: string;
  /** Ids of its exercises, in order. */
  exercises: readonly string[];
}

export interface ChapterRef {
  id: string;
  slug: string;
  number: number;
  title: Localized;
  summary: Localized;
  lessons: readonly LessonRef[];
}

export interface Course {
  title: Localized;
  chapters: readonly ChapterRef[];
}

/** What the maps, matrices and the worker know of an exercise without loading it (generated from the folders). */
export interface ExerciseIndexEntry {
  id: string;
  lessonId: string;
  kind: Exercise['kind'];
  title: Localized;
  /** SHA-256 (16 hex digits) over every file of the exercise's folder. */
  hash: string;
}

/** An exercise as its folder's `exercise.ts` writes it: without what lies beside it as files (task, starter, solution, wrong answers). */
type Beside = 'task' | 'files' | 'solution' | 'wrong' | 'kind';
export type ExerciseSource =
  | (Omit<CodeExercise, Beside> & {
      kind: 'program' | 'bare';
      /** Message code per folder in wrong/. */
      wrong: Readonly<Record<string, string>>;
      /** Files a learner may not edit. */
      readonly?: readonly string[];
    })
  | (Omit<BpfExercise, Beside> & {
      kind: 'bpf';
      wrong: Readonly<Record<string, string>>;
      readonly?: readonly string[];
    })
  | (Omit<ModuleExercise, Beside> & {
      kind: 'module';
      wrong: Readonly<Record<string, string>>;
      readonly?: readonly string[];
    })
  | Omit<ShellExercise, 'task'>
  | Omit<PredictExercise, 'task'>
  | Omit<OrderExercise, 'task'>;

/** Identity function that gives an exercise file its type; typos fail to compile. */
export const defineExercise = (exercise: ExerciseSource): ExerciseSource => exercise;
