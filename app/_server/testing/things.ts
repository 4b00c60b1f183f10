/** Uploads as a tab makes them, for tests: everything filled in, each part replaceable. */
import { randomUUID } from 'node:crypto';
import type { AttemptUpload, DraftUpload, LessonViewUpload, PredictionUpload, SyncRequest } from '@/app/_shared/api';
import { exercisePlaces } from '../course/ids';

export const EXERCISE = exercisePlaces[0].exerciseId;
export const OTHER_EXERCISE = exercisePlaces[1].exerciseId;
export const LESSON = exercisePlaces[0].lessonId;

export const code = (text: string) => ({ kind: 'code' as const, files: [{ path: 'main.c', text }] });

export function draft(text: string, over: Partial<DraftUpload> = {}): DraftUpload {
  return {
    clientId: randomUUID(),
    updatedAt: 1_000,
    exerciseId: EXERCISE,
    exerciseHash: 'e1',
    submission: code(text),
    writerId: randomUUID(),
    basedOn: null,
    ...over,
  };
}

export function attempt(over: Partial<AttemptUpload> & { text?: string } = {}): AttemptUpload {
  const { text = 'int main(void) { return 0; }', ...rest } = over;
  const exerciseId = rest.exerciseId ?? EXERCISE;
  return {
    clientId: randomUUID(),
    updatedAt: 2_000,
    exerciseId,
    exerciseHash: 'e1',
    record: {
      version: 1,
      simHash: 's1',
      toolHash: 't1',
      exerciseId,
      exerciseHash: 'e1',
      cpus: 1,
      seed: 7,
      submission: code(text),
      inputs: [],
    },
    digest: 'd1',
    passed: false,
    checks: [{ id: 'out', ok: rest.passed ?? false, code: rest.passed ? 'ok' : 'no-output' }],
    outcome: { reason: 'exit', exit: { code: 0, signal: null }, retired: 1234 },
    ...rest,
  };
}

export function prediction(over: Partial<PredictionUpload> = {}): PredictionUpload {
  return {
    clientId: randomUUID(),
    updatedAt: 1_500,
    exerciseId: EXERCISE,
    questionId: 'q',
    optionId: 'a',
    text: null,
    ...over,
  };
}

export function view(over: Partial<LessonViewUpload> = {}): LessonViewUpload {
  return { clientId: randomUUID(), updatedAt: 900, lessonId: LESSON, language: 'ja', exerciseId: null, ...over };
}

export function batch(over: Partial<SyncRequest> = {}): SyncRequest {
  return { drafts: [], attempts: [], predictions: [], lessonViews: [], ...over };
}
