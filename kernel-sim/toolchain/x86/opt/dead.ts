/** Removes computations that nobody reads. */
import type { IrFunction, IrOp } from '../../ir';
import { countUses } from '../fold';
import { eachDefOfOp, eachUseOfOp } from '../ir-walk';

const EFFECTS = new Set<IrOp['op']>([
  'store',
  'memcpy',
  'memset',
  'call',
  'atomicrmw',
  'cmpxchg',
  'fence',
  'asm',
  'vastart',
  'alloca',
  'savestack',
  'restorestack',
  'sdiv',
  'udiv',
  'srem',
  'urem',
]);

function removable(op: IrOp): boolean {
  if (op.op === 'load') return !op.volatile;
  if (op.op === 'sdiv' || op.op === 'udiv' || op.op === 'srem' || op.op === 'urem') {
    // A division by a constant other than 0 and -1 cannot trap.
    return typeof op.b !== 'number' && op.b.imm !== 0n && op.b.imm !== -1n;
  }
  return !EFFECTS.has(op.op);
}

/** Works until nothing is left to remove; uses are counted over the whole function. */
export function removeDead(fn: IrFunction): void {
  const { uses } = countUses(fn);
  for (let changed = true; changed; ) {
    changed = false;
    for (const block of fn.blocks) {
      // Backwards, so that a chain of dead operations goes in one round.
      const kept = [];
      for (let i = block.ops.length - 1; i >= 0; i--) {
        const op = block.ops[i];
        if (!removable(op) || wanted(op, uses)) {
          kept.push(op);
          continue;
        }
        eachUseOfOp(op, (u) => {
          uses[u]--;
        });
        changed = true;
      }
      if (kept.length < block.ops.length) block.ops = kept.reverse();
    }
  }
}

/** Does anybody but the operation itself read what it gives? A counter that only counts itself is read by nobody. */
function wanted(op: IrOp, uses: Uint32Array): boolean {
  let read = false;
  eachDefOfOp(op, (d) => {
    let self = 0;
    eachUseOfOp(op, (u) => {
      if (u === d) self++;
    });
    if (uses[d] > self) read = true;
  });
  return read;
}
