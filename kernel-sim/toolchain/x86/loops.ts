/** Loop nesting of IR blocks: a branch back in the block order closes a loop over everything between. */
import type { IrFunction } from '../ir';
import { successors } from './ir-walk';

/** Nesting depth of each block. */
export function loopDepths(fn: IrFunction): number[] {
  const depth = new Array<number>(fn.blocks.length).fill(0);
  const loops = new Map<number, number>();
  fn.blocks.forEach((block, i) => {
    for (const to of successors(block.end)) if (to <= i) loops.set(to, Math.max(loops.get(to) ?? 0, i));
  });
  for (const [head, last] of loops) for (let i = head; i <= last; i++) depth[i]++;
  return depth;
}
