/**
 * A page-table entry of a page that is on swap: not present, with the area's number in the top five bits and the slot, inverted, in
 * bits 9 to 58. Follows arch/x86/include/asm/pgtable_64.h (inverted since L1TF, so that the bits name no memory).
 */
export interface SwapEntry {
  type: number;
  offset: number;
}

const OFFSET_LOW = 0x7f_ffff;
const OFFSET_HIGH = 0x7ff_ffff;

/** Low and high half of the entry. */
export function encodeSwap({ type, offset }: SwapEntry): { low: number; high: number } {
  const low = (~offset & OFFSET_LOW) << 9;
  const high = ((type << 27) | (~Math.floor(offset / 0x80_0000) & OFFSET_HIGH)) >>> 0;
  return { low: low >>> 0, high };
}

export function decodeSwap(low: number, high: number): SwapEntry {
  const offset = (~(low >>> 9) & OFFSET_LOW) + (~high & OFFSET_HIGH) * 0x80_0000;
  return { type: high >>> 27, offset };
}

/** Not present, not hidden, but not empty either. */
export function isSwapPte(low: number, high: number): boolean {
  return (low & 0x101) === 0 && (low !== 0 || high !== 0);
}
