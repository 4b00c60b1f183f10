/** Everything that a person has run, newest first, with the predictions; a page at a time. */
import type { Person } from '@/app/_shared/api';
import type { HistoryAnswer } from '@/app/_shared/insight';
import type { PrismaClient } from '@/prisma/generated/sqlite/client/client';
import { recordAccess } from '../audit/audit';
import { requireClass, requireStudent } from '../classes/access';
import { attemptSummary } from '../progress/attempts';
import { shownEmail } from './students';

const PAGE = 200;

export async function studentHistory(
  db: PrismaClient,
  person: Person,
  classId: string,
  userId: string,
  { before, exerciseId }: { before?: number; exerciseId?: string } = {},
): Promise<HistoryAnswer> {
  await requireClass(db, person, classId, 'see');
  const student = await requireStudent(db, classId, userId);
  await recordAccess(db, { actorId: person.id, action: 'student.read', subjectId: student.id, classId });
  const membership = await db.membership.findUnique({
    where: { classId_userId: { classId, userId } },
    select: { group: { select: { name: true } } },
  });
  const where = { userId, ...(exerciseId && { exerciseId }) };
  const attempts = await db.attempt.findMany({
    where: { ...where, ...(before !== undefined && { endedAt: { lt: new Date(before) } }) },
    // Of a record only the time and the judgement are listed.
    omit: { record: true },
    orderBy: [{ endedAt: 'desc' }, { id: 'desc' }],
    take: PAGE + 1,
  });
  const shown = wholeMoment(attempts);
  const predictions = await db.prediction.findMany({ where, orderBy: { answeredAt: 'asc' } });
  const states = await db.exerciseState.findMany({ where: { userId, status: 'passed' } });
  return {
    person: {
      userId,
      name: student.name,
      email: shownEmail(student.email),
      seen: student.lastSeenAt?.getTime() ?? null,
      group: membership?.group?.name ?? null,
    },
    attempts: shown.map((row) => attemptSummary({ ...row, record: '' })),
    before: attempts.length > shown.length ? (shown.at(-1)?.endedAt.getTime() ?? null) : null,
    predictions: firstAnswers(predictions),
    passed: states.map((state) => ({ exerciseId: state.exerciseId, at: state.updatedAt.getTime() })),
  };
}

/** A page ends where the time changes, so that "before that time" goes on exactly there. */
function wholeMoment<T extends { endedAt: Date }>(rows: readonly T[]): readonly T[] {
  if (rows.length <= PAGE) return rows;
  const next = rows[PAGE].endedAt.getTime();
  const cut = rows.findIndex((row) => row.endedAt.getTime() === next);
  return rows.slice(0, cut === 0 ? PAGE : cut);
}

interface PredictionRow {
  exerciseId: string;
  questionId: string;
  optionId: string | null;
  text: string | null;
  answeredAt: Date;
}

/** The first answer counts: it was given before the run. */
function firstAnswers(rows: readonly PredictionRow[]): HistoryAnswer['predictions'] {
  const firsts = new Map<string, PredictionRow>();
  for (const row of rows) {
    const key = JSON.stringify([row.exerciseId, row.questionId]);
    if (!firsts.has(key)) firsts.set(key, row);
  }
  return [...firsts.values()].map((row) => ({
    exerciseId: row.exerciseId,
    questionId: row.questionId,
    answer: row.optionId ?? row.text ?? '',
    at: row.answeredAt.getTime(),
  }));
}
