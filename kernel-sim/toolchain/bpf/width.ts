/**
 * How many low bits of a register can be other than zero. A 32-bit operation of eBPF clears the upper half and a load
 * clears what it does not load, so most extensions of C need no instruction, and pointers that the kernel hands out as
 * 32-bit fields stay pointers for the verifier.
 */
import type { IrFunction, IrOp, IrType, Operand } from '../ir';
import { eachDefOfOp } from '../x86/ir-walk';

export const BITS: Readonly<Record<IrType, number>> = { i8: 8, i16: 16, i32: 32, i64: 64, f32: 32, f64: 64 };

/** Significant bits of each virtual register. */
export function significantBits(fn: IrFunction): number[] {
  const width = new Array<number>(fn.vregs.length).fill(0);
  for (const p of fn.params) width[p.vreg] = 64;
  for (let changed = true; changed; ) {
    changed = false;
    for (const block of fn.blocks) {
      for (const op of block.ops) {
        const bits = resultBits(op, width);
        eachDefOfOp(op, (v) => {
          if (width[v] >= bits) return;
          width[v] = bits;
          changed = true;
        });
      }
    }
  }
  return width;
}

function bitLength(value: bigint): number {
  return value < 0n ? 64 : value.toString(2).length;
}

/** Bits of an operand of the given type, as the machine's register holds it. */
function operandBits(o: Operand, type: IrType, width: readonly number[]): number {
  if (typeof o === 'number') return type === 'i64' ? width[o] : Math.min(32, width[o]);
  return bitLength(type === 'i64' ? o.imm : BigInt.asUintN(32, o.imm));
}

/** Of a division; one that may be signed can give anything. */
function quotientBits(a: Operand, type: IrType, width: readonly number[]): number {
  return Math.min(operandBits(a, type, width), type === 'i64' ? 64 : 32);
}

function resultBits(op: IrOp, width: readonly number[]): number {
  switch (op.op) {
    case 'copy':
      return operandBits(op.src, op.type, width);
    case 'trunc':
      return Math.min(32, operandBits(op.a, 'i64', width));
    case 'load':
      return BITS[op.type];
    case 'and':
      return Math.min(operandBits(op.a, op.type, width), operandBits(op.b, op.type, width));
    case 'or':
    case 'xor':
      return Math.max(operandBits(op.a, op.type, width), operandBits(op.b, op.type, width));
    case 'shr': {
      const bits = Math.min(operandBits(op.a, op.type, width), BITS[op.type]);
      return typeof op.b === 'number' ? bits : Math.max(1, bits - Number(op.b.imm & 63n));
    }
    case 'udiv':
    case 'urem':
    case 'sdiv':
    case 'srem':
      return quotientBits(op.a, op.type, width);
    case 'icmp':
      return 1;
    case 'zext':
      return Math.min(operandBits(op.a, 'i64', width), BITS[op.from]);
    case 'sext': {
      const bits = operandBits(op.a, op.from, width);
      return bits < BITS[op.from] ? bits : op.to === 'i64' ? 64 : 32;
    }
    case 'bswap':
      return BITS[op.type];
    case 'clz':
    case 'ctz':
    case 'popcount':
      return 32;
    case 'call':
    case 'lea':
    case 'asm':
      return 64;
    case 'atomicrmw':
    case 'cmpxchg':
      return op.type === 'i64' ? 64 : 32;
    default:
      return 'type' in op && op.type !== 'i64' ? 32 : 64;
  }
}
