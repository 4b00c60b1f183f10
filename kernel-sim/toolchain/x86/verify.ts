/** Checks that an IR function is well formed, so that the back end may rely on it. */
import type { IrFunction } from '../ir';
import { eachDefOfOp, eachUseOfEnd, eachUseOfOp, successors } from './ir-walk';

/** Says what is wrong, or nothing. */
export function wellFormed(fn: IrFunction): string | undefined {
  if (fn.blocks.length === 0) return 'no blocks';
  let wrong: string | undefined;
  const vreg = (v: number) => {
    if (!Number.isInteger(v) || v < 0 || v >= fn.vregs.length) wrong ??= `register ${v}`;
  };
  for (const p of fn.params) vreg(p.vreg);
  fn.blocks.forEach((block, i) => {
    for (const op of block.ops) {
      eachUseOfOp(op, vreg);
      eachDefOfOp(op, vreg);
      const address = 'address' in op ? op.address : undefined;
      if (address !== undefined && 'slot' in address.base && fn.slots[address.base.slot] === undefined)
        wrong ??= `slot ${address.base.slot}`;
    }
    eachUseOfEnd(block.end, vreg);
    for (const to of successors(block.end)) if (fn.blocks[to] === undefined) wrong ??= `block ${to} after ${i}`;
  });
  return wrong;
}
