/**
 * What the tab and the server say to each other, as types only: every request and answer of `/api/**`.
 * The server checks requests with zod against these shapes (app/_server/validation); the tab's store and sync client
 * are written against them. Times are milliseconds since 1970, taken from the clock of whoever made the thing.
 *
 * Rules of every endpoint
 * - JSON in and out, same origin only, `Content-Type: application/json` on anything that changes something.
 * - An answer other than 2xx is always an `ApiError`; its `code` is what the tab turns into words.
 * - Lesson pages read no cookie. The first `POST /api/sync` of a browser starts an anonymous session and sets the cookie.
 *   Two tabs must not start two: hold the Web Lock named `ringzero-sync` around a sync.
 */
import type { CheckResult, EndReason, Language, RunRecord, Submission } from '@ringzero/kernel-sim/lab/types';

// ---------------------------------------------------------------- errors

export type ApiErrorCode =
  | 'bad-request' //       400 the shape is wrong; `field` says where
  | 'not-signed-in' //     401 no session
  | 'forbidden' //         403 signed in, not allowed (not an instructor)
  | 'account-needed' //    403 anonymous people cannot do this: make an account first
  | 'cross-origin' //      403 the request came from another site
  | 'not-found' //         404 does not exist, or is not yours to see
  | 'wrong-code' //        404 no class has this join code
  | 'archived' //          409 the class is put away: it can be read, not changed
  | 'conflict' //          409 somebody else changed it meanwhile, or it exists already; `field` says what
  | 'too-large' //         413 body over the limit
  | 'wrong-type' //        415 not JSON
  | 'too-many-tries' //    429 `retryAfter` seconds
  | 'busy' //              503 the database did not answer in time: try again with the same ids
  | 'internal'; //         500 a bug of ours; nothing was stored

export interface ApiError {
  error: { code: ApiErrorCode; field?: string; retryAfter?: number };
}

// ---------------------------------------------------------------- GET /api/me · PATCH /api/me · DELETE /api/me

export type Role = 'learner' | 'instructor' | 'admin';
/** teacher: everything; assistant: sees and comments; student: is seen. */
export type ClassRole = 'teacher' | 'assistant' | 'student';

export interface Person {
  id: string;
  /** Empty for an anonymous person. */
  name: string;
  /** Null for an anonymous person. */
  email: string | null;
  anonymous: boolean;
  role: Role;
  language: Language | null;
}

/** `GET /api/me`: never an error; `user` is null before the first save. */
export interface MeResponse {
  user: Person | null;
}

/** `PATCH /api/me` → `MeResponse`. */
export interface MePatch {
  name?: string;
  language?: Language;
}

// ---------------------------------------------------------------- POST /api/sync

/** Every id is a UUID made by the tab once, when the thing happened; sending a thing twice changes nothing. */
interface Upload {
  clientId: string;
  updatedAt: number;
}

/** The text as it stands in one exercise: one draft per person and exercise, the newest wins. */
export interface DraftUpload extends Upload {
  exerciseId: string;
  exerciseHash: string;
  submission: Submission;
  /** One per open page: saves of one page replace one another without a conflict. */
  writerId: string;
  /** `clientId` of the server's draft that this page started from or last heard of; null when there was none. */
  basedOn: string | null;
}

/** One finished run. `updatedAt` is when it ended. */
export interface AttemptUpload extends Upload {
  exerciseId: string;
  exerciseHash: string;
  record: RunRecord;
  digest: string;
  passed: boolean;
  checks: readonly CheckReport[];
  /** How it ended, for lists; the rest comes back by replaying the record. */
  outcome: AttemptOutcome;
}
export type CheckReport = CheckResult & { id: string };
export interface AttemptOutcome {
  reason: EndReason;
  exit: { code: number | null; signal: number | null };
  retired: number;
}

/** An answer given before a run (or in a `predict` exercise); each answer is kept, the first one counts. */
export interface PredictionUpload extends Upload {
  exerciseId: string;
  questionId: string;
  /** One of the two. */
  optionId: string | null;
  text: string | null;
}

/** The reader is at this lesson; the latest place is what "continue" opens. */
export interface LessonViewUpload extends Upload {
  lessonId: string;
  language: Language;
  /** The exercise that the reader was at, if any. */
  exerciseId: string | null;
}

export interface SyncRequest {
  drafts: readonly DraftUpload[];
  attempts: readonly AttemptUpload[];
  predictions: readonly PredictionUpload[];
  lessonViews: readonly LessonViewUpload[];
}

export interface SyncResponse {
  /** `clientId`s that are stored now (this time or earlier): take them out of the queue. */
  accepted: readonly string[];
  /** Will never be stored: take them out of the queue too, and say so. */
  rejected: readonly { clientId: string; code: RejectCode }[];
  /** Two pages wrote one draft. Both texts are kept; `winner` is the draft now, the other is in the attempts list. */
  conflicts: readonly DraftConflict[];
  state: ProgressState;
}

/** `malformed`: not of the shape above (a broken local store); such a thing does not hold up the others. */
export type RejectCode = 'malformed' | 'too-large' | 'unknown-exercise' | 'unknown-lesson';

export interface DraftConflict {
  clientId: string;
  exerciseId: string;
  winner: 'sent' | 'stored';
  draft: Draft;
}

// ---------------------------------------------------------------- GET /api/progress

/** `GET /api/progress` → `ProgressState`, with all drafts. A sync's answer holds the drafts of its own exercises only. */
export interface ProgressState {
  user: Person | null;
  exercises: readonly ExerciseProgress[];
  drafts: readonly Draft[];
  lessons: readonly LessonProgress[];
  predictions: readonly PredictionState[];
}

/** `tried`: run at least once; `passed` stays passed. */
export type ExerciseStatus = 'tried' | 'passed';

/**
 * The server's own run of an attempt. `none`: not needed (it did not pass). `pending`: in the queue.
 * `verified`: same digest, passed. `mismatch`: another digest or verdict. `outdated`: made by another version of
 * simulator or exercise, cannot be run again here. `error`: the grader was killed or failed.
 */
export type ServerVerdict = 'none' | 'pending' | 'verified' | 'mismatch' | 'outdated' | 'error';

/**
 * Why a passed attempt is not verified. `simulator`, `exercise`: made by another version: run it again. `digest`: the same
 * record gives another run here. `fails`: it does not pass here. `seed`: it fails with inputs that the server chose.
 * `refused:…`: the record is no run of this exercise (kernel-sim/lab/admit.ts). `grader`: the grader could not run it.
 */
export type VerdictReason = 'simulator' | 'exercise' | 'digest' | 'fails' | 'seed' | 'grader' | `refused:${string}`;

export interface ExerciseProgress {
  exerciseId: string;
  status: ExerciseStatus;
  attempts: number;
  bestAttemptId: string | null;
  verdict: ServerVerdict;
  updatedAt: number;
}

export interface Draft {
  clientId: string;
  exerciseId: string;
  exerciseHash: string;
  submission: Submission;
  updatedAt: number;
}

export interface LessonProgress {
  lessonId: string;
  exerciseId: string | null;
  firstAt: number;
  updatedAt: number;
}

export interface PredictionState {
  exerciseId: string;
  questionId: string;
  optionId: string | null;
  text: string | null;
  updatedAt: number;
}

// ---------------------------------------------------------------- GET /api/attempts/verdicts?exercises=ID,ID

/**
 * What the server's own runs say of my passed exercises, of those asked for (at most 200). Cheap to ask again: the answer has
 * an ETag, and `If-None-Match` is answered by 304.
 */
export interface VerdictsResponse {
  verdicts: readonly ExerciseVerdict[];
}
export interface ExerciseVerdict {
  exerciseId: string;
  attemptId: string;
  verdict: ServerVerdict;
  why: VerdictWhy | null;
}
/** Why it is not verified; for `seed` the seed that failed and what its first failing check said. */
export interface VerdictWhy {
  reason: VerdictReason;
  seed?: number;
  failed?: CheckReport;
}

// ---------------------------------------------------------------- GET /api/attempts?exerciseId=… · GET /api/attempts/ID

/** My attempts at one exercise, newest first; drafts that lost a conflict are among them. At most 100. */
export interface AttemptListResponse {
  attempts: readonly AttemptSummary[];
}
export interface AttemptSummary {
  id: string;
  clientId: string;
  kind: 'attempt' | 'draft';
  exerciseId: string;
  passed: boolean;
  verdict: ServerVerdict;
  outcome: AttemptOutcome | null;
  /** Codes of the checks that failed. */
  failed: readonly string[];
  updatedAt: number;
}
export interface AttemptDetail extends AttemptSummary {
  exerciseHash: string;
  submission: Submission;
  /** Null for a draft. */
  record: RunRecord | null;
  digest: string | null;
  serverDigest: string | null;
  checks: readonly CheckReport[];
}

// ---------------------------------------------------------------- classes

/** `GET /api/classes`. */
export interface ClassListResponse {
  classes: readonly ClassSummary[];
}
export interface ClassSummary {
  id: string;
  name: string;
  role: ClassRole;
  learners: number;
  /** Only for its instructors. */
  joinCode: string | null;
  createdAt: number;
}

/** `POST /api/classes` → 201 `ClassSummary` (instructors and admins only). */
export interface CreateClassRequest {
  name: string;
}

/** `POST /api/classes/join` → `ClassSummary`; joining twice changes nothing. `POST /api/classes/ID/leave` → 204. */
export interface JoinClassRequest {
  code: string;
}

// What teachers and assistants see of their classes' work: insight.ts.
