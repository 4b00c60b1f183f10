/**
 * The simulator's worker in the tab: the lab's worker, given a browser (fetch, clock, event loop) and the course's
 * exercises. Everything it says and hears is in kernel-sim/lab/types.ts.
 */
import type { FromWorker, ToWorker } from '@ringzero/kernel-sim/lab/types';
import { serve } from '@ringzero/kernel-sim/worker';
import { exerciseIndex } from '@/content/generated/index';
import { loaders } from '@/content/generated/registry';

interface Scope {
  postMessage(message: FromWorker, transfer?: Transferable[]): void;
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
}
const scope = globalThis as unknown as Scope;

/** A turn of the event loop without setTimeout's 4 ms clamp: a message to ourselves. */
const channel = new MessageChannel();
const turns: (() => void)[] = [];
channel.port1.onmessage = () => turns.shift()?.();

serve({
  post: (message) =>
    scope.postMessage(
      message,
      message.type === 'output'
        ? [message.bytes.buffer]
        : message.type === 'framebuffer'
          ? [message.pixels.buffer]
          : [],
    ),
  onMessage: (listener) => {
    scope.onmessage = (event) => listener(event.data);
  },
  fetchBytes: async (url) => {
    const response = await fetch(url);
    if (!response.ok) throw new Error(`${url}: HTTP ${response.status}`);
    return new Uint8Array(await response.arrayBuffer());
  },
  clock: () => performance.now(),
  turn: (ms) =>
    new Promise((resolve) => {
      if (ms > 0) setTimeout(resolve, ms);
      else {
        turns.push(resolve);
        channel.port2.postMessage(null);
      }
    }),
  exercise: async (id) => {
    const entry = exerciseIndex.find((e) => e.id === id);
    const loader = loaders[id];
    return entry && loader ? { exercise: await loader(), hash: entry.hash } : null;
  },
});
