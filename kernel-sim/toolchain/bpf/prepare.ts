/**
 * What eBPF needs done to the IR before anything else: helper pointers become calls by number, library calls of
 * constant size become memory operations, and hand-made byte swaps become the machine's.
 */
import type { IrData, IrFunction, IrModule, IrOp, Located, VReg } from '../ir';
import { eachDefOfOp, eachUseOfEnd, eachUseOfOp } from '../x86/ir-walk';

/** The name that stands for helper n in a call. */
export const helperName = (n: bigint | number): string => `%helper:${n}`;

/** Number of the helper that a call's symbol stands for, or undefined. */
export function helperNumber(symbol: string): number | undefined {
  return symbol.startsWith('%helper:') ? Number(symbol.slice(8)) : undefined;
}

/** A copy of the module that may be changed freely. */
export function copyModule(module: IrModule): IrModule {
  return {
    ...module,
    functions: module.functions.map((fn) => ({
      ...fn,
      vregs: [...fn.vregs],
      slots: [...fn.slots],
      blocks: fn.blocks.map((b) => ({ ops: [...b.ops], end: b.end })),
    })),
    data: [...module.data],
  };
}

export function prepare(module: IrModule): void {
  const helpers = helperPointers(module);
  for (const fn of module.functions) {
    foldHelpers(fn, helpers);
    libraryCalls(fn);
    byteSwaps(fn);
  }
}

/** Static pointers that are only ever called: `static long (*bpf_x)(…) = (void *) 1`. */
function helperPointers(module: IrModule): Map<string, bigint> {
  const found = new Map<string, bigint>();
  for (const data of module.data) {
    if (data.global || data.size !== 8 || data.relocations.length > 0 || data.section !== undefined) continue;
    found.set(data.name, numberIn(data));
  }
  const spoilt = (symbol: string) => found.delete(symbol);
  for (const data of module.data) for (const r of data.relocations) spoilt(r.symbol);
  for (const fn of module.functions) {
    for (const block of fn.blocks) {
      for (const op of block.ops) {
        if (!('address' in op) || !('symbol' in op.address.base)) continue;
        const plain =
          op.op === 'load' && op.type === 'i64' && op.address.offset === 0 && op.address.index === undefined;
        if (!plain) spoilt(op.address.base.symbol);
      }
    }
  }
  return found;
}

function numberIn(data: IrData): bigint {
  if (data.bytes === undefined) return 0n;
  return new DataView(data.bytes.buffer, data.bytes.byteOffset, data.bytes.byteLength).getBigInt64(0, true);
}

function foldHelpers(fn: IrFunction, helpers: ReadonlyMap<string, bigint>): void {
  const constant = new Map<VReg, bigint | undefined>();
  const remember = (op: IrOp) => {
    const value = op.op === 'copy' && typeof op.src !== 'number' ? op.src.imm : undefined;
    eachDefOfOp(op, (v) => constant.set(v, constant.has(v) ? undefined : value));
  };
  for (const block of fn.blocks) {
    block.ops = block.ops.map((op) => {
      if (op.op !== 'load' || !('symbol' in op.address.base)) return op;
      const value = helpers.get(op.address.base.symbol);
      return value === undefined ? op : { op: 'copy', type: 'i64', dst: op.dst, src: { imm: value }, at: op.at };
    });
    for (const op of block.ops) remember(op);
  }
  for (const block of fn.blocks) {
    block.ops = block.ops.map((op) => {
      if (op.op !== 'call' || !('vreg' in op.target)) return op;
      const value = constant.get(op.target.vreg);
      return value === undefined ? op : { ...op, target: { symbol: helperName(value) }, variadic: false };
    });
  }
}

const MAX_MEMMOVE = 64;

/** memcpy, memmove and memset of constant size. */
function libraryCalls(fn: IrFunction): void {
  for (const block of fn.blocks) block.ops = block.ops.flatMap((op) => expandLibraryCall(fn, op));
}

function expandLibraryCall(fn: IrFunction, op: Located<IrOp>): Located<IrOp>[] {
  if (op.op !== 'call' || !('symbol' in op.target) || op.args.length !== 3) return [op];
  const name = op.target.symbol;
  if (name !== 'memcpy' && name !== 'memset' && name !== 'memmove') return [op];
  const [to, from, count] = op.args.map((a) => (a.kind === 'int' ? a.value : undefined));
  if (typeof to !== 'number' || count === undefined || typeof count === 'number') return [op];
  const size = Number(count.imm);
  const out: Located<IrOp>[] = [];
  if (name === 'memset') {
    if (from === undefined || typeof from === 'number') return [op];
    out.push({ op: 'memset', dst: to, byte: Number(from.imm & 0xffn), size, at: op.at });
  } else {
    if (typeof from !== 'number') return [op];
    if (name === 'memmove' && size > MAX_MEMMOVE) return [op];
    if (name === 'memcpy') out.push({ op: 'memcpy', dst: to, src: from, size, at: op.at });
    else out.push(...moveThroughRegisters(fn, to, from, size, op.at));
  }
  for (const r of op.results) out.push({ op: 'copy', type: r.type, dst: r.vreg, src: to, at: op.at });
  return out;
}

/** Everything is read before anything is written. */
function moveThroughRegisters(fn: IrFunction, to: VReg, from: VReg, size: number, at: Located<IrOp>['at']) {
  const loads: Located<IrOp>[] = [];
  const stores: Located<IrOp>[] = [];
  for (let offset = 0; offset < size; ) {
    const type = size - offset >= 8 ? 'i64' : size - offset >= 4 ? 'i32' : size - offset >= 2 ? 'i16' : 'i8';
    const part = fn.vregs.push(type) - 1;
    loads.push({ op: 'load', type, dst: part, address: { base: { vreg: from }, offset }, at });
    stores.push({ op: 'store', type, src: part, address: { base: { vreg: to }, offset }, at });
    offset += { i64: 8, i32: 4, i16: 2, i8: 1 }[type];
  }
  return [...loads, ...stores];
}

/** (x << 8 | x >> 8) of a 16-bit x that is cut to 16 bits afterwards: `be16`. */
function byteSwaps(fn: IrFunction): void {
  const uses = new Uint32Array(fn.vregs.length);
  const definitions = new Map<VReg, IrOp | undefined>();
  const cut = new Set<VReg>();
  for (const block of fn.blocks) {
    for (const op of block.ops) {
      eachUseOfOp(op, (v) => {
        uses[v]++;
      });
      eachDefOfOp(op, (v) => definitions.set(v, definitions.has(v) ? undefined : op));
      if (op.op === 'trunc' && op.to === 'i16' && typeof op.a === 'number') cut.add(op.a);
    }
    eachUseOfEnd(block.end, (v) => {
      uses[v]++;
    });
  }
  const shifted = (v: IrOp | undefined, way: 'shl' | 'shr') =>
    v?.op === way && typeof v.b !== 'number' && v.b.imm === 8n && typeof v.a === 'number' ? v.a : undefined;
  const of = (o: unknown) => (typeof o === 'number' ? definitions.get(o) : undefined);
  for (const block of fn.blocks) {
    block.ops = block.ops.map((op) => {
      if (op.op !== 'or' || uses[op.dst] !== 1 || !cut.has(op.dst)) return op;
      const source = shifted(of(op.a), 'shl');
      if (source === undefined || source !== shifted(of(op.b), 'shr')) return op;
      const wide = of(source);
      if (wide?.op !== 'zext' || wide.from !== 'i16') return op;
      return { op: 'bswap', type: 'i16', dst: op.dst, a: source, at: op.at };
    });
  }
}
