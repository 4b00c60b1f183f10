/**
 * -Wuninitialized for variables in registers: a variable that is read where no path has given it a value.
 * A forward analysis over the blocks; what only some paths initialise is not reported.
 */
import type { SourcePosition } from '../../diagnostics';
import type { IrBlock, IrFunction, VReg } from '../../ir';
import type { Reporter } from '../report';
import { successors } from './tidy';
import { opUses, opWrites, terminatorUses } from './uses';

export function warnUninitialised(fn: IrFunction, report: Reporter): void {
  const names = fn.vregNames ?? {};
  const known = new Set(fn.params.map((param) => param.vreg));
  const candidates = new Set(
    Object.keys(names)
      .map(Number)
      .filter((vreg) => !known.has(vreg)),
  );
  if (candidates.size === 0) return;
  const written = reachingWrites(fn.blocks, candidates);
  const reported = new Set<VReg>();
  fn.blocks.forEach((block, i) => {
    const now = new Set(written[i]);
    let at: SourcePosition | undefined;
    const check = (vreg: VReg): void => {
      if (!candidates.has(vreg) || now.has(vreg) || reported.has(vreg)) return;
      reported.add(vreg);
      report.warn('uninitialised', at ?? fn.at, { name: names[vreg] });
    };
    for (const op of block.ops) {
      ({ at } = op);
      opUses(op, check);
      opWrites(op, (vreg) => now.add(vreg));
    }
    ({ at } = block.end);
    terminatorUses(block.end, check);
  });
}

/** For each block the candidates that may have been written before it. */
function reachingWrites(blocks: readonly IrBlock[], candidates: ReadonlySet<VReg>): Set<VReg>[] {
  const before = blocks.map(() => new Set<VReg>());
  const own = blocks.map((block) => {
    const set = new Set<VReg>();
    for (const op of block.ops) opWrites(op, (vreg) => candidates.has(vreg) && set.add(vreg));
    return set;
  });
  const todo = blocks.map((_, i) => i);
  for (let i = todo.shift(); i !== undefined; i = todo.shift()) {
    for (const to of successors(blocks[i].end)) {
      const size = before[to].size;
      for (const vreg of before[i]) before[to].add(vreg);
      for (const vreg of own[i]) before[to].add(vreg);
      if (before[to].size > size && !todo.includes(to)) todo.push(to);
    }
  }
  return before;
}
