/** Reads a JSON body up to a limit, and checks it with a zod schema. The limit holds while reading, not after. */
import type { z } from 'zod';
import { LIMITS } from '@/app/_shared/limits';
import { ApiProblem } from './problem';

export async function jsonBody<T>(request: Request, schema: z.ZodType<T>, limit: number = LIMITS.body): Promise<T> {
  if (!/^application\/json\b/i.test(request.headers.get('content-type') ?? '')) throw new ApiProblem('wrong-type');
  const parsed = schema.safeParse(parse(await readText(request, limit)));
  if (parsed.success) return parsed.data;
  throw new ApiProblem('bad-request', { field: parsed.error.issues[0]?.path.join('.') ?? '' });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ApiProblem('bad-request', { field: '' });
  }
}

/** The body as text, refused as soon as it is longer than `limit` bytes. */
export async function readText(request: Request, limit: number): Promise<string> {
  if (request.body === null) return '';
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = request.body.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    size += part.value.byteLength;
    if (size > limit) {
      await reader.cancel();
      throw new ApiProblem('too-large');
    }
    chunks.push(part.value);
  }
  return Buffer.concat(chunks).toString('utf8');
}
