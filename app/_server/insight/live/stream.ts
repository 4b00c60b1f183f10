/**
 * The live view as server-sent events. A connection is closed after some minutes, and the browser comes back by itself:
 * then access is checked anew. Comment lines keep proxies from closing it before. Connections are counted per person and
 * in all, because each holds a socket.
 */
import type { Person } from '@/app/_shared/api';
import type { PrismaClient } from '@/prisma/generated/sqlite/client/client';
import { requireClass } from '../../classes/access';
import { ApiProblem } from '../../http/problem';
import { recordLook } from '../looks';
import { liveHub, type Told } from './hub';

export const STREAM_LIMITS = {
  perPerson: 4,
  inAll: 500,
  heartbeat: 15_000,
  lifetime: 5 * 60_000,
  /** What the browser waits before it comes back. */
  retry: 2_000,
};

const open = new Map<string, number>();
const openInAll = () => [...open.values()].reduce((sum, n) => sum + n, 0);

export async function liveStream(
  db: PrismaClient,
  person: Person,
  classId: string,
  { lastEventId, signal }: { lastEventId: string | null; signal: AbortSignal },
): Promise<Response> {
  await requireClass(db, person, classId, 'see');
  if ((open.get(person.id) ?? 0) >= STREAM_LIMITS.perPerson) throw new ApiProblem('too-many-tries', { retryAfter: 60 });
  if (openInAll() >= STREAM_LIMITS.inAll) throw new ApiProblem('busy', { retryAfter: 60 });
  await recordLook(db, { actorId: person.id, action: 'live.read', classId }, { again: lastEventId !== null });
  return new Response(body(person.id, classId, lastEventId, signal), {
    headers: { 'Content-Type': 'text/event-stream; charset=utf-8', 'X-Accel-Buffering': 'no' },
  });
}

function body(
  personId: string,
  classId: string,
  known: string | null,
  signal: AbortSignal,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let end = () => {};
  return new ReadableStream<Uint8Array>({
    start(controller) {
      open.set(personId, (open.get(personId) ?? 0) + 1);
      let closed = false;
      const send = (text: string) => {
        // A reader that does not read: the next state replaces this one anyway.
        if (!closed && (controller.desiredSize ?? 0) > -STUFFED) controller.enqueue(encoder.encode(text));
      };
      let first = true;
      const unwatch = liveHub().watch(classId, ({ id, json }: Told) => {
        if (!first || id !== known) send(`id: ${id}\nevent: state\ndata: ${json}\n\n`);
        first = false;
      });
      const heartbeat = setInterval(() => send(': here\n\n'), STREAM_LIMITS.heartbeat);
      const lifetime = setTimeout(() => end(), STREAM_LIMITS.lifetime);
      end = () => {
        if (closed) return;
        closed = true;
        unwatch();
        clearInterval(heartbeat);
        clearTimeout(lifetime);
        const left = (open.get(personId) ?? 1) - 1;
        if (left > 0) open.set(personId, left);
        else open.delete(personId);
        try {
          controller.close();
        } catch {
          // the browser had gone already
        }
      };
      send(`retry: ${STREAM_LIMITS.retry}\n: Ring Zero\n\n`);
      if (signal.aborted) end();
      else signal.addEventListener('abort', () => end(), { once: true });
    },
    cancel: () => end(),
  });
}

/** Chunks that may wait in a stream that is not read. */
const STUFFED = 64;
