/**
 * Which events reach the reader when there are more than can be drawn: what happens seldom and says much (a task is born, a packet
 * passes, a module is linked) is kept; entries into the kernel, faults and calls give way.
 */
import type { EventType, KernelEvent } from '../kernel/events';
import type { TraceStep } from './types';

const KEPT: ReadonlySet<EventType> = new Set([
  'fork',
  'exec',
  'exit',
  'reap',
  'switch',
  'migrate',
  'packet',
  'module',
  'oops',
  'bpf',
]);
const TRACE_STEPS = 5000;
/** Seldom events of a trace at most. */
const TRACE_KEPT = 2000;

/** The trace of a finished run: from its beginning, seldom events to its end. Steps keep the index that checks know them by. */
export function traceOf(events: readonly KernelEvent[]): TraceStep[] {
  const steps = events.map((event, index) => ({ index, event }));
  if (steps.length <= TRACE_STEPS) return steps;
  let kept = TRACE_KEPT;
  let others = TRACE_STEPS - Math.min(TRACE_KEPT, events.filter(({ type }) => KEPT.has(type)).length);
  return steps.filter(({ event }) => (KEPT.has(event.type) ? kept-- > 0 : others-- > 0));
}

/** What a living machine did since the last look: the newest `most`, and seldom events up to four times as many in all. */
export function newest(events: readonly KernelEvent[], most: number): KernelEvent[] {
  let room = most;
  const out: KernelEvent[] = [];
  for (let at = events.length - 1; at >= 0 && out.length < 4 * most; at -= 1)
    if (KEPT.has(events[at].type) || room-- > 0) out.push(events[at]);
  return out.reverse();
}
