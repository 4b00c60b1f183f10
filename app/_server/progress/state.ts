/** A person's progress as the tab reads it. */
import type { Person, ProgressState } from '@/app/_shared/api';
import type { Tx } from '../db/client';
import { draftToApi } from './drafts';

/** Nobody has saved anything yet. */
export const EMPTY: ProgressState = { user: null, exercises: [], drafts: [], lessons: [], predictions: [] };

/** `draftsOf`: the exercises whose drafts are wanted, or all. */
export async function progressOf(tx: Tx, person: Person, draftsOf: readonly string[] | 'all'): Promise<ProgressState> {
  const where = { userId: person.id };
  const drafts = draftsOf === 'all' ? where : { ...where, exerciseId: { in: [...draftsOf] } };
  const predictions = await tx.prediction.findMany({ where, orderBy: { answeredAt: 'asc' } });
  const firsts = new Map<string, (typeof predictions)[number]>();
  for (const row of predictions) {
    const key = JSON.stringify([row.exerciseId, row.questionId]);
    if (!firsts.has(key)) firsts.set(key, row);
  }
  return {
    user: person,
    exercises: (await tx.exerciseState.findMany({ where })).map((row) => ({
      exerciseId: row.exerciseId,
      status: row.status,
      attempts: row.attempts,
      bestAttemptId: row.bestAttemptId,
      verdict: row.verdict,
      updatedAt: row.updatedAt.getTime(),
    })),
    drafts: (await tx.draft.findMany({ where: drafts })).map(draftToApi),
    lessons: (await tx.lessonView.findMany({ where })).map((row) => ({
      lessonId: row.lessonId,
      exerciseId: row.exerciseId,
      firstAt: row.firstAt.getTime(),
      updatedAt: row.updatedAt.getTime(),
    })),
    predictions: [...firsts.values()].map((row) => ({
      exerciseId: row.exerciseId,
      questionId: row.questionId,
      optionId: row.optionId,
      text: row.text,
      updatedAt: row.answeredAt.getTime(),
    })),
  };
}
