/** Who ran on which CPU when, from switch, migrate and wakeup events. Pure. */
import type { EventOf } from '@ringzero/kernel-sim/kernel/events';
import type { KernelSnapshot } from '@ringzero/kernel-sim/kernel/snapshot';
import type { TraceStep } from '@ringzero/kernel-sim/lab/types';
import { namesAt } from './layers';

export interface Segment {
  /** 0: idle. */
  pid: number;
  from: number;
  to: number;
  /** Null: it goes on at the end of the trace. */
  why: EventOf<'switch'>['why'] | null;
}
export interface Lane {
  cpu: number;
  segments: readonly Segment[];
}
export interface TimelineTask {
  pid: number;
  name: string;
  /** Of its colour and pattern: in the order of first running. */
  look: number;
  /** Share of the window's CPU time, 0–1. */
  share: number;
}
export interface Timeline {
  from: number;
  to: number;
  now: number;
  lanes: readonly Lane[];
  tasks: readonly TimelineTask[];
  calls: readonly { cpu: number; at: number; name: string }[];
  wakeups: readonly { cpu: number; at: number; target: number }[];
  moves: readonly { pid: number; at: number; from: number; to: number }[];
}

function lanesOf(steps: readonly TraceStep[], end: KernelSnapshot | null): Lane[] {
  const t0 = steps[0].event.at;
  const t1 = steps[steps.length - 1].event.at;
  const known = end?.runQueues?.length ?? end?.cpus.length ?? 1;
  const count = steps.reduce((most, { event }) => Math.max(most, event.cpu + 1), Math.max(1, known));
  return Array.from({ length: count }, (_, cpu) => {
    const segments: Segment[] = [];
    let open: Segment | null = null;
    for (const { event } of steps) {
      if (event.type !== 'switch' || event.cpu !== cpu) continue;
      const last: Segment = open ?? { pid: event.prev, from: t0, to: t0, why: null };
      segments.push({ ...last, to: event.at, why: event.why });
      open = { pid: event.next, from: event.at, to: t1, why: null };
    }
    // No switch: whoever is heard of on this CPU had it all the time.
    const first = steps.find(({ event }) => event.cpu === cpu && event.pid > 0)?.event.pid ?? 0;
    segments.push({ ...(open ?? { pid: first, from: t0, why: null }), to: t1 });
    const current = end?.runQueues?.[cpu]?.current;
    return {
      cpu,
      segments: segments.flatMap((s) => endedEarly(s, cpu, steps, current)).filter((s) => s.to > s.from),
    };
  });
}

/**
 * A CPU that has nothing to do is asked again only when something happens, so that its switch comes late. A task sleeps or ends
 * within a system call: what it did last was there.
 */
function endedEarly(
  segment: Segment,
  cpu: number,
  steps: readonly TraceStep[],
  current: number | undefined,
): Segment[] {
  const { pid, from, to, why } = segment;
  const over = why === 'block' || why === 'exit' || (why === null && current !== undefined && current !== pid);
  if (pid === 0 || !over) return [segment];
  const last = steps.findLast(
    ({ event }) =>
      event.pid === pid && event.cpu === cpu && event.at >= from && event.at <= to && !SCHEDULING.has(event.type),
  );
  if (!last) return [segment];
  return [
    { ...segment, to: last.event.at, why: why ?? 'block' },
    { pid: 0, from: last.event.at, to, why },
  ];
}
const SCHEDULING: ReadonlySet<string> = new Set(['switch', 'wakeup', 'migrate']);

/** The window around the step at which the scrubber stands, `zoom` times closer than the whole. */
export function timelineAt(
  steps: readonly TraceStep[],
  at: number,
  end: KernelSnapshot | null,
  zoom: number,
): Timeline | null {
  if (steps.length === 0) return null;
  const t0 = steps[0].event.at;
  const t1 = Math.max(t0 + 1, steps[steps.length - 1].event.at);
  const now = steps[Math.max(0, Math.min(at, steps.length - 1))].event.at;
  const width = (t1 - t0) / Math.max(1, zoom);
  const from = Math.max(t0, Math.min(t1 - width, now - width / 2));
  const to = from + width;
  const lanes = lanesOf(steps, end);
  const looks = new Map<number, number>();
  for (const { segments } of lanes.map(({ segments }) => ({ segments })))
    for (const { pid } of segments) if (pid > 0 && !looks.has(pid)) looks.set(pid, looks.size);
  const inside = (time: number) => time >= from && time <= to;
  const shown = lanes.map(({ cpu, segments }) => ({
    cpu,
    segments: segments.filter((s) => s.to > from && s.from < to),
  }));
  const time = new Map<number, number>();
  for (const { segments } of shown)
    for (const s of segments) time.set(s.pid, (time.get(s.pid) ?? 0) + Math.min(s.to, to) - Math.max(s.from, from));
  const names = namesAt(steps, at, end);
  const events = steps.map(({ event }) => event).filter((event) => inside(event.at));
  return {
    from,
    to,
    now,
    lanes: shown,
    tasks: [...looks]
      .filter(([pid]) => time.has(pid))
      .map(([pid, look]) => ({
        pid,
        name: names.get(pid) ?? '',
        look,
        share: (time.get(pid) ?? 0) / (width * lanes.length),
      })),
    calls: events.flatMap((e) => (e.type === 'syscall-enter' ? [{ cpu: e.cpu, at: e.at, name: e.name }] : [])),
    wakeups: events.flatMap((e) => (e.type === 'wakeup' ? [{ cpu: e.cpu, at: e.at, target: e.target }] : [])),
    moves: events.flatMap((e) => (e.type === 'migrate' ? [{ pid: e.target, at: e.at, from: e.from, to: e.to }] : [])),
  };
}
