/** Clean-ups of the control flow: threads jumps, drops unreachable blocks, joins chains, turns loops so that they test at the end. */
import type { BlockId, IrBlock, IrFunction, IrOp, IrTerminator, Located, Operand } from '../../ir';
import { countUses } from '../fold';
import { eachDefOfOp, eachUseOfEnd, eachUseOfOp, mapEndUses, mapUses, retarget, successors } from '../ir-walk';

/** Blocks whose address is taken must stay. */
function addressTaken(fn: IrFunction): Set<BlockId> {
  const taken = new Set<BlockId>();
  for (const b of fn.blocks) {
    for (const op of b.ops) if (op.op === 'blockaddr') taken.add(op.block);
    if (b.end.op === 'indirect') for (const to of b.end.possible) taken.add(to);
  }
  return taken;
}

/** Where a jump to `id` ends up after blocks that do nothing. */
function finalTarget(fn: IrFunction, id: BlockId): BlockId {
  let to = id;
  for (let i = 0; i < 16; i++) {
    const b = fn.blocks[to];
    if (b.ops.length > 0 || b.end.op !== 'jump' || b.end.to === to) return to;
    to = b.end.to;
  }
  return to;
}

/** Threads, joins and renumbers; block 0 stays the entry. */
export function simplifyFlow(fn: IrFunction): void {
  for (const block of fn.blocks) {
    if (block.end.op === 'indirect') continue;
    block.end = retarget(block.end, (id) => finalTarget(fn, id));
    if (block.end.op === 'branch' && block.end.then === block.end.else)
      block.end = { op: 'jump', to: block.end.then, at: block.end.at };
  }
  joinChains(fn);
  dropUnreachable(fn);
}

function joinChains(fn: IrFunction): void {
  const taken = addressTaken(fn);
  const predecessors = new Int32Array(fn.blocks.length);
  predecessors[0]++;
  const alive = reachable(fn);
  for (const id of alive) for (const to of successors(fn.blocks[id].end)) predecessors[to]++;
  for (const id of alive) {
    const block = fn.blocks[id];
    for (let i = 0; i < fn.blocks.length; i++) {
      const { end } = block;
      if (end.op !== 'jump' || predecessors[end.to] !== 1 || taken.has(end.to)) break;
      const next = fn.blocks[end.to];
      if (next === block) break;
      block.ops = [...block.ops, ...next.ops];
      block.end = next.end;
      next.ops = [];
      next.end = { op: 'unreachable' };
      predecessors[end.to] = 0;
    }
  }
}

function reachable(fn: IrFunction): Set<BlockId> {
  const seen = new Set<BlockId>([0, ...addressTaken(fn)]);
  for (const id of seen) for (const to of successors(fn.blocks[id].end)) seen.add(to);
  return seen;
}

function dropUnreachable(fn: IrFunction): void {
  const alive = reachable(fn);
  if (alive.size === fn.blocks.length) return;
  const number = new Map<BlockId, BlockId>();
  const kept: IrBlock[] = [];
  fn.blocks.forEach((block, i) => {
    if (!alive.has(i)) return;
    number.set(i, kept.length);
    kept.push(block);
  });
  for (const block of kept) {
    block.end = retarget(block.end, (id) => number.get(id)!);
    block.ops = block.ops.map((op) => (op.op === 'blockaddr' ? { ...op, block: number.get(op.block)! } : op));
  }
  fn.blocks = kept;
}

const MAX_COPIED = 8;
const NOT_COPIED = new Set<IrOp['op']>(['call', 'asm', 'alloca', 'blockaddr', 'memcpy', 'memset']);

/** `jump head` at the end of a loop whose head tests: the test is copied there, one jump less each time round. */
export function rotateLoops(fn: IrFunction): void {
  const counts = countUses(fn);
  const { blocks } = fn;
  blocks.forEach((block, i) => {
    const { end } = block;
    if (end.op !== 'jump' || end.to > i || end.to === i) return;
    const head = blocks[end.to];
    if (
      (head.end.op !== 'branch' && head.end.op !== 'fbranch') ||
      head.ops.length > MAX_COPIED ||
      head.ops.some((op) => NOT_COPIED.has(op.op))
    )
      return;
    const copy = copyBlock(fn, head, counts.defs, counts.uses);
    block.ops = [...block.ops, ...copy.ops];
    block.end = copy.end;
  });
}

/** Copies operations; temporaries that live in this block only get fresh registers, so that each still has one definition. */
function copyBlock(
  fn: IrFunction,
  block: IrBlock,
  defs: Uint32Array,
  uses: Uint32Array,
): { ops: Located<IrOp>[]; end: Located<IrTerminator> } {
  const inside = new Map<number, number>();
  const count = (v: number) => inside.set(v, (inside.get(v) ?? 0) + 1);
  for (const op of block.ops) eachUseOfOp(op, count);
  eachUseOfEnd(block.end, count);
  const fresh = new Map<number, number>();
  for (const op of block.ops) {
    eachDefOfOp(op, (v) => {
      if (defs[v] !== 1 || inside.get(v) !== uses[v]) return;
      fresh.set(v, fn.vregs.length);
      fn.vregs.push(fn.vregs[v]);
    });
  }
  const rename = (o: Operand): Operand => (typeof o === 'number' ? (fresh.get(o) ?? o) : o);
  const ops = block.ops.map((op) => {
    const used = mapUses(op, rename);
    return 'dst' in used && typeof used.dst === 'number' && fresh.has(used.dst)
      ? { ...used, dst: fresh.get(used.dst)! }
      : used;
  });
  return { ops, end: mapEndUses(block.end, rename) };
}
