/**
 * /proc/PID/smaps: what each mapping holds of memory; and the counts that status and statm show. Follows fs/proc/task_mmu.c.
 * Departs from it: a page is shared when its frame has more than one user, be that a second process or a second mapping of one.
 */

import { Pte } from '../../../machine/types';
import { PROT_EXEC, PROT_READ, PROT_WRITE } from '../../abi/mman';
import type { Kernel, Path, Task, Vma } from '../../types';
import { TmpfsData } from '../tmpfs/data';
import { mmDetails } from './details';
import { mapLine } from './process-maps';

interface Counts {
  resident: number;
  /** Pages / number of users, summed: the process's fair share. */
  proportional: number;
  proportionalDirty: number;
  sharedClean: number;
  sharedDirty: number;
  privateClean: number;
  privateDirty: number;
  referenced: number;
  anonymous: number;
}

function countPages(kernel: Kernel, task: Task, vma: Vma): Counts {
  const counts: Counts = {
    resident: 0,
    proportional: 0,
    proportionalDirty: 0,
    sharedClean: 0,
    sharedDirty: 0,
    privateClean: 0,
    privateDirty: 0,
    referenced: 0,
    anonymous: 0,
  };
  const mm = mmDetails(task);
  const cache = vma.file?.inode.pages;
  mm?.table?.each(vma.start, vma.end, (va, _entry, low) => {
    const frame = low >>> 12;
    if (frame === mm.shared?.zeroFrame) return;
    const index = Math.floor((va - vma.start + vma.offset) / 4096);
    const cached = cache instanceof TmpfsData && cache.frameOf(index) === frame;
    // The page cache holds a reference of its own.
    const users = Math.max(1, kernel.frames.count(frame) - (cached ? 1 : 0));
    const dirty = (low & Pte.D) !== 0;
    counts.resident++;
    counts.proportional += 1 / users;
    if (dirty) counts.proportionalDirty += 1 / users;
    if (users > 1) counts[dirty ? 'sharedDirty' : 'sharedClean']++;
    else counts[dirty ? 'privateDirty' : 'privateClean']++;
    if ((low & Pte.A) !== 0) counts.referenced++;
    if (!cached && !vma.shared) counts.anonymous++;
  });
  return counts;
}

/** Resident pages of the whole process: anonymous ones, and those of files and shared memory, which all live in tmpfs. */
export function residentPages(kernel: Kernel, task: Task): { anonymous: number; shared: number } {
  let anonymous = 0;
  let resident = 0;
  for (const vma of task.mm?.vmas ?? []) {
    const counts = countPages(kernel, task, vma);
    anonymous += counts.anonymous;
    resident += counts.resident;
  }
  return { anonymous, shared: resident - anonymous };
}

const kb = (name: string, pages: number): string =>
  `${`${name}:`.padEnd(16)}${String(Math.floor(pages * 4)).padStart(8)} kB\n`;

const NEVER = [
  'LazyFree',
  'AnonHugePages',
  'ShmemPmdMapped',
  'FilePmdMapped',
  'Shared_Hugetlb',
  'Private_Hugetlb',
  'Swap',
  'SwapPss',
  'Locked',
];

export function smapsText(kernel: Kernel, task: Task, root: Path): string {
  let text = '';
  for (const vma of task.mm?.vmas ?? []) {
    const counts = countPages(kernel, task, vma);
    text += mapLine(kernel, vma, root);
    text += kb('Size', (vma.end - vma.start) / 4096) + kb('KernelPageSize', 1) + kb('MMUPageSize', 1);
    text += kb('Rss', counts.resident) + kb('Pss', counts.proportional) + kb('Pss_Dirty', counts.proportionalDirty);
    text += kb('Shared_Clean', counts.sharedClean) + kb('Shared_Dirty', counts.sharedDirty);
    text += kb('Private_Clean', counts.privateClean) + kb('Private_Dirty', counts.privateDirty);
    text += kb('Referenced', counts.referenced) + kb('Anonymous', counts.anonymous);
    for (const name of NEVER) text += kb(name, 0);
    text += `THPeligible:    0\nVmFlags: ${flagsOf(vma)}\n`;
  }
  return text;
}

/** Two letters for each VM_ flag, each with a blank behind. */
function flagsOf(vma: Vma): string {
  const flags: string[] = [];
  if ((vma.prot & PROT_READ) !== 0) flags.push('rd');
  if ((vma.prot & PROT_WRITE) !== 0) flags.push('wr');
  if ((vma.prot & PROT_EXEC) !== 0) flags.push('ex');
  if (vma.shared) flags.push('sh');
  flags.push('mr', 'mw', 'me');
  if (vma.shared) flags.push('ms');
  if (vma.name === '[stack]') flags.push('gd');
  if ((vma.prot & PROT_WRITE) !== 0 && !vma.shared) flags.push('ac');
  return flags.map((flag) => `${flag} `).join('');
}
