/** A small seeded generator (mulberry32), so that every failing case can be run again. */
export class Random {
  private state: number;
  constructor(seed: number) {
    this.state = seed | 0;
  }

  /** 32 bits, unsigned. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let x = this.state;
    x = Math.imul(x ^ (x >>> 15), x | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return (x ^ (x >>> 14)) >>> 0;
  }

  /** 0 ≤ n < limit. */
  below(limit: number): number {
    return Math.floor((this.next() / 0x1_0000_0000) * limit);
  }

  chance(percent: number): boolean {
    return this.below(100) < percent;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)];
  }

  /** 64 bits. */
  wide(): bigint {
    return (BigInt(this.next()) << 32n) | BigInt(this.next());
  }
}
