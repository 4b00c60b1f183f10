/**
 * An exercise as the page needs it: one language, plain data. The checks themselves (functions) stay in the worker's
 * copy of the course; here are only their titles.
 */

import { commonMessages } from '@ringzero/kernel-sim/lab/messages';
import type {
  Exercise,
  ExerciseFile,
  ExerciseKind,
  InspectorKind,
  Localized,
  Question,
  TypedLine,
} from '@ringzero/kernel-sim/lab/types';
import type { Language } from '../_i18n/language';

export interface OptionData {
  id: string;
  text: string;
  /** Null: the question has no right answer. */
  correct: boolean | null;
  feedback: string;
}
export interface QuestionData {
  id: string;
  prompt: string;
  /** Empty: a short free text. */
  options: readonly OptionData[];
}
export interface BlockData {
  id: string;
  text: string;
}

export interface ExerciseData {
  id: string;
  hash: string;
  kind: ExerciseKind;
  /** From 1, within the lesson. */
  number: number;
  title: string;
  task: string;
  hints: readonly string[];
  prediction: QuestionData | null;
  messages: Readonly<Record<string, string>>;
  success: string;
  inspector: InspectorKind | null;
  /** Code kinds: what the learner starts from. Predict with a demo: the program that answers. */
  files: readonly ExerciseFile[];
  solutionFiles: readonly ExerciseFile[];
  /** Shell: the lines that solve it. */
  solutionLines: readonly string[];
  checks: readonly { id: string; title: string }[];
  questions: readonly QuestionData[];
  hasDemo: boolean;
  /** Order: the blocks in an order that tells nothing (by id), distractors among them. */
  blocks: readonly BlockData[];
  solutionOrder: readonly string[];
}

/** Code in an editor, a shell in a terminal, or an answer in the text. */
export type Surface = 'code' | 'shell' | 'text';
export function surfaceOf(kind: ExerciseKind): Surface {
  if (kind === 'shell') return 'shell';
  return kind === 'predict' || kind === 'order' ? 'text' : 'code';
}

/** Programs of the learner that a debugger can open: on Linux, without a kernel, in ring 0. */
export const canDebug = ({ kind }: { kind: ExerciseKind }): boolean =>
  kind === 'program' || kind === 'bare' || kind === 'module';

/** Exercise → data for one language. */
export function localizeExercise(exercise: Exercise, lang: Language, hash: string, number: number): ExerciseData {
  const say = (text: Localized) => text[lang];
  const question = (q: Question): QuestionData => {
    const options = q.options ?? [];
    // One option marked right makes the others wrong; a question without one asks for an opinion.
    const judged = options.some((o) => o.correct);
    return {
      id: q.id,
      prompt: say(q.prompt),
      options: options.map((o) => ({
        id: o.id,
        text: say(o.text),
        correct: judged ? o.correct === true : null,
        feedback: say(o.feedback),
      })),
    };
  };
  const base: ExerciseData = {
    id: exercise.id,
    hash,
    kind: exercise.kind,
    number,
    title: say(exercise.title),
    task: say(exercise.task),
    hints: exercise.hints.map(say),
    prediction: exercise.prediction ? question(exercise.prediction) : null,
    messages: Object.fromEntries(
      Object.entries({ ...commonMessages, ...exercise.messages }).map(([code, text]) => [code, say(text)]),
    ),
    success: say(exercise.success),
    inspector: exercise.inspector ?? null,
    files: [],
    solutionFiles: [],
    solutionLines: [],
    checks: [],
    questions: [],
    hasDemo: false,
    blocks: [],
    solutionOrder: [],
  };
  switch (exercise.kind) {
    case 'program':
    case 'bare':
    case 'module':
    case 'bpf':
      return { ...base, files: exercise.files, solutionFiles: exercise.solution, checks: titles(exercise.checks, say) };
    case 'shell':
      return { ...base, solutionLines: exercise.solution.map(shown), checks: titles(exercise.checks, say) };
    case 'predict':
      return {
        ...base,
        questions: exercise.questions.map(question),
        hasDemo: exercise.demo !== undefined,
        files: (exercise.demo?.files ?? []).map((file) => ({ ...file, editable: false })),
      };
    case 'order': {
      const blocks = [...exercise.blocks, ...(exercise.distractors ?? [])].map((b) => ({
        id: b.id,
        text: say(b.text),
      }));
      return {
        ...base,
        blocks: blocks.sort((a, b) => (a.id < b.id ? -1 : 1)),
        solutionOrder: exercise.blocks.map((b) => b.id),
      };
    }
  }
}

const titles = (checks: readonly { id: string; title: Localized }[], say: (text: Localized) => string) =>
  checks.map(({ id, title }) => ({ id, title: say(title) }));

/** A typed line as a reader would write it down: control characters by the names of their keys. */
function shown(line: TypedLine): string {
  if (typeof line === 'string') return line;
  const keys = Array.from(line.text.trimEnd(), (key) =>
    key < ' ' ? `Ctrl-${String.fromCharCode(key.charCodeAt(0) + 64)}` : key,
  );
  return keys.join('');
}
