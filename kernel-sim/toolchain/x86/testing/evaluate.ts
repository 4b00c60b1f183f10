/** A small evaluator of IR functions: the second opinion of the back end's property test. Integers are kept unsigned of their type. */
import type { Address, FloatCompare, IrFunction, IrOp, IrType, Operand } from '../../ir';
import { foldBinary, foldCompare, signedOf, unsignedOf } from '../opt/constants';

type Value = bigint | number;
const BITS: Record<IrType, number> = { i8: 8, i16: 16, i32: 32, i64: 64, f32: 32, f64: 64 };
const FLOAT_COMPARE: Record<FloatCompare, (a: number, b: number) => boolean> = {
  feq: (a, b) => a === b,
  fne: (a, b) => a !== b,
  flt: (a, b) => a < b,
  fle: (a, b) => a <= b,
  fgt: (a, b) => a > b,
  fge: (a, b) => a >= b,
};

/** cvttsd2si: truncation, or the integer indefinite value. */
function truncate(x: number, bits: number): bigint {
  const limit = 2 ** (bits - 1);
  if (Number.isNaN(x) || x >= limit || x <= -limit - 1) return 1n << BigInt(bits - 1);
  return BigInt(Math.trunc(x));
}

function toUnsigned64(x: number): bigint {
  if (!(x >= 2 ** 63)) return truncate(x, 64);
  return truncate(x - 2 ** 63, 64) ^ (1n << 63n);
}

/** Rounds an integer to the nearest f32, ties to even, without going through f64. */
function toFloat32(value: bigint): number {
  const negative = value < 0n;
  const magnitude = negative ? -value : value;
  const length = magnitude.toString(2).length;
  let result: number;
  if (length <= 24) result = Number(magnitude);
  else {
    const shift = BigInt(length - 24);
    let top = magnitude >> shift;
    const rest = magnitude - (top << shift);
    const half = 1n << (shift - 1n);
    if (rest > half || (rest === half && (top & 1n) === 1n)) top++;
    result = Number(top << shift);
  }
  return negative ? -result : result;
}

export class Evaluator {
  /** undefined until first written: reading that is an error of the test. */
  private readonly values: (Value | undefined)[];
  private readonly slots: DataView[];
  steps = 0;

  constructor(
    private readonly fn: IrFunction,
    private readonly globals: Map<string, DataView>,
  ) {
    this.values = new Array(fn.vregs.length);
    this.slots = fn.slots.map((s) => new DataView(new ArrayBuffer(s.size)));
  }

  /** Runs with the given arguments; gives the first returned value. */
  run(args: Value[]): Value | undefined {
    this.fn.params.forEach((p, i) => {
      this.values[p.vreg] = args[i];
    });
    let block = this.fn.blocks[0];
    for (;;) {
      if (++this.steps > 100_000) throw new Error('does not end');
      for (const op of block.ops) this.step(op);
      const { end } = block;
      switch (end.op) {
        case 'jump':
          block = this.fn.blocks[end.to];
          break;
        case 'branch':
          block =
            this.fn.blocks[foldCompare(end.cond, end.type, this.int(end.a), this.int(end.b)) ? end.then : end.else];
          break;
        case 'fbranch':
          block = this.fn.blocks[FLOAT_COMPARE[end.cond](this.float(end.a), this.float(end.b)) ? end.then : end.else];
          break;
        case 'switch': {
          const value = signedOf(this.int(end.value), end.type);
          block = this.fn.blocks[end.cases.find((c) => signedOf(c.value, end.type) === value)?.to ?? end.default];
          break;
        }
        case 'return':
          return end.values.length > 0 ? this.value(end.values[0].vreg) : undefined;
        default:
          throw new Error(`evaluator: ${end.op}`);
      }
    }
  }

  private value(v: number): Value {
    const value = this.values[v];
    if (value === undefined) throw new Error('evaluator: undefined register');
    return value;
  }

  private int(o: Operand): bigint {
    return typeof o === 'number' ? (this.value(o) as bigint) : o.imm;
  }

  private float(v: number): number {
    return this.value(v) as number;
  }

  private set(dst: number, type: IrType, value: Value): void {
    if (typeof value === 'bigint') this.values[dst] = unsignedOf(value, type);
    else this.values[dst] = type === 'f32' ? Math.fround(value) : value;
  }

  private place(a: Address): { view: DataView; at: number } {
    const index = a.index === undefined ? 0 : Number(signedOf(this.value(a.index) as bigint, 'i64')) * (a.scale ?? 1);
    if ('slot' in a.base) return { view: this.slots[a.base.slot], at: a.offset + index };
    if ('symbol' in a.base) return { view: this.globals.get(a.base.symbol)!, at: a.offset + index };
    throw new Error('evaluator: pointer');
  }

  private load(type: IrType, a: Address): Value {
    const { view, at } = this.place(a);
    if (type === 'f32') return view.getFloat32(at, true);
    if (type === 'f64') return view.getFloat64(at, true);
    let value = 0n;
    for (let i = 0; i < BITS[type] / 8; i++) value |= BigInt(view.getUint8(at + i)) << BigInt(i * 8);
    return value;
  }

  private store(type: IrType, a: Address, value: Value): void {
    const { view, at } = this.place(a);
    if (typeof value === 'number') {
      if (type === 'f32') view.setFloat32(at, value, true);
      else view.setFloat64(at, value, true);
      return;
    }
    for (let i = 0; i < BITS[type] / 8; i++) view.setUint8(at + i, Number((value >> BigInt(i * 8)) & 0xffn));
  }

  private step(op: IrOp): void {
    switch (op.op) {
      case 'copy':
        this.set(op.dst, op.type, typeof op.src === 'number' ? this.value(op.src) : op.src.imm);
        return;
      case 'fconst':
        this.set(op.dst, op.type, op.value);
        return;
      case 'fadd':
        this.set(op.dst, op.type, this.float(op.a) + this.float(op.b));
        return;
      case 'fsub':
        this.set(op.dst, op.type, this.float(op.a) - this.float(op.b));
        return;
      case 'fmul':
        this.set(op.dst, op.type, this.float(op.a) * this.float(op.b));
        return;
      case 'fdiv':
        this.set(op.dst, op.type, this.float(op.a) / this.float(op.b));
        return;
      case 'fneg':
        this.set(op.dst, op.type, -this.float(op.a));
        return;
      case 'fsqrt':
        this.set(op.dst, op.type, Math.sqrt(this.float(op.a)));
        return;
      case 'neg':
        this.set(op.dst, op.type, -this.int(op.a));
        return;
      case 'not':
        this.set(op.dst, op.type, ~this.int(op.a));
        return;
      case 'icmp':
        this.set(op.dst, 'i32', foldCompare(op.cond, op.type, this.int(op.a), this.int(op.b)) ? 1n : 0n);
        return;
      case 'fcmp':
        this.set(op.dst, 'i32', FLOAT_COMPARE[op.cond](this.float(op.a), this.float(op.b)) ? 1n : 0n);
        return;
      case 'sext':
        this.set(op.dst, op.to, signedOf(this.int(op.a), op.from));
        return;
      case 'zext':
        this.set(op.dst, op.to, unsignedOf(this.int(op.a), op.from));
        return;
      case 'trunc':
        this.set(op.dst, op.to, this.int(op.a));
        return;
      case 'sitof':
      case 'uitof': {
        const value = op.op === 'sitof' ? signedOf(this.int(op.a), op.from) : unsignedOf(this.int(op.a), op.from);
        this.set(op.dst, op.to, op.to === 'f32' ? toFloat32(value) : Number(value));
        return;
      }
      case 'ftosi':
        this.set(op.dst, op.to, truncate(this.float(op.a), op.to === 'i64' ? 64 : 32));
        return;
      case 'ftoui':
        this.set(op.dst, op.to, op.to === 'i64' ? toUnsigned64(this.float(op.a)) : truncate(this.float(op.a), 64));
        return;
      case 'fext':
      case 'ftrunc':
        this.set(op.dst, op.to, this.float(op.a));
        return;
      case 'bitcast':
        this.bitcast(op);
        return;
      case 'load':
        this.set(op.dst, op.type, this.load(op.type, op.address));
        return;
      case 'store':
        this.store(op.type, op.address, typeof op.src === 'number' ? this.value(op.src) : op.src.imm);
        return;
      case 'clz':
      case 'ctz':
      case 'popcount':
      case 'bswap':
        this.bits(op);
        return;
      case 'atomicrmw': {
        const old = this.load(op.type, op.address) as bigint;
        const value = op.kind === 'xchg' ? this.int(op.src) : foldBinary(op.kind, op.type, old, this.int(op.src))!;
        this.store(op.type, op.address, unsignedOf(value, op.type));
        this.set(op.dst, op.type, old);
        return;
      }
      case 'cmpxchg': {
        const old = this.load(op.type, op.address) as bigint;
        const equal = old === unsignedOf(this.int(op.expected), op.type);
        if (equal) this.store(op.type, op.address, unsignedOf(this.int(op.desired), op.type));
        this.set(op.dst, 'i32', equal ? 1n : 0n);
        this.set(op.old, op.type, old);
        return;
      }
      case 'add':
      case 'sub':
      case 'mul':
      case 'and':
      case 'or':
      case 'xor':
      case 'shl':
      case 'shr':
      case 'sar':
      case 'sdiv':
      case 'udiv':
      case 'srem':
      case 'urem': {
        const value = foldBinary(op.op, op.type, this.int(op.a), this.int(op.b));
        if (value === undefined) throw new Error('evaluator: division traps');
        this.set(op.dst, op.type, value);
        return;
      }
      default:
        throw new Error(`evaluator: ${op.op}`);
    }
  }

  private bitcast(op: Extract<IrOp, { op: 'bitcast' }>): void {
    const view = new DataView(new ArrayBuffer(8));
    const value = this.value(op.a);
    if (typeof value === 'bigint') view.setBigUint64(0, value, true);
    else if (op.from === 'f32') view.setFloat32(0, value, true);
    else view.setFloat64(0, value, true);
    if (op.to === 'f32') this.values[op.dst] = view.getFloat32(0, true);
    else if (op.to === 'f64') this.values[op.dst] = view.getFloat64(0, true);
    else this.set(op.dst, op.to, view.getBigUint64(0, true));
  }

  private bits(op: Extract<IrOp, { op: 'clz' | 'ctz' | 'popcount' | 'bswap' }>): void {
    const text = unsignedOf(this.int(op.a), op.type).toString(2).padStart(BITS[op.type], '0');
    if (op.op === 'clz') {
      this.set(op.dst, op.type, BigInt(text.indexOf('1')));
      return;
    }
    if (op.op === 'ctz') {
      this.set(op.dst, op.type, BigInt(text.length - 1 - text.lastIndexOf('1')));
      return;
    }
    if (op.op === 'popcount') {
      this.set(op.dst, op.type, BigInt(text.split('1').length - 1));
      return;
    }
    const bytes = text.match(/.{8}/g)!.reverse().join('');
    this.set(op.dst, op.type, BigInt(`0b${bytes}`));
  }
}
