/**
 * How hard each exercise was for a class, and when the class worked: pure functions of its runs. A pass is one by the tab
 * that the server has not contradicted.
 */
import type { ServerVerdict } from '@/app/_shared/api';
import type { ExerciseDetail, ExerciseFigures, FiguresAnswer } from '@/app/_shared/insight';
import { exercisePlaces } from '../course/ids';
import { median } from './numbers';

export interface RunRow {
  userId: string;
  exerciseId: string;
  passed: boolean;
  verdict: ServerVerdict;
  at: number;
}

/** Time away from the desk does not count. */
const PAUSE = 30 * 60_000;
const DAY = 24 * 60 * 60_000;
const DAYS = 60;

const isPass = ({ passed, verdict }: Pick<RunRow, 'passed' | 'verdict'>): boolean => passed && verdict !== 'mismatch';

interface Course {
  tries: number;
  minutes: number;
  passed: boolean;
  runs: number;
}

/** One person at one exercise: runs up to the first pass, and the time they took. `runs` in order of time. */
function courseOf(runs: readonly RunRow[]): Course {
  const at = runs.findIndex(isPass);
  const until = at < 0 ? runs : runs.slice(0, at + 1);
  const worked = until.slice(1).reduce((sum, run, n) => sum + Math.min(PAUSE, Math.max(0, run.at - until[n].at)), 0);
  return { tries: until.length, minutes: worked / 60_000, passed: at >= 0, runs: runs.length };
}

function grouped<T>(rows: readonly T[], key: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const kept = groups.get(key(row));
    if (kept) kept.push(row);
    else groups.set(key(row), [row]);
  }
  return groups;
}

function coursesOf(runs: readonly RunRow[]): Course[] {
  return [...grouped(runs, (run) => run.userId).values()].map((own) => courseOf([...own].sort((a, b) => a.at - b.at)));
}

export function figuresOf(exerciseId: string, runs: readonly RunRow[]): ExerciseFigures {
  const courses = coursesOf(runs);
  const passed = courses.filter((course) => course.passed);
  return {
    exerciseId,
    tried: courses.length,
    passed: passed.length,
    rate: courses.length === 0 ? null : passed.length / courses.length,
    medianTries: median(passed.map((course) => course.tries)),
    medianMinutes: median(passed.map((course) => course.minutes)),
    runs: runs.length,
  };
}

/** How many people needed how many tries. */
export function histogramOf(runs: readonly RunRow[]): ExerciseDetail['histogram'] {
  const counts = new Map<number, number>();
  for (const { passed, tries } of coursesOf(runs)) if (passed) counts.set(tries, (counts.get(tries) ?? 0) + 1);
  return [...counts].map(([tries, people]) => ({ tries, people })).sort((a, b) => a.tries - b.tries);
}

export function classFigures(students: readonly string[], runs: readonly RunRow[]): FiguresAnswer {
  const byExercise = grouped(runs, (run) => run.exerciseId);
  const passes = new Map(students.map((id) => [id, new Set<string>()]));
  for (const run of runs) if (isPass(run)) passes.get(run.userId)?.add(run.exerciseId);
  return {
    people: students.length,
    exercises: exercisePlaces.map(({ exerciseId }) => figuresOf(exerciseId, byExercise.get(exerciseId) ?? [])),
    days: daysOf(runs),
    mastery: [...passes.values()].map((own) => own.size).sort((a, b) => b - a),
  };
}

function daysOf(runs: readonly RunRow[]): FiguresAnswer['days'] {
  const days = grouped(runs, (run) => String(Math.floor(run.at / DAY)));
  const numbers = [...days.keys()].map(Number).sort((a, b) => a - b);
  const last = numbers.at(-1);
  if (last === undefined) return [];
  const first = Math.max(numbers[0], last - DAYS + 1);
  return Array.from({ length: last - first + 1 }, (_, n) => {
    const own = days.get(String(first + n)) ?? [];
    return {
      day: new Date((first + n) * DAY).toISOString().slice(0, 10),
      runs: own.length,
      passes: own.filter(isPass).length,
      people: new Set(own.map((run) => run.userId)).size,
    };
  });
}
