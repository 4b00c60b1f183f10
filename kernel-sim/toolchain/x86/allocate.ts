/**
 * Linear-scan register allocation over intervals with holes (Poletto and Sarkar 1999; Wimmer and Mössenböck 2005).
 * Copies are coalesced first where the two intervals do not overlap; what does not fit is spilled whole, cheapest
 * first (uses weighted by loop depth over length), and the scan starts again with the rewritten code.
 */
import { R8, R9, R10, R11, R12, R13, R14, R15, RAX, RBX, RCX, RDI, RDX, RSI, VIRTUAL, XMM0 } from '../asm/registers';
import { buildIntervals, type Interval, type Intervals, mergeRanges, overlap } from './intervals';
import type { MFunction, MInst } from './mir';
import { spill } from './spill';

/** Caller-saved first: a value that lives across a call finds them taken and gets a callee-saved one. */
const GENERAL_ORDER = [RAX, RCX, RDX, RSI, RDI, R8, R9, R10, R11, RBX, R12, R13, R14, R15];
const VECTOR_ORDER = Array.from({ length: 16 }, (_, i) => XMM0 + i);
export const CALLEE_SAVED: readonly number[] = [RBX, R12, R13, R14, R15];

/** A register-to-register copy whose removal keeps the meaning. */
export function isCopy(inst: MInst): boolean {
  if ((inst.mnemonic !== 'mov' && inst.mnemonic !== 'movaps') || inst.keep) return false;
  return inst.operands[0].kind === 'reg' && inst.operands[1].kind === 'reg';
}

function registerOf(inst: MInst, i: number): number {
  const o = inst.operands[i];
  return o.kind === 'reg' ? o.register : -1;
}

/** Joins the two sides of copies, innermost loops first; gives each virtual register's representative. */
function coalesce(fn: MFunction, intervals: Intervals): Int32Array {
  const parent = new Int32Array(fn.vector.length);
  for (let i = 0; i < parent.length; i++) parent[i] = i;
  const find = (v: number): number => {
    let root = v;
    while (parent[root] !== root) root = parent[root];
    while (parent[v] !== root) {
      const next = parent[v];
      parent[v] = root;
      v = next;
    }
    return root;
  };
  const copies: { inst: MInst; depth: number }[] = [];
  for (const block of fn.blocks)
    for (const inst of block.insts)
      if (isCopy(inst) && registerOf(inst, 0) >= VIRTUAL && registerOf(inst, 1) >= VIRTUAL)
        copies.push({ inst, depth: block.depth });
  copies.sort((a, b) => b.depth - a.depth);
  for (const { inst } of copies) {
    const a = find(registerOf(inst, 0) - VIRTUAL);
    const b = find(registerOf(inst, 1) - VIRTUAL);
    if (a === b) continue;
    const ia = intervals.virtual[a];
    const ib = intervals.virtual[b];
    if (ia === undefined || ib === undefined || ia.unspillable || ib.unspillable || overlap(ia.ranges, ib.ranges))
      continue;
    ia.ranges = mergeRanges(ia.ranges, ib.ranges);
    ia.weight += ib.weight;
    fn.width[a] = Math.max(fn.width[a], fn.width[b]) as 1 | 2 | 4 | 8;
    intervals.virtual[b] = undefined;
    parent[b] = a;
  }
  for (let v = 0; v < parent.length; v++) parent[v] = find(v);
  return parent;
}

/** Renames every virtual register by `to`. */
export function rename(fn: MFunction, to: (register: number) => number): void {
  for (const block of fn.blocks) {
    for (const inst of block.insts) {
      const { operands } = inst;
      for (let i = 0; i < operands.length; i++) {
        const o = operands[i];
        if (o.kind === 'reg') {
          if (o.register >= VIRTUAL) operands[i] = { kind: 'reg', register: to(o.register), size: o.size };
        } else if (o.kind === 'mem' && (o.base >= VIRTUAL || o.index >= VIRTUAL)) {
          operands[i] = {
            ...o,
            base: o.base >= VIRTUAL ? to(o.base) : o.base,
            index: o.index >= VIRTUAL ? to(o.index) : o.index,
          };
        }
      }
      if (inst.uses?.some((r) => r >= VIRTUAL)) inst.uses = inst.uses.map((r) => (r >= VIRTUAL ? to(r) : r));
      if (inst.defs?.some((r) => r >= VIRTUAL)) inst.defs = inst.defs.map((r) => (r >= VIRTUAL ? to(r) : r));
    }
  }
}

function dropSelfCopies(fn: MFunction): void {
  for (const block of fn.blocks)
    block.insts = block.insts.filter((inst) => !(isCopy(inst) && registerOf(inst, 0) === registerOf(inst, 1)));
}

/** Notes which physical register each virtual one is copied from or to. */
function collectHints(fn: MFunction, intervals: Intervals, partners: Map<number, number[]>): void {
  const note = (register: number, other: number, gain: number) => {
    const interval = intervals.virtual[register - VIRTUAL];
    if (interval === undefined) return;
    if (other < VIRTUAL) interval.hints.set(other, (interval.hints.get(other) ?? 0) + gain);
    else {
      const list = partners.get(register);
      if (list === undefined) partners.set(register, [other]);
      else list.push(other);
    }
  };
  for (const block of fn.blocks) {
    const gain = 10 ** Math.min(block.depth, 6);
    for (const inst of block.insts) {
      if (inst.mnemonic !== 'mov' && inst.mnemonic !== 'movaps') continue;
      const to = registerOf(inst, 0);
      const from = registerOf(inst, 1);
      if (to < 0 || from < 0) continue;
      if (to >= VIRTUAL) note(to, from, gain);
      if (from >= VIRTUAL) note(from, to, gain);
    }
  }
}

class Scan {
  /** Intervals that hold each physical register and may still overlap what comes. */
  private readonly holders: Interval[][] = Array.from({ length: 32 }, () => []);
  readonly spilled: Interval[] = [];

  constructor(
    private readonly fn: MFunction,
    private readonly intervals: Intervals,
    private readonly partners: Map<number, number[]>,
  ) {}

  run(): void {
    const order = this.intervals.virtual.filter((i): i is Interval => i !== undefined && i.ranges.length > 0);
    order.sort((a, b) => a.start - b.start || a.register - b.register);
    for (const interval of order) this.place(interval);
  }

  private conflicts(register: number, interval: Interval): Interval[] {
    const holders = this.holders[register];
    const { start } = interval;
    let kept = 0;
    const found: Interval[] = [];
    for (let i = 0; i < holders.length; i++) {
      const h = holders[i];
      if (h.end <= start) continue;
      holders[kept++] = h;
      if (overlap(h.ranges, interval.ranges)) found.push(h);
    }
    holders.length = kept;
    return found;
  }

  private cost(interval: Interval): number {
    return interval.unspillable ? Number.POSITIVE_INFINITY : interval.weight / (interval.length + 8);
  }

  private place(interval: Interval): void {
    const order = this.fn.vector[interval.register - VIRTUAL] ? VECTOR_ORDER : GENERAL_ORDER;
    for (const partner of this.partners.get(interval.register) ?? []) {
      const assigned = this.intervals.virtual[partner - VIRTUAL]?.assigned ?? -1;
      if (assigned >= 0) interval.hints.set(assigned, (interval.hints.get(assigned) ?? 0) + 1);
    }
    let best = -1;
    let bestHint = -1;
    let victim = -1;
    let victimCost = Number.POSITIVE_INFINITY;
    let victims: Interval[] = [];
    for (const register of order) {
      const hint = interval.hints.get(register) ?? 0;
      if (best >= 0 && hint <= bestHint) continue;
      if (overlap(this.intervals.fixed[register].ranges, interval.ranges)) continue;
      const conflicts = this.conflicts(register, interval);
      if (conflicts.length === 0) {
        best = register;
        bestHint = hint;
      } else if (best < 0) {
        let cost = 0;
        for (const c of conflicts) cost += this.cost(c);
        if (cost < victimCost) {
          victimCost = cost;
          victim = register;
          victims = conflicts;
        }
      }
    }
    if (best < 0 && victim >= 0 && victimCost < this.cost(interval)) {
      for (const v of victims) {
        v.assigned = -1;
        this.spilled.push(v);
      }
      this.holders[victim] = this.holders[victim].filter((h) => h.assigned >= 0);
      best = victim;
    }
    if (best < 0) {
      this.spilled.push(interval);
      return;
    }
    interval.assigned = best;
    this.holders[best].push(interval);
  }
}

const MAX_ROUNDS = 40;

/** Gives every virtual register a physical one, spilling to frame slots; false when it is not possible (bad asm constraints). */
export function allocateRegisters(fn: MFunction): boolean {
  const unspillable = new Set<number>();
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const intervals = buildIntervals(fn, unspillable);
    if (round === 0) {
      const root = coalesce(fn, intervals);
      rename(fn, (r) => VIRTUAL + root[r - VIRTUAL]);
      dropSelfCopies(fn);
    }
    const partners = new Map<number, number[]>();
    collectHints(fn, intervals, partners);
    const scan = new Scan(fn, intervals, partners);
    // Positions shift when copies are dropped, so the first round builds its intervals anew.
    if (round === 0) {
      const again = buildIntervals(fn, unspillable);
      partners.clear();
      collectHints(fn, again, partners);
      const second = new Scan(fn, again, partners);
      second.run();
      if (finish(fn, again, second.spilled, unspillable)) return true;
      if (second.spilled.some((i) => i.unspillable)) return false;
      continue;
    }
    scan.run();
    if (finish(fn, intervals, scan.spilled, unspillable)) return true;
    if (scan.spilled.some((i) => i.unspillable)) return false;
  }
  return false;
}

function finish(fn: MFunction, intervals: Intervals, spilled: Interval[], unspillable: Set<number>): boolean {
  if (spilled.length > 0) {
    spill(
      fn,
      spilled.map((i) => i.register),
      unspillable,
    );
    return false;
  }
  rename(fn, (r) => intervals.virtual[r - VIRTUAL]?.assigned ?? RAX);
  dropSelfCopies(fn);
  return true;
}
