/** The tree of processes at a step of the trace, from fork, exec, exit and reap events; the snapshot adds names and states at the end. Pure. */
import type { KernelSnapshot, TaskSnapshot } from '@ringzero/kernel-sim/kernel/snapshot';
import type { TraceStep } from '@ringzero/kernel-sim/lab/types';

export interface ProcessNode {
  pid: number;
  ppid: number;
  name: string;
  state: TaskSnapshot['state'];
  depth: number;
  /** Different from one step before. */
  changed: boolean;
  /** On the CPU at this step. */
  running: boolean;
  task: TaskSnapshot | null;
}

interface Known {
  ppid: number;
  name: string;
  state: TaskSnapshot['state'];
}

function replay(steps: readonly TraceStep[], at: number, end: KernelSnapshot | null): Map<number, Known> {
  const tasks = new Map<number, Known>();
  const forked = new Set(steps.flatMap(({ event }) => (event.type === 'fork' ? [event.child] : [])));
  // What the trace does not see being born was there before it.
  for (const task of end?.tasks ?? [])
    if (!forked.has(task.pid) && task.tgid === task.pid)
      tasks.set(task.pid, { ppid: task.ppid, name: task.comm, state: 'S' });
  for (const { event } of steps.slice(0, at + 1)) {
    if (event.pid > 0 && !tasks.has(event.pid) && !forked.has(event.pid))
      tasks.set(event.pid, { ppid: 0, name: '', state: 'S' });
    const own = tasks.get(event.pid);
    if (event.type === 'fork') tasks.set(event.child, { ppid: event.pid, name: own?.name ?? '', state: 'R' });
    else if (event.type === 'exec' && own) own.name = event.path.split('/').at(-1) ?? event.path;
    else if (event.type === 'exit' && own) own.state = 'Z';
    else if (event.type === 'reap') tasks.delete(event.child);
    else if (event.type === 'switch') {
      const before = tasks.get(event.prev);
      if (before && before.state !== 'Z') before.state = event.why === 'preempt' || event.why === 'yield' ? 'R' : 'S';
      const next = tasks.get(event.next);
      if (next) next.state = 'R';
    }
  }
  return tasks;
}

/** Rows of the tree, parents before their children. Without a trace, the snapshot alone. */
export function processesAt(steps: readonly TraceStep[], at: number, end: KernelSnapshot | null): ProcessNode[] {
  const atEnd = at >= steps.length - 1 && end !== null;
  const now = atEnd
    ? new Map(
        end.tasks.filter((t) => t.tgid === t.pid).map((t) => [t.pid, { ppid: t.ppid, name: t.comm, state: t.state }]),
      )
    : replay(steps, at, end);
  const before = at > 0 && steps.length > 0 ? replay(steps, at - 1, end) : now;
  const running = steps[Math.min(at, steps.length - 1)]?.event.pid ?? 0;
  const out: ProcessNode[] = [];
  const visit = (pid: number, depth: number) => {
    const known = now.get(pid);
    if (!known || out.some((n) => n.pid === pid)) return;
    const old = before.get(pid);
    out.push({
      pid,
      depth,
      ...known,
      changed: !atEnd && (!old || old.name !== known.name || (old.state === 'Z') !== (known.state === 'Z')),
      running: !atEnd && pid === running,
      task: end?.tasks.find((t) => t.pid === pid) ?? null,
    });
    for (const child of [...now.keys()].sort((a, b) => a - b))
      if (now.get(child)?.ppid === pid && child !== pid) visit(child, depth + 1);
  };
  for (const pid of [...now.keys()].sort((a, b) => a - b)) if (!now.has(now.get(pid)?.ppid ?? 0)) visit(pid, 0);
  for (const pid of now.keys()) visit(pid, 0);
  return out;
}
