/** zod shapes of what a learner hands in and of a run's record (kernel-sim/lab/types.ts), with the limits of the contract. */
import type { RunRecord, Submission } from '@ringzero/kernel-sim/lab/types';
import { z } from 'zod';
import { LIMITS } from '@/app/_shared/limits';

const hash = z.string().min(1).max(128);
const instructions = z.number().int().min(0);

export const exerciseId = z.string().min(1).max(64);

const file = z.object({
  path: z.string().min(1).max(200),
  text: z.string().max(LIMITS.submission),
  editable: z.boolean().optional(),
});

const recordedInput = z.object({
  at: instructions,
  device: z.enum(['console', 'keyboard', 'stdin']),
  bytes: z.string().max(LIMITS.record),
});

export const submission: z.ZodType<Submission> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('code'), files: z.array(file).max(50) }),
  z.object({ kind: z.literal('shell'), inputs: z.array(recordedInput).max(20_000) }),
  z.object({
    kind: z.literal('predict'),
    answers: z.record(z.string().max(64), z.string().max(LIMITS.predictionText)),
  }),
  z.object({ kind: z.literal('order'), order: z.array(z.string().max(64)).max(100) }),
]);

export const runRecord: z.ZodType<RunRecord> = z.object({
  version: z.literal(1),
  simHash: hash,
  toolHash: hash,
  exerciseId,
  exerciseHash: hash,
  cpus: z.number().int().min(1).max(64),
  seed: z.number(),
  submission,
  inputs: z.array(recordedInput).max(20_000),
  endAt: instructions.optional(),
});

export { hash };
