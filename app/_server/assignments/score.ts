/**
 * What a person's work is worth as an assignment: a pure function of the assignment, the person's extension and their
 * attempts. Gradebook, exports and learning platforms (LTI) all ask here.
 *
 * - Only passes that the server confirmed by its own run count; one that waits for that shows as pending.
 * - The earliest pass that counts decides whether the work is late. Its time is when the run ended by the tab's clock,
 *   never later than its arrival here: work done off-line counts for when it was done. What arrived more than a week
 *   after that, or after the close, is flagged for the teacher.
 * - A lesson is all of its exercises in equal parts, each late for itself.
 * - An extension replaces the due date, and moves the close date if it lies before that.
 * - A pass from before the opening date counts: the course is open to everybody, the date only says when it is shown.
 */
import type { ServerVerdict } from '@/app/_shared/api';
import type { LatePolicy, Score, ScoreVerdict } from '@/app/_shared/classes';

export type { Score, ScoreVerdict } from '@/app/_shared/classes';

export interface ScoredAssignment {
  /** The ids of the exercises that count. */
  exercises: readonly string[];
  dueAt: number | null;
  closesAt: number | null;
  latePolicy: LatePolicy;
  /** Percent per day begun. */
  latePerDay: number;
  points: number;
}

export interface ScoredExtension {
  dueAt: number;
}

export interface ScoredAttempt {
  exerciseId: string;
  /** By the tab. */
  passed: boolean;
  verdict: ServerVerdict;
  /** By the tab's clock. */
  endedAt: number;
  /** When it arrived here. */
  createdAt: number;
}

const DAY = 24 * 60 * 60 * 1000;
const LONG_AGO = 7 * DAY;

/** The dates that hold for one person. */
export function datesFor(
  { dueAt, closesAt }: Pick<ScoredAssignment, 'dueAt' | 'closesAt'>,
  extension: ScoredExtension | null,
): { dueAt: number | null; closesAt: number | null } {
  if (extension === null) return { dueAt, closesAt };
  return { dueAt: extension.dueAt, closesAt: closesAt === null ? null : Math.max(closesAt, extension.dueAt) };
}

/** When the work was done. */
export const workedAt = ({ endedAt, createdAt }: ScoredAttempt): number => Math.min(endedAt, createdAt);

/** Days begun after the due date; 0 on time. */
export const daysLate = (at: number, dueAt: number | null): number =>
  dueAt === null || at <= dueAt ? 0 : Math.ceil((at - dueAt) / DAY);

interface Pass {
  at: number;
  days: number;
  /** Of the exercise's part, 0 to 1. */
  share: number;
  arrivedLater: boolean;
}

interface ExerciseScore {
  verdict: ScoreVerdict;
  counted: Pass | null;
  /** The pass that would count if what is pending were confirmed. */
  hoped: Pass | null;
  refused: Pass | null;
}

export function scoreOf(
  assignment: ScoredAssignment,
  extension: ScoredExtension | null,
  attempts: readonly ScoredAttempt[],
): Score {
  const dates = datesFor(assignment, extension);
  const parts = assignment.exercises.map((exerciseId) =>
    scoreExercise(
      { ...assignment, ...dates },
      attempts.filter((one) => one.exerciseId === exerciseId),
    ),
  );
  const counted = parts.flatMap((part) => part.counted ?? []);
  const shown = parts.flatMap((part) => part.counted ?? part.hoped ?? part.refused ?? []);
  const worth = (passes: readonly (Pass | null)[]) =>
    inCents((assignment.points * passes.reduce((sum, pass) => sum + (pass?.share ?? 0), 0)) / (parts.length || 1));
  return {
    points: worth(parts.map((part) => part.counted)),
    max: assignment.points,
    late: shown.some((pass) => pass.days > 0),
    daysLate: Math.max(0, ...shown.map((pass) => pass.days)),
    verdict: verdictOf(parts.map((part) => part.verdict)),
    pendingPoints: worth(parts.map((part) => part.hoped)),
    arrivedLater: shown.some((pass) => pass.arrivedLater),
    done: counted.length,
    exercises: parts.length,
    at: counted.length === 0 ? null : Math.max(...counted.map((pass) => pass.at)),
  };
}

function scoreExercise(assignment: ScoredAssignment, attempts: readonly ScoredAttempt[]): ExerciseScore {
  const earliest = (which: (attempt: ScoredAttempt) => boolean): Pass | null =>
    attempts
      .filter(which)
      .map((attempt) => passOf(assignment, attempt))
      .sort((a, b) => a.at - b.at || Number(a.arrivedLater) - Number(b.arrivedLater))[0] ?? null;
  const inTime = (attempt: ScoredAttempt) => counts(assignment, workedAt(attempt));
  const counted = earliest((one) => isConfirmed(one) && inTime(one));
  const hoped = earliest((one) => (isConfirmed(one) || isPending(one)) && inTime(one));
  const refused = counted || hoped ? null : earliest((one) => isConfirmed(one) || isPending(one));
  const verdict = counted
    ? 'verified'
    : hoped
      ? 'pending'
      : refused
        ? 'refused'
        : attempts.length > 0
          ? 'tried'
          : 'none';
  return { verdict, counted, hoped, refused };
}

const isConfirmed = ({ verdict }: ScoredAttempt): boolean => verdict === 'verified';
/** `none` of a passed attempt: it has just come in. */
const isPending = ({ passed, verdict }: ScoredAttempt): boolean =>
  passed && (verdict === 'pending' || verdict === 'none');

function counts({ closesAt, dueAt, latePolicy }: ScoredAssignment, at: number): boolean {
  if (closesAt !== null && at > closesAt) return false;
  return latePolicy !== 'refuse' || dueAt === null || at <= dueAt;
}

function passOf({ dueAt, closesAt, latePolicy, latePerDay }: ScoredAssignment, attempt: ScoredAttempt): Pass {
  const at = workedAt(attempt);
  const days = daysLate(at, dueAt);
  const share = latePolicy === 'penalty' ? Math.max(0, 1 - (latePerDay * days) / 100) : 1;
  const { createdAt } = attempt;
  const arrivedLater = createdAt - at > LONG_AGO || (closesAt !== null && at <= closesAt && createdAt > closesAt);
  return { at, days, share, arrivedLater };
}

const ORDER: readonly ScoreVerdict[] = ['none', 'tried', 'refused', 'pending', 'verified'];

/** Of all exercises: the least that any has reached; begun is begun. */
function verdictOf(verdicts: readonly ScoreVerdict[]): ScoreVerdict {
  const least = ORDER[Math.min(...verdicts.map((verdict) => ORDER.indexOf(verdict)))] ?? 'none';
  return least === 'none' && verdicts.some((verdict) => verdict !== 'none') ? 'tried' : least;
}

const inCents = (value: number): number => Math.round(value * 100) / 100;
