/**
 * The results of a class as a file: CSV for spreadsheets, JSON for programs, with what was handed in if wanted. Sent as it
 * is read, some people at a time, so that a large class with all its records needs no memory. Written down before it begins.
 */
import { type Options, stringify } from 'csv-stringify/sync';
import type { Person } from '@/app/_shared/api';
import { type CellState, type ExportedPerson, isPassed } from '@/app/_shared/insight';
import { exerciseIndex } from '@/content/generated/index';
import type { PrismaClient } from '@/prisma/generated/sqlite/client/client';
import { scoresOfClass } from '../assignments/scores';
import { recordAccess } from '../audit/audit';
import { requireClass } from '../classes/access';
import { exercisePlaces } from '../course/ids';
import { stateOf } from './cells';
import { type Student, studentsOf } from './students';

const AT_ONCE = 25;

export interface ExportOptions {
  format: 'csv' | 'json';
  /** JSON only. */
  submissions: boolean;
}

export async function exportClass(
  db: PrismaClient,
  person: Person,
  classId: string,
  { format, submissions }: ExportOptions,
): Promise<Response> {
  await requireClass(db, person, classId, 'see');
  const students = await studentsOf(db, classId);
  const detail = { people: students.length, submissions };
  await recordAccess(db, {
    actorId: person.id,
    action: format === 'csv' ? 'export.csv' : 'export.json',
    classId,
    detail,
  });
  const found = await db.class.findUniqueOrThrow({ where: { id: classId }, select: { name: true } });
  const results = await scoresOfClass(db, classId);
  const people = readPeople(db, classId, students, results, submissions && format === 'json');
  const chunks = format === 'csv' ? csv(people, results.assignments) : json(people, found.name, classId);
  const day = new Date().toISOString().slice(0, 10);
  return new Response(streamOf(chunks), {
    headers: {
      'Content-Type': format === 'csv' ? 'text/csv; charset=utf-8' : 'application/json',
      'Content-Disposition': `attachment; filename="results-${day}.${format}"; filename*=UTF-8''${encodeURIComponent(`${found.name}-${day}.${format}`)}`,
    },
  });
}

/** A stream that reads on when the receiver takes more, and stops when it goes. */
function streamOf(chunks: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await chunks.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await chunks.return(undefined);
    },
  });
}

type Results = Awaited<ReturnType<typeof scoresOfClass>>;

async function* readPeople(
  db: PrismaClient,
  classId: string,
  students: readonly Student[],
  { scores }: Results,
  submissions: boolean,
): AsyncGenerator<ExportedPerson> {
  const roster = await db.rosterEntry.findMany({ where: { classId }, select: { userId: true, externalId: true } });
  const numbers = new Map(roster.map((entry) => [entry.userId, entry.externalId]));
  const groups = await db.classGroup.findMany({ where: { classId }, select: { id: true, name: true } });
  const groupNames = new Map(groups.map(({ id, name }) => [id, name]));
  for (let from = 0; from < students.length; from += AT_ONCE) {
    const some = students.slice(from, from + AT_ONCE);
    const where = { userId: { in: some.map(({ id }) => id) } };
    const states = new Map(
      (await db.exerciseState.findMany({ where })).map((state) => [`${state.userId} ${state.exerciseId}`, state]),
    );
    for (const student of some) {
      yield {
        userId: student.id,
        name: student.name,
        email: student.email,
        externalId: numbers.get(student.id) ?? null,
        group: groupNames.get(student.groupId ?? '') ?? null,
        lastSeenAt: student.seen === null ? null : new Date(student.seen).toISOString(),
        exercises: exercisePlaces.map(({ exerciseId }) => {
          const state = states.get(`${student.id} ${exerciseId}`);
          return {
            exerciseId,
            state: state ? stateOf(state) : ('none' as const),
            tries: state?.attempts ?? 0,
            verdict: state?.verdict ?? ('none' as const),
          };
        }),
        assignments: scores
          .filter(({ userId }) => userId === student.id)
          .map(({ assignmentId, score: { points, max, late, verdict } }) => ({
            assignmentId,
            points,
            max,
            late,
            verdict,
          })),
        ...(submissions && { attempts: await attemptsOf(db, student.id) }),
      };
    }
  }
}

/** Everything that one person has run; more than that is not held at once. */
async function attemptsOf(db: PrismaClient, userId: string): Promise<ExportedPerson['attempts']> {
  const rows = await db.attempt.findMany({ where: { userId }, orderBy: { endedAt: 'asc' } });
  return rows.map((row) => ({
    id: row.id,
    exerciseId: row.exerciseId,
    at: row.endedAt.toISOString(),
    passed: row.clientPassed,
    verdict: row.serverVerdict,
    record: JSON.parse(row.record),
  }));
}

// ---------------------------------------------------------------- CSV

const TITLES = new Map(exerciseIndex.map(({ id, title }) => [id, title.en]));
const SIGNS: Readonly<Record<CellState, string>> = {
  none: '',
  tried: 'tried',
  verified: 'passed',
  pending: 'waiting',
  outdated: 'passed (earlier version)',
  error: 'not confirmed',
  mismatch: 'mismatch',
};
/** A cell that a spreadsheet would take as a formula gets an apostrophe in front (OWASP, "CSV injection"). */
const DEFUSED: Options = { escape_formulas: true, record_delimiter: 'windows' };

async function* csv(
  people: AsyncGenerator<ExportedPerson>,
  assignments: Results['assignments'],
): AsyncGenerator<string> {
  const head = [
    'name',
    'email',
    'number',
    'group',
    'last seen',
    'passed',
    ...assignments.map(
      ({ targetId, points }, n) => `assignment ${n + 1}: ${TITLES.get(targetId) ?? targetId} (of ${points})`,
    ),
    ...exercisePlaces.map(({ exerciseId }) => `${TITLES.get(exerciseId) ?? exerciseId} [${exerciseId}]`),
  ];
  yield `\uFEFF${stringify([head], DEFUSED)}`;
  for await (const one of people) {
    const passed = one.exercises.filter(({ state }) => isPassed(state) && state !== 'mismatch').length;
    yield stringify(
      [
        [
          one.name,
          one.email,
          one.externalId ?? '',
          one.group ?? '',
          one.lastSeenAt ?? '',
          passed,
          ...one.assignments.map(({ points }) => points),
          ...one.exercises.map(({ state }) => SIGNS[state]),
        ],
      ],
      DEFUSED,
    );
  }
}

// ---------------------------------------------------------------- JSON

async function* json(people: AsyncGenerator<ExportedPerson>, name: string, classId: string): AsyncGenerator<string> {
  const head = { format: 'ringzero-class-1', class: { id: classId, name }, exportedAt: new Date().toISOString() };
  yield `${JSON.stringify(head).slice(0, -1)},"people":[`;
  let first = true;
  for await (const one of people) {
    yield `${first ? '' : ','}\n${JSON.stringify(one)}`;
    first = false;
  }
  yield '\n]}\n';
}
