/** What pages and server say to each other about regrades (app/api/regrades): types only. Rules of every endpoint: api.ts. */
import type { CheckReport, ServerVerdict, VerdictReason } from './api';

/** running: attempts are run again. ready: the list is whole, nothing has changed yet. published, cancelled: the end. */
export type RegradeStatus = 'running' | 'ready' | 'published' | 'cancelled';

/** `POST /api/regrades` → 201 `RegradeListResponse` of the new ones. Without a class only for admins. */
export interface CreateRegradeRequest {
  /** Ids, or all of the course. Exercises that nobody tried make no regrade. */
  exerciseIds: readonly string[] | 'all';
  classId?: string;
}

/** `GET /api/regrades`: mine, newest first; for an admin everybody's. */
export interface RegradeListResponse {
  regrades: readonly RegradeSummary[];
}
export interface RegradeSummary {
  id: string;
  exerciseId: string;
  status: RegradeStatus;
  createdAt: number;
  publishedAt: number | null;
  /** Attempts, and how many have been run. */
  items: number;
  done: number;
  /** Attempts with another result. */
  changed: number;
}

/** `GET /api/regrades/ID`. Only what changes; what stays is a number. */
export interface RegradeDetail extends RegradeSummary {
  people: readonly RegradePerson[];
  /** Attempts that could not be run; their result stays. */
  failed: number;
}
/** One person whose attempts change. */
export interface RegradePerson {
  userId: string;
  name: string;
  /** Confirmed in this exercise, before and after. Equal when only single attempts change. */
  passedBefore: boolean;
  passedAfter: boolean;
  attempts: readonly RegradeChange[];
}
export interface RegradeChange {
  attemptId: string;
  endedAt: number;
  before: ServerVerdict;
  after: ServerVerdict;
  why: RegradeWhy;
}
/** Why an attempt's result changes. */
export interface RegradeWhy {
  reason: VerdictReason | null;
  /** The exercise that judged. */
  exerciseHash: string;
  /** Checks that say something else now; null: there was, or is, no such check. */
  checks: readonly { id: string; before: CheckReport | null; after: CheckReport | null }[];
  /** A seed of the server's that failed, with the check that did. */
  seed?: number;
}

/** `POST /api/regrades/ID` → `RegradePublished`. `conflict` when it is not ready, or the exercise has changed since. */
export interface RegradeDecision {
  action: 'publish' | 'cancel';
}
export interface RegradePublished {
  status: RegradeStatus;
  /** Attempts changed. */
  changed: number;
  /** Attempts left alone because their verdict had changed meanwhile. */
  skipped: number;
}
