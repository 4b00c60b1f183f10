/**
 * Inlines small static functions that only compute: one block, no memory, no calls, nothing that can fault. Others keep
 * their frame, so that stack traces show what the learner wrote.
 */
import type { IrFunction, IrModule, IrOp, Located, Operand } from '../../ir';
import { eachDefOfOp, mapUses } from '../ir-walk';

const MAX_OPS = 14;
const COMPUTES = new Set<IrOp['op']>([
  'copy',
  'fconst',
  'add',
  'sub',
  'mul',
  'and',
  'or',
  'xor',
  'shl',
  'shr',
  'sar',
  'neg',
  'not',
  'icmp',
  'fcmp',
  'sext',
  'zext',
  'trunc',
  'fadd',
  'fsub',
  'fmul',
  'fneg',
  'fsqrt',
  'sitof',
  'uitof',
  'ftosi',
  'ftoui',
  'fext',
  'ftrunc',
  'bitcast',
  'clz',
  'ctz',
  'popcount',
  'bswap',
  'lea',
]);

/** The functions of a module that may be put into their callers, by name. */
export function inlinable(module: IrModule): Map<string, IrFunction> {
  const found = new Map<string, IrFunction>();
  const replaced = new Set(module.aliases.map((a) => a.target));
  for (const fn of module.functions) {
    if (fn.global || fn.weak || fn.variadic || fn.section !== undefined || replaced.has(fn.name)) continue;
    if (fn.attributes.naked || fn.attributes.interrupt || fn.attributes.noreturn) continue;
    if (fn.slots.length > 0 || fn.blocks.length !== 1 || fn.params.some((p) => p.kind === 'memory')) continue;
    const [block] = fn.blocks;
    if (block.end.op !== 'return' || block.ops.length > MAX_OPS || !block.ops.every((op) => COMPUTES.has(op.op)))
      continue;
    found.set(fn.name, fn);
  }
  return found;
}

/** Replaces calls of inlinable functions in `fn` (already a copy that may be changed). */
export function inlineCalls(fn: IrFunction, candidates: ReadonlyMap<string, IrFunction>): void {
  if (candidates.size === 0) return;
  for (const block of fn.blocks) {
    if (!block.ops.some((op) => op.op === 'call' && 'symbol' in op.target && candidates.has(op.target.symbol)))
      continue;
    block.ops = block.ops.flatMap((op) => {
      const callee = op.op === 'call' && 'symbol' in op.target ? candidates.get(op.target.symbol) : undefined;
      if (callee === undefined || op.op !== 'call' || callee.name === fn.name) return [op];
      return expand(fn, op, callee) ?? [op];
    });
  }
}

function expand(
  fn: IrFunction,
  call: Located<Extract<IrOp, { op: 'call' }>>,
  callee: IrFunction,
): Located<IrOp>[] | undefined {
  const [block] = callee.blocks;
  if (
    block.end.op !== 'return' ||
    call.args.length !== callee.params.length ||
    call.results.length > block.end.values.length
  )
    return undefined;
  const base = fn.vregs.length;
  fn.vregs.push(...callee.vregs);
  const rename = (o: Operand): Operand => (typeof o === 'number' ? o + base : o);
  const out: Located<IrOp>[] = [];
  for (let i = 0; i < call.args.length; i++) {
    const arg = call.args[i];
    const param = callee.params[i];
    if (arg.kind === 'memory' || param.kind === 'memory' || arg.kind !== param.kind) return undefined;
    out.push({ op: 'copy', type: param.type, dst: param.vreg + base, src: arg.value, at: call.at });
  }
  for (const op of block.ops) out.push({ ...renameDefs(mapUses(op, rename), base), at: call.at } as Located<IrOp>);
  block.end.values.forEach((v, i) => {
    const result = call.results[i];
    if (result !== undefined)
      out.push({ op: 'copy', type: result.type, dst: result.vreg, src: v.vreg + base, at: call.at });
  });
  return out;
}

function renameDefs(op: IrOp, base: number): IrOp {
  let has = false;
  eachDefOfOp(op, () => {
    has = true;
  });
  return has && 'dst' in op && typeof op.dst === 'number' ? ({ ...op, dst: op.dst + base } as IrOp) : op;
}
