/** What the layers map shows at a step: where the CPU is, the lit boxes since it entered the kernel, the crossing. Pure. */
import type { Layer } from '@ringzero/kernel-sim/kernel/events';
import type { KernelSnapshot } from '@ringzero/kernel-sim/kernel/snapshot';
import type { TraceStep } from '@ringzero/kernel-sim/lab/types';
import { type Crossing, crossingOf, LAYER_OF, type Part, partOf, type Words } from './words';

export interface LayersView {
  layer: Layer;
  /** Lit now. */
  part: Part;
  /** Lit before it, since the last entry from ring 3, oldest first. */
  path: readonly Part[];
  crossing: Crossing | null;
  /** Tasks shown in userland, the current one first. */
  tasks: readonly { pid: number; name: string }[];
}

const PATH = 6;
const TASKS = 3;

/** Names of tasks as known at a step: from exec events before it, else from the snapshot at the end. */
export function namesAt(steps: readonly TraceStep[], at: number, end: KernelSnapshot | null): Map<number, string> {
  const names = new Map<number, string>();
  const parents = new Map<number, number>();
  for (const { event } of steps.slice(0, at + 1)) {
    if (event.type === 'exec') names.set(event.pid, event.path.split('/').at(-1) ?? event.path);
    else if (event.type === 'fork') {
      parents.set(event.child, event.pid);
      const name = names.get(event.pid);
      if (name) names.set(event.child, name);
    }
  }
  for (const task of end?.tasks ?? []) if (!names.has(task.pid)) names.set(task.pid, task.comm);
  return names;
}

export function layersAt(
  steps: readonly TraceStep[],
  at: number,
  end: KernelSnapshot | null,
  w: Words,
): LayersView | null {
  const step = steps[at];
  if (!step) return null;
  const crossing = crossingOf(step.event, w);
  const part = partOf(step.event);
  const path: Part[] = [];
  for (let i = at - 1; i >= 0 && path.length < PATH; i -= 1) {
    const { event } = steps[i];
    if (event.pid !== step.event.pid) break;
    const before = partOf(event);
    if (before !== (path[0] ?? part)) path.unshift(before);
    if (event.type === 'syscall-enter' || (event.type === 'mode' && event.to === 'ring3')) break;
  }
  const names = namesAt(steps, at, end);
  const pids: number[] = [];
  for (let i = at; i >= 0 && pids.length < TASKS && at - i < 400; i -= 1) {
    const { pid } = steps[i].event;
    if (pid > 0 && !pids.includes(pid)) pids.push(pid);
  }
  return {
    layer: crossing?.to ?? LAYER_OF[part],
    part,
    path,
    crossing,
    tasks: pids.map((pid) => ({ pid, name: names.get(pid) ?? '' })),
  };
}

/** The next step (in direction `by`) at which a border is crossed; the same step when there is none. */
export function nextCrossing(steps: readonly TraceStep[], at: number, by: 1 | -1, w: Words): number {
  for (let i = at + by; i >= 0 && i < steps.length; i += by) if (crossingOf(steps[i].event, w)) return i;
  return at;
}
