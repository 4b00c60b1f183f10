/** What the pages that show an instructor people's work and the server say to each other. Times are milliseconds since 1970. */
import type { RunRecord } from '@ringzero/kernel-sim/lab/types';
import type { AttemptDetail, AttemptSummary, CheckReport, ServerVerdict } from './api';

// ---------------------------------------------------------------- GET /api/classes/ID/matrix

/**
 * Everybody × every exercise, small enough to be sent whole: 500 people × 110 exercises are a few hundred kilobytes before
 * compression. Answers carry an ETag; `If-None-Match` of the same state gets 304.
 */
export interface MatrixAnswer {
  classId: string;
  /** Ids in the course's order; the columns of `cells` and `tries`. */
  exercises: readonly string[];
  groups: readonly { id: string; name: string }[];
  /** Columns that an assignment asks for. */
  assignments: readonly { id: string; kind: 'lesson' | 'exercise'; targetId: string; columns: readonly number[] }[];
  people: readonly MatrixPerson[];
}
export interface MatrixPerson {
  id: string;
  name: string;
  email: string;
  /** Index into `groups`, −1 without. */
  group: number;
  seen: number | null;
  /** A letter for each exercise: CELL_LETTERS. */
  cells: string;
  /** A digit in base 36 for each exercise: how often it was run; `z` is 35 or more. */
  tries: string;
}

export type CellState = 'none' | 'tried' | 'verified' | 'pending' | 'outdated' | 'error' | 'mismatch';
export const CELL_LETTERS: Readonly<Record<CellState, string>> = {
  none: '.',
  tried: 't',
  verified: 'v',
  pending: 'p',
  outdated: 'o',
  error: 'e',
  mismatch: 'm',
};
const STATES: ReadonlyMap<string, CellState> = new Map(
  (Object.keys(CELL_LETTERS) as CellState[]).map((state) => [CELL_LETTERS[state], state]),
);
export const cellAt = ({ cells }: Pick<MatrixPerson, 'cells'>, column: number): CellState =>
  STATES.get(cells[column]) ?? 'none';
export const MOST_TRIES = 35;
export const triesAt = ({ tries }: Pick<MatrixPerson, 'tries'>, column: number): number =>
  Number.parseInt(tries[column], 36);
/** By the tab; what the server says of it is the state. */
export const isPassed = (state: CellState): boolean => state !== 'none' && state !== 'tried';

// ---------------------------------------------------------------- GET /api/classes/ID/live (server-sent events)

/**
 * One event, `state`, whenever something has changed; its id is a hash of the state, so that a reconnect with
 * `Last-Event-ID` hears nothing twice, whichever process answers.
 */
export interface LiveState {
  stuck: readonly StuckPerson[];
  active: readonly ActivePerson[];
  /** The newest runs first. */
  runs: readonly LiveRun[];
}
export interface StuckPerson {
  userId: string;
  name: string;
  exerciseId: string;
  /** failing: run after run does not pass. silent: at it for long without a run. */
  why: 'failing' | 'silent';
  /** First failed run of the row, or the last run before the silence (the first look without one). */
  since: number;
  /** Failed runs within the window. */
  fails: number;
  /** Of the last failed run. */
  attemptId: string | null;
  check: { id: string; code: string; params?: CheckReport['params'] } | null;
}
export interface ActivePerson {
  userId: string;
  name: string;
  seen: number;
  /** Where they are, as far as is known. */
  exerciseId: string | null;
}
export interface LiveRun {
  attemptId: string;
  userId: string;
  name: string;
  exerciseId: string;
  passed: boolean;
  at: number;
}

// ---------------------------------------------------------------- GET /api/classes/ID/exercises, …/exercises/EXERCISE

export interface ExerciseFigures {
  exerciseId: string;
  tried: number;
  passed: number;
  /** Of those who tried, 0 to 1; null when nobody did. */
  rate: number | null;
  /** Runs up to and with the first pass. */
  medianTries: number | null;
  /** From the first run to the first pass, without pauses over 30 minutes. */
  medianMinutes: number | null;
  /** Runs of everybody. */
  runs: number;
}
export interface FiguresAnswer {
  people: number;
  exercises: readonly ExerciseFigures[];
  /** Day by day, the oldest first; at most 60. Days begin at midnight UTC. */
  days: readonly { day: string; runs: number; passes: number; people: number }[];
  /** How many people have passed at least so many exercises: one entry per person, the most first. */
  mastery: readonly number[];
}

/** `GET …/exercises/EXERCISE`: what goes wrong in it. */
export interface ExerciseDetail {
  figures: ExerciseFigures;
  /** Failed runs looked at: at most the newest 1,000. */
  looked: number;
  /** Of failed runs: which check fails first, the most frequent first. */
  checks: readonly FailingCheck[];
  /** Wrong answers that several people gave, or gave again and again, the most people first. */
  clusters: readonly AnswerCluster[];
  /** Tries up to the first pass → people. */
  histogram: readonly { tries: number; people: number }[];
}
export interface FailingCheck {
  id: string;
  code: string;
  params?: CheckReport['params'];
  runs: number;
  people: number;
}
export interface AnswerCluster {
  check: { id: string; code: string; params?: CheckReport['params'] } | null;
  people: number;
  runs: number;
  /** One of them, as written. */
  example: { attemptId: string; text: string };
}

// ---------------------------------------------------------------- GET /api/classes/ID/students/USER

export interface HistoryAnswer {
  person: { userId: string; name: string; email: string; seen: number | null; group: string | null };
  /** Newest first; 200 a page. */
  attempts: readonly AttemptSummary[];
  /** Pass as `before` for the next page; null at the end. */
  before: number | null;
  predictions: readonly { exerciseId: string; questionId: string; answer: string; at: number }[];
  passed: readonly { exerciseId: string; at: number }[];
}

// ---------------------------------------------------------------- attempts and comments

/** `GET /api/classes/ID/attempts/ATTEMPT`. */
export interface OpenedAttempt {
  learner: { userId: string; name: string; email: string };
  attempt: AttemptDetail;
  others: readonly AttemptSummary[];
  comments: readonly CommentInfo[];
}

/**
 * `POST /api/classes/ID/comments` → CommentInfo; `PATCH · DELETE …/comments/COMMENT`. A comment is about the whole attempt,
 * a line of a file, a step (instructions since the machine was started), or both.
 */
export interface CommentRequest {
  attemptId: string;
  text: string;
  file?: string | null;
  line?: number | null;
  step?: number | null;
}
export interface CommentPatch {
  text: string;
}
export interface CommentInfo {
  id: string;
  attemptId: string;
  text: string;
  file: string | null;
  line: number | null;
  step: number | null;
  /** Null: the account is gone. */
  author: string | null;
  createdAt: number;
  editedAt: number | null;
  /** When the learner opened it. */
  readAt: number | null;
  mayEdit: boolean;
  mayDelete: boolean;
}

/** `GET /api/comments`: what was said about my work, newest first; `?exerciseId=` for one exercise. `POST /api/comments/ID/read`. */
export interface MyComments {
  comments: readonly (CommentInfo & { exerciseId: string; className: string })[];
  unread: number;
}

/** My own attempt with what was said about it. */
export interface OwnAttempt {
  attempt: AttemptDetail;
  comments: readonly CommentInfo[];
}

// ---------------------------------------------------------------- GET /api/classes/ID/similar?exercise=…

export interface SimilarAnswer {
  exerciseId: string;
  /** People whose text was compared. */
  compared: number;
  /** Texts too short to say anything. */
  tooShort: number;
  pairs: readonly SimilarPair[];
}
export interface SimilarPair {
  a: SimilarSide;
  b: SimilarSide;
  /** Share of the shorter text's fingerprints that the other has too, 0 to 1. */
  score: number;
  /** Fingerprints in common. */
  shared: number;
}
export interface SimilarSide {
  userId: string;
  name: string;
  attemptId: string;
  passed: boolean;
  at: number;
  /** Fingerprints of the text without the starter's. */
  size: number;
}
/** `GET …/similar?exercise=…&a=ATTEMPT&b=ATTEMPT`: the evidence. */
export interface SimilarEvidence {
  a: EvidenceSide;
  b: EvidenceSide;
  score: number;
  shared: number;
}
export interface EvidenceSide {
  userId: string;
  name: string;
  attemptId: string;
  files: readonly {
    path: string;
    text: string /** Line → number of the matching piece, from 1; 0: none. */;
    marks: readonly number[];
  }[];
}

// ---------------------------------------------------------------- GET /api/classes/ID/export?format=csv|json[&submissions=1]

export interface ExportedPerson {
  userId: string;
  name: string;
  email: string;
  externalId: string | null;
  group: string | null;
  lastSeenAt: string | null;
  exercises: readonly { exerciseId: string; state: CellState; tries: number; verdict: ServerVerdict }[];
  assignments: readonly { assignmentId: string; points: number; max: number; late: boolean; verdict: string }[];
  attempts?: readonly {
    id: string;
    exerciseId: string;
    at: string;
    passed: boolean;
    verdict: ServerVerdict;
    record: RunRecord;
  }[];
}
