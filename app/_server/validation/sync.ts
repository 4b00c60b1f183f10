/**
 * zod shapes of a sync. The lists are checked one thing at a time: one broken thing in a tab's queue is rejected by its
 * id and does not hold up the others.
 */
import type { EndReason } from '@ringzero/kernel-sim/lab/types';
import { z } from 'zod';
import type { AttemptUpload, DraftUpload, LessonViewUpload, PredictionUpload } from '@/app/_shared/api';
import { LIMITS } from '@/app/_shared/limits';
import { exerciseId, hash, runRecord, submission } from './submission';

/** Latest time that a clock of a tab may claim; a wrong clock must not win every conflict for ever. */
const AHEAD = 24 * 60 * 60 * 1000;

const clientId = z.uuid();
const time = z
  .number()
  .int()
  .min(0)
  .transform((at) => Math.min(at, Date.now() + AHEAD));
const upload = { clientId, updatedAt: time };
const code = z.string().min(1).max(64);

/** Every reason, and a compile error when the lab adds one. */
const END_REASONS: Readonly<Record<EndReason, true>> = {
  exit: true,
  signal: true,
  limit: true,
  'output-limit': true,
  'task-limit': true,
  stopped: true,
  idle: true,
  halted: true,
  'triple-fault': true,
  panic: true,
  'not-run': true,
};

const checkReport = z.object({
  id: code,
  ok: z.boolean(),
  code,
  params: z.record(z.string().max(64), z.union([z.string().max(4000), z.number()])).optional(),
  show: z
    .object({
      step: z.number().optional(),
      line: z.number().optional(),
      file: z.string().max(200).optional(),
      at: z.number().optional(),
    })
    .optional(),
});

const outcome = z.object({
  reason: z.enum(Object.keys(END_REASONS) as EndReason[]),
  exit: z.object({ code: z.number().int().nullable(), signal: z.number().int().nullable() }),
  retired: z.number().min(0),
});

export const draftUpload: z.ZodType<DraftUpload> = z.object({
  ...upload,
  exerciseId,
  exerciseHash: hash,
  submission,
  writerId: z.uuid(),
  basedOn: clientId.nullable(),
});

export const attemptUpload: z.ZodType<AttemptUpload> = z.object({
  ...upload,
  exerciseId,
  exerciseHash: hash,
  record: runRecord,
  digest: hash,
  passed: z.boolean(),
  checks: z.array(checkReport).max(100),
  outcome,
});

export const predictionUpload: z.ZodType<PredictionUpload> = z.object({
  ...upload,
  exerciseId,
  questionId: code,
  optionId: code.nullable(),
  text: z.string().max(LIMITS.predictionText).nullable(),
});

export const lessonViewUpload: z.ZodType<LessonViewUpload> = z.object({
  ...upload,
  lessonId: code,
  language: z.enum(['ja', 'en']),
  exerciseId: exerciseId.nullable(),
});

const list = z.array(z.unknown()).max(LIMITS.batch);

/** The envelope; what is in the lists is judged by the shapes above. */
export const syncEnvelope = z.object({ drafts: list, attempts: list, predictions: list, lessonViews: list });
