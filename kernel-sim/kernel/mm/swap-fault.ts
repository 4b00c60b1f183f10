/**
 * A fault on a page that is on swap: read it in, or take it from the swap cache. Follows mm/memory.c: do_swap_page.
 * A read from the device is a major fault and sleeps. -EIO of the device is SIGBUS, as on Linux.
 */
import type { PhysAddr } from '../../machine/types';
import { BUS_ADRERR, SIGBUS } from '../abi/signal';
import { COST } from '../costs';
import type { Sleeping } from '../types';
import type { FaultAccess, FaultResult } from './fault';
import type { MmStruct } from './mm';
import { decodeSwap, type SwapEntry } from './swap-entry';
import type { VmArea } from './vma';

export function swapPage(
  mm: MmStruct,
  vma: VmArea,
  va: number,
  entry: PhysAddr,
  access: FaultAccess,
): FaultResult | Sleeping<FaultResult> {
  const { swap, frames } = mm.shared;
  const slot = decodeSwap(mm.table.low(entry), mm.table.high(entry));
  const cached = swap().cached(slot);
  if (cached >= 0) {
    frames.get(cached);
    return mapBack(mm, vma, entry, slot, cached, access);
  }
  return readBack(mm, va, entry, slot, access);
}

function* readBack(
  mm: MmStruct,
  va: number,
  entry: PhysAddr,
  slot: SwapEntry,
  access: FaultAccess,
): Sleeping<FaultResult> {
  const { frames } = mm.shared;
  const swap = mm.shared.swap();
  const frame = frames.alloc('anon');
  if (frame < 0) return 'out-of-memory';
  mm.shared.charge(COST.PAGE);
  const [low, high] = [mm.table.low(entry), mm.table.high(entry)];
  const error = yield* swap.readIn(slot, frame);
  const vma = mm.find(va);
  const same = vma && mm.table.find(va) === entry && mm.table.low(entry) === low && mm.table.high(entry) === high;
  if (error < 0 || !same) {
    frames.put(frame);
    return error < 0 ? { signal: SIGBUS, code: BUS_ADRERR } : 'spurious';
  }
  // Another thread or a child was quicker.
  const cached = swap.cached(slot);
  if (cached >= 0) {
    frames.put(frame);
    frames.get(cached);
    return mapBack(mm, vma, entry, slot, cached, access);
  }
  swap.remember(slot, frame);
  return mapBack(mm, vma, entry, slot, frame, access);
}

/** The entry names the frame again; the caller hands over one reference. */
function mapBack(
  mm: MmStruct,
  vma: VmArea,
  entry: PhysAddr,
  slot: SwapEntry,
  frame: number,
  access: FaultAccess,
): FaultResult {
  const { frames } = mm.shared;
  mm.shared.swap().put(slot);
  mm.swapPages--;
  const alone = frames.count(frame) === 1;
  // A page on its way out that others hold is written by nobody: copy-on-write will follow.
  const bits = mm.pteBits(vma, alone && access.write);
  mm.resident(1);
  mm.table.set(entry, ((frame * 4096) | bits.low) >>> 0, bits.high);
  frames.lru.rotate(frame);
  return 'swap-in';
}
