/**
 * Moves computations that a loop repeats without change to a block in front of it. Only what cannot trap, and only
 * temporaries with one definition: their uses all lie behind it, so computing them earlier changes nothing.
 */
import type { BlockId, IrBlock, IrFunction, IrOp, Located, VReg } from '../../ir';
import { countUses } from '../fold';
import { eachDefOfOp, eachUseOfOp, retarget, successors } from '../ir-walk';

/** Worth a register over the whole loop. */
const WORTHWHILE = new Set<IrOp['op']>([
  'mul',
  'sext',
  'zext',
  'add',
  'sub',
  'and',
  'shl',
  'shr',
  'sar',
  'lea',
  'fconst',
  'sitof',
  'uitof',
  'fext',
  'ftrunc',
  'fmul',
  'fadd',
  'fsub',
]);
/** Each costs a register: more than this and the loop would spill what it needs more. */
const MAX_PER_LOOP = 6;
const MAX_LOOPS = 100;

interface Loop {
  first: BlockId;
  last: BlockId;
}

function findLoops(fn: IrFunction): Loop[] {
  const byHead = new Map<BlockId, BlockId>();
  fn.blocks.forEach((block, i) => {
    for (const to of successors(block.end)) if (to <= i) byHead.set(to, Math.max(byHead.get(to) ?? 0, i));
  });
  return [...byHead]
    .map(([first, last]) => ({ first, last }))
    .sort((a, b) => a.last - a.first - (b.last - b.first) || a.first - b.first);
}

/** The one block through which the loop is entered; undefined when there are several ways in. */
function entryOf(fn: IrFunction, loop: Loop): BlockId | undefined {
  let entry: BlockId | undefined;
  for (let i = 0; i < fn.blocks.length; i++) {
    if (i >= loop.first && i <= loop.last) continue;
    const { end } = fn.blocks[i];
    for (const to of successors(end)) {
      if (to < loop.first || to > loop.last) continue;
      if (end.op === 'indirect' || (entry !== undefined && entry !== to)) return undefined;
      entry = to;
    }
  }
  return loop.first === 0 ? undefined : entry;
}

/** A plain address of a symbol or slot is as cheap to make as to keep. */
function cheap(op: IrOp): boolean {
  if (op.op === 'lea') return !('vreg' in op.address.base) && op.address.index === undefined;
  return false;
}

function invariants(fn: IrFunction, loop: Loop, defs: Uint32Array): Located<IrOp>[] {
  const inside = new Set<VReg>();
  for (let i = loop.first; i <= loop.last; i++)
    for (const op of fn.blocks[i].ops) eachDefOfOp(op, (v) => inside.add(v));
  const hoisted: Located<IrOp>[] = [];
  for (let changed = true; changed; ) {
    changed = false;
    for (let i = loop.first; i <= loop.last && hoisted.length < MAX_PER_LOOP; i++) {
      const block = fn.blocks[i];
      block.ops = block.ops.filter((op) => {
        if (
          hoisted.length >= MAX_PER_LOOP ||
          !WORTHWHILE.has(op.op) ||
          cheap(op) ||
          !('dst' in op) ||
          typeof op.dst !== 'number' ||
          defs[op.dst] !== 1
        )
          return true;
        let fixed = true;
        eachUseOfOp(op, (v) => {
          if (inside.has(v)) fixed = false;
        });
        if (!fixed) return true;
        inside.delete(op.dst);
        hoisted.push(op);
        changed = true;
        return false;
      });
    }
  }
  return hoisted;
}

/** Puts a block in front of `at`; everything behind moves up by one. */
function insertBlock(fn: IrFunction, at: BlockId, block: IrBlock): void {
  const moved = (id: BlockId) => (id >= at ? id + 1 : id);
  for (const b of fn.blocks) {
    b.end = retarget(b.end, moved);
    if (b.ops.some((op) => op.op === 'blockaddr'))
      b.ops = b.ops.map((op) => (op.op === 'blockaddr' ? { ...op, block: moved(op.block) } : op));
  }
  fn.blocks.splice(at, 0, block);
}

/** Hoists, innermost loops first, so that what leaves one loop may leave the next as well. */
export function hoistInvariants(fn: IrFunction): void {
  const { defs } = countUses(fn);
  const count = findLoops(fn).length;
  if (count > MAX_LOOPS) return;
  for (let n = 0; n < count; n++) {
    // Numbers shift with every block put in: find the n-th loop anew.
    const loop = findLoops(fn)[n];
    const entry = loop && entryOf(fn, loop);
    if (entry === undefined) continue;
    const ops = invariants(fn, loop, defs);
    if (ops.length === 0) continue;
    const inLoop = (id: BlockId) => id >= loop.first && id <= loop.last;
    insertBlock(fn, loop.first, { ops, end: { op: 'jump', to: entry + 1 } });
    fn.blocks.forEach((block, i) => {
      if (i === loop.first || inLoop(i - 1)) return;
      block.end = retarget(block.end, (id) => (id === entry + 1 ? loop.first : id));
    });
  }
}
