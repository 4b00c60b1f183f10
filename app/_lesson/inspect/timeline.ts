/** Who ran on which CPU when, from switch, migrate and wakeup events. Pure. */
import type { EventOf, KernelEvent } from '@ringzero/kernel-sim/kernel/events';
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
    const told = steps
      .filter(({ event }) => event.cpu === cpu && !SCHEDULING.has(event.type))
      .map(({ event }) => event);
    let next = 0;
    const whole = segments.flatMap((segment) => {
      while (next < told.length && told[next].at < segment.from) next += 1;
      const own: KernelEvent[] = [];
      for (let n = next; n < told.length && told[n].at <= segment.to; n += 1)
        if (told[n].pid === segment.pid) own.push(told[n]);
      return withSleep(segment, own, current);
    });
    return { cpu, segments: whole.filter((s) => s.to > s.from) };
  });
}

const SCHEDULING: ReadonlySet<string> = new Set(['switch', 'wakeup', 'migrate']);
/** No system call works for as long without sleeping (0.2 ms). */
const LONGEST_CALL = 20_000;

/**
 * A CPU that has nothing to do is asked again only when something happens: its switch comes late, or never when the same task goes on.
 * A task sleeps and ends within a system call, so what it did last before a silence was to enter one.
 */
function withSleep(segment: Segment, own: readonly KernelEvent[], current: number | undefined): Segment[] {
  const { pid, to, why } = segment;
  if (pid === 0) return [segment];
  const out: Segment[] = [];
  let { from } = segment;
  const sleep = (start: number, until: number) => {
    out.push({ pid, from, to: start, why: 'block' }, { pid: 0, from: start, to: until, why: null });
    from = until;
  };
  own.forEach((event, n) => {
    const after = own[n + 1];
    if (event.type === 'syscall-enter' && after && after.at - event.at > LONGEST_CALL) sleep(event.at, after.at);
  });
  const over = why === 'block' || why === 'exit' || (why === null && current !== undefined && current !== pid);
  const last = own.at(-1);
  if (!over || !last || last.at === to) return [...out, { ...segment, from }];
  return [...out, { pid, from, to: last.at, why: why ?? 'block' }, { pid: 0, from: last.at, to, why: null }];
}

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
