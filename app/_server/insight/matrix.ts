/** Learners × exercises of a class, in the course's order: two strings a person, so that five hundred people fit in one answer. */
import type { ExerciseStatus, Person, ServerVerdict } from '@/app/_shared/api';
import type { MatrixAnswer } from '@/app/_shared/insight';
import type { PrismaClient } from '@/prisma/generated/sqlite/client/client';
import { exercisesOf } from '../assignments/targets';
import { requireClass } from '../classes/access';
import { exercisePlaces } from '../course/ids';
import { columnOf, rowOf, type StateRow } from './cells';
import { recordLook } from './looks';
import { studentsOf } from './students';

/** `again`: the page asks whether anything has changed. */
export async function classMatrix(
  db: PrismaClient,
  person: Person,
  classId: string,
  { again = false } = {},
): Promise<MatrixAnswer> {
  await requireClass(db, person, classId, 'see');
  await recordLook(db, { actorId: person.id, action: 'matrix.read', classId }, { again });
  const students = await studentsOf(db, classId);
  const groups = await db.classGroup.findMany({
    where: { classId },
    select: { id: true, name: true },
    orderBy: { name: 'asc' },
  });
  const assignments = await db.assignment.findMany({ where: { classId }, orderBy: { position: 'asc' } });
  const states = await statesOf(db, classId);
  const groupIndex = new Map(groups.map(({ id }, index) => [id, index]));
  return {
    classId,
    exercises: exercisePlaces.map(({ exerciseId }) => exerciseId),
    groups,
    assignments: assignments.map(({ id, kind, targetId }) => ({
      id,
      kind,
      targetId,
      columns: exercisesOf(kind, targetId).flatMap((exerciseId) => columnOf(exerciseId) ?? []),
    })),
    people: students.map(({ id, name, email, groupId, seen }) => ({
      id,
      name,
      email,
      group: groupIndex.get(groupId ?? '') ?? -1,
      seen,
      ...rowOf(states.get(id) ?? []),
    })),
  };
}

/**
 * Everything that the class's students have reached, by person. A person's row is put together by the database: fifty
 * thousand rows through the client take six times as long. The statement is the same on both databases.
 */
async function statesOf(db: PrismaClient, classId: string): Promise<Map<string, StateRow[]>> {
  const rows = await db.$queryRaw<{ userId: string; states: string }[]>`
    SELECT s."userId", string_agg(
      s."exerciseId" || ' ' || CAST(s."status" AS TEXT) || ' ' || CAST(s."attempts" AS TEXT) || ' ' || CAST(s."verdict" AS TEXT), ','
    ) AS "states"
    FROM "Membership" m JOIN "ExerciseState" s ON s."userId" = m."userId"
    WHERE m."classId" = ${classId} AND m."role" = 'student'
    GROUP BY s."userId"`;
  return new Map(rows.map(({ userId, states }) => [userId, states.split(',').map(readState)]));
}

function readState(text: string): StateRow {
  const [exerciseId, status, attempts, verdict] = text.split(' ');
  return {
    exerciseId,
    status: status as ExerciseStatus,
    attempts: Number(attempts),
    verdict: verdict as ServerVerdict,
  };
}
