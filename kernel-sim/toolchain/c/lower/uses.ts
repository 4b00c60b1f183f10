/** Which registers an operation reads, and which one it defines without doing anything else. */
import type { Address, IrOp, IrTerminator, Operand, VReg } from '../../ir';

type Visit = (vreg: VReg) => void;

function operand(value: Operand | undefined, visit: Visit): void {
  if (typeof value === 'number') visit(value);
}

export function addressUses(address: Address, visit: Visit): void {
  if ('vreg' in address.base) visit(address.base.vreg);
  if (address.index !== undefined) visit(address.index);
}

/** Calls `visit` for every register that the operation reads. */
export function opUses(op: IrOp, visit: Visit): void {
  if ('a' in op) operand(op.a, visit);
  if ('b' in op) operand(op.b, visit);
  switch (op.op) {
    case 'copy':
      operand(op.src, visit);
      break;
    case 'load':
    case 'lea':
      addressUses(op.address, visit);
      break;
    case 'store':
    case 'atomicrmw':
      addressUses(op.address, visit);
      operand(op.src, visit);
      break;
    case 'cmpxchg':
      addressUses(op.address, visit);
      operand(op.expected, visit);
      operand(op.desired, visit);
      break;
    case 'memcpy':
      visit(op.dst);
      visit(op.src);
      break;
    case 'memset':
      visit(op.dst);
      break;
    case 'alloca':
      visit(op.size);
      break;
    case 'restorestack':
      visit(op.src);
      break;
    case 'vastart':
      visit(op.list);
      break;
    case 'call':
      if ('vreg' in op.target) visit(op.target.vreg);
      for (const arg of op.args) operand(arg.kind === 'memory' ? arg.address : arg.value, visit);
      break;
    case 'asm':
      asmUses(op, visit);
      break;
    default:
  }
}

function asmUses(op: Extract<IrOp, { op: 'asm' }>, visit: Visit): void {
  for (const output of op.outputs) {
    if ('address' in output.place) addressUses(output.place.address, visit);
    else if (output.readWrite) visit(output.place.vreg);
  }
  for (const { value } of op.inputs) {
    if (typeof value === 'number') visit(value);
    else if ('address' in value) addressUses(value.address, visit);
  }
}

export function terminatorUses(end: IrTerminator, visit: Visit): void {
  switch (end.op) {
    case 'branch':
    case 'fbranch':
      operand(end.a, visit);
      operand(end.b, visit);
      break;
    case 'switch':
      visit(end.value);
      break;
    case 'indirect':
      visit(end.target);
      break;
    case 'return':
      for (const value of end.values) visit(value.vreg);
      break;
    default:
  }
}

const TRAPS = new Set(['sdiv', 'udiv', 'srem', 'urem']);

/** The register that the operation only computes: without it the operation may go. */
export function opDefinition(op: IrOp): VReg | undefined {
  switch (op.op) {
    case 'store':
    case 'memcpy':
    case 'memset':
    case 'alloca':
    case 'savestack':
    case 'restorestack':
    case 'call':
    case 'vastart':
    case 'atomicrmw':
    case 'cmpxchg':
    case 'fence':
    case 'asm':
      return undefined;
    case 'load':
      return op.volatile ? undefined : op.dst;
    default:
      return TRAPS.has(op.op) ? undefined : op.dst;
  }
}

/** Calls `visit` for every register that the operation writes. */
export function opWrites(op: IrOp, visit: Visit): void {
  if ('dst' in op && op.op !== 'memcpy' && op.op !== 'memset') visit(op.dst);
  if (op.op === 'cmpxchg') visit(op.old);
  if (op.op === 'call') for (const result of op.results) visit(result.vreg);
  if (op.op === 'asm') {
    for (const output of op.outputs) if ('vreg' in output.place) visit(output.place.vreg);
  }
}
