/**
 * Reads a JSON body up to a limit, and checks it with a zod schema. The limit holds while reading, not after; what is packed
 * (a few bytes that become gigabytes) or nested deeper than anything of ours is refused before it is looked at.
 */
import type { z } from 'zod';
import { LIMITS } from '@/app/_shared/limits';
import { ApiProblem } from './problem';

export async function jsonBody<T>(request: Request, schema: z.ZodType<T>, limit: number = LIMITS.body): Promise<T> {
  if (!/^application\/json\b/i.test(request.headers.get('content-type') ?? '')) throw new ApiProblem('wrong-type');
  const parsed = schema.safeParse(parse(await readText(request, limit)));
  if (parsed.success) return parsed.data;
  throw new ApiProblem('bad-request', { field: parsed.error.issues[0]?.path.join('.') ?? '' });
}

/** Brackets within brackets: a submission has about ten. */
const DEPTH = 64;

function parse(text: string): unknown {
  if (depthOf(text) > DEPTH) throw new ApiProblem('bad-request', { field: '' });
  try {
    return JSON.parse(text);
  } catch {
    throw new ApiProblem('bad-request', { field: '' });
  }
}

function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (let at = 0, quoted = false; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (quoted) {
      if (char === BACKSLASH) at++;
      else if (char === QUOTE) quoted = false;
    } else if (char === QUOTE) quoted = true;
    else if (char === OPEN_LIST || char === OPEN_OBJECT) deepest = Math.max(deepest, ++depth);
    else if (char === CLOSE_LIST || char === CLOSE_OBJECT) depth--;
  }
  return deepest;
}

const [QUOTE, BACKSLASH, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [...'"\\[]{}'].map((c) => c.charCodeAt(0));

/** The body as text, refused as soon as it is longer than `limit` bytes. */
export async function readText(request: Request, limit: number): Promise<string> {
  const packed = request.headers.get('content-encoding');
  if (packed !== null && packed !== 'identity') throw new ApiProblem('wrong-type');
  if (Number(request.headers.get('content-length')) > limit) throw new ApiProblem('too-large');
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
