/** Predictions (each kept, the first one counts) and lesson views (first and latest time, latest place). */
import type { LessonViewUpload, PredictionUpload } from '@/app/_shared/api';
import type { Tx } from '../db/client';

export async function storePrediction(tx: Tx, userId: string, sent: PredictionUpload): Promise<void> {
  const { clientId, exerciseId, questionId, optionId, text } = sent;
  await tx.prediction.upsert({
    where: { userId_clientId: { userId, clientId } },
    create: { userId, clientId, exerciseId, questionId, optionId, text, answeredAt: new Date(sent.updatedAt) },
    update: {},
  });
}

export async function storeLessonView(tx: Tx, userId: string, sent: LessonViewUpload): Promise<void> {
  const at = new Date(sent.updatedAt);
  await placeLessonView(tx, userId, { ...sent, firstAt: at, updatedAt: at });
}

interface View {
  lessonId: string;
  language: string;
  exerciseId: string | null;
  firstAt: Date;
  updatedAt: Date;
}

/** Also used when two people become one (merge.ts). */
export async function placeLessonView(tx: Tx, userId: string, view: View): Promise<void> {
  const { lessonId, language, exerciseId, firstAt, updatedAt } = view;
  const where = { userId_lessonId: { userId, lessonId } };
  const stored = await tx.lessonView.findUnique({ where });
  if (stored === null) {
    await tx.lessonView.create({ data: { userId, lessonId, language, exerciseId, firstAt, updatedAt } });
    return;
  }
  const latest = updatedAt > stored.updatedAt ? { language, exerciseId, updatedAt } : {};
  const first = firstAt < stored.firstAt ? { firstAt } : {};
  await tx.lessonView.update({ where, data: { ...latest, ...first } });
}
