/** Model-specific registers: SDM 4. Those a 64-bit kernel needs; all others raise #GP. */
import type { Registers } from './registers';
import { State } from './state';

/** Index → offset of a plain 64-bit field. */
const PLAIN: Readonly<Record<number, number>> = {
  27: State.APIC_BASE,
  372: State.SYSENTER,
  373: State.SYSENTER + 8,
  374: State.SYSENTER + 16,
  631: State.PAT,
  3221225601: State.STAR,
  3221225602: State.LSTAR,
  3221225603: State.CSTAR,
  3221225604: State.FMASK,
  3221225728: State.FS_BASE,
  3221225729: State.GS_BASE,
  3221225730: State.KERNEL_GS,
  3221225731: State.TSC_AUX,
};
const EFER = 0xc000_0080;
const TSC = 0x10;
/** SCE, LME, LMA, NXE. */
const EFER_BITS = 0xd01n;
const EFER_LME = 0x100n;
const CR0_PG = 0x8000_0000;
const PAT = 0x277;
const APIC_BASE = 0x1b;
/** SDM 3A table 12-10: UC, WC, WT, WP, WB, UC-. */
const PAT_TYPES = new Set([0, 1, 4, 5, 6, 7]);
const validTypes = (value: bigint) =>
  [0, 1, 2, 3, 4, 5, 6, 7].every((n) => PAT_TYPES.has(Number((value >> BigInt(n * 8)) & 255n)));
const MUST_BE_CANONICAL = new Set([0x175, 0x176, 0xc000_0082, 0xc000_0083, 0xc000_0100, 0xc000_0101, 0xc000_0102]);

/** Undefined where the register does not exist. */
export function readMsr(cpu: Registers, index: number): bigint | undefined {
  if (index === EFER) return BigInt(cpu.efer);
  if (index === TSC) return BigInt(cpu.timeStamp);
  const offset = PLAIN[index >>> 0];
  return offset === undefined ? undefined : cpu.wide(offset);
}

/** False where the register does not exist or refuses the value. */
export function writeMsr(cpu: Registers, index: number, value: bigint): boolean {
  if (index === EFER) {
    // LMA is the processor's own; LME cannot go while paging is on (SDM 3A 2.2.1), and paging is never off here for long.
    if (value & ~EFER_BITS || (!(value & EFER_LME) && cpu.cr0 & CR0_PG)) return false;
    cpu.efer = Number(value & 0x901n) | 0x400;
    return true;
  }
  if (index === TSC) {
    cpu.timeStamp = Number(value);
    return true;
  }
  const offset = PLAIN[index >>> 0];
  if (offset === undefined) return false;
  if (index === PAT && !validTypes(value)) return false;
  if (index === APIC_BASE) cpu.shared.bus.apicBaseChanged?.(cpu.index, value);
  if (MUST_BE_CANONICAL.has(index >>> 0) && BigInt.asIntN(48, value) !== BigInt.asIntN(64, value)) return false;
  cpu.setWide(offset, value);
  return true;
}
