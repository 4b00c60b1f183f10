/** A path taken apart as the VFS walks it: each name, and the mount that it lies in. From vfs events and the mounts. Pure. */
import type { EventOf } from '@ringzero/kernel-sim/kernel/events';
import type { KernelSnapshot } from '@ringzero/kernel-sim/kernel/snapshot';
import type { TraceStep } from '@ringzero/kernel-sim/lab/types';

type Mount = KernelSnapshot['mounts'][number];
export interface Part {
  name: string;
  /** Path up to here. */
  path: string;
  mount: Mount | null;
  /** Another mount than that of the part before. */
  crossed: boolean;
}
export interface VfsView {
  event: EventOf<'vfs'>;
  step: number;
  parts: readonly Part[];
  mount: Mount | null;
}

/** The mount that a path lies in: the longest target that is a prefix, the newest of equals. */
export function mountOf(path: string, mounts: readonly Mount[]): Mount | null {
  let best: Mount | null = null;
  for (const mount of mounts) {
    const { target } = mount;
    const inside = target === '/' || path === target || path.startsWith(`${target}/`);
    if (inside && (best === null || target.length >= best.target.length)) best = mount;
  }
  return best;
}

export function partsOf(path: string, mounts: readonly Mount[]): Part[] {
  const names = path.split('/').filter(Boolean);
  const parts: Part[] = [];
  const add = (name: string, whole: string) => {
    const mount = mountOf(whole, mounts);
    parts.push({ name, path: whole, mount, crossed: parts.length > 0 && mount !== parts[parts.length - 1].mount });
  };
  if (path.startsWith('/')) add('/', '/');
  for (const [n, name] of names.entries()) add(name, `/${names.slice(0, n + 1).join('/')}`);
  return parts;
}

/** The operation at the step or the last one before it. */
export function vfsAt(steps: readonly TraceStep[], at: number, end: KernelSnapshot | null): VfsView | null {
  for (let step = Math.min(at, steps.length - 1); step >= 0; step -= 1) {
    const { event } = steps[step];
    if (event.type !== 'vfs') continue;
    const mounts = end?.mounts ?? [];
    // Pipes and sockets (`pipe:[7]`) have no path.
    const parts = event.path.startsWith('/')
      ? partsOf(event.path, mounts)
      : [{ name: event.path, path: event.path, mount: null, crossed: false }];
    return { event, step, parts, mount: parts.at(-1)?.mount ?? null };
  }
  return null;
}

/** Files touched up to a step, the newest first, each once with its last operation. */
export function touched(steps: readonly TraceStep[], at: number): { event: EventOf<'vfs'>; step: number }[] {
  const seen = new Map<string, { event: EventOf<'vfs'>; step: number }>();
  for (let step = Math.min(at, steps.length - 1); step >= 0 && seen.size < 12; step -= 1) {
    const { event } = steps[step];
    if (event.type === 'vfs' && !seen.has(event.path)) seen.set(event.path, { event, step });
  }
  return [...seen.values()];
}
