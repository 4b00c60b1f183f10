/**
 * bcc's ProbeVisitor: what lies behind a pointer of the kernel (a probe's parameter, the current task) cannot be loaded by
 * a program; each such load becomes bpf_probe_read_kernel to the stack and a load from there.
 */
import type { Address, IrFunction, IrOp, IrType, Located, Operand, VReg } from '../ir';
import { eachDefOfOp } from '../x86/ir-walk';
import { helperName, helperNumber } from './prepare';

/** Template of the asm that marks a value as a pointer of the kernel (bcc/helpers.h: __bcc_external). */
const MARK = '%%bcc-external';
const PROBE_READ_KERNEL = 113;
const GET_CURRENT_TASK = 35;
const BYTES: Readonly<Record<IrType, number>> = { i8: 1, i16: 2, i32: 4, i64: 8, f32: 4, f64: 8 };

/** Rewrites loads from kernel memory; the marks go. */
export function readExternally(fn: IrFunction): void {
  const external = externalRegisters(fn);
  if (external.size === 0) return;
  for (const block of fn.blocks) {
    block.ops = block.ops.flatMap((op): Located<IrOp>[] => {
      if (op.op === 'asm' && op.template === MARK) return [];
      if (op.op === 'load' && isExternal(op.address, external)) return readScalar(fn, op);
      if (op.op === 'memcpy' && external.has(op.src)) return [probeRead(op.dst, op.src, op.size, op.at)];
      return [op];
    });
  }
}

function isExternal(address: Address, external: ReadonlySet<VReg>): boolean {
  return 'vreg' in address.base && external.has(address.base.vreg);
}

/** Everything that is made of a marked pointer by arithmetic, copies and loads. */
function externalRegisters(fn: IrFunction): Set<VReg> {
  const external = new Set<VReg>();
  for (let before = -1; before !== external.size; ) {
    before = external.size;
    for (const block of fn.blocks) {
      for (const op of block.ops) if (givesExternal(op, external)) eachDefOfOp(op, (v) => external.add(v));
    }
  }
  return external;
}

function givesExternal(op: IrOp, external: ReadonlySet<VReg>): boolean {
  const has = (o: Operand) => typeof o === 'number' && external.has(o);
  switch (op.op) {
    case 'asm':
      return op.template === MARK;
    case 'call':
      return 'symbol' in op.target && helperNumber(op.target.symbol) === GET_CURRENT_TASK;
    case 'copy':
      return op.type === 'i64' && has(op.src);
    case 'add':
    case 'sub':
      return op.type === 'i64' && (has(op.a) || has(op.b));
    case 'lea':
      return isExternal(op.address, external);
    case 'load':
      return op.type === 'i64' && isExternal(op.address, external);
    default:
      return false;
  }
}

function readScalar(fn: IrFunction, op: Located<Extract<IrOp, { op: 'load' }>>): Located<IrOp>[] {
  const size = BYTES[op.type];
  const slot = fn.slots.push({ size, align: 8 }) - 1;
  const to = fn.vregs.push('i64') - 1;
  const from = fn.vregs.push('i64') - 1;
  const { at } = op;
  return [
    { op: 'lea', dst: from, address: op.address, at },
    { op: 'lea', dst: to, address: { base: { slot }, offset: 0 }, at },
    probeRead(to, from, size, at),
    { op: 'load', type: op.type, dst: op.dst, address: { base: { slot }, offset: 0 }, at },
  ];
}

function probeRead(to: VReg, from: VReg, size: number, at: Located<IrOp>['at']): Located<IrOp> {
  return {
    op: 'call',
    target: { symbol: helperName(PROBE_READ_KERNEL) },
    args: [
      { kind: 'int', type: 'i64', value: to },
      { kind: 'int', type: 'i32', value: { imm: BigInt(size) } },
      { kind: 'int', type: 'i64', value: from },
    ],
    results: [],
    variadic: false,
    at,
  };
}
