/** Packets of a trace as journeys: one id, its hops through the layers in their order. Pure. */
import type { EventOf } from '@ringzero/kernel-sim/kernel/events';
import type { TraceStep } from '@ringzero/kernel-sim/lab/types';

type Packet = EventOf<'packet'>;
export interface Hop {
  /** Place in the trace. */
  step: number;
  layer: Packet['layer'];
  direction: Packet['direction'];
  dev: string;
  verdict: string | null;
  at: number;
}
export interface Journey {
  id: number;
  dev: string;
  summary: string;
  bytes: number;
  hops: readonly Hop[];
  /** A hook said that it goes no further. */
  dropped: boolean;
}

const DROPS = /DROP|REJECT|ABORTED/;

export function journeysOf(steps: readonly TraceStep[]): Journey[] {
  const byId = new Map<number, { first: Packet; hops: Hop[] }>();
  steps.forEach(({ event }, step) => {
    if (event.type !== 'packet') return;
    const known = byId.get(event.id) ?? { first: event, hops: [] };
    byId.set(event.id, known);
    const { layer, direction, dev, verdict = null, at } = event;
    known.hops.push({ step, layer, direction, dev, verdict, at });
    // The innermost layer that spoke says most of what is in it.
    if (event.summary.length > known.first.summary.length) known.first = event;
  });
  return [...byId].map(([id, { first, hops }]) => ({
    id,
    dev: hops.map((h) => h.dev).find((dev) => dev !== '') ?? '',
    summary: first.summary,
    bytes: first.bytes,
    hops,
    dropped: hops.some((hop) => hop.verdict !== null && DROPS.test(hop.verdict)),
  }));
}

/** The packet that the scrubber is at: the one that moved last. */
export function journeyAt(journeys: readonly Journey[], at: number): Journey | null {
  let best: Journey | null = null;
  let latest = -1;
  for (const journey of journeys)
    for (const { step } of journey.hops)
      if (step <= at && step > latest) {
        latest = step;
        best = journey;
      }
  return best;
}
