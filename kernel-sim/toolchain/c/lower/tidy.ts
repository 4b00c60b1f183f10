/**
 * The last touch on a function: jumps to jumps are shortened, unreachable blocks dropped, straight lines joined,
 * values nobody reads are not computed, and the blocks numbered in the order they stand.
 */
import type { BlockId, IrBlock, IrTerminator } from '../../ir';
import { opDefinition, opUses, terminatorUses } from './uses';

export interface Blocks {
  blocks: IrBlock[];
  order: readonly BlockId[];
  addressed: ReadonlySet<BlockId>;
}

/** The blocks as they go into the IrFunction. */
export function tidy(input: Blocks): IrBlock[] {
  const { blocks } = input;
  const target = threader(input);
  for (const block of blocks) retarget(block.end, target);
  const reached = reachable(blocks, input);
  const kept = joined(
    blocks,
    input.order.filter((id) => reached.has(id)),
    input.addressed,
  );
  dropDead(kept.map((id) => blocks[id]));
  return renumber(blocks, kept);
}

/** Where a jump to a block ends up when blocks that only jump are skipped. */
function threader({ blocks, addressed }: Blocks): (id: BlockId) => BlockId {
  return (start) => {
    let id = start;
    for (let hops = 0; hops < 64; hops++) {
      const block = blocks[id];
      if (block.ops.length > 0 || block.end.op !== 'jump' || block.end.to === id || addressed.has(id)) break;
      id = block.end.to;
    }
    return id;
  };
}

function retarget(end: IrTerminator, target: (id: BlockId) => BlockId): void {
  switch (end.op) {
    case 'jump':
      end.to = target(end.to);
      break;
    case 'branch':
    case 'fbranch':
      // biome-ignore lint/suspicious/noThenProperty: the name that ir.ts gives it
      end.then = target(end.then);
      end.else = target(end.else);
      break;
    case 'switch':
      for (const each of end.cases) each.to = target(each.to);
      end.default = target(end.default);
      break;
    case 'indirect':
      end.possible = end.possible.map(target);
      break;
    default:
  }
}

export function successors(end: IrTerminator): BlockId[] {
  switch (end.op) {
    case 'jump':
      return [end.to];
    case 'branch':
    case 'fbranch':
      return [end.then, end.else];
    case 'switch':
      return [...end.cases.map((each) => each.to), end.default];
    case 'indirect':
      return end.possible;
    default:
      return [];
  }
}

function reachable(blocks: readonly IrBlock[], { order, addressed }: Blocks): Set<BlockId> {
  const reached = new Set<BlockId>();
  const todo = [order[0], ...addressed];
  for (let id = todo.pop(); id !== undefined; id = todo.pop()) {
    if (reached.has(id)) continue;
    reached.add(id);
    todo.push(...successors(blocks[id].end));
  }
  return reached;
}

/** Appends to a block the one that it alone jumps to. */
function joined(blocks: IrBlock[], order: readonly BlockId[], addressed: ReadonlySet<BlockId>): BlockId[] {
  const predecessors = new Map<BlockId, number>();
  for (const id of order) {
    for (const to of successors(blocks[id].end)) predecessors.set(to, (predecessors.get(to) ?? 0) + 1);
  }
  const gone = new Set<BlockId>();
  for (const id of order) {
    if (gone.has(id)) continue;
    const block = blocks[id];
    for (;;) {
      const { end } = block;
      if (end.op !== 'jump' || end.to === id || end.to === order[0]) break;
      if (predecessors.get(end.to) !== 1 || addressed.has(end.to) || gone.has(end.to)) break;
      const next = blocks[end.to];
      for (const op of next.ops) block.ops.push(op);
      block.end = next.end;
      gone.add(end.to);
    }
  }
  return order.filter((id) => !gone.has(id));
}

/** Removes operations without effect whose result is read nowhere, until there are none. */
function dropDead(blocks: readonly IrBlock[]): void {
  const reads = new Map<number, number>();
  const count = (vreg: number, by: number): void => void reads.set(vreg, (reads.get(vreg) ?? 0) + by);
  for (const block of blocks) {
    for (const op of block.ops) opUses(op, (vreg) => count(vreg, 1));
    terminatorUses(block.end, (vreg) => count(vreg, 1));
  }
  for (let changed = true; changed; ) {
    changed = false;
    for (const block of blocks) {
      for (let i = block.ops.length - 1; i >= 0; i--) {
        const dst = opDefinition(block.ops[i]);
        if (dst === undefined || (reads.get(dst) ?? 0) > 0) continue;
        opUses(block.ops[i], (vreg) => count(vreg, -1));
        block.ops.splice(i, 1);
        changed = true;
      }
    }
  }
}

function renumber(blocks: readonly IrBlock[], order: readonly BlockId[]): IrBlock[] {
  const numbers = new Map(order.map((id, i) => [id, i]));
  const numberOf = (id: BlockId): BlockId => numbers.get(id) ?? 0;
  return order.map((id) => {
    const block = blocks[id];
    retarget(block.end, numberOf);
    for (const op of block.ops) if (op.op === 'blockaddr') op.block = numberOf(op.block);
    return block;
  });
}
