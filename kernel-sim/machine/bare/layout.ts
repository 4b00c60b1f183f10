/**
 * What a bare-metal program finds when it gets the CPU (docs: kernel-sim/machine/README): long mode, ring 0, interrupts off,
 * RAM mapped one to one, an empty IDT. Everything else is its own business.
 */
import type { PhysAddr } from '../types';

const pa = (n: number) => n as PhysAddr;

export const BARE = {
  /** Four-level tables, built by the loader: PML4, PDPT, PD. */
  pml4: pa(0x1000),
  pdpt: pa(0x2000),
  pd: pa(0x3000),
  gdt: pa(0x4000),
  /** The stack grows down from here; below it lie the loader's tables. */
  stackTop: pa(0x9f000),
  vga: pa(0xb8000),
  image: pa(0x100000),
  ramBytes: 16 * 1024 * 1024,
} as const;

/** Flat segments as Linux numbers them: null, -, kernel code 0x10, kernel data 0x18. */
export const GDT: readonly bigint[] = [0n, 0n, 0x00af9a000000ffffn, 0x00cf92000000ffffn];
