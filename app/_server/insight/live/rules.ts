/** Who is stuck now, who is here, what ran last: pure functions of what the last ten minutes left in the database. */
import type { CheckReport } from '@/app/_shared/api';
import type { ActivePerson, LiveRun, LiveState, StuckPerson } from '@/app/_shared/insight';

const MINUTE = 60_000;
export const WINDOW = 10 * MINUTE;
/** Failed runs of one exercise within the window, none passed after them. */
export const FAILS = 3;
/** Somebody is here who saved, ran or read something this recently. */
export const HERE = 3 * MINUTE;
/** At one exercise for so long without a run. */
export const SILENCE = 10 * MINUTE;
/** An exercise that was looked at longer ago than this and never run says nothing about today. */
const LOOKED = 120 * MINUTE;
const RUNS_SHOWN = 20;

export interface SeenAttempt {
  id: string;
  userId: string;
  exerciseId: string;
  passed: boolean;
  /** When it ended, never later than it arrived. */
  at: number;
  /** Of a failed run: the first check that failed. */
  check: StuckPerson['check'];
}

/** What a person is at, from drafts and views of lessons; the newest wins. */
export interface Place {
  userId: string;
  exerciseId: string;
  at: number;
  /** When they came there first, if that is known. */
  since: number | null;
  passed: boolean;
  /** The last run of it, whenever that was. */
  lastRun: number | null;
}

export interface LiveFacts {
  now: number;
  students: readonly { id: string; name: string; seen: number | null }[];
  /** In any order; older ones than the window are left out here. */
  attempts: readonly SeenAttempt[];
  places: readonly Place[];
}

export const firstFailing = (checks: readonly CheckReport[]): StuckPerson['check'] => {
  const failed = checks.find((check) => !check.ok);
  return failed ? { id: failed.id, code: failed.code, ...(failed.params && { params: failed.params }) } : null;
};

export function liveState({ now, students, attempts, places }: LiveFacts): LiveState {
  const names = new Map(students.map(({ id, name }) => [id, name]));
  const recent = attempts
    .filter(({ at, userId }) => at > now - WINDOW && names.has(userId))
    .sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
  const nameOf = (userId: string) => names.get(userId) ?? '';
  const newest = newestPlaces(places);
  const stuck = [...failing(recent, nameOf), ...silent(now, newest, nameOf)];
  return {
    stuck: stuck.sort((a, b) => a.since - b.since || (a.userId < b.userId ? -1 : 1)),
    active: active(now, students, newest, recent),
    runs: recent
      .slice(-RUNS_SHOWN)
      .reverse()
      .map(({ id, userId, exerciseId, passed, at }): LiveRun => {
        return { attemptId: id, userId, name: nameOf(userId), exerciseId, passed, at };
      }),
  };
}

function newestPlaces(places: readonly Place[]): Map<string, Place> {
  const newest = new Map<string, Place>();
  for (const place of places) if ((newest.get(place.userId)?.at ?? -1) < place.at) newest.set(place.userId, place);
  return newest;
}

/** By person and exercise: the row of failed runs since the last pass. */
function failing(recent: readonly SeenAttempt[], nameOf: (userId: string) => string): StuckPerson[] {
  const rows = new Map<string, SeenAttempt[]>();
  for (const attempt of recent) {
    const key = `${attempt.userId} ${attempt.exerciseId}`;
    if (attempt.passed) rows.set(key, []);
    else rows.set(key, [...(rows.get(key) ?? []), attempt]);
  }
  return [...rows.values()]
    .filter((row) => row.length >= FAILS)
    .map((row) => {
      const last = row[row.length - 1];
      return {
        userId: last.userId,
        name: nameOf(last.userId),
        exerciseId: last.exerciseId,
        why: 'failing',
        since: row[0].at,
        fails: row.length,
        attemptId: last.id,
        check: last.check,
      };
    });
}

/** Here, at an exercise not passed, and no run of it for long. */
function silent(now: number, places: Map<string, Place>, nameOf: (userId: string) => string): StuckPerson[] {
  return [...places.values()].flatMap(({ userId, exerciseId, at, since, passed, lastRun }) => {
    const from = lastRun ?? since;
    if (passed || from === null || now - at > HERE || now - from < SILENCE || now - from > LOOKED) return [];
    return [
      { userId, name: nameOf(userId), exerciseId, why: 'silent', since: from, fails: 0, attemptId: null, check: null },
    ];
  });
}

function active(
  now: number,
  students: LiveFacts['students'],
  places: Map<string, Place>,
  recent: readonly SeenAttempt[],
): ActivePerson[] {
  const ran = new Map(recent.map((attempt) => [attempt.userId, attempt]));
  return students
    .filter(({ seen }) => seen !== null && now - seen <= HERE)
    .map(({ id, name, seen }) => {
      const [place, run] = [places.get(id), ran.get(id)];
      const exerciseId = (run && run.at >= (place?.at ?? 0) ? run.exerciseId : place?.exerciseId) ?? null;
      // To the minute: a state that differs only in seconds is the same state.
      return { userId: id, name, seen: Math.floor((seen ?? 0) / MINUTE) * MINUTE, exerciseId };
    });
}
