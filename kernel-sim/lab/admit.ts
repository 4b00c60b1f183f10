/**
 * Whether a recorded run is one that this exercise allows, asked before it is run again. A record comes from a tab, so it may
 * say anything: what is not the learner's to choose (files that are given, processors, limits, input where the exercise takes
 * none) is compared with the exercise, and everything unknown is refused. Answers a reason, never throws.
 */
import { cpusOf } from './run';
import type { Exercise, ExerciseFile, RecordedInput, RunRecord, Submission } from './types';

/** Why a record is not run. */
export type Refusal =
  /** Not of the shape of a record, or with fields that a record does not have (limits, files …). */
  | 'malformed'
  | 'too-large'
  | 'unknown-exercise'
  /** The submission is of another kind than the exercise. */
  | 'other-kind'
  /** A file that the exercise does not have. */
  | 'unknown-file'
  /** A file that is given was changed. */
  | 'changed-file'
  /** Other processors than the exercise has. */
  | 'other-machine'
  /** Input where the exercise takes none, or in an order that no run has. */
  | 'inputs';

export const REFUSALS: readonly Refusal[] = [
  'malformed',
  'too-large',
  'unknown-exercise',
  'other-kind',
  'unknown-file',
  'changed-file',
  'other-machine',
  'inputs',
];

/** Bytes of a record as JSON. A tab keeps to less (app/_shared/limits.ts). */
export const MAX_RECORD = 1_000_000;
const MAX_INPUTS = 20_000;
const MAX_FILES = 50;

type Shape = Readonly<Record<string, unknown>>;
const isShape = (value: unknown): value is Shape =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === 'string';
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const only = (value: Shape, names: readonly string[]): boolean =>
  Object.keys(value).every((name) => names.includes(name));

const RECORD = [
  'version',
  'simHash',
  'toolHash',
  'exerciseId',
  'exerciseHash',
  'cpus',
  'seed',
  'submission',
  'inputs',
  'endAt',
];
const DEVICES = ['console', 'keyboard', 'stdin'];

function isInput(value: unknown): value is RecordedInput {
  if (!isShape(value) || !only(value, ['at', 'device', 'bytes'])) return false;
  return isCount(value.at) && isText(value.device) && DEVICES.includes(value.device) && isText(value.bytes);
}
const isInputs = (value: unknown): value is RecordedInput[] =>
  Array.isArray(value) && value.length <= MAX_INPUTS && value.every(isInput);

function isFile(value: unknown): value is ExerciseFile {
  if (!isShape(value) || !only(value, ['path', 'text', 'editable'])) return false;
  return isText(value.path) && isText(value.text) && ['undefined', 'boolean'].includes(typeof value.editable);
}

const SUBMISSIONS: Readonly<Record<Submission['kind'], (value: Shape) => boolean>> = {
  code: (v) =>
    only(v, ['kind', 'files']) && Array.isArray(v.files) && v.files.length <= MAX_FILES && v.files.every(isFile),
  shell: (v) => only(v, ['kind', 'inputs']) && isInputs(v.inputs),
  predict: (v) => only(v, ['kind', 'answers']) && isShape(v.answers) && Object.values(v.answers).every(isText),
  order: (v) => only(v, ['kind', 'order']) && Array.isArray(v.order) && v.order.every(isText),
};

function isSubmission(value: unknown): value is Submission {
  if (!isShape(value) || !isText(value.kind) || !Object.hasOwn(SUBMISSIONS, value.kind)) return false;
  return SUBMISSIONS[value.kind as Submission['kind']](value);
}

/** A value that came from outside as a record, or null. */
export function readRecord(value: unknown): RunRecord | null {
  if (!isShape(value) || !only(value, RECORD) || value.version !== 1) return null;
  const { simHash, toolHash, exerciseId, exerciseHash, cpus, seed, submission, inputs, endAt } = value;
  if (![simHash, toolHash, exerciseId, exerciseHash].every((t) => isText(t) && t.length <= 128)) return null;
  if (!isCount(cpus) || !isCount(seed) || !(endAt === undefined || isCount(endAt))) return null;
  return isSubmission(submission) && isInputs(inputs) ? (value as unknown as RunRecord) : null;
}

/** Why this record is not a run of this exercise; null when it may be run. */
export function refusalOf(exercise: Exercise, record: RunRecord): Refusal | null {
  const { submission } = record;
  if (submission.kind !== submissionKind(exercise)) return 'other-kind';
  if (record.cpus !== cpusOf(exercise)) return 'other-machine';
  if (submission.kind === 'code' && 'files' in exercise) {
    const problem = filesProblem(exercise.files, submission.files);
    if (problem) return problem;
  }
  return inputsAllowed(exercise, record) ? null : 'inputs';
}

function submissionKind({ kind }: Exercise): Submission['kind'] {
  return kind === 'shell' || kind === 'predict' || kind === 'order' ? kind : 'code';
}

/** The editor cannot make files, so every file is the exercise's; those that are given come back as they were. */
function filesProblem(given: readonly ExerciseFile[], handed: readonly ExerciseFile[]): Refusal | null {
  if (new Set(handed.map(({ path }) => path)).size !== handed.length) return 'malformed';
  for (const file of handed) {
    const own = given.find(({ path }) => path === file.path);
    if (!own) return 'unknown-file';
    if (own.editable === false && own.text !== file.text) return 'changed-file';
  }
  return null;
}

/** Only a shell is typed at; what other exercises read is the exercise's own. */
function inputsAllowed(exercise: Exercise, { inputs, submission, endAt }: RunRecord): boolean {
  if (exercise.kind !== 'shell' || submission.kind !== 'shell') return inputs.length === 0 && endAt === undefined;
  if (endAt === undefined || inputs.some(({ device, at }) => device !== 'console' || at > endAt)) return false;
  if (inputs.some(({ at }, i) => i > 0 && at < inputs[i - 1].at)) return false;
  return JSON.stringify(submission.inputs) === JSON.stringify(inputs);
}
