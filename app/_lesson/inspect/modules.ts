/** Modules as they are linked at a step, from module events and the snapshot at the end. Pure. */

import type { ModuleLinkage, ModuleSnapshot, OopsReport } from '@ringzero/kernel-sim/kernel/module/types';
import type { KernelSnapshot } from '@ringzero/kernel-sim/kernel/snapshot';
import type { TraceStep } from '@ringzero/kernel-sim/lab/types';

export interface ModuleView extends ModuleLinkage {
  state: ModuleSnapshot['state'] | 'gone';
  /** What is known at the end only: users, counts, exports. */
  snapshot: ModuleSnapshot | null;
}

/** Kernel addresses are kept as negative numbers: the 64 bits as one reads them. */
export const kernelAddress = (value: number): string => `0x${BigInt.asUintN(64, BigInt(value)).toString(16)}`;

/** Loaded ones and, since what was linked is the question, those that are gone again. The newest last. */
export function modulesAt(steps: readonly TraceStep[], at: number, end: KernelSnapshot | null): ModuleView[] {
  const views = new Map<string, ModuleView>();
  const snapshots = new Map((end?.modules ?? []).map((m) => [m.name, m]));
  const inTrace = new Set(steps.flatMap(({ event }) => (event.type === 'module' ? [event.name] : [])));
  for (const m of snapshots.values()) if (!inTrace.has(m.name)) views.set(m.name, { ...m, snapshot: m });
  for (const { event } of steps.slice(0, at + 1)) {
    if (event.type !== 'module') continue;
    const known = views.get(event.name);
    const again = event.op === 'coming' || !known;
    const { name, sections, relocations, imports } = again ? event : known;
    views.delete(event.name);
    views.set(event.name, {
      name,
      sections,
      relocations,
      imports,
      state: event.op,
      snapshot: event.op === 'gone' ? null : (snapshots.get(event.name) ?? null),
    });
  }
  return [...views.values()];
}

/** Reports up to the step; without a trace, those of the snapshot. */
export function oopsesAt(steps: readonly TraceStep[], at: number, end: KernelSnapshot | null): OopsReport[] {
  const seen = steps.slice(0, at + 1).flatMap(({ event }) => (event.type === 'oops' ? [event] : []));
  const any = steps.some(({ event }) => event.type === 'oops');
  return any ? seen : [...(end?.oopses ?? [])];
}

/** Relocations by the section they change and the symbol they ask for. */
export function relocationGroups(module: ModuleLinkage): { section: string; symbol: string; count: number }[] {
  const groups = new Map<string, { section: string; symbol: string; count: number }>();
  for (const { section, symbol } of module.relocations) {
    const key = `${section} ${symbol}`;
    const group = groups.get(key) ?? { section, symbol, count: 0 };
    group.count += 1;
    groups.set(key, group);
  }
  return [...groups.values()];
}
