/**
 * Puts a static ELF64 image into the RAM of a machine without a kernel and sets the CPU as BARE (layout.ts) says.
 * ELF-64 Object File Format 1.5; only what a linked image needs: the header and PT_LOAD segments, loaded at p_paddr.
 */
import { type Core, type Cpu, type PhysAddr, Pte, Reg } from '../types';
import { BARE, GDT } from './layout';

export type LoadError = 'not-elf' | 'not-x86-64' | 'truncated' | 'outside-ram' | 'over-loader-tables';

const PT_LOAD = 1;
const EM_X86_64 = 62;
const HUGE_PAGE = 2 * 1024 * 1024;

export interface Segment {
  address: number;
  bytes: Uint8Array;
  /** Zero bytes that follow (.bss). */
  zeros: number;
}

/** The segments of a linked image, or why it cannot be loaded into `ramBytes` of memory. */
export function segmentsOf(
  elf: Uint8Array,
  ramBytes: number,
): { entry: number; segments: Segment[] } | { error: LoadError } {
  const view = new DataView(elf.buffer, elf.byteOffset, elf.byteLength);
  if (elf.length < 64 || view.getUint32(0) !== 0x7f454c46) return { error: 'not-elf' };
  if (elf[4] !== 2 || view.getUint16(18, true) !== EM_X86_64) return { error: 'not-x86-64' };
  const entry = Number(view.getBigUint64(24, true));
  const table = Number(view.getBigUint64(32, true));
  const size = view.getUint16(54, true);
  const count = view.getUint16(56, true);
  if (size < 56 || table + size * count > elf.length) return { error: 'truncated' };
  const segments: Segment[] = [];
  for (let i = 0; i < count; i++) {
    const at = table + i * size;
    if (view.getUint32(at, true) !== PT_LOAD) continue;
    const offset = Number(view.getBigUint64(at + 8, true));
    const address = Number(view.getBigUint64(at + 24, true));
    const filesz = Number(view.getBigUint64(at + 32, true));
    const memsz = Number(view.getBigUint64(at + 40, true));
    if (filesz > memsz || offset + filesz > elf.length) return { error: 'truncated' };
    if (address + memsz > ramBytes) return { error: 'outside-ram' };
    if (address < BARE.image) return { error: 'over-loader-tables' };
    segments.push({ address, bytes: elf.subarray(offset, offset + filesz), zeros: memsz - filesz });
  }
  return { entry, segments };
}

/** Loads `elf`, or says why it cannot. Returns the entry address. */
export function loadImage(core: Core, elf: Uint8Array): { entry: number } | { error: LoadError } {
  const parsed = segmentsOf(elf, core.ram.size);
  if ('error' in parsed) return parsed;
  for (const { address, bytes, zeros } of parsed.segments) {
    core.ram.write(address as PhysAddr, bytes);
    core.ram.fill((address + bytes.length) as PhysAddr, zeros, 0);
  }
  return { entry: parsed.entry };
}

/** Identity map of all RAM with 2 MiB pages, supervisor only; the next byte after RAM faults. */
function buildPageTables(core: Core): void {
  const present = Pte.P | Pte.W;
  core.mmu.setPte(BARE.pml4, BARE.pdpt | present, 0);
  core.mmu.setPte(BARE.pdpt, BARE.pd | present, 0);
  for (let i = 0; i * HUGE_PAGE < core.ram.size; i++)
    core.mmu.setPte((BARE.pd + i * 8) as PhysAddr, (i * HUGE_PAGE) | present | Pte.PS, 0);
}

const CR0_PE_WP_PG = 0x8001_0011;
const CR4_PAE_OSFXSR = 0x620;
const EFER_SCE_LME_LMA_NXE = 0xd01;

/** The state in which `_start` runs: long mode, ring 0, IF clear, rsp below the loader's stack top. */
export function startCpu(core: Core, cpu: Cpu, entry: number): void {
  buildPageTables(core);
  for (const [i, descriptor] of GDT.entries()) core.ram.write64((BARE.gdt + i * 8) as PhysAddr, descriptor);
  cpu.reset();
  cpu.hostTraps = false;
  cpu.cr3 = BARE.pml4;
  cpu.cr4 = CR4_PAE_OSFXSR;
  cpu.efer = EFER_SCE_LME_LMA_NXE;
  cpu.cr0 = CR0_PE_WP_PG;
  cpu.loadGdt(BigInt(BARE.gdt), GDT.length * 8 - 1);
  cpu.cpl = 0;
  cpu.rflags = 2;
  cpu.setRegNumber(Reg.RSP, BARE.stackTop);
  cpu.setRipNumber(entry);
}
