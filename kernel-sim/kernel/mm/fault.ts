/**
 * What a page fault means: a page to be made, to be copied, the stack to grow, or a signal.
 * Follows arch/x86/mm/fault.c: do_user_addr_fault and mm/memory.c: handle_mm_fault (do_anonymous_page, do_fault, do_wp_page).
 */
import { type PhysAddr, Pte } from '../../machine/types';
import { PROT_EXEC, PROT_READ, PROT_WRITE } from '../abi/mman';
import { BUS_ADRERR, SEGV_ACCERR, SEGV_MAPERR, SIGBUS, SIGSEGV } from '../abi/signal';
import { COST } from '../costs';
import { ENOMEM } from '../errno';
import type { Sleeping } from '../types';
import { type MmStruct, STACK_GUARD_GAP } from './mm';
import { pteFrame, pteMapped } from './page-table';
import { isSwapPte } from './swap-entry';
import { swapPage } from './swap-fault';
import type { VmArea } from './vma';

export interface FaultAccess {
  write: boolean;
  fetch: boolean;
}

export type FaultOutcome = 'swap-in' | 'demand-zero' | 'file' | 'copy-on-write' | 'stack-growth' | 'spurious';
/** What came of it: done, a signal for the task, or memory is out (the caller asks the OOM killer and tries again). */
export type FaultResult = FaultOutcome | { signal: number; code: number } | 'out-of-memory';

const MAPERR = { signal: SIGSEGV, code: SEGV_MAPERR };
const ACCERR = { signal: SIGSEGV, code: SEGV_ACCERR };
const BEYOND_END = { signal: SIGBUS, code: BUS_ADRERR };

/** Brings the page of `address` in, if the access is allowed. `stackLimit` is RLIMIT_STACK. */
export function handleFault(
  mm: MmStruct,
  address: number,
  access: FaultAccess,
  stackLimit: number,
): FaultResult | Sleeping<FaultResult> {
  let vma = mm.findAbove(address);
  if (!vma) return MAPERR;
  let grown = false;
  if (address < vma.start) {
    if (!growStack(mm, vma, address, stackLimit)) return MAPERR;
    vma = mm.find(address)!;
    grown = true;
  }
  if (!allowed(vma, access)) return ACCERR;
  const result = handlePage(mm, vma, address - (address % 4096), access);
  return grown && result === 'demand-zero' ? 'stack-growth' : result;
}

/**
 * Brings the page of `va` in for a debugger, whatever the protection says: a forced write gets a private copy that its owner
 * still may not write. False: it cannot be had now.
 */
export function forceFault(mm: MmStruct, vma: VmArea, va: number, write: boolean): boolean {
  const result = handlePage(mm, vma, va - (va % 4096), { write, fetch: false });
  if (typeof result === 'object' || result === 'out-of-memory') return false;
  if (write && !(vma.prot & PROT_WRITE)) {
    const entry = mm.table.find(va);
    mm.table.set(entry, (mm.table.low(entry) & ~Pte.W) >>> 0, mm.table.high(entry));
  }
  return true;
}

/** access_error() of x86: any right makes a page readable. */
function allowed(vma: VmArea, access: FaultAccess): boolean {
  if (access.write) return (vma.prot & PROT_WRITE) !== 0;
  if (access.fetch) return (vma.prot & PROT_EXEC) !== 0;
  return (vma.prot & (PROT_READ | PROT_WRITE | PROT_EXEC)) !== 0;
}

/** expand_downwards: within the stack limit, and not nearer than the guard gap to what lies below. */
function growStack(mm: MmStruct, vma: VmArea, address: number, stackLimit: number): boolean {
  if (!vma.flags.growsDown) return false;
  const start = address - (address % 4096);
  if (vma.end - start > stackLimit) return false;
  const below = mm.vmas[mm.vmas.indexOf(vma) - 1];
  if (below && !below.flags.growsDown && below.prot !== 0 && start - below.end < STACK_GUARD_GAP) return false;
  vma.offset = 0;
  vma.start = start;
  return true;
}

function handlePage(mm: MmStruct, vma: VmArea, va: number, access: FaultAccess): FaultResult | Sleeping<FaultResult> {
  const entry = mm.table.findOrMake(va);
  if (entry < 0) return 'out-of-memory';
  const low = mm.table.low(entry);
  if (pteMapped(low)) return access.write ? writeProtected(mm, vma, va, entry, low) : 'spurious';
  if (isSwapPte(low, mm.table.high(entry))) return swapPage(mm, vma, va, entry, access);
  if (vma.backing.deviceFrame >= 0) return devicePage(mm, vma, va);
  const pages = vma.backing.pages;
  if (!pages) return anonymousPage(mm, vma, va, access.write);
  if (pages.waits === true) mm.mayWait = true;
  const frame = pages.page(vma.pageIndex(va));
  if (typeof frame === 'number') return filePage(mm, vma, va, access.write, frame);
  return (function* (): Sleeping<FaultResult> {
    const read = yield* frame;
    // The world may have changed while the page was read in.
    return mm.find(va) === vma ? filePage(mm, vma, va, access.write, read) : 'spurious';
  })();
}

/** do_anonymous_page: a read sees the zero page, a write gets a page of its own. */
function anonymousPage(mm: MmStruct, vma: VmArea, va: number, write: boolean): FaultResult {
  const { frames, zeroFrame } = mm.shared;
  if (!write) {
    frames.get(zeroFrame);
    return mm.mapPage(vma, va, zeroFrame, false) ? 'demand-zero' : 'out-of-memory';
  }
  const frame = mm.shared.overLimit?.() ? -1 : frames.alloc('anon');
  if (frame < 0) return 'out-of-memory';
  mm.shared.charge(COST.PAGE);
  if (mm.mapPage(vma, va, frame, true)) return 'demand-zero';
  frames.put(frame);
  return 'out-of-memory';
}

/** do_fault: shared pages are mapped as they are, private ones read-only until they are written. */
function filePage(mm: MmStruct, vma: VmArea, va: number, write: boolean, frame: number): FaultResult {
  if (frame === -ENOMEM) return 'out-of-memory';
  if (frame < 0) return BEYOND_END;
  const { frames } = mm.shared;
  if (write && !vma.shared) {
    const copy = copyFrame(mm, frame);
    if (copy < 0) return 'out-of-memory';
    if (mm.mapPage(vma, va, copy, true)) return 'copy-on-write';
    frames.put(copy);
    return 'out-of-memory';
  }
  frames.get(frame);
  if (!mm.mapPage(vma, va, frame, write && vma.shared)) {
    frames.put(frame);
    return 'out-of-memory';
  }
  if (write) vma.backing.pages?.dirty(vma.pageIndex(va));
  return vma.file ? 'file' : 'demand-zero';
}

function devicePage(mm: MmStruct, vma: VmArea, va: number): FaultResult {
  const frame = vma.backing.deviceFrame + vma.pageIndex(va);
  if (frame >= mm.shared.frames.total) return BEYOND_END;
  mm.shared.frames.get(frame);
  return mm.mapPage(vma, va, frame, true) ? 'file' : 'out-of-memory';
}

/** do_wp_page: a write to a page that is there but not writable. */
function writeProtected(mm: MmStruct, vma: VmArea, va: number, entry: PhysAddr, low: number): FaultResult {
  if (low & Pte.W) return 'spurious';
  const { frames, zeroFrame } = mm.shared;
  const high = mm.table.high(entry);
  const frame = pteFrame(low);
  if (vma.shared) {
    mm.table.set(entry, (low | Pte.W | Pte.A | Pte.D) >>> 0, high);
    vma.backing.pages?.dirty(vma.pageIndex(va));
    return 'file';
  }
  // Nobody else has it any more: no copy is needed (wp_page_reuse).
  if (frame !== zeroFrame && frames.count(frame) === 1 && frames.useOf(frame) === 'anon') {
    mm.table.set(entry, (low | Pte.W | Pte.A | Pte.D) >>> 0, high);
    return 'copy-on-write';
  }
  if (mm.shared.overLimit?.()) return 'out-of-memory';
  const copy = frame === zeroFrame ? frames.alloc('anon') : copyFrame(mm, frame);
  if (copy < 0) return 'out-of-memory';
  if (frame === zeroFrame) mm.resident(1);
  mm.table.set(entry, ((copy * 4096) | (low & 0xfff) | Pte.W | Pte.A | Pte.D) >>> 0, high);
  frames.put(frame);
  return frame === zeroFrame ? 'demand-zero' : 'copy-on-write';
}

function copyFrame(mm: MmStruct, frame: number): number {
  const copy = mm.shared.frames.alloc('anon');
  if (copy < 0) return copy;
  mm.shared.ram.copy((copy * 4096) as PhysAddr, (frame * 4096) as PhysAddr, 4096);
  mm.shared.charge(COST.PAGE);
  return copy;
}
