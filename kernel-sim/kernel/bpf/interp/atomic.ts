/**
 * BPF_ATOMIC (lock add, or, and, xor with and without fetch, xchg, cmpxchg). Follows kernel/bpf/core.c and RFC 9669, section 5.3.
 * One CPU at a time runs a program, so that a plain read and write is atomic here.
 */
import { BUG } from '../../bug';
import type { BpfVm } from './vm';

const ADD = 0x00;
const OR = 0x40;
const AND = 0x50;
const XOR = 0xa0;
const FETCH = 0x01;
const XCHG = 0xe1;
const CMPXCHG = 0xf1;
const DW = 0xdb;

export function atomic(vm: BpfVm, pc: number): void {
  const { program, lo, hi, memory } = vm;
  const d = program.dst[pc];
  const s = program.src[pc];
  const operation = program.imm[pc];
  const wide = program.op[pc] === DW;
  const size = wide ? 8 : 4;
  const at = (lo[d] >>> 0) + program.off[pc];
  const bytes = new Uint8Array(8);
  if (!memory.read(hi[d], at, bytes.subarray(0, size))) BUG(`BPF program ${program.name}: atomic at insn ${pc}`);
  const view = new DataView(bytes.buffer);
  const oldLo = view.getInt32(0, true);
  const oldHi = view.getInt32(4, true);
  const answer = (reg: number) => {
    lo[reg] = oldLo;
    hi[reg] = wide ? oldHi : 0;
  };
  if (operation === CMPXCHG) {
    const same = oldLo === lo[0] && (!wide || oldHi === hi[0]);
    if (same) write(lo[s], hi[s]);
    answer(0);
    return;
  }
  const [newLo, newHi] = combine(operation, oldLo, oldHi, lo[s], hi[s]);
  write(newLo, newHi);
  if (operation & FETCH) answer(s);

  function write(low: number, highHalf: number): void {
    view.setInt32(0, low, true);
    view.setInt32(4, highHalf, true);
    if (!memory.write(hi[d], at, bytes.subarray(0, size))) BUG(`BPF program ${program.name}: atomic at insn ${pc}`);
  }
}

function combine(operation: number, al: number, ah: number, bl: number, bh: number): readonly [number, number] {
  switch (operation === XCHG ? XCHG : operation & ~FETCH) {
    case ADD: {
      const sum = (al >>> 0) + (bl >>> 0);
      return [sum | 0, ah + bh + (sum > 0xffffffff ? 1 : 0)];
    }
    case OR:
      return [al | bl, ah | bh];
    case AND:
      return [al & bl, ah & bh];
    case XOR:
      return [al ^ bl, ah ^ bh];
    case XCHG:
      return [bl, bh];
    default:
      return BUG(`BPF atomic operation ${operation}`);
  }
}
