/**
 * Live intervals with holes (Wimmer and Mössenböck, "Optimized Interval Splitting in a Linear Scan Register Allocator",
 * 2005). Instruction i reads at 2i and writes at 2i+1, so an input that dies and an output may share a register.
 */
import { VIRTUAL } from '../asm/registers';
import { computeLiveness, eachDef, eachUse, tracked } from './liveness';
import type { MFunction } from './mir';

export class Interval {
  /** from, to, from, to … ascending, half open; built backwards and then turned round. */
  ranges: number[] = [];
  weight = 0;
  /** Spill temporaries must get a register. */
  unspillable = false;
  /** Physical register, or -1. */
  assigned = -1;
  /** Physical registers that would save a move, with how much. */
  readonly hints = new Map<number, number>();

  constructor(readonly register: number) {}

  get start(): number {
    return this.ranges[0];
  }

  get end(): number {
    return this.ranges[this.ranges.length - 1];
  }

  /** While building backwards: adds [from, to) in front. */
  addFront(from: number, to: number): void {
    const { ranges } = this;
    const n = ranges.length;
    // Stored backwards as to, from, to, from …: the last entry is the earliest `from`.
    if (n > 0 && ranges[n - 1] <= to) {
      if (from < ranges[n - 1]) ranges[n - 1] = from;
      if (to > ranges[n - 2]) ranges[n - 2] = to;
      return;
    }
    ranges.push(to, from);
  }

  /** While building backwards: the value is defined here, so the earliest range begins here. */
  cutFront(from: number): void {
    this.ranges[this.ranges.length - 1] = from;
  }

  finish(): void {
    this.ranges.reverse();
  }

  get length(): number {
    let sum = 0;
    for (let i = 0; i < this.ranges.length; i += 2) sum += this.ranges[i + 1] - this.ranges[i];
    return sum;
  }
}

/** Do two ascending range lists share a position? */
export function overlap(a: readonly number[], b: readonly number[]): boolean {
  let i = 0;
  let j = 0;
  if (a.length === 0 || b.length === 0 || a[a.length - 1] <= b[0] || b[b.length - 1] <= a[0]) return false;
  if (b.length > 16) j = lowerBound(b, a[0]);
  if (a.length > 16) i = lowerBound(a, b[j] ?? 0);
  while (i < a.length && j < b.length) {
    if (a[i + 1] <= b[j]) i += 2;
    else if (b[j + 1] <= a[i]) j += 2;
    else return true;
  }
  return false;
}

/** Index of the first range that ends after `position`. */
function lowerBound(ranges: readonly number[], position: number): number {
  let low = 0;
  let high = ranges.length >> 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ranges[middle * 2 + 1] <= position) low = middle + 1;
    else high = middle;
  }
  return low * 2;
}

/** Adds the ranges of `b` to `a`, which they do not overlap: the shorter list goes into the longer, in place. */
export function mergeRanges(a: number[], b: number[]): number[] {
  const [into, from] = a.length >= b.length ? [a, b] : [b, a];
  for (let i = 0; i < from.length; i += 2) insertRange(into, from[i], from[i + 1]);
  return into;
}

function insertRange(ranges: number[], from: number, to: number): void {
  const at = lowerBound(ranges, from);
  const joinsLeft = at > 0 && ranges[at - 1] === from;
  const joinsRight = at < ranges.length && ranges[at] === to;
  if (joinsLeft && joinsRight) ranges.splice(at - 1, 2);
  else if (joinsLeft) ranges[at - 1] = to;
  else if (joinsRight) ranges[at] = from;
  else ranges.splice(at, 0, from, to);
}

export interface Intervals {
  /** By virtual register - VIRTUAL; undefined = never mentioned. */
  virtual: (Interval | undefined)[];
  /** By physical register 0…31. */
  fixed: Interval[];
}

/** Builds the intervals of all registers; `unspillable` marks temporaries of the spiller. */
export function buildIntervals(fn: MFunction, unspillable: ReadonlySet<number>): Intervals {
  const live = computeLiveness(fn);
  const virtual: (Interval | undefined)[] = new Array(fn.vector.length);
  const fixed: Interval[] = [];
  for (let r = 0; r < 32; r++) fixed.push(new Interval(r));
  const of = (r: number): Interval => {
    if (r < VIRTUAL) return fixed[r];
    let interval = virtual[r - VIRTUAL];
    if (interval === undefined) {
      interval = new Interval(r);
      interval.unspillable = unspillable.has(r);
      virtual[r - VIRTUAL] = interval;
    }
    return interval;
  };
  let position = 0;
  for (const block of fn.blocks) position += block.insts.length;
  position *= 2;
  const physicalLive = new Uint8Array(32);
  for (let b = fn.blocks.length - 1; b >= 0; b--) {
    const block = fn.blocks[b];
    const end = position;
    const begin = end - block.insts.length * 2;
    const out = live.liveOut[b];
    for (let w = 0; w < out.length; w++) {
      let bits = out[w];
      while (bits !== 0) {
        const low = 31 - Math.clz32(bits & -bits);
        bits &= bits - 1;
        of(live.register[w * 32 + low]).addFront(begin, end);
      }
    }
    physicalLive.fill(0);
    const gain = 10 ** Math.min(block.depth, 6);
    for (let i = block.insts.length - 1; i >= 0; i--) {
      position -= 2;
      const at = position;
      const inst = block.insts[i];
      const define = (r: number, from: number) => {
        if (!tracked(r)) return;
        const interval = of(r);
        const alive =
          r < VIRTUAL
            ? physicalLive[r] === 1
            : interval.ranges.length > 0 && interval.ranges[interval.ranges.length - 1] <= from;
        if (alive) interval.cutFront(from);
        else interval.addFront(from, at + 2);
        if (r < VIRTUAL) physicalLive[r] = 0;
        else interval.weight += gain;
      };
      eachDef(inst, (r) => define(r, at + 1));
      if (inst.early !== undefined) for (const r of inst.early) define(r, at);
      if (inst.earlyOperands !== undefined) {
        for (const k of inst.earlyOperands) {
          const o = inst.operands[k];
          if (o.kind === 'reg') define(o.register, at);
        }
      }
      eachUse(inst, (r) => {
        if (!tracked(r)) return;
        const interval = of(r);
        interval.addFront(begin, at + 1);
        if (r < VIRTUAL) physicalLive[r] = 1;
        else interval.weight += gain;
      });
    }
    position = begin;
  }
  for (const interval of fixed) interval.finish();
  for (const interval of virtual) interval?.finish();
  return { virtual, fixed };
}
