/** Random IR functions that end, trap nowhere, and give one number that depends on everything they computed. */
import type {
  Address,
  FloatCompare,
  IntBinary,
  IntCompare,
  IrBlock,
  IrFunction,
  IrOp,
  IrType,
  Operand,
} from '../../ir';

/** xorshift32: the seed is printed by the test. */
export class Random {
  constructor(private state: number) {
    this.state = state | 0 || 1;
  }

  next(): number {
    let x = this.state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.state = x;
    return x >>> 0;
  }

  below(n: number): number {
    return this.next() % n;
  }

  chance(percent: number): boolean {
    return this.below(100) < percent;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)];
  }
}

const INTS: IrType[] = ['i8', 'i16', 'i32', 'i32', 'i64', 'i64'];
const FLOATS: ('f32' | 'f64')[] = ['f32', 'f64'];
const BINARY: IntBinary[] = [
  'add',
  'sub',
  'mul',
  'and',
  'or',
  'xor',
  'add',
  'sub',
  'shl',
  'shr',
  'sar',
  'sdiv',
  'udiv',
  'srem',
  'urem',
];
const COMPARES: IntCompare[] = ['eq', 'ne', 'slt', 'sle', 'sgt', 'sge', 'ult', 'ule', 'ugt', 'uge'];
const FLOAT_COMPARES: FloatCompare[] = ['feq', 'fne', 'flt', 'fle', 'fgt', 'fge'];
const BITS: Record<IrType, number> = { i8: 8, i16: 16, i32: 32, i64: 64, f32: 32, f64: 64 };
const SLOT_SIZE = 64;
export const GLOBAL_SIZE = 128;

const INTERESTING = [
  0n,
  1n,
  2n,
  3n,
  5n,
  7n,
  8n,
  9n,
  10n,
  16n,
  100n,
  127n,
  128n,
  255n,
  256n,
  1000n,
  0x7fffn,
  0x8000n,
  0xffffn,
  0x7fffffffn,
  0x80000000n,
  0xffffffffn,
  0x123456789abcn,
  -1n,
  -2n,
  -7n,
  -128n,
  -0x80000000n,
  1n << 62n,
  -(1n << 63n),
];

export class FunctionMaker {
  private readonly vregs: IrType[] = [];
  private readonly ofType = new Map<IrType, number[]>();
  private readonly blocks: IrBlock[] = [];
  private ops: IrOp[] = [];

  constructor(
    private readonly random: Random,
    private readonly name: string,
  ) {}

  private vreg(type: IrType): number {
    this.vregs.push(type);
    const v = this.vregs.length - 1;
    const list = this.ofType.get(type);
    if (list === undefined) this.ofType.set(type, [v]);
    else list.push(v);
    return v;
  }

  private any(type: IrType): number {
    return this.random.pick(this.ofType.get(type)!);
  }

  private constant(type: IrType): bigint {
    return BigInt.asIntN(
      BITS[type],
      this.random.chance(70) ? this.random.pick(INTERESTING) : BigInt(this.random.next()) * BigInt(this.random.next()),
    );
  }

  private operand(type: IrType): Operand {
    return this.random.chance(30) ? { imm: this.constant(type) } : this.any(type);
  }

  private dst(type: IrType): number {
    return this.random.chance(30) ? this.any(type) : this.vreg(type);
  }

  make(blockCount: number): IrFunction {
    const { random } = this;
    const params: IrFunction['params'] = [];
    for (let i = random.below(12); i > 0; i--) {
      const type = random.chance(70) ? random.pick(['i32', 'i64'] as IrType[]) : random.pick(FLOATS);
      params.push({ kind: type[0] === 'f' ? 'sse' : 'int', type, vreg: this.vreg(type) });
    }
    for (const type of ['i8', 'i16', 'i32', 'i64'] as IrType[])
      for (let i = 0; i < 2; i++)
        this.ops.push({ op: 'copy', type, dst: this.vreg(type), src: { imm: this.constant(type) } });
    for (const type of FLOATS)
      for (let i = 0; i < 2; i++)
        this.ops.push({
          op: 'fconst',
          type,
          dst: this.vreg(type),
          value: random.pick([0, 1, -1.5, 3.25, 1e10, -1e-3, 123456.75, 4294967296.5, -0]),
        });
    for (let at = 0; at < SLOT_SIZE; at += 8)
      this.ops.push({
        op: 'store',
        type: 'i64',
        src: { imm: this.constant('i64') },
        address: { base: { slot: 0 }, offset: at },
      });
    const counters: number[] = [];
    for (let b = 0; b < blockCount; b++) counters.push(this.counter());
    // Registers that every block may read; what a block adds is only known inside it.
    const common = new Map([...this.ofType].map(([t, list]) => [t, [...list]]));
    for (let b = 0; b < blockCount; b++) {
      for (const [t, list] of common) this.ofType.set(t, [...list]);
      for (let i = random.below(14); i > 0; i--) this.randomOp();
      this.terminate(b, blockCount, counters[b], common);
    }
    this.finish(common);
    return {
      name: this.name,
      global: true,
      at: { file: 'random.c', line: 1, column: 1 },
      params,
      variadic: false,
      vregs: this.vregs,
      slots: [{ size: SLOT_SIZE, align: random.pick([8, 16, 64]) }],
      blocks: this.blocks,
      attributes: { constructor: false },
    };
  }

  /** A loop counter that random operations do not touch. */
  private counter(): number {
    this.vregs.push('i32');
    const v = this.vregs.length - 1;
    this.ops.push({ op: 'copy', type: 'i32', dst: v, src: { imm: 0n } });
    return v;
  }

  private address(size: number): Address {
    const { random } = this;
    const base = random.chance(50) ? { slot: 0 } : { symbol: 'memory' };
    if (random.chance(60)) return { base, offset: random.below(SLOT_SIZE - size + 1) };
    const scale = random.pick([1, 2, 4, 8] as const);
    const mask = BigInt(Math.max(1, 2 ** Math.floor(Math.log2((SLOT_SIZE - size) / scale)))) - 1n;
    const index = this.masked('i64', mask);
    if (random.chance(40)) {
      // As C lowers it: pointer plus scaled index, in separate operations.
      const scaled = this.vreg('i64');
      this.ops.push({ op: 'mul', type: 'i64', dst: scaled, a: index, b: { imm: BigInt(scale) } });
      return { base, index: scaled, scale: 1, offset: 0 };
    }
    return { base, index, scale, offset: 0 };
  }

  private randomOp(): void {
    const { random } = this;
    const kind = random.below(100);
    if (kind < 45) {
      this.binary();
      return;
    }
    if (kind < 52) {
      this.float();
      return;
    }
    if (kind < 60) {
      this.memory();
      return;
    }
    if (kind < 70) {
      this.extension();
      return;
    }
    if (kind < 77) {
      this.conversion();
      return;
    }
    if (kind < 83) {
      this.compare();
      return;
    }
    if (kind < 88) {
      this.unary();
      return;
    }
    if (kind < 92) {
      this.bitOp();
      return;
    }
    if (kind < 96) {
      this.atomic();
      return;
    }
    const type = random.chance(70) ? random.pick(INTS) : random.pick(FLOATS);
    const src = this.any(type);
    this.ops.push({ op: 'copy', type, dst: this.dst(type), src });
  }

  private binary(): void {
    const { random } = this;
    const op = random.pick(BINARY);
    const type = random.pick(INTS);
    const a = this.operand(type);
    let b = this.operand(type);
    if (op === 'shl' || op === 'shr' || op === 'sar')
      b = random.chance(50) ? { imm: BigInt(random.below(BITS[type])) } : this.masked(type, BigInt(BITS[type] - 1));
    if (op === 'sdiv' || op === 'srem' || op === 'udiv' || op === 'urem') b = this.divisor(type);
    this.ops.push({ op, type, dst: this.dst(type), a, b });
  }

  private masked(type: IrType, mask: bigint): number {
    const a = this.any(type);
    const v = this.vreg(type);
    this.ops.push({ op: 'and', type, dst: v, a, b: { imm: mask } });
    return v;
  }

  /** Neither 0 nor -1. */
  private divisor(type: IrType): Operand {
    if (this.random.chance(60)) {
      const value = this.constant(type);
      return { imm: value === 0n || value === -1n ? 3n : value };
    }
    const small = this.masked(type, 63n);
    const v = this.vreg(type);
    this.ops.push({ op: 'add', type, dst: v, a: small, b: { imm: 1n } });
    return v;
  }

  private float(): void {
    const { random } = this;
    const type = random.pick(FLOATS);
    const kind = random.below(10);
    if (kind < 8)
      this.ops.push({
        op: random.pick(['fadd', 'fsub', 'fmul', 'fdiv'] as const),
        type,
        a: this.any(type),
        b: this.any(type),
        dst: this.dst(type),
      });
    else this.ops.push({ op: kind === 8 ? 'fneg' : 'fsqrt', type, a: this.any(type), dst: this.dst(type) });
  }

  private memory(): void {
    const { random } = this;
    const type = random.chance(80) ? random.pick(INTS) : random.pick(FLOATS);
    const address = this.address(BITS[type] / 8);
    // Float loads could meet signalling NaNs, whose bits JavaScript does not keep: integers only.
    if (random.chance(50)) {
      const t = type[0] === 'f' ? 'i32' : type;
      this.ops.push({
        op: 'load',
        type: t,
        dst: this.dst(t),
        address: type[0] === 'f' ? { base: { slot: 0 }, offset: 4 } : address,
      });
    } else if (type[0] === 'f') this.storeFloat(type as 'f32' | 'f64');
    else {
      const src = this.operand(type);
      this.ops.push({ op: 'store', type, src, address });
      if (random.chance(30)) this.update(type, address);
    }
  }

  /** Floats go to memory as integers, and only when they are numbers (a NaN's bits differ between CPU and JavaScript). */
  private storeFloat(type: 'f32' | 'f64'): void {
    const [a, b] = [this.any(type), this.any(type)];
    this.ops.push({ op: 'fcmp', cond: 'feq', type, dst: this.vreg('i32'), a, b });
  }

  private update(type: IrType, address: Address): void {
    const b = this.operand(type);
    const old = this.vreg(type);
    const now = this.vreg(type);
    this.ops.push({ op: 'load', type, dst: old, address });
    this.ops.push({ op: this.random.pick(['add', 'sub', 'and', 'or', 'xor'] as const), type, dst: now, a: old, b });
    this.ops.push({ op: 'store', type, src: now, address });
  }

  private extension(): void {
    const { random } = this;
    const order: IrType[] = ['i8', 'i16', 'i32', 'i64'];
    const small = random.below(3);
    const large = small + 1 + random.below(3 - small);
    if (random.chance(40)) {
      const a = this.any(order[large]);
      this.ops.push({ op: 'trunc', from: order[large], to: order[small], dst: this.dst(order[small]), a });
    } else {
      const a = this.any(order[small]);
      this.ops.push({
        op: random.pick(['sext', 'zext'] as const),
        from: order[small],
        to: order[large],
        dst: this.dst(order[large]),
        a,
      });
    }
  }

  private conversion(): void {
    const { random } = this;
    const f = random.pick(FLOATS);
    const i = random.pick(['i32', 'i64'] as IrType[]);
    const kind = random.below(6);
    if (kind < 2)
      this.ops.push({ op: kind === 0 ? 'sitof' : 'uitof', from: i, to: f, a: this.any(i), dst: this.dst(f) });
    else if (kind < 4)
      this.ops.push({ op: kind === 2 ? 'ftosi' : 'ftoui', from: f, to: i, a: this.any(f), dst: this.dst(i) });
    else if (kind === 4)
      this.ops.push({ op: 'fext', from: 'f32', to: 'f64', a: this.any('f32'), dst: this.dst('f64') });
    else this.ops.push({ op: 'ftrunc', from: 'f64', to: 'f32', a: this.any('f64'), dst: this.dst('f32') });
  }

  private compare(): void {
    const { random } = this;
    if (random.chance(75)) {
      const type = random.pick(INTS);
      this.ops.push({
        op: 'icmp',
        cond: random.pick(COMPARES),
        type,
        a: this.operand(type),
        b: this.operand(type),
        dst: this.dst('i32'),
      });
    } else {
      const type = random.pick(FLOATS);
      this.ops.push({
        op: 'fcmp',
        cond: random.pick(FLOAT_COMPARES),
        type,
        a: this.any(type),
        b: this.any(type),
        dst: this.dst('i32'),
      });
    }
  }

  private unary(): void {
    const type = this.random.pick(INTS);
    const a = this.operand(type);
    this.ops.push({ op: this.random.pick(['neg', 'not'] as const), type, a, dst: this.dst(type) });
  }

  private bitOp(): void {
    const { random } = this;
    const type = random.pick(INTS);
    const op = random.pick(['clz', 'ctz', 'popcount', 'bswap'] as const);
    if (op === 'popcount' || op === 'bswap') {
      const a = this.any(type);
      this.ops.push({ op, type, a, dst: this.dst(type) });
      return;
    }
    const a = this.any(type);
    const t = this.vreg(type);
    this.ops.push({
      op: 'or',
      type,
      dst: t,
      a,
      b: { imm: BigInt.asIntN(BITS[type], 1n << BigInt(random.below(BITS[type]))) },
    });
    this.ops.push({ op, type, a: t, dst: this.dst(type) });
  }

  private atomic(): void {
    const { random } = this;
    const type = random.pick(INTS);
    const address = this.address(BITS[type] / 8);
    if (random.chance(60)) {
      const src = this.operand(type);
      this.ops.push({
        op: 'atomicrmw',
        kind: random.pick(['add', 'sub', 'and', 'or', 'xor', 'xchg'] as const),
        type,
        address,
        src,
        dst: this.dst(type),
      });
      return;
    }
    const expected = this.any(type);
    const desired = this.operand(type);
    this.ops.push({ op: 'cmpxchg', type, address, expected, desired, dst: this.vreg('i32'), old: this.vreg(type) });
  }

  private close(end: IrBlock['end']): void {
    this.blocks.push({ ops: this.ops, end });
    this.ops = [];
  }

  private terminate(b: number, count: number, counter: number, common: Map<IrType, number[]>): void {
    const { random } = this;
    const later = () => b + 1 + random.below(count - b);
    const kind = random.below(100);
    // What other blocks read must live in the common registers: copy something there.
    for (const type of random.chance(60) ? (['i32', 'i64'] as IrType[]) : ([] as IrType[]))
      this.ops.push({ op: 'copy', type, dst: random.pick(common.get(type)!), src: this.any(type) });
    if (kind < 20) {
      this.close({ op: 'jump', to: later() });
      return;
    }
    if (kind < 45) {
      const type = random.pick(INTS);
      this.close({
        op: 'branch',
        cond: random.pick(COMPARES),
        type,
        a: this.operand(type),
        b: this.operand(type),
        // biome-ignore lint/suspicious/noThenProperty: the IR's branches call their target so; nobody awaits them
        then: later(),
        else: later(),
      });
      return;
    }
    if (kind < 55) {
      const type = random.pick(INTS);
      const [a, b2] = [this.any(type), this.operand(type)];
      const flag = this.vreg('i32');
      this.ops.push({ op: 'icmp', cond: random.pick(COMPARES), type, a, b: b2, dst: flag });
      this.close({
        op: 'branch',
        cond: random.pick(['eq', 'ne'] as const),
        type: 'i32',
        a: flag,
        b: { imm: 0n },
        // biome-ignore lint/suspicious/noThenProperty: the IR's branches call their target so; nobody awaits them
        then: later(),
        else: later(),
      });
      return;
    }
    if (kind < 65) {
      const type = random.pick(FLOATS);
      this.close({
        op: 'fbranch',
        cond: random.pick(FLOAT_COMPARES),
        type,
        a: this.any(type),
        b: this.any(type),
        // biome-ignore lint/suspicious/noThenProperty: the IR's branches call their target so; nobody awaits them
        then: later(),
        else: later(),
      });
      return;
    }
    if (kind < 75) {
      this.switch(later);
      return;
    }
    // A loop: back to an earlier block, a few times.
    this.ops.push({ op: 'add', type: 'i32', dst: counter, a: counter, b: { imm: 1n } });
    this.close({
      op: 'branch',
      cond: 'slt',
      type: 'i32',
      a: counter,
      b: { imm: BigInt(1 + random.below(3)) },
      // biome-ignore lint/suspicious/noThenProperty: the IR's branches call their target so; nobody awaits them
      then: Math.max(1, random.below(b + 1)) > b ? later() : random.below(b + 1) || later(),
      else: later(),
    });
    return;
  }

  private switch(later: () => number): void {
    const { random } = this;
    const type: IrType = random.pick(['i32', 'i64'] as const);
    const value = random.chance(60) ? this.masked(type, 15n) : this.any(type);
    const cases = new Map<bigint, number>();
    const dense = random.chance(60);
    const start = BigInt(random.below(4)) - 1n;
    for (let i = random.below(10); i > 0; i--)
      cases.set(dense ? start + BigInt(i) : BigInt.asIntN(BITS[type], this.constant(type)), later());
    this.close({ op: 'switch', type, value, cases: [...cases].map(([v, to]) => ({ value: v, to })), default: later() });
  }

  /** Mixes every common register into one i64 and returns it. */
  private finish(common: Map<IrType, number[]>): void {
    this.vregs.push('i64');
    const hash = this.vregs.length - 1;
    const temporary = (type: IrType) => {
      this.vregs.push(type);
      return this.vregs.length - 1;
    };
    const mix = (v: number) => {
      const product = temporary('i64');
      this.ops.push({ op: 'mul', type: 'i64', dst: product, a: hash, b: { imm: 1000003n } });
      this.ops.push({ op: 'add', type: 'i64', dst: hash, a: product, b: v });
    };
    this.ops.push({ op: 'copy', type: 'i64', dst: hash, src: { imm: 17n } });
    for (const [type, list] of common) {
      for (const v of list) {
        if (type === 'i64') mix(v);
        else if (type[0] === 'i') {
          const wide = temporary('i64');
          this.ops.push({ op: v % 2 ? 'sext' : 'zext', from: type, to: 'i64', dst: wide, a: v });
          mix(wide);
        } else this.mixFloat(v, type as 'f32' | 'f64', mix, temporary);
      }
    }
    for (let at = 0; at < SLOT_SIZE; at += 8) {
      for (const base of [{ slot: 0 }, { symbol: 'memory' }]) {
        const word = temporary('i64');
        this.ops.push({ op: 'load', type: 'i64', dst: word, address: { base, offset: at } });
        mix(word);
      }
    }
    this.close({ op: 'return', values: [{ vreg: hash, type: 'i64' }] });
  }

  /** The bits of a number; a NaN counts as one value, whatever its bits. */
  private mixFloat(
    v: number,
    type: 'f32' | 'f64',
    mix: (v: number) => void,
    temporary: (type: IrType) => number,
  ): void {
    const bits = temporary('i64');
    const here = this.blocks.length;
    // biome-ignore lint/suspicious/noThenProperty: the IR's branches call their target so; nobody awaits them
    this.close({ op: 'fbranch', cond: 'feq', type, a: v, b: v, then: here + 1, else: here + 2 });
    if (type === 'f64') this.ops.push({ op: 'bitcast', from: 'f64', to: 'i64', dst: bits, a: v });
    else {
      const narrow = temporary('i32');
      this.ops.push({ op: 'bitcast', from: 'f32', to: 'i32', dst: narrow, a: v });
      this.ops.push({ op: 'zext', from: 'i32', to: 'i64', dst: bits, a: narrow });
    }
    this.close({ op: 'jump', to: here + 3 });
    this.ops.push({ op: 'copy', type: 'i64', dst: bits, src: { imm: 0x4e614en } });
    this.close({ op: 'jump', to: here + 3 });
    mix(bits);
  }
}
