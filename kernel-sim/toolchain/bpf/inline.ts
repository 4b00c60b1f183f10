/**
 * Inlining for eBPF: static functions disappear into their callers unless they say noinline, for that is what verifiers
 * and small stacks want. Recursion stays a call (and the verifier will say no).
 */
import type { IrBlock, IrCall, IrFunction, IrModule, IrOp, Located, Operand, VReg } from '../ir';
import { eachDefOfOp, mapEndUses, mapUses, retarget } from '../x86/ir-walk';

/** Operations in a caller after which only what must be is still inlined. */
const MAX_OPS = 6000;

/** Inlines in all functions of the module and drops static functions that nobody calls any more. */
export function inlineAll(module: IrModule): void {
  const byName = new Map(module.functions.map((fn) => [fn.name, fn]));
  const done = new Set<IrFunction>();
  const active = new Set<IrFunction>();
  const visit = (fn: IrFunction) => {
    if (done.has(fn) || active.has(fn)) return;
    active.add(fn);
    for (const name of calleesOf(fn)) {
      const callee = byName.get(name);
      if (callee) visit(callee);
    }
    inlineInto(fn, (name) => {
      const callee = byName.get(name);
      return callee !== undefined && !active.has(callee) && mayInline(callee) ? callee : undefined;
    });
    active.delete(fn);
    done.add(fn);
  };
  for (const fn of module.functions) visit(fn);
  dropUncalled(module);
}

function mayInline(fn: IrFunction): boolean {
  const { attributes } = fn;
  if (attributes.noinline || fn.variadic || fn.weak) return false;
  if (attributes.alwaysInline) return true;
  // Functions that bcc made programs of may also be called; everybody gets a copy.
  return (!fn.global && fn.section === undefined) || (fn.section?.startsWith('.bpf.fn.') ?? false);
}

function* calls(fn: IrFunction): Iterable<IrCall> {
  for (const block of fn.blocks) for (const op of block.ops) if (op.op === 'call') yield op;
}

function calleesOf(fn: IrFunction): Set<string> {
  const names = new Set<string>();
  for (const call of calls(fn)) if ('symbol' in call.target) names.add(call.target.symbol);
  return names;
}

function dropUncalled(module: IrModule): void {
  const kept = new Set(module.functions.filter((fn) => fn.global || fn.section !== undefined));
  const byName = new Map(module.functions.map((fn) => [fn.name, fn]));
  for (const data of module.data)
    for (const r of data.relocations) {
      const fn = byName.get(r.symbol);
      if (fn) kept.add(fn);
    }
  for (const fn of kept) {
    for (const name of namesIn(fn)) {
      const used = byName.get(name);
      if (used) kept.add(used);
    }
  }
  module.functions = module.functions.filter((fn) => kept.has(fn));
}

function namesIn(fn: IrFunction): Set<string> {
  const names = calleesOf(fn);
  for (const block of fn.blocks)
    for (const op of block.ops) if ('address' in op && 'symbol' in op.address.base) names.add(op.address.base.symbol);
  return names;
}

function inlineInto(fn: IrFunction, candidate: (name: string) => IrFunction | undefined): void {
  let size = fn.blocks.reduce((sum, b) => sum + b.ops.length, 0);
  for (let b = 0; b < fn.blocks.length; b++) {
    const block = fn.blocks[b];
    for (let i = 0; i < block.ops.length; i++) {
      const op = block.ops[i];
      if (op.op !== 'call' || !('symbol' in op.target)) continue;
      const callee = candidate(op.target.symbol);
      if (callee === undefined || callee === fn) continue;
      const grown = callee.blocks.reduce((sum, each) => sum + each.ops.length, 0);
      if (size + grown > MAX_OPS && !callee.attributes.alwaysInline) continue;
      if (!splice(fn, b, i, op, callee)) continue;
      size += grown;
      break;
    }
  }
}

/** Replaces a call by the callee's blocks, put right behind the caller's; what follows the call moves behind them. */
function splice(fn: IrFunction, at: number, index: number, call: Located<IrCall>, callee: IrFunction): boolean {
  if (call.args.length !== callee.params.length) return false;
  if (callee.params.some((p, i) => (p.kind === 'memory') !== (call.args[i].kind === 'memory'))) return false;
  const registers = fn.vregs.length;
  fn.vregs.push(...callee.vregs);
  const slots = fn.slots.length;
  fn.slots.push(...callee.slots);
  const first = at + 1;
  const after = first + callee.blocks.length;
  makeRoom(fn, at, callee.blocks.length + 1);
  const block = fn.blocks[at];
  const rename = (o: Operand): Operand => (typeof o === 'number' ? o + registers : o);
  const entering = callee.params.flatMap((param, i): Located<IrOp>[] => {
    const arg = call.args[i];
    if (arg.kind === 'memory') return copyOfMemory(fn, arg, param.vreg + registers, call);
    const type = param.kind === 'memory' ? 'i64' : param.type;
    return [{ op: 'copy', type, dst: param.vreg + registers, src: arg.value, at: call.at }];
  });
  const bodies = callee.blocks.map((each): IrBlock => {
    const ops = each.ops.map((op) => moveSlots(renameDefs(mapUses(op, rename), registers), slots, first));
    const end = mapEndUses(
      retarget(each.end, (id) => id + first),
      rename,
    );
    if (end.op !== 'return') return { ops, end };
    call.results.forEach((r, i) => {
      const value = end.values[i];
      if (value) ops.push({ op: 'copy', type: r.type, dst: r.vreg, src: value.vreg, at: end.at });
    });
    return { ops, end: { op: 'jump', to: after, at: end.at } };
  });
  fn.blocks.splice(first, 0, ...bodies, { ops: block.ops.slice(index + 1), end: block.end });
  block.ops = [...block.ops.slice(0, index), ...entering];
  block.end = { op: 'jump', to: first, at: call.at };
  return true;
}

/** Renumbers the blocks behind `at`, so that `count` fit in between. */
function makeRoom(fn: IrFunction, at: number, count: number): void {
  const moved = (id: number) => (id > at ? id + count : id);
  fn.blocks = fn.blocks.map((block) => ({
    ops: block.ops.map((op) => (op.op === 'blockaddr' ? { ...op, block: moved(op.block) } : op)),
    end: retarget(block.end, moved),
  }));
}

/** An aggregate by value: the callee gets a copy of its own. */
function copyOfMemory(
  fn: IrFunction,
  arg: Extract<IrCall['args'][number], { kind: 'memory' }>,
  dst: VReg,
  call: Located<IrCall>,
): Located<IrOp>[] {
  const slot = fn.slots.push({ size: arg.size, align: Math.max(8, arg.align) }) - 1;
  return [
    { op: 'lea', dst, address: { base: { slot }, offset: 0 }, at: call.at },
    { op: 'memcpy', dst, src: arg.address, size: arg.size, at: call.at },
  ];
}

function renameDefs<T extends IrOp>(op: T, base: number): T {
  if (op.op === 'call') return { ...op, results: op.results.map((r) => ({ ...r, vreg: r.vreg + base })) };
  if (op.op === 'asm')
    return {
      ...op,
      outputs: op.outputs.map((o) => ('vreg' in o.place ? { ...o, place: { vreg: o.place.vreg + base } } : o)),
    };
  if (op.op === 'cmpxchg') return { ...op, dst: op.dst + base, old: op.old + base };
  let has = false;
  eachDefOfOp(op, () => {
    has = true;
  });
  return has && 'dst' in op && typeof op.dst === 'number' ? { ...op, dst: op.dst + base } : op;
}

function moveSlots<T extends IrOp>(op: T, slots: number, blocks: number): T {
  if (op.op === 'blockaddr') return { ...op, block: op.block + blocks };
  if (!('address' in op) || !('slot' in op.address.base)) return op;
  return { ...op, address: { ...op.address, base: { slot: op.address.base.slot + slots } } };
}
