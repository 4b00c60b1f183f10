/** Moments of a run worth going to, and the way between them: pure, from its trace. */
import type { TraceStep } from '@ringzero/kernel-sim/lab/types';

type KernelEvent = TraceStep['event'];

export const KINDS = ['calls', 'output', 'faults', 'all'] as const;
export type Kind = (typeof KINDS)[number];

const WRITES: ReadonlySet<string> = new Set(['write', 'writev', 'pwrite64', 'sendto']);

/** Devices on which output is seen. */
const SCREENS: ReadonlySet<string> = new Set(['uart', 'serial', 'vga']);

const IS: Readonly<Record<Exclude<Kind, 'all'>, (event: KernelEvent) => boolean>> = {
  calls: (event) => event.type === 'syscall-enter',
  output: (event) =>
    event.type === 'console' ||
    (event.type === 'tty' && event.direction === 'out') ||
    (event.type === 'device' && event.op === 'out' && SCREENS.has(event.device)) ||
    (event.type === 'syscall-exit' && WRITES.has(event.name) && event.result > 0),
  faults: (event) => event.type === 'fault' || event.type === 'oops',
};

/** The lane of the track that the event is drawn in; null: none. */
export function laneOf(event: KernelEvent): Exclude<Kind, 'all'> | null {
  if (IS.faults(event)) return 'faults';
  if (IS.output(event)) return 'output';
  return IS.calls(event) ? 'calls' : null;
}

const fits = (kind: Kind, event: KernelEvent): boolean => kind === 'all' || IS[kind](event);

/** The nearest moment of this kind after (1) or before (−1) the one at which we stand; null when there is none. */
export function nextMoment(trace: readonly TraceStep[], kind: Kind, at: number, by: 1 | -1): number | null {
  let found: number | null = null;
  for (const { event } of trace) {
    if (!fits(kind, event)) continue;
    if (by === 1 && event.at > at) found = found === null ? event.at : Math.min(found, event.at);
    if (by === -1 && event.at < at) found = found === null ? event.at : Math.max(found, event.at);
  }
  return found;
}

export const hasKind = (trace: readonly TraceStep[], kind: Kind): boolean =>
  trace.some(({ event }) => fits(kind, event));

/** The last event at or before a moment. */
export function eventAt(trace: readonly TraceStep[], at: number): KernelEvent | null {
  let last: KernelEvent | null = null;
  for (const { event } of trace) if (event.at <= at && event.at >= (last?.at ?? 0)) last = event;
  return last;
}

export interface Mark {
  lane: Exclude<Kind, 'all'>;
  /** Of the track's width, 0 to 1. */
  x: number;
}

/** Marks of the track: of those that would fall on one another only one is drawn. */
export function marksOf(trace: readonly TraceStep[], end: number, places = 600): Mark[] {
  const seen = new Set<string>();
  const marks: Mark[] = [];
  for (const { event } of trace) {
    const lane = laneOf(event);
    if (lane === null || end <= 0) continue;
    const place = Math.round((Math.min(event.at, end) / end) * places);
    const key = `${lane} ${place}`;
    if (seen.has(key)) continue;
    seen.add(key);
    marks.push({ lane, x: place / places });
  }
  return marks;
}
