/** Sorts a sync's things into those that can be stored and those that never can be, each with the reason. */
import type { z } from 'zod';
import type { RejectCode, SyncRequest } from '@/app/_shared/api';
import { LIMITS } from '@/app/_shared/limits';
import { isExercise, isLesson } from '../course/ids';
import { attemptUpload, draftUpload, lessonViewUpload, predictionUpload, type syncEnvelope } from '../validation/sync';

export interface Rejected {
  clientId: string;
  code: RejectCode;
}

type Envelope = z.infer<typeof syncEnvelope>;

export function sortBatch(envelope: Envelope): { batch: SyncRequest; rejected: Rejected[] } {
  const rejected: Rejected[] = [];
  const keep = <T extends { clientId: string }>(
    things: readonly unknown[],
    shape: z.ZodType<T>,
    problem: (thing: T) => RejectCode | null,
  ): T[] => {
    const good = new Map<string, T>();
    for (const thing of things) {
      const parsed = shape.safeParse(thing);
      const code = parsed.success ? problem(parsed.data) : 'malformed';
      if (parsed.success && code === null) good.set(parsed.data.clientId, parsed.data);
      else if (code !== null) rejected.push({ clientId: idOf(thing), code });
    }
    return [...good.values()];
  };
  const batch: SyncRequest = {
    drafts: keep(
      envelope.drafts,
      draftUpload,
      (draft) => exerciseProblem(draft.exerciseId) ?? sizeProblem(draft.submission, LIMITS.submission),
    ),
    attempts: keep(
      envelope.attempts,
      attemptUpload,
      (attempt) =>
        exerciseProblem(attempt.exerciseId) ??
        exerciseProblem(attempt.record.exerciseId) ??
        sizeProblem(attempt.record, LIMITS.record) ??
        sizeProblem(attempt.checks, LIMITS.checks),
    ),
    predictions: keep(envelope.predictions, predictionUpload, (prediction) => exerciseProblem(prediction.exerciseId)),
    lessonViews: keep(envelope.lessonViews, lessonViewUpload, (view) =>
      isLesson(view.lessonId) ? null : 'unknown-lesson',
    ),
  };
  return { batch, rejected };
}

function exerciseProblem(id: string): RejectCode | null {
  return isExercise(id) ? null : 'unknown-exercise';
}

function sizeProblem(body: unknown, limit: number): RejectCode | null {
  return Buffer.byteLength(JSON.stringify(body)) > limit ? 'too-large' : null;
}

/** The id as the tab sent it, so that it can find the thing in its queue. */
function idOf(thing: unknown): string {
  const id = (thing as { clientId?: unknown } | null)?.clientId;
  return typeof id === 'string' ? id.slice(0, 200) : '';
}
