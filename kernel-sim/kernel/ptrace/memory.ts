/**
 * Memory of another task, whatever its protection: a debugger sets breakpoints in code that nobody may write.
 * Follows mm/memory.c: __access_remote_vm and mm/gup.c (FOLL_FORCE): a forced write gets a private copy of the page.
 */
import type { PhysAddr } from '../../machine/types';
import { PROT_READ, PROT_WRITE } from '../abi/mman';
import { forceFault } from '../mm/fault';
import type { MmStruct } from '../mm/mm';
import { pteFrame, pteMapped } from '../mm/page-table';

/** Moves bytes between `bytes` and `address`; how many could be moved. */
export function accessRemote(mm: MmStruct, address: number, bytes: Uint8Array, write: boolean): number {
  let done = 0;
  while (done < bytes.length) {
    const va = address + done;
    const count = Math.min(4096 - (va % 4096), bytes.length - done);
    const frame = remoteFrame(mm, va, write);
    if (frame < 0) break;
    const pa = frame * 4096 + (va % 4096);
    if (write) mm.shared.ram.write(pa as PhysAddr, bytes.subarray(done, done + count));
    else bytes.set(mm.shared.ram.bytes.subarray(pa, pa + count), done);
    done += count;
  }
  return done;
}

/** The frame of `va`, brought in when it is absent; −1: no such memory. */
function remoteFrame(mm: MmStruct, va: number, write: boolean): number {
  if (va < 0 || va >= 0x7ffffffff000) return -1;
  const vma = mm.find(va);
  if (!vma || vma.backing.deviceFrame >= 0) return -1;
  // Force needs a right that the mapping could have: not none at all on shared memory (is_cow_mapping).
  if (write && !(vma.prot & PROT_WRITE) && vma.shared) return -1;
  if (!write && !(vma.prot & PROT_READ) && vma.shared && vma.prot === 0) return -1;
  if (!forceFault(mm, vma, va, write)) return -1;
  const entry = mm.table.find(va);
  const low = entry === 0 ? 0 : mm.table.low(entry);
  return pteMapped(low) ? pteFrame(low) : -1;
}
