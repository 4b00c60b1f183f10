/**
 * The stack frame: saved rbp, then pushed callee-saved registers, then slots. Slots are reached from rbp, so rsp is free
 * for alloca and outgoing arguments.
 */
import { R8, R9, R10, R11, RAX, RCX, RDI, RDX, RSI, XMM0 } from '../asm/registers';
import { CALLEE_SAVED } from './allocate';
import { eachDef } from './liveness';
import type { MFunction } from './mir';

export interface Frame {
  /** General registers pushed after rbp, in order. */
  saved: number[];
  /** Vector registers saved to the frame (interrupt handlers): register and offset from rbp. */
  savedVector: { register: number; offset: number }[];
  /** Bytes that rsp is lowered by after the pushes. */
  size: number;
}

/** Assigns offsets to the slots that are used; `interrupt` saves every register that the function may change. */
export function layOutFrame(fn: MFunction, interrupt: { hasErrorCode: boolean } | undefined): Frame {
  const written = new Set<number>();
  const used = new Set<number>();
  for (const block of fn.blocks) {
    for (const inst of block.insts) {
      eachDef(inst, (r) => written.add(r));
      for (const r of inst.early ?? []) written.add(r);
      for (const o of inst.operands) if (o.kind === 'mem' && o.slot !== undefined) used.add(o.slot);
    }
  }
  const volatile = interrupt === undefined ? [] : [RAX, RCX, RDX, RSI, RDI, R8, R9, R10, R11];
  const saved = [...volatile, ...CALLEE_SAVED].filter((r) => written.has(r));
  const savedVector: Frame['savedVector'] = [];
  let depth = saved.length * 8;
  if (interrupt !== undefined) {
    for (let r = XMM0; r < XMM0 + 16; r++) {
      if (!written.has(r)) continue;
      depth += 16;
      savedVector.push({ register: r, offset: -depth });
    }
  }
  // Large alignment first keeps padding small.
  const order = fn.slots.map((_, i) => i).filter((i) => used.has(i));
  order.sort((a, b) => fn.slots[a].size - fn.slots[b].size || a - b);
  for (const i of order) {
    const slot = fn.slots[i];
    depth = Math.ceil((depth + Math.max(slot.size, 1)) / slot.align) * slot.align;
    slot.offset = -depth;
  }
  // At entry rsp is 8 below a multiple of 16; pushing rbp makes it one. An interrupt with an error code pushes one word more.
  const shift = interrupt?.hasErrorCode ? 8 : 0;
  let size = depth - saved.length * 8;
  const total = saved.length * 8 + size + shift;
  size += (16 - (total % 16)) % 16;
  return { saved, savedVector, size };
}
