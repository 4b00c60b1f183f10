/**
 * The child's address space: the same mappings, the same frames, write-protected on both sides until somebody writes.
 * Follows kernel/fork.c: dup_mmap and mm/memory.c: copy_page_range. -ENOMEM when page tables cannot be had.
 */
import { Pte } from '../../machine/types';
import { COST } from '../costs';
import { MmStruct } from './mm';
import { pteFrame } from './page-table';
import { decodeSwap, isSwapPte } from './swap-entry';
import type { VmArea } from './vma';

export function dupMm(parent: MmStruct): MmStruct | null {
  const child = MmStruct.create(parent.shared);
  if (!child) return null;
  const { brkStart, brk, argStart, argEnd, envStart, envEnd, stackStart, codeStart, codeEnd } = parent;
  const { dataStart, dataEnd } = parent;
  Object.assign(child, { brkStart, brk, argStart, argEnd, envStart, envEnd, stackStart, codeStart, codeEnd });
  Object.assign(child, { dataStart, dataEnd });
  for (const vma of parent.vmas) {
    if (vma.flags.dontFork) continue;
    const copy = vma.slice(vma.start, vma.end);
    copy.flags.locked = false;
    child.insert(copy);
    if (vma.flags.wipeOnFork) continue;
    if (!copyPages(parent, child, vma)) {
      child.put();
      return null;
    }
  }
  return child;
}

function copyPages(parent: MmStruct, child: MmStruct, vma: VmArea): boolean {
  const { frames, zeroFrame } = parent.shared;
  let copied = 0;
  let enough = true;
  parent.table.eachUsed(vma.start, vma.end, (va, entry, low, high) => {
    if (!enough) return;
    const target = child.table.findOrMake(va);
    if (target < 0) {
      enough = false;
      return;
    }
    if (isSwapPte(low, high)) {
      parent.shared.swap().get(decodeSwap(low, high));
      child.table.set(target, low, high);
      child.swapPages++;
      child.mayWait = true;
      copied++;
      return;
    }
    let shared = low;
    if (!vma.shared && low & Pte.W) {
      shared = (low & ~Pte.W) >>> 0;
      parent.table.set(entry, shared, high);
    }
    const frame = pteFrame(low);
    frames.get(frame);
    if (frame !== zeroFrame) child.resident(1);
    // pte_mkold: the child has not touched it yet.
    child.table.set(target, (shared & ~Pte.A) >>> 0, high);
    copied++;
  });
  parent.shared.charge(copied * COST.FORK_PTE);
  return enough;
}
