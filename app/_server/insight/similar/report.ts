/**
 * The similarity report of a class and an exercise. Compared is what counts for each student: the best attempt, else the
 * latest. Behaviour (traces of system calls) is not compared: a record holds what is needed to make the run again, not its
 * trace, and three hundred runs are too much for a page.
 */
import type { ExerciseFile, Submission } from '@ringzero/kernel-sim/lab/types';
import type { Person } from '@/app/_shared/api';
import type { EvidenceSide, SimilarAnswer, SimilarEvidence, SimilarSide } from '@/app/_shared/insight';
import { loaders } from '@/content/generated/registry';
import type { PrismaClient } from '@/prisma/generated/sqlite/client/client';
import { recordAccess } from '../../audit/audit';
import { requireClass } from '../../classes/access';
import { isExercise } from '../../course/ids';
import { ApiProblem } from '../../http/problem';
import { ownerInClass } from '../attempts';
import { ofClass } from '../students';
import { compareAll, evidenceOf, type Handed } from './compare';

/** Texts are compared whole in memory; larger ones are cut off. */
const LONGEST = 60_000;

async function starterOf(exerciseId: string): Promise<readonly ExerciseFile[]> {
  const exercise = await loaders[exerciseId]?.();
  return exercise && 'files' in exercise ? exercise.files : [];
}

/** Only what the person could change. Answers and orders are alike by nature and are not compared. */
function filesOf(submission: Submission, starter: readonly ExerciseFile[]): Handed['files'] {
  if (submission.kind !== 'code') return [];
  const locked = new Set(starter.filter((file) => file.editable === false).map((file) => file.path));
  return submission.files
    .filter((file) => !locked.has(file.path))
    .map(({ path, text }) => ({ path, text: text.slice(0, LONGEST) }));
}

export async function similarReport(
  db: PrismaClient,
  person: Person,
  classId: string,
  exerciseId: string,
): Promise<SimilarAnswer> {
  await requireClass(db, person, classId, 'see');
  if (!isExercise(exerciseId)) throw new ApiProblem('not-found');
  await recordAccess(db, { actorId: person.id, action: 'attempt.compare', classId, detail: { exercise: exerciseId } });
  const starter = await starterOf(exerciseId);
  const states = await db.exerciseState.findMany({
    where: { exerciseId, ...ofClass(classId), bestAttemptId: { not: null } },
    select: {
      user: { select: { id: true, name: true } },
      bestAttempt: { select: { id: true, record: true, clientPassed: true, endedAt: true } },
    },
  });
  const sides = new Map<string, Omit<SimilarSide, 'size'>>();
  const handed: Handed[] = [];
  for (const { user, bestAttempt } of states) {
    if (bestAttempt === null) continue;
    const { id, record, clientPassed, endedAt } = bestAttempt;
    const files = filesOf((JSON.parse(record) as { submission: Submission }).submission, starter);
    if (files.length === 0) continue;
    sides.set(id, { userId: user.id, name: user.name, attemptId: id, passed: clientPassed, at: endedAt.getTime() });
    handed.push({ id, files });
  }
  const { pairs, tooShort, sizes } = compareAll(handed, starter);
  const sideOf = (id: string): SimilarSide[] => {
    const side = sides.get(id);
    return side ? [{ ...side, size: sizes.get(id) ?? 0 }] : [];
  };
  return {
    exerciseId,
    compared: handed.length,
    tooShort,
    pairs: pairs.flatMap(({ a, b, score, shared }) => {
      const [left, right] = [...sideOf(a), ...sideOf(b)];
      return left && right ? [{ a: left, b: right, score, shared }] : [];
    }),
  };
}

/** Two attempts side by side, with what they have in common. Both must be of students of the class. */
export async function similarEvidence(
  db: PrismaClient,
  person: Person,
  classId: string,
  exerciseId: string,
  [a, b]: readonly [string, string],
): Promise<SimilarEvidence> {
  await requireClass(db, person, classId, 'see');
  const starter = await starterOf(exerciseId);
  const side = async (attemptId: string) => {
    const owner = await ownerInClass(db, classId, attemptId);
    const attempt = await db.attempt.findUnique({
      where: { id: attemptId },
      select: { record: true, exerciseId: true },
    });
    if (attempt?.exerciseId !== exerciseId) throw new ApiProblem('not-found');
    const detail = { attempt: attemptId, compared: true };
    await recordAccess(db, { actorId: person.id, action: 'attempt.read', subjectId: owner.id, classId, detail });
    return { owner, handed: { id: attemptId, files: filesOf(JSON.parse(attempt.record).submission, starter) } };
  };
  const [left, right] = [await side(a), await side(b)];
  const found = evidenceOf(left.handed, right.handed, starter);
  const shown = ({ owner, handed }: typeof left, files: EvidenceSide['files']): EvidenceSide => ({
    userId: owner.id,
    name: owner.name,
    attemptId: handed.id,
    files,
  });
  return { a: shown(left, found.a), b: shown(right, found.b), score: found.score, shared: found.shared };
}
