/** One address space as plain data: mappings, resident pages with who shares them, and a page walk step by step. */
import { Pte } from '../machine/types';
import type { RunningKernel } from './kernel';
import type { MmStruct } from './mm/mm';
import { pteFrame } from './mm/page-table';
import type { AddressSpaceSnapshot, PageSnapshot, PageWalkSnapshot, VmaSnapshot } from './snapshot';

const MOST_PAGES = 4096;

export function addressSpaceSnapshot(kernel: RunningKernel, pid: number): AddressSpaceSnapshot | null {
  const mm = kernel.tasks.get(pid)?.mm;
  if (!mm) return null;
  const sharers = sharersOfFrames(kernel);
  const pages: PageSnapshot[] = [];
  const vmas = mm.vmas.map((vma): VmaSnapshot => {
    let resident = 0;
    mm.table.each(vma.start, vma.end, (va, _entry, low, high) => {
      resident++;
      if (pages.length < MOST_PAGES) pages.push(page(va, low, high, sharers));
    });
    return { start: vma.start, end: vma.end, perms: vma.perms, offset: vma.offset, name: vma.name, resident };
  });
  return { pid, cr3: mm.cr3, vmas, pages, brk: { start: mm.brkStart, end: mm.brk } };
}

function page(va: number, low: number, high: number, sharers: ReadonlyMap<number, readonly number[]>): PageSnapshot {
  const frame = pteFrame(low);
  return {
    va,
    frame,
    writable: (low & Pte.W) !== 0,
    user: (low & Pte.U) !== 0,
    accessed: (low & Pte.A) !== 0,
    dirty: (low & Pte.D) !== 0,
    noExecute: (high & Pte.NX_HI) !== 0,
    sharers: sharers.get(frame) ?? [],
  };
}

/** Frame → processes that map it. */
function sharersOfFrames(kernel: RunningKernel): Map<number, number[]> {
  const sharers = new Map<number, number[]>();
  const seen = new Set<MmStruct>();
  for (const task of kernel.tasks.values()) {
    if (!task.mm || seen.has(task.mm)) continue;
    seen.add(task.mm);
    task.mm.table.each(0, 0x800000000000, (_va, _entry, low) => {
      const frame = pteFrame(low);
      const list = sharers.get(frame);
      if (!list) sharers.set(frame, [task.tgid]);
      else if (list[list.length - 1] !== task.tgid) list.push(task.tgid);
    });
  }
  return sharers;
}

export function pageWalkSnapshot(kernel: RunningKernel, pid: number, va: number): PageWalkSnapshot | null {
  const mm = kernel.tasks.get(pid)?.mm;
  if (!mm) return null;
  const steps = kernel.core.mmu.walk(mm.cr3, BigInt(va)).map((step) => {
    const low = Number(step.value & 0xffffffffn);
    return {
      level: step.level,
      table: step.entry - step.index * 8,
      index: step.index,
      entry: step.entry,
      value: `0x${step.value.toString(16).padStart(16, '0')}`,
      present: (low & Pte.P) !== 0,
      writable: (low & Pte.W) !== 0,
      user: (low & Pte.U) !== 0,
      noExecute: step.value >> 63n === 1n,
    };
  });
  const last = steps[steps.length - 1];
  const frame = last?.level === 1 && last.present ? pteFrame(Number(BigInt(last.value) & 0xffffffffn)) : null;
  return { va, cr3: mm.cr3, steps, frame, offset: va % 4096 };
}
