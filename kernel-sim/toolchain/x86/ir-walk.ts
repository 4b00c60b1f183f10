/** Visits and rewrites the registers of IR operations: one place that knows every shape. */
import type { Address, BlockId, IrOp, IrTerminator, Operand, VReg } from '../ir';

type See = (v: VReg) => void;

function operand(o: Operand, see: See): void {
  if (typeof o === 'number') see(o);
}

function address(a: Address, see: See): void {
  if ('vreg' in a.base) see(a.base.vreg);
  if (a.index !== undefined) see(a.index);
}

/** Every register that the operation reads. */
export function eachUseOfOp(op: IrOp, see: See): void {
  switch (op.op) {
    case 'copy':
      operand(op.src, see);
      return;
    case 'fconst':
    case 'blockaddr':
    case 'tlsaddr':
    case 'savestack':
    case 'fence':
      return;
    case 'fadd':
    case 'fsub':
    case 'fmul':
    case 'fdiv':
    case 'fcmp':
      see(op.a);
      see(op.b);
      return;
    case 'icmp':
      operand(op.a, see);
      operand(op.b, see);
      return;
    case 'load':
    case 'lea':
      address(op.address, see);
      return;
    case 'store':
      operand(op.src, see);
      address(op.address, see);
      return;
    case 'memcpy':
      see(op.dst);
      see(op.src);
      return;
    case 'memset':
      see(op.dst);
      return;
    case 'alloca':
      see(op.size);
      return;
    case 'restorestack':
      see(op.src);
      return;
    case 'vastart':
      see(op.list);
      return;
    case 'atomicrmw':
      address(op.address, see);
      operand(op.src, see);
      return;
    case 'cmpxchg':
      address(op.address, see);
      operand(op.expected, see);
      operand(op.desired, see);
      return;
    case 'call':
      if ('vreg' in op.target) see(op.target.vreg);
      for (const arg of op.args) {
        if (arg.kind === 'memory') see(arg.address);
        else operand(arg.value, see);
      }
      return;
    case 'asm':
      for (const o of op.outputs) {
        if ('address' in o.place) address(o.place.address, see);
        else if (o.readWrite) see(o.place.vreg);
      }
      for (const i of op.inputs) {
        if (typeof i.value === 'number') see(i.value);
        else if ('address' in i.value) address(i.value.address, see);
      }
      return;
    default:
      operand(op.a, see);
      if ('b' in op) operand(op.b, see);
  }
}

/** Every register that the operation writes. */
export function eachDefOfOp(op: IrOp, see: See): void {
  switch (op.op) {
    case 'store':
    case 'memcpy':
    case 'memset':
    case 'restorestack':
    case 'vastart':
    case 'fence':
      return;
    case 'call':
      for (const r of op.results) see(r.vreg);
      return;
    case 'asm':
      for (const o of op.outputs) if ('vreg' in o.place) see(o.place.vreg);
      return;
    case 'cmpxchg':
      see(op.dst);
      see(op.old);
      return;
    default:
      see(op.dst);
  }
}

export function eachUseOfEnd(end: IrTerminator, see: See): void {
  switch (end.op) {
    case 'branch':
      operand(end.a, see);
      operand(end.b, see);
      return;
    case 'fbranch':
      see(end.a);
      see(end.b);
      return;
    case 'switch':
      see(end.value);
      return;
    case 'indirect':
      see(end.target);
      return;
    case 'return':
      for (const v of end.values) see(v.vreg);
  }
}

/** Blocks that the terminator may go to. */
export function successors(end: IrTerminator): BlockId[] {
  switch (end.op) {
    case 'jump':
      return [end.to];
    case 'branch':
    case 'fbranch':
      return [end.then, end.else];
    case 'switch':
      return [...end.cases.map((c) => c.to), end.default];
    case 'indirect':
      return end.possible;
    default:
      return [];
  }
}

/** The terminator with its targets renamed. */
export function retarget<T extends IrTerminator>(end: T, to: (id: BlockId) => BlockId): T {
  switch (end.op) {
    case 'jump':
      return { ...end, to: to(end.to) };
    case 'branch':
    case 'fbranch':
      // biome-ignore lint/suspicious/noThenProperty: the IR's branches call their target so; nobody awaits them
      return { ...end, then: to(end.then), else: to(end.else) };
    case 'switch':
      return { ...end, cases: end.cases.map((c) => ({ value: c.value, to: to(c.to) })), default: to(end.default) };
    case 'indirect':
      return { ...end, possible: end.possible.map(to) };
    default:
      return end;
  }
}

type Replace = (o: Operand) => Operand;

function mapAddress(a: Address, f: Replace): Address {
  if (!('vreg' in a.base) && a.index === undefined) return a;
  const base = 'vreg' in a.base ? f(a.base.vreg) : undefined;
  const index = a.index === undefined ? undefined : f(a.index);
  return {
    ...a,
    base: base !== undefined && typeof base === 'number' ? { vreg: base } : a.base,
    index: typeof index === 'number' ? index : a.index,
  };
}

/** The operation with what it reads replaced. Register-only places keep their register when a constant is offered. */
export function mapUses<T extends IrOp>(operation: T, f: Replace): T {
  const op: IrOp = operation;
  const register = (v: VReg): VReg => {
    const r = f(v);
    return typeof r === 'number' ? r : v;
  };
  const value = (o: Operand): Operand => (typeof o === 'number' ? f(o) : o);
  const mapped = ((): IrOp => {
    switch (op.op) {
      case 'copy':
        return { ...op, src: value(op.src) };
      case 'fconst':
      case 'blockaddr':
      case 'tlsaddr':
      case 'savestack':
      case 'fence':
        return op;
      case 'fadd':
      case 'fsub':
      case 'fmul':
      case 'fdiv':
      case 'fcmp':
        return { ...op, a: register(op.a), b: register(op.b) };
      case 'icmp':
        return { ...op, a: value(op.a), b: value(op.b) };
      case 'load':
      case 'lea':
        return { ...op, address: mapAddress(op.address, f) };
      case 'store':
        return { ...op, src: value(op.src), address: mapAddress(op.address, f) };
      case 'memcpy':
        return { ...op, dst: register(op.dst), src: register(op.src) };
      case 'memset':
        return { ...op, dst: register(op.dst) };
      case 'alloca':
        return { ...op, size: register(op.size) };
      case 'restorestack':
        return { ...op, src: register(op.src) };
      case 'vastart':
        return { ...op, list: register(op.list) };
      case 'atomicrmw':
        return { ...op, address: mapAddress(op.address, f), src: value(op.src) };
      case 'cmpxchg':
        return { ...op, address: mapAddress(op.address, f), expected: value(op.expected), desired: value(op.desired) };
      case 'call':
        return {
          ...op,
          target: 'vreg' in op.target ? { vreg: register(op.target.vreg) } : op.target,
          args: op.args.map((a) =>
            a.kind === 'memory'
              ? { ...a, address: register(a.address) }
              : a.kind === 'sse'
                ? { ...a, value: register(a.value) }
                : { ...a, value: value(a.value) },
          ),
        };
      case 'asm':
        return {
          ...op,
          outputs: op.outputs.map((o) =>
            'address' in o.place ? { ...o, place: { address: mapAddress(o.place.address, f) } } : o,
          ),
          inputs: op.inputs.map((i) =>
            typeof i.value === 'number'
              ? { ...i, value: value(i.value) }
              : 'address' in i.value
                ? { ...i, value: { address: mapAddress(i.value.address, f) } }
                : i,
          ),
        };
      case 'neg':
      case 'not':
      case 'sext':
      case 'zext':
      case 'trunc':
        return { ...op, a: value(op.a) };
      case 'fneg':
      case 'fsqrt':
      case 'sitof':
      case 'uitof':
      case 'ftosi':
      case 'ftoui':
      case 'fext':
      case 'ftrunc':
      case 'bitcast':
      case 'clz':
      case 'ctz':
      case 'popcount':
      case 'bswap':
        return { ...op, a: register(op.a) };
      default:
        return { ...op, a: value(op.a), b: value(op.b) };
    }
  })();
  return mapped as T;
}

/** The terminator with what it reads replaced. */
export function mapEndUses<T extends IrTerminator>(terminator: T, f: Replace): T {
  const end: IrTerminator = terminator;
  const register = (v: VReg): VReg => {
    const r = f(v);
    return typeof r === 'number' ? r : v;
  };
  const value = (o: Operand): Operand => (typeof o === 'number' ? f(o) : o);
  const mapped = ((): IrTerminator => {
    switch (end.op) {
      case 'branch':
        return { ...end, a: value(end.a), b: value(end.b) };
      case 'fbranch':
        return { ...end, a: register(end.a), b: register(end.b) };
      case 'switch':
        return { ...end, value: register(end.value) };
      case 'indirect':
        return { ...end, target: register(end.target) };
      case 'return':
        return { ...end, values: end.values.map((v) => ({ ...v, vreg: register(v.vreg) })) };
      default:
        return end;
    }
  })();
  return mapped as T;
}
