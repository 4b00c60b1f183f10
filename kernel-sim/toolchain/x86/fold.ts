/**
 * Which IR operations of a block may disappear into the one that uses them: loads into memory operands, comparisons into
 * branches. Safe when the value is used once and nothing between changes what it was made from.
 */
import type { Address, IrBlock, IrFunction, IrOp, Operand, VReg } from '../ir';
import { eachDefOfOp, eachUseOfEnd, eachUseOfOp } from './ir-walk';

export interface Counts {
  uses: Uint32Array;
  defs: Uint32Array;
}

/** How often each virtual register is read and written in the whole function. */
export function countUses(fn: IrFunction): Counts {
  const uses = new Uint32Array(fn.vregs.length);
  const defs = new Uint32Array(fn.vregs.length);
  for (const p of fn.params) defs[p.vreg]++;
  for (const block of fn.blocks) {
    for (const op of block.ops) {
      eachUseOfOp(op, (v) => {
        uses[v]++;
      });
      eachDefOfOp(op, (v) => {
        defs[v]++;
      });
    }
    eachUseOfEnd(block.end, (v) => {
      uses[v]++;
    });
  }
  return { uses, defs };
}

const WRITES_MEMORY = new Set<IrOp['op']>([
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
  'restorestack',
]);

export class BlockFolder {
  /** Operations that are emitted as part of another. */
  readonly folded: boolean[];
  private readonly definedAt = new Map<VReg, number>();
  /** writes[i] = memory-writing operations among the first i. */
  private readonly writes: Int32Array;

  constructor(
    readonly block: IrBlock,
    readonly counts: Counts,
  ) {
    const { ops } = block;
    this.folded = new Array(ops.length).fill(false);
    this.writes = new Int32Array(ops.length + 1);
    ops.forEach((op, i) => {
      this.writes[i + 1] = this.writes[i] + (WRITES_MEMORY.has(op.op) || (op.op === 'load' && op.volatile) ? 1 : 0);
      eachDefOfOp(op, (v) => {
        this.definedAt.set(v, i);
      });
    });
  }

  /** The operation in this block that is the only definition of `v`, when it comes before `user`. */
  definition(v: Operand, user: number): { op: IrOp; at: number } | undefined {
    if (typeof v !== 'number' || this.counts.defs[v] !== 1) return undefined;
    const at = this.definedAt.get(v);
    return at === undefined || at >= user ? undefined : { op: this.block.ops[at], at };
  }

  /** Does `v` keep its value from operation `from` to operation `to`? */
  stable(v: VReg, from: number, to: number): boolean {
    if (this.counts.defs[v] === 1) {
      const at = this.definedAt.get(v);
      return at === undefined || at <= from || at >= to;
    }
    if (this.counts.defs[v] === 0) return true;
    for (let i = from + 1; i < to; i++) {
      let changed = false;
      eachDefOfOp(this.block.ops[i], (d) => {
        if (d === v) changed = true;
      });
      if (changed) return false;
    }
    return true;
  }

  stableAddress(a: Address, from: number, to: number): boolean {
    return (
      ('vreg' in a.base ? this.stable(a.base.vreg, from, to) : true) &&
      (a.index === undefined || this.stable(a.index, from, to))
    );
  }

  /** A load that may become the memory operand of operation `user`. */
  foldableLoad(v: Operand, user: number, type: string): { address: Address; at: number } | undefined {
    if (typeof v !== 'number' || this.counts.uses[v] !== 1) return undefined;
    const definition = this.definition(v, user);
    if (
      definition === undefined ||
      definition.op.op !== 'load' ||
      definition.op.volatile ||
      definition.op.type !== type ||
      this.folded[definition.at]
    )
      return undefined;
    if (this.writes[user] !== this.writes[definition.at]) return undefined;
    return this.stableAddress(definition.op.address, definition.at, user)
      ? { address: definition.op.address, at: definition.at }
      : undefined;
  }
}

export function sameAddress(a: Address, b: Address): boolean {
  if (a.offset !== b.offset || a.index !== b.index || (a.scale ?? 1) !== (b.scale ?? 1)) return false;
  if ('vreg' in a.base) return 'vreg' in b.base && a.base.vreg === b.base.vreg;
  if ('slot' in a.base) return 'slot' in b.base && a.base.slot === b.base.slot;
  return 'symbol' in b.base && a.base.symbol === b.base.symbol;
}
