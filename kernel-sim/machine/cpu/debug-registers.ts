/**
 * DR0–DR7: which breakpoints an instruction or an access hits (SDM 3B 18.2), and alignment checks, which like them make every
 * access of an instruction looked at (processor.ts, carefulRound).
 */
import type { Registers } from './registers';
import { Flag, State } from './state';

/** Bits of DR6; the others read as 1 (FIXED) or 0. */
export const Dr6 = { BD: 0x2000, BS: 0x4000, FIXED: 0xffff_0ff0, KEPT: 0xe00f } as const;
export const Dr7 = { GD: 0x2000, FIXED: 0x400, KEPT: 0xffff_23ff } as const;
const RW = { EXECUTE: 0, WRITE: 1, IO: 2, ACCESS: 3 } as const;
const LENGTHS = [1, 2, 8, 4] as const;
const CR4_DE = 8;
const CR0_AM = 0x4_0000;

const dr7 = (cpu: Registers) => cpu.word(State.DR + 56);

/** Some breakpoint is switched on. */
export const breakpointsOn = (cpu: Registers): boolean => (dr7(cpu) & 0xff) !== 0;

/** Bits of DR6 for the breakpoints that `hit` says yes to, if one of them is enabled: the others' bits are set along with it. */
function hits(cpu: Registers, hit: (kind: number, address: bigint, length: number) => boolean): number {
  const control = dr7(cpu);
  let bits = 0;
  let enabled = false;
  for (let n = 0; n < 4; n++) {
    const kind = (control >> (16 + n * 4)) & 3;
    const length = LENGTHS[(control >> (18 + n * 4)) & 3];
    const address = cpu.wide(State.DR + n * 8) & ~BigInt(length - 1);
    if (!hit(kind, address, length)) continue;
    bits |= 1 << n;
    enabled ||= ((control >> (n * 2)) & 3) !== 0;
  }
  return enabled ? bits : 0;
}

/** Bits of DR6 for breakpoints on the instruction at rip. Asked before every instruction while one is on: no bigints until one may hit. */
export function executeHits(cpu: Registers): number {
  const control = dr7(cpu);
  const [low, high] = [cpu.word(State.RIP), cpu.word(State.RIP + 4)];
  for (let n = 0; n < 4; n++) {
    const enabled = ((control >> (n * 2)) & 3) !== 0 && ((control >> (16 + n * 4)) & 3) === RW.EXECUTE;
    if (enabled && cpu.word(State.DR + n * 8) === low && cpu.word(State.DR + n * 8 + 4) === high) {
      const { rip } = cpu;
      return hits(cpu, (kind, address) => kind === RW.EXECUTE && address === rip);
    }
  }
  return 0;
}

/** Whether an access of some instruction may matter: a data breakpoint is on, or alignment checks are. */
export function watchesAccesses(cpu: Registers): boolean {
  const control = dr7(cpu);
  for (let n = 0; n < 4; n++) if ((control >> (n * 2)) & 3 && (control >> (16 + n * 4)) & RW.WRITE) return true;
  return aligning(cpu);
}

const overlap = (a: bigint, bytes: number, b: bigint, length: number) =>
  a < b + BigInt(length) && b < a + BigInt(bytes);

export const dataHits = (cpu: Registers, va: bigint, bytes: number, write: boolean): number =>
  hits(
    cpu,
    (kind, address, length) =>
      (kind === RW.ACCESS || (kind === RW.WRITE && write)) && overlap(va, bytes, address, length),
  );

/** Breakpoints on ports, where CR4.DE allows them. */
export const portHits = (cpu: Registers, port: number, bytes: number): number =>
  cpu.cr4 & CR4_DE
    ? hits(cpu, (kind, address, length) => kind === RW.IO && overlap(BigInt(port), bytes, address & 0xffffn, length))
    : 0;

/** Records hits in DR6: the four bits are those of this exception, the others stay until software clears them. */
export function recordHits(cpu: Registers, bits: number): void {
  const at = State.DR + 48;
  const kept = bits & 15 ? cpu.wide(at) & ~15n : cpu.wide(at);
  cpu.setWide(at, kept | BigInt(bits));
}

/** Ring 3 with alignment checks on. */
export const aligning = (cpu: Registers): boolean =>
  (cpu.word(State.CR0) & CR0_AM) !== 0 && (cpu.word(State.FLAGS_REST) & Flag.AC) !== 0 && cpu.word(State.CPL) === 3;
