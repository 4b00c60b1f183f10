import { beforeEach, describe, expect, it } from 'vitest';
import { AddressSpace } from '../conformance/user-process';
import { type Core, type Cpu, createCore, type PhysAddr, Reg, Stop, Vector } from '../index';
import type { Tiers } from '../types';

const BUS = { portIn: () => 0, portOut: () => {}, mmioRead: () => 0n, mmioWrite: () => {} };
const CODE = 0x40_0000;
const DATA = 0x60_0000;
const [W, U] = [2, 4];
const SYSCALL = [0x0f, 0x05];

let tiers: Tiers = 'cold';

function machine(code: number[], cpus = 1): { core: Core; cpu: Cpu; space: AddressSpace } {
  const core = createCore({ ramBytes: 16 << 20, cpus, bus: BUS, tiers });
  const space = new AddressSpace(core);
  space.map(CODE, U);
  space.map(CODE + 4096, U);
  space.map(DATA, U | W);
  space.put(CODE, new Uint8Array(code));
  const cpu = core.cpus[0];
  prepare(cpu, space);
  return { core, cpu, space };
}

function prepare(cpu: Cpu, space: AddressSpace, rip = CODE): void {
  cpu.hostTraps = true;
  cpu.cr3 = space.cr3;
  cpu.cr0 = (cpu.cr0 | 0x8001_0000) >>> 0;
  cpu.cpl = 3;
  cpu.rip = BigInt(rip);
  cpu.setRegNumber(Reg.RBX, DATA);
}

/** Physical address of the last-level entry for `va`. */
function entryOf(core: Core, space: AddressSpace, va: number): PhysAddr {
  const steps = core.mmu.walk(space.cr3, BigInt(va));
  return steps[steps.length - 1].entry;
}

const LOAD = [0x8b, 0x03, ...SYSCALL]; // mov eax, [rbx]
const STORE = [0x89, 0x03, ...SYSCALL]; // mov [rbx], eax

function again(cpu: Cpu): Stop {
  cpu.rip = BigInt(CODE);
  return cpu.run(100);
}

describe.each<Tiers>(['cold', 'mixed', 'hot'])('%s', (which) => {
  beforeEach(() => {
    tiers = which;
  });

  describe('page faults', () => {
    const cases: [name: string, code: number[], flags: number | undefined, nx: boolean, error: number][] = [
      ['read of an absent page', LOAD, undefined, false, 4],
      ['write to an absent page', STORE, undefined, false, 6],
      ['read of a kernel page', LOAD, W, false, 5],
      ['write to a read-only page', STORE, U, false, 7],
    ];
    for (const [name, code, flags, nx, error] of cases) {
      it(`${name}: error code ${error}`, () => {
        const { cpu, space } = machine(code);
        if (flags !== undefined) space.map(DATA + 0x5000, flags, nx);
        cpu.setRegNumber(Reg.RBX, DATA + 0x5008);
        expect(cpu.run(10)).toBe(Stop.EXCEPTION);
        expect(cpu.fault).toMatchObject({ vector: Vector.PF, errorCode: error, address: BigInt(DATA + 0x5008) });
        expect(cpu.rip).toBe(BigInt(CODE));
        expect(cpu.retired).toBe(0);
      });
    }

    it('execution of a no-execute page: error code 0x15', () => {
      const { cpu, space } = machine([0xff, 0xe3]); // jmp rbx
      space.map(DATA + 0x5000, U | W, true);
      cpu.setRegNumber(Reg.RBX, DATA + 0x5010);
      expect(cpu.run(10)).toBe(Stop.EXCEPTION);
      expect(cpu.fault).toMatchObject({ vector: Vector.PF, errorCode: 0x15, address: BigInt(DATA + 0x5010) });
      expect(cpu.ripNumber).toBe(DATA + 0x5010);
      expect(cpu.retired).toBe(1);
    });

    it('a store over a page boundary faults on the second page and writes nothing', () => {
      const { cpu, space, core } = machine([0x48, 0x89, 0x03]); // mov [rbx], rax
      cpu.setReg(Reg.RAX, 0x1122_3344_5566_7788n);
      cpu.setRegNumber(Reg.RBX, DATA + 4092);
      expect(cpu.run(10)).toBe(Stop.EXCEPTION);
      expect(cpu.fault).toMatchObject({ errorCode: 6, address: BigInt(DATA + 4096) });
      const pa = core.mmu.translate(space.cr3, DATA, 'read');
      expect(core.ram.read32((pa + 4092) as PhysAddr)).toBe(0);
      const second = space.map(DATA + 4096, U | W);
      expect(cpu.run(1)).toBe(Stop.BUDGET);
      expect(core.ram.read32((pa + 4092) as PhysAddr)).toBe(0x5566_7788);
      expect(core.ram.read32(second)).toBe(0x1122_3344);
    });

    it('a repeated move that faults stops with exact registers and count', () => {
      const { cpu, space } = machine([0xf3, 0xa4, ...SYSCALL]); // rep movsb
      cpu.setRegNumber(Reg.RSI, CODE);
      cpu.setRegNumber(Reg.RDI, DATA + 4000);
      cpu.setRegNumber(Reg.RCX, 200);
      expect(cpu.run(50)).toBe(Stop.BUDGET);
      expect([cpu.regNumber(Reg.RCX), cpu.retired]).toEqual([150, 50]);
      expect(cpu.run(1000)).toBe(Stop.EXCEPTION);
      expect([cpu.regNumber(Reg.RCX), cpu.regNumber(Reg.RDI), cpu.regNumber(Reg.RSI)]).toEqual([
        104,
        DATA + 4096,
        CODE + 96,
      ]);
      expect(cpu.retired).toBe(96);
      space.map(DATA + 4096, U | W);
      expect(cpu.run(1000)).toBe(Stop.SYSCALL);
      expect(cpu.retired).toBe(201);
    });
  });

  describe('translations follow the page tables', () => {
    it('setPte: unmap, remap, write-protect', () => {
      const { core, cpu, space } = machine(LOAD);
      const a = core.mmu.translate(space.cr3, DATA, 'read') as PhysAddr;
      const b = space.frame();
      core.ram.write32(a, 1);
      core.ram.write32(b, 2);
      const entry = entryOf(core, space, DATA);
      expect(again(cpu)).toBe(Stop.SYSCALL);
      expect(cpu.regLow(Reg.RAX)).toBe(1);
      core.mmu.setPte(entry, b | U | W | 1, 0);
      again(cpu);
      expect(cpu.regLow(Reg.RAX)).toBe(2);
      core.mmu.setPte(entry, 0, 0);
      expect(again(cpu)).toBe(Stop.EXCEPTION);
      space.put(CODE, new Uint8Array(STORE));
      core.mmu.setPte(entry, b | U | W | 1, 0);
      expect(again(cpu)).toBe(Stop.SYSCALL);
      expect(core.mmu.pteLow(entry) & 0x60).toBe(0x60);
      core.mmu.setPte(entry, b | U | 1, 0);
      expect(again(cpu)).toBe(Stop.EXCEPTION);
      expect(cpu.fault.errorCode).toBe(7);
    });

    it('accessed and dirty bits come with the access that earns them', () => {
      const { core, cpu, space } = machine([...LOAD, ...STORE]);
      const entry = entryOf(core, space, DATA);
      expect(core.mmu.pteLow(entry) & 0x60).toBe(0);
      cpu.run(2);
      expect(core.mmu.pteLow(entry) & 0x60).toBe(0x20);
      cpu.run(2);
      expect(core.mmu.pteLow(entry) & 0x60).toBe(0x60);
      core.mmu.setPte(entry, core.mmu.pteLow(entry) & ~0x60, 0);
      again(cpu);
      expect(core.mmu.pteLow(entry) & 0x60).toBe(0x20);
    });

    it('a change of an upper level is seen', () => {
      const { core, cpu, space } = machine(LOAD);
      expect(again(cpu)).toBe(Stop.SYSCALL);
      const upper = core.mmu.walk(space.cr3, BigInt(DATA))[2].entry;
      const low = core.mmu.pteLow(upper);
      core.mmu.setPte(upper, 0, 0);
      expect(again(cpu)).toBe(Stop.EXCEPTION);
      core.mmu.setPte(upper, low, 0);
      expect(again(cpu)).toBe(Stop.SYSCALL);
    });

    it('thousands of address spaces and flushes', () => {
      const { core, cpu, space } = machine(LOAD);
      const other = new AddressSpace(core, 0x80_0000);
      other.map(CODE, U, false, core.mmu.translate(space.cr3, CODE, 'read') as PhysAddr);
      const pa = other.map(DATA, U | W);
      core.ram.write32(core.mmu.translate(space.cr3, DATA, 'read') as PhysAddr, 7);
      core.ram.write32(pa, 8);
      for (let i = 0; i < 3000; i++) {
        cpu.cr3 = i & 1 ? other.cr3 : space.cr3;
        if (i % 3 === 0) core.mmu.flushAll();
        expect(again(cpu)).toBe(Stop.SYSCALL);
        expect(cpu.regLow(Reg.RAX)).toBe(i & 1 ? 8 : 7);
      }
    });

    it('a page that was a page table may become data', () => {
      const { core, cpu, space } = machine(STORE);
      const table = (core.mmu.walk(space.cr3, BigInt(DATA))[3].entry & ~4095) as PhysAddr;
      expect(again(cpu)).toBe(Stop.SYSCALL);
      const upper = core.mmu.walk(space.cr3, BigInt(DATA))[2].entry;
      core.mmu.setPte(upper, 0, 0);
      core.ram.fill(table, 4096, 0);
      space.map(DATA, U | W, false, table);
      cpu.setRegNumber(Reg.RAX, 0x1234);
      for (let i = 0; i < 3; i++) expect(again(cpu)).toBe(Stop.SYSCALL);
      expect(core.ram.read32(table)).toBe(0x1234);
    });
  });

  describe('decoded code follows memory', () => {
    it('host writes to code that already ran', () => {
      const { core, cpu, space } = machine([0xb8, 1, 0, 0, 0, ...SYSCALL]);
      again(cpu);
      expect(cpu.regLow(Reg.RAX)).toBe(1);
      core.ram.write8((core.mmu.translate(space.cr3, CODE, 'read') + 1) as PhysAddr, 2);
      again(cpu);
      expect(cpu.regLow(Reg.RAX)).toBe(2);
      core.mmu.setPte(entryOf(core, space, CODE), core.mmu.pteLow(entryOf(core, space, CODE)) | W, 0);
      expect(core.mmu.copyToUser(space.cr3, CODE + 1, new Uint8Array([3]), 0, 1)).toBe(1);
      again(cpu);
      expect(cpu.regLow(Reg.RAX)).toBe(3);
    });

    it('an instruction over a page boundary when its second page is replaced', () => {
      const { core, cpu, space } = machine([]);
      const at = CODE + 4094;
      space.put(at, new Uint8Array([0xb8, 0x11, 0x22, 0x33, 0x44, ...SYSCALL]));
      cpu.rip = BigInt(at);
      expect(cpu.run(10)).toBe(Stop.SYSCALL);
      expect(cpu.regLow(Reg.RAX)).toBe(0x4433_2211);
      const fresh = space.frame();
      core.ram.write(fresh, new Uint8Array([0x55, 0x66, 0x77, ...SYSCALL]));
      core.mmu.setPte(entryOf(core, space, CODE + 4096), fresh | U | 1, 0);
      cpu.rip = BigInt(at);
      expect(cpu.run(10)).toBe(Stop.SYSCALL);
      expect(cpu.regLow(Reg.RAX)).toBe(0x7766_5511);
      core.ram.write8(fresh, 0xaa);
      cpu.rip = BigInt(at);
      cpu.run(10);
      expect(cpu.regLow(Reg.RAX)).toBe(0x7766_aa11);
      core.mmu.setPte(entryOf(core, space, CODE + 4096), 0, 0);
      cpu.rip = BigInt(at);
      expect(cpu.run(10)).toBe(Stop.EXCEPTION);
      expect(cpu.fault).toMatchObject({ errorCode: 0x14, address: BigInt(CODE + 4096) });
    });

    it('one page of code at two addresses', () => {
      const { core, cpu, space } = machine([0x48, 0x8d, 0x05, 0, 0, 0, 0, ...SYSCALL]); // lea rax, [rip]
      space.map(0x7000_0000, U, false, core.mmu.translate(space.cr3, CODE, 'read') as PhysAddr);
      for (const base of [CODE, 0x7000_0000, CODE]) {
        cpu.rip = BigInt(base);
        expect(cpu.run(10)).toBe(Stop.SYSCALL);
        expect(cpu.regNumber(Reg.RAX)).toBe(base + 7);
      }
    });

    it('more code than the arena holds', () => {
      const core = createCore({ ramBytes: 48 << 20, cpus: 1, bus: BUS, tiers });
      const space = new AddressSpace(core);
      const pages = 5000;
      // Each page: inc eax; jmp to the same place of the next page. The last one: syscall.
      for (let i = 0; i < pages; i++) space.map(0x1000_0000 + i * 4096, U);
      for (let i = 0; i < pages; i++)
        space.put(0x1000_0000 + i * 4096, new Uint8Array([0xff, 0xc0, 0xe9, 0xf9, 0x0f, 0, 0]));
      space.put(0x1000_0000 + (pages - 1) * 4096, new Uint8Array([0xff, 0xc0, ...SYSCALL]));
      const cpu = core.cpus[0];
      prepare(cpu, space);
      for (let round = 1; round <= 2; round++) {
        cpu.rip = 0x1000_0000n;
        expect(cpu.run(1_000_000)).toBe(Stop.SYSCALL);
        expect(cpu.regLow(Reg.RAX)).toBe(round * pages);
      }
    });

    it('data beside code in one page costs no wrong results', () => {
      // 1: inc dword [rip+0x100-…]; dec ecx; jnz 1b; syscall
      const { core, cpu, space } = machine([0xff, 0x05, 0xfa, 0, 0, 0, 0xff, 0xc9, 0x75, 0xf6, ...SYSCALL]);
      core.mmu.setPte(entryOf(core, space, CODE), core.mmu.pteLow(entryOf(core, space, CODE)) | W, 0);
      cpu.setRegNumber(Reg.RCX, 1000);
      expect(cpu.run(10_000)).toBe(Stop.SYSCALL);
      expect(core.ram.read32((core.mmu.translate(space.cr3, CODE, 'read') + 0x100) as PhysAddr)).toBe(1000);
    });
  });

  describe('copies', () => {
    it('come up short at the first page that would fault', () => {
      const { core, space } = machine([]);
      const bytes = new Uint8Array(8192).fill(9);
      expect(core.mmu.copyToUser(space.cr3, DATA + 4000, bytes, 0, 200)).toBe(96);
      expect(core.mmu.copyFromUser(space.cr3, DATA + 4000, bytes, 0, 8192)).toBe(96);
      expect(core.mmu.copyToUser(space.cr3, CODE, bytes, 0, 1)).toBe(0);
      expect(core.mmu.copyFromUser(space.cr3, 2 ** 47 - 4, bytes, 0, 8)).toBe(0);
      expect(core.mmu.translate(space.cr3, 0xffff_8000_0000_0000, 'read')).toBe(-1);
    });
  });

  describe('several processors', () => {
    it('keep their own state and share memory', () => {
      const { core, cpu, space } = machine([0xff, 0x03, 0xff, 0xc0, 0xeb, 0xfa], 2); // 1: inc [rbx]; inc eax; jmp 1b
      const other = core.cpus[1];
      prepare(other, space);
      for (let i = 0; i < 10; i++) {
        expect(cpu.run(3)).toBe(Stop.BUDGET);
        expect(other.run(6)).toBe(Stop.BUDGET);
      }
      expect([cpu.regLow(Reg.RAX), other.regLow(Reg.RAX)]).toEqual([10, 20]);
      expect([cpu.retired, other.retired]).toEqual([30, 60]);
      expect(core.ram.read32(core.mmu.translate(space.cr3, DATA, 'read') as PhysAddr)).toBe(30);
    });
  });
});
