/**
 * Memory as a program at CR3 sees it, looked at from outside: no accessed bit is set, no fault is raised, no page comes in.
 * Addresses are signed numbers: the upper half of the address space is negative, and every canonical address is exact.
 */
import type { Core, Cpu, PageWalkStep, PhysAddr } from '../types';

const CR0_PG = 0x8000_0000;
const PRESENT = 1n;
const LARGE = 0x80n;
const FRAME = 0xf_ffff_ffff_f000n;
const PAGE_BITS = { 1: 12, 2: 21, 3: 30, 4: 39 } as const;

export const hex = (address: number | bigint): string => `0x${BigInt.asUintN(64, BigInt(address)).toString(16)}`;
export const signed = (value: bigint): number => Number(BigInt.asIntN(64, value));

/** rip as a signed number. */
export function pcOf(cpu: Cpu): number {
  const rip = cpu.ripNumber;
  return rip < 2 ** 53 ? rip : signed(cpu.rip);
}

export class Memory {
  constructor(
    private readonly core: Core,
    private readonly cpu: Cpu,
  ) {}

  get paging(): boolean {
    return (this.cpu.cr0 & CR0_PG) !== 0;
  }

  walk(address: number): PageWalkStep[] {
    return this.paging ? this.core.mmu.walk(this.cpu.cr3, BigInt.asUintN(64, BigInt(address))) : [];
  }

  /** Physical address, or −1 where nothing is mapped or there is no RAM. */
  physical(address: number): number {
    if (!this.paging) return this.inRam(address);
    const last = this.walk(address).at(-1);
    if (!last || !(last.value & PRESENT)) return -1;
    if (last.level !== 1 && !(last.value & LARGE)) return -1;
    const size = 2 ** PAGE_BITS[last.level];
    const base = Number(last.value & FRAME);
    const inside = ((address % size) + size) % size;
    return this.inRam(base - (base % size) + inside);
  }

  private inRam(pa: number): number {
    return pa >= 0 && pa < this.core.ram.size ? pa : -1;
  }

  /** Bytes from `address` on; null for those that are not there. */
  bytes(address: number, length: number): (number | null)[] {
    const out: (number | null)[] = [];
    let pa = -1;
    for (let i = 0; i < length; i++) {
      const at = address + i;
      if (i === 0 || at % 4096 === 0) pa = this.physical(at);
      out.push(pa < 0 ? null : this.core.ram.read8(pa as PhysAddr));
      if (pa >= 0) pa = this.inRam(pa + 1);
    }
    return out;
  }

  /** As many bytes from `address` on as are there. */
  code(address: number, length: number): Uint8Array {
    const bytes = this.bytes(address, length);
    const end = bytes.indexOf(null);
    return Uint8Array.from((end < 0 ? bytes : bytes.slice(0, end)) as number[]);
  }

  /** A little-endian number of 1, 2, 4 or 8 bytes; null where it is not there. */
  read(address: number, size: number): bigint | null {
    let value = 0n;
    for (const [i, byte] of this.bytes(address, size).entries()) {
      if (byte === null) return null;
      value |= BigInt(byte) << BigInt(8 * i);
    }
    return value;
  }

  /** A number in RAM. */
  at(pa: number, size: number): bigint {
    let value = 0n;
    for (let i = 0; i < size; i++) value |= BigInt(this.core.ram.read8((pa + i) as PhysAddr)) << BigInt(8 * i);
    return value;
  }

  /** A pointer. */
  pointer(address: number): number | null {
    const value = this.read(address, 8);
    return value === null ? null : signed(value);
  }

  /** The text up to its NUL, at most `most` bytes. */
  text(address: number, most = 200): string | null {
    const bytes = this.code(address, most);
    if (bytes.length === 0) return null;
    const end = bytes.indexOf(0);
    return String.fromCharCode(...(end < 0 ? bytes : bytes.subarray(0, end)));
  }
}
