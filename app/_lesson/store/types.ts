/** What this browser keeps of a learner's work, record by record, and the guards that decide whether a stored record can be trusted. */
import type { RecordedInput, Submission } from '@ringzero/kernel-sim/lab/types';
import type {
  AttemptOutcome,
  AttemptUpload,
  CheckReport,
  DraftUpload,
  ExerciseStatus,
  LessonViewUpload,
  PredictionUpload,
  ServerVerdict,
  VerdictWhy,
} from '../../_shared/api';

export interface DraftRecord {
  exerciseId: string;
  /** New with every save: the idempotent key of the upload. */
  clientId: string;
  exerciseHash: string;
  submission: Submission;
  updatedAt: number;
  /** The page that wrote it. */
  writerId: string;
  /** `clientId` of the server's draft that this one goes back to. */
  basedOn: string | null;
}

/** `run`: an attempt. The others are texts that would have been lost: by another tab, a reset, a restore. */
export type AttemptKind = 'run' | 'replaced' | 'before-reset' | 'before-restore';
export interface AttemptRecord {
  clientId: string;
  exerciseId: string;
  exerciseHash: string;
  kind: AttemptKind;
  at: number;
  submission: Submission;
  passed: boolean;
  outcome: AttemptOutcome | null;
  checks: readonly CheckReport[];
}

export interface ProgressRecord {
  exerciseId: string;
  status: ExerciseStatus;
  verdict: ServerVerdict;
  /** Why the server does not confirm it; absent: not asked yet. */
  why?: VerdictWhy | null;
  updatedAt: number;
}

export interface PredictionRecord {
  /** `exerciseId/questionId`. */
  key: string;
  exerciseId: string;
  questionId: string;
  optionId: string | null;
  text: string | null;
  updatedAt: number;
}

/** Where the reader is; `continue` on the home page goes there. */
export interface PlaceRecord {
  key: 'place';
  lessonId: string;
  exerciseId: string | null;
  updatedAt: number;
}

export type Outgoing =
  | { key: string; kind: 'draft'; body: DraftUpload }
  | { key: string; kind: 'attempt'; body: AttemptUpload }
  | { key: string; kind: 'prediction'; body: PredictionUpload }
  | { key: string; kind: 'view'; body: LessonViewUpload };

export interface Tables {
  drafts: DraftRecord;
  attempts: AttemptRecord;
  progress: ProgressRecord;
  predictions: PredictionRecord;
  place: PlaceRecord;
  outbox: Outgoing;
}
export type TableName = keyof Tables;

/** The key of each table's records. */
export const KEYS: Readonly<Record<TableName, string>> = {
  drafts: 'exerciseId',
  attempts: 'clientId',
  progress: 'exerciseId',
  predictions: 'key',
  place: 'key',
  outbox: 'key',
};

// ---------------------------------------------------------------- guards

type Shape = Readonly<Record<string, unknown>>;
const isShape = (value: unknown): value is Shape =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isString = (value: unknown): value is string => typeof value === 'string';
const isTime = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value) && value >= 0;
const isStringOrNull = (value: unknown) => value === null || isString(value);

function isInput(value: unknown): value is RecordedInput {
  return isShape(value) && isTime(value.at) && isString(value.device) && isString(value.bytes);
}

/** A submission that can be shown and run. */
export function isSubmission(value: unknown): value is Submission {
  if (!isShape(value)) return false;
  switch (value.kind) {
    case 'code':
      return Array.isArray(value.files) && value.files.every((f) => isShape(f) && isString(f.path) && isString(f.text));
    case 'shell':
      return Array.isArray(value.inputs) && value.inputs.every(isInput);
    case 'predict':
      return isShape(value.answers) && Object.values(value.answers).every(isString);
    case 'order':
      return Array.isArray(value.order) && value.order.every(isString);
    default:
      return false;
  }
}

const guards: { readonly [T in TableName]: (value: Shape) => boolean } = {
  drafts: (v) =>
    isString(v.exerciseId) &&
    isString(v.clientId) &&
    isString(v.exerciseHash) &&
    isTime(v.updatedAt) &&
    isSubmission(v.submission) &&
    isString(v.writerId) &&
    isStringOrNull(v.basedOn),
  attempts: (v) =>
    isString(v.clientId) &&
    isString(v.exerciseId) &&
    isString(v.kind) &&
    isTime(v.at) &&
    isSubmission(v.submission) &&
    typeof v.passed === 'boolean' &&
    Array.isArray(v.checks),
  progress: (v) =>
    isString(v.exerciseId) &&
    (v.status === 'tried' || v.status === 'passed') &&
    isString(v.verdict) &&
    isTime(v.updatedAt),
  predictions: (v) =>
    isString(v.key) &&
    isString(v.exerciseId) &&
    isString(v.questionId) &&
    isStringOrNull(v.optionId) &&
    isStringOrNull(v.text),
  place: (v) => isString(v.lessonId) && isStringOrNull(v.exerciseId) && isTime(v.updatedAt),
  outbox: (v) => isString(v.key) && isString(v.kind) && isShape(v.body) && isString(v.body.clientId),
};

/** Whether a stored value is a whole record of this table. */
export function isRecord<T extends TableName>(table: T, value: unknown): value is Tables[T] {
  return isShape(value) && guards[table](value);
}
