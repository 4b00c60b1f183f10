/** zod shapes of what the pages of this folder send. */
import { z } from 'zod';
import type { CommentPatch, CommentRequest } from '@/app/_shared/insight';
import { LIMITS } from '@/app/_shared/limits';

const text = z
  .string()
  .transform((value) => value.replaceAll('\r\n', '\n').trim())
  .pipe(z.string().min(1).max(LIMITS.comment));

export const commentRequest: z.ZodType<CommentRequest> = z.strictObject({
  attemptId: z.string().min(1).max(64),
  text,
  file: z.string().min(1).max(200).nullish(),
  line: z.number().int().min(1).max(100_000).nullish(),
  /** Exact in a double, like every time of a run. */
  step: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).nullish(),
});

export const commentPatch: z.ZodType<CommentPatch> = z.strictObject({ text });
