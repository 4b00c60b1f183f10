/**
 * The least that a static ELF needs to run on the bare core: page tables, a stack with argv and auxv, and a dozen system calls.
 * For tests of the processor only; the kernel is another matter.
 */
import { createCore } from '../core';
import { type Core, type Cpu, type PhysAddr, Reg, Stop, type Tiers } from '../types';

const PAGE = 4096;
const STACK_TOP = 0x7fff_ffff_f000;
const STACK_PAGES = 64;
const MMAP_BASE = 0x7f00_0000_0000;

const QUIET_BUS = {
  portIn: () => 0xffff_ffff,
  portOut: () => {},
  mmioRead: () => 0xffff_ffff_ffff_ffffn,
  mmioWrite: () => {},
};

/** An address space whose page tables are built with `setPte` from a bump allocator. */
export class AddressSpace {
  readonly cr3: PhysAddr;
  private next: number;

  /** Frames are taken from `firstFrame` upwards. */
  constructor(
    readonly core: Core,
    firstFrame = 0x10_0000,
  ) {
    this.next = firstFrame;
    this.cr3 = this.frame();
  }

  frame(): PhysAddr {
    const pa = this.next as PhysAddr;
    this.next += PAGE;
    if (this.next > this.core.ram.size) throw new Error('test machine is out of memory');
    return pa;
  }

  /** Maps one page; `flags` are PTE bits (W = 2, U = 4), `noExecute` sets NX. */
  map(va: number, flags: number, noExecute = false, frame: PhysAddr = this.frame()): PhysAddr {
    let table: number = this.cr3;
    for (const level of [3, 2, 1]) {
      const entry = (table + (Math.floor(va / 2 ** (12 + 9 * level)) % 512) * 8) as PhysAddr;
      if (!(this.core.mmu.pteLow(entry) & 1)) this.core.mmu.setPte(entry, this.frame() | 7, 0);
      table = this.core.mmu.pteLow(entry) & ~4095;
    }
    const entry = (table + (Math.floor(va / PAGE) % 512) * 8) as PhysAddr;
    this.core.mmu.setPte(entry, frame | flags | 1, noExecute ? 0x8000_0000 : 0);
    return frame;
  }

  ensure(va: number, length: number): void {
    for (let at = va - (va % PAGE); at < va + length; at += PAGE) {
      if (this.core.mmu.translate(this.cr3, at, 'read') < 0) this.map(at, 6);
    }
  }

  put(va: number, bytes: Uint8Array): void {
    for (let done = 0; done < bytes.length; ) {
      const pa = this.core.mmu.translate(this.cr3, va + done, 'read');
      if (pa < 0) throw new Error(`test writes to unmapped ${(va + done).toString(16)}`);
      const n = Math.min(bytes.length - done, PAGE - ((va + done) % PAGE));
      this.core.ram.write(pa as PhysAddr, bytes.subarray(done, done + n));
      done += n;
    }
  }
}

export interface ProcessResult {
  status: number;
  stdout: string;
  /** Set when it ended by an exception instead of exit. */
  fault?: { vector: number; errorCode: number; address: bigint; rip: bigint };
  retired: number;
  core: Core;
  cpu: Cpu;
}

/** Loads a static ELF and runs it to its end (or `limit` instructions). */
export function runElf(
  file: Uint8Array,
  args: string[] = ['program'],
  limit = 2_000_000_000,
  quantum = 1_000_000,
  tiers: Tiers = 'cold',
): ProcessResult {
  return startElf(file, args, tiers)(limit, quantum);
}

/** Loads a static ELF; the function that comes back runs it on to an instruction count (status -2) or its end. */
export function startElf(
  file: Uint8Array,
  args: string[],
  tiers: Tiers,
  ramBytes = 64 << 20,
): (limit: number, quantum: number) => ProcessResult {
  const core = createCore({ ramBytes, cpus: 1, bus: QUIET_BUS, tiers });
  const space = new AddressSpace(core);
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const number = (at: number) => Number(view.getBigUint64(at, true));
  let end = 0;
  const phoff = number(32);
  for (let i = 0; i < view.getUint16(56, true); i++) {
    const ph = phoff + i * view.getUint16(54, true);
    if (view.getUint32(ph, true) !== 1) continue;
    const [offset, va, fileSize, memorySize] = [number(ph + 8), number(ph + 16), number(ph + 32), number(ph + 40)];
    space.ensure(va, memorySize);
    space.put(va, file.subarray(offset, offset + fileSize));
    end = Math.max(end, va + memorySize);
  }
  const cpu = core.cpus[0];
  cpu.hostTraps = true;
  cpu.cr3 = space.cr3;
  cpu.cr0 = (cpu.cr0 | 0x8001_0000) >>> 0;
  cpu.cpl = 3;
  cpu.rip = view.getBigUint64(24, true);
  cpu.rflags = 0x202;
  cpu.setReg(Reg.RSP, BigInt(stack(space, args, phoff, view, number(24))));
  const kernel = new Kernel(core, space, Math.ceil(end / PAGE) * PAGE);
  return (until, quantum) => kernel.run(cpu, until, quantum);
}

/** argc, argv, envp and auxv at the top of the stack (System V ABI 3.4.1). */
function stack(space: AddressSpace, args: string[], phoff: number, view: DataView, entry: number): number {
  for (let i = 1; i <= STACK_PAGES; i++) space.map(STACK_TOP - i * PAGE, 6, true);
  let text = STACK_TOP - 512;
  const pointers = args.map((a) => {
    const bytes = new TextEncoder().encode(`${a}\0`);
    text -= bytes.length;
    space.put(text, bytes);
    return text;
  });
  const random = STACK_TOP - 64;
  const auxv = [
    3,
    0x40_0000 + phoff,
    4,
    view.getUint16(54, true),
    5,
    view.getUint16(56, true),
    6,
    PAGE,
    9,
    entry,
    11,
    0,
    12,
    0,
    13,
    0,
    14,
    0,
    23,
    0,
    25,
    random,
    0,
    0,
  ];
  const words = [args.length, ...pointers, 0, 0, ...auxv];
  const at = Math.floor((text - words.length * 8) / 16) * 16;
  const bytes = new Uint8Array(words.length * 8);
  const out = new DataView(bytes.buffer);
  for (let i = 0; i < words.length; i++) out.setBigUint64(i * 8, BigInt(words[i]), true);
  space.put(at, bytes);
  return at;
}

class Kernel {
  private stdout: number[] = [];
  private map = MMAP_BASE;

  constructor(
    private readonly core: Core,
    private readonly space: AddressSpace,
    private brk: number,
  ) {}

  run(cpu: Cpu, limit: number, quantum: number): ProcessResult {
    const result = (status: number): ProcessResult => ({
      status,
      stdout: new TextDecoder().decode(new Uint8Array(this.stdout)),
      retired: cpu.retired,
      core: this.core,
      cpu,
    });
    while (cpu.retired < limit) {
      const stop = cpu.run(Math.min(quantum, limit - cpu.retired));
      if (stop === Stop.EXCEPTION) {
        const { vector, errorCode, address } = cpu.fault;
        return { ...result(-1), fault: { vector, errorCode, address, rip: cpu.rip } };
      }
      if (stop !== Stop.SYSCALL) continue;
      const nr = cpu.regNumber(Reg.RAX);
      if (nr === 60 || nr === 231) return result(cpu.regLow(Reg.RDI) & 255);
      cpu.setRegNumber(Reg.RAX, this.call(cpu, nr));
    }
    return result(-2);
  }

  private call(cpu: Cpu, nr: number): number {
    const [a, b, c] = [Reg.RDI, Reg.RSI, Reg.RDX].map((r) => cpu.regNumber(r));
    switch (nr) {
      case 1:
        return this.write(b, c);
      case 20: {
        let total = 0;
        for (let i = 0; i < c; i++) total += this.write(this.word(b + i * 16), this.word(b + i * 16 + 8));
        return total;
      }
      case 9: {
        const at = this.map;
        this.map += Math.ceil(b / PAGE) * PAGE + PAGE;
        this.space.ensure(at, b);
        return at;
      }
      case 12:
        if (a > this.brk) {
          this.space.ensure(this.brk, a - this.brk);
          this.brk = a;
        }
        return this.brk;
      case 158:
        if (a === 0x1002) cpu.fsBase = cpu.getReg(Reg.RSI);
        return a === 0x1002 ? 0 : -22;
      case 16:
        return -25;
      case 10:
      case 11:
      case 13:
      case 14:
      case 218:
      case 273:
      case 25:
        return 0;
      default:
        return -38;
    }
  }

  private word(va: number): number {
    const bytes = new Uint8Array(8);
    this.core.mmu.copyFromUser(this.space.cr3, va, bytes, 0, 8);
    return Number(new DataView(bytes.buffer).getBigUint64(0, true));
  }

  private write(va: number, length: number): number {
    const bytes = new Uint8Array(length);
    const n = this.core.mmu.copyFromUser(this.space.cr3, va, bytes, 0, length);
    for (let i = 0; i < n; i++) this.stdout.push(bytes[i]);
    return n;
  }
}
