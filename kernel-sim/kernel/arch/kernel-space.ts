/**
 * The kernel's half of every address space: where C code in ring 0 and the data that it sees lie. One set of tables, shared by
 * all processes. Follows Documentation/x86/x86_64/mm.rst (four levels) with address randomisation off:
 * all of RAM at ffff8880_00000000, vmalloc at ffffc900_00000000, kernel text at ffffffff_81000000, modules from ffffffff_c0000000.
 *
 * The kernel itself is TypeScript. Its text is one physical page of `int3`, mapped all over the range: a call to any kernel
 * address traps, and the address tells what was called (module/exports). Addresses are signed doubles: the kernel's are negative.
 */
import { type Mmu, type PhysAddr, type PhysicalMemory, Pte } from '../../machine/types';
import type { FrameAllocator } from '../types';

/** `0xffffffff81000000` as the signed number that it is here. */
export const signed = (address: bigint): number => Number(BigInt.asIntN(64, address));
/** The other way, for printing. */
export const unsigned = (address: number): bigint => BigInt.asUintN(64, BigInt(address));
/** As %px prints it. */
export const hex16 = (address: number): string => unsigned(address).toString(16).padStart(16, '0');

export const DIRECT_MAP = signed(0xffff888000000000n);
export const VMALLOC_START = signed(0xffffc90000000000n);
export const VMEMMAP = signed(0xffffea0000000000n);
export const TEXT_START = signed(0xffffffff81000000n);
export const TEXT_END = signed(0xffffffff82000000n);
export const DATA_START = signed(0xffffffff82000000n);
export const MODULES_START = signed(0xffffffffc0000000n);
export const MODULES_END = signed(0xffffffffff000000n);
/** Bytes of kernel variables that C code can see. */
export const DATA_BYTES = 0x10000;

const SPAN = [0, 0x1000, 0x20_0000, 0x4000_0000, 0x80_0000_0000];
const TABLE = Pte.P | Pte.W;
const ADDRESS = 0xffff_f000;
const TRAP = 0xcc;

/** A kernel address that cannot be touched: becomes an oops where C code is to blame. */
export class KernelFault extends Error {
  override name = 'KernelFault';
  constructor(
    readonly address: number,
    readonly write: boolean,
  ) {
    super(`kernel fault at ${hex16(address)}`);
  }
}

export interface PageRights {
  write: boolean;
  exec: boolean;
}

export class KernelSpace {
  /** Page tables with an empty lower half: what ring 0 runs on, so that user memory cannot be touched by mistake (SMAP). */
  readonly root: PhysAddr;
  /** The page of traps. */
  readonly trapFrame: number;
  private nextReserved = 1;

  constructor(
    readonly ram: PhysicalMemory,
    private readonly mmu: Mmu,
    private readonly frames: FrameAllocator,
  ) {
    this.root = (this.reserve() * 4096) as PhysAddr;
    this.trapFrame = this.reserve();
    ram.fill((this.trapFrame * 4096) as PhysAddr, 4096, TRAP);
    this.mapRam();
    this.mapText();
    for (let at = 0; at < DATA_BYTES; at += 4096)
      this.map(DATA_START + at, this.reserve(), { write: true, exec: false });
    // Top-level entries exist from the start, so that copies of them stay true.
    this.entry(VMALLOC_START, true);
    this.entry(MODULES_START, true);
  }

  /** A frame of the kernel image, for ever. */
  reserve(): number {
    const frame = this.nextReserved++;
    if (frame >= this.frames.reserved) throw new RangeError('the kernel image is full');
    return frame;
  }

  /** Lets an address space have the kernel's half. */
  share(root: PhysAddr): void {
    for (let index = 256; index < 512; index++) {
      const low = this.mmu.pteLow((this.root + index * 8) as PhysAddr);
      if (low & Pte.P) this.mmu.setPte((root + index * 8) as PhysAddr, low, 0);
    }
  }

  private mapRam(): void {
    for (let pa = 0; pa < this.ram.size; pa += SPAN[2]) {
      const entry = this.entry(DIRECT_MAP + pa, true, 2);
      this.mmu.setPte(entry, (pa | Pte.P | Pte.W | Pte.PS | Pte.G) >>> 0, Pte.NX_HI);
    }
  }

  /** One leaf table full of the trap page serves all of the text. */
  private mapText(): void {
    const leaf = this.reserve();
    for (let i = 0; i < 512; i++)
      this.mmu.setPte((leaf * 4096 + i * 8) as PhysAddr, (this.trapFrame * 4096) | Pte.P | Pte.G, 0);
    for (let va = TEXT_START; va < TEXT_END; va += SPAN[2])
      this.mmu.setPte(this.entry(va, true, 2), (leaf * 4096) | TABLE, 0);
  }

  /** A text page of its own, for the few functions that are real machine code. */
  realText(va: number): PhysAddr {
    const region = va - ((va - TEXT_START) % SPAN[2]);
    const leaf = this.reserve();
    for (let i = 0; i < 512; i++)
      this.mmu.setPte((leaf * 4096 + i * 8) as PhysAddr, (this.trapFrame * 4096) | Pte.P | Pte.G, 0);
    this.mmu.setPte(this.entry(region, true, 2), (leaf * 4096) | TABLE, 0);
    const frame = this.reserve();
    this.ram.fill((frame * 4096) as PhysAddr, 4096, TRAP);
    this.map(va - (((va % 4096) + 4096) % 4096), frame, { write: false, exec: true });
    return (frame * 4096) as PhysAddr;
  }

  /** Address of the entry of `va` at `level`; 0: a table on the way is missing. Negative: memory is out. */
  private entry(va: number, make: boolean, level = 1): PhysAddr {
    let table: number = this.root;
    for (let at = 4; at > level; at--) {
      const entry = (table + (Math.floor(va / SPAN[at]) & 511) * 8) as PhysAddr;
      const low = this.mmu.pteLow(entry);
      if (low & Pte.P) {
        if (low & Pte.PS) return 0 as PhysAddr;
        table = (low & ADDRESS) >>> 0;
        continue;
      }
      if (!make) return 0 as PhysAddr;
      const frame = this.nextReserved < 64 ? this.reserve() : this.frames.alloc('page-table');
      if (frame < 0) return -1 as PhysAddr;
      table = frame * 4096;
      this.mmu.setPte(entry, (table | TABLE) >>> 0, 0);
    }
    return (table + (Math.floor(va / SPAN[level]) & 511) * 8) as PhysAddr;
  }

  /** False: no memory for a table. */
  map(va: number, frame: number, rights: PageRights): boolean {
    const entry = this.entry(va, true);
    if (entry <= 0) return false;
    const low = ((frame * 4096) | Pte.P | (rights.write ? Pte.W : 0)) >>> 0;
    this.mmu.setPte(entry, low, rights.exec ? 0 : Pte.NX_HI);
    return true;
  }

  /** Changes rights of a mapped page. */
  protect(va: number, rights: PageRights): void {
    const frame = this.frameOf(va);
    if (frame >= 0) this.map(va, frame, rights);
  }

  /** Takes the page out; its frame, or −1 when there was none. */
  unmap(va: number): number {
    const frame = this.frameOf(va);
    if (frame >= 0) this.mmu.setPte(this.entry(va, false), 0, 0);
    return frame;
  }

  private frameOf(va: number): number {
    const entry = this.entry(va, false);
    if (entry <= 0) return -1;
    const low = this.mmu.pteLow(entry);
    return low & Pte.P ? (low & ADDRESS) >>> 12 : -1;
  }

  /** The entries of the walk to `va`, top first: what an oops prints after `PGD`. With four levels the P4D is the PGD again. */
  walk(va: number): { name: string; value: bigint }[] {
    const names = ['PGD', 'PUD', 'PMD', 'PTE'];
    const steps = this.mmu.walk(this.root, unsigned(va)).map(({ value }, i) => ({ name: names[i], value }));
    return [steps[0], { name: 'P4D', value: steps[0].value }, ...steps.slice(1)];
  }

  /** Physical address behind a kernel address; −1 where ring 0 would fault. */
  translate(va: number, write: boolean): number {
    if (va >= 0) return -1;
    const direct = va - DIRECT_MAP;
    if (direct >= 0 && direct < this.ram.size) return direct;
    const entry = this.entry(va, false);
    if (entry <= 0) return -1;
    const low = this.mmu.pteLow(entry);
    if (!(low & Pte.P) || (write && !(low & Pte.W))) return -1;
    return ((low & ADDRESS) >>> 0) + (((va % 4096) + 4096) % 4096);
  }

  private at(va: number, write: boolean): PhysAddr {
    const pa = this.translate(va, write);
    if (pa < 0) throw new KernelFault(va, write);
    return pa as PhysAddr;
  }

  /** Little-endian pieces; may cross pages. */
  bytes(va: number, length: number): Uint8Array {
    const out = new Uint8Array(length);
    for (let done = 0; done < length; ) {
      const pa = this.at(va + done, false);
      const n = Math.min(length - done, 4096 - (pa % 4096));
      out.set(this.ram.bytes.subarray(pa, pa + n), done);
      done += n;
    }
    return out;
  }

  setBytes(va: number, from: Uint8Array): void {
    for (let done = 0; done < from.length; ) {
      const pa = this.at(va + done, true);
      const n = Math.min(from.length - done, 4096 - (pa % 4096));
      this.ram.write(pa, from.subarray(done, done + n));
      done += n;
    }
  }

  fill(va: number, length: number, value: number): void {
    for (let done = 0; done < length; ) {
      const pa = this.at(va + done, true);
      const n = Math.min(length - done, 4096 - (pa % 4096));
      this.ram.fill(pa, n, value);
      done += n;
    }
  }

  u8(va: number): number {
    return this.ram.read8(this.at(va, false));
  }
  u16(va: number): number {
    return this.inPage(va, 2) ? this.ram.read16(this.at(va, false)) : this.slow(va, 2).getUint16(0, true);
  }
  u32(va: number): number {
    return this.inPage(va, 4) ? this.ram.read32(this.at(va, false)) : this.slow(va, 4).getUint32(0, true);
  }
  i32(va: number): number {
    return this.u32(va) | 0;
  }
  /** A 64-bit value as a signed double: pointers and sizes, exact within ±2^53. */
  i64(va: number): number {
    return Number(BigInt.asIntN(64, this.u64(va)));
  }
  u64(va: number): bigint {
    return this.inPage(va, 8) ? this.ram.read64(this.at(va, false)) : this.slow(va, 8).getBigUint64(0, true);
  }

  setU8(va: number, value: number): void {
    this.ram.write8(this.at(va, true), value);
  }
  setU16(va: number, value: number): void {
    this.setBytes(va, Uint8Array.of(value & 255, (value >> 8) & 255));
  }
  setU32(va: number, value: number): void {
    if (this.inPage(va, 4)) this.ram.write32(this.at(va, true), value >>> 0);
    else this.setBytes(va, new Uint8Array(Uint32Array.of(value).buffer));
  }
  setI64(va: number, value: number): void {
    this.setU64(va, BigInt(value));
  }
  setU64(va: number, value: bigint): void {
    if (this.inPage(va, 8)) this.ram.write64(this.at(va, true), value);
    else this.setBytes(va, new Uint8Array(BigUint64Array.of(BigInt.asUintN(64, value)).buffer));
  }

  private inPage(va: number, size: number): boolean {
    return ((va % 4096) + 4096) % 4096 <= 4096 - size;
  }
  private slow(va: number, size: number): DataView {
    return new DataView(this.bytes(va, size).buffer);
  }

  /** The bytes of a C string without its NUL, at most `max`. */
  cstring(va: number, max = 65536): Uint8Array {
    const out: number[] = [];
    for (let at = va; out.length < max; at++) {
      const byte = this.u8(at);
      if (byte === 0) break;
      out.push(byte);
    }
    return Uint8Array.from(out);
  }

  text(va: number, max = 65536): string {
    return new TextDecoder('utf-8').decode(this.cstring(va, max));
  }
}
