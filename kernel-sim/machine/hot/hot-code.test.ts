/** Where a hot loop is disturbed: faults in its middle, code that changes, tables that change, another processor, any budget. */
import { describe, expect, it } from 'vitest';
import { Random } from '../conformance/random';
import { AddressSpace } from '../conformance/user-process';
import { type Core, type Cpu, createCore, type PhysAddr, Reg, Stop, Vector } from '../index';
import type { Tiers } from '../types';

const BUS = { portIn: () => 0, portOut: () => {}, mmioRead: () => 0n, mmioWrite: () => {} };
const CODE = 0x40_0000;
const DATA = 0x60_0000;
const [W, U] = [2, 4];
const ALL: Tiers[] = ['cold', 'mixed', 'hot'];

function machine(code: number[], tiers: Tiers, cpus = 1): { core: Core; cpu: Cpu; space: AddressSpace } {
  const core = createCore({ ramBytes: 16 << 20, cpus, bus: BUS, tiers });
  const space = new AddressSpace(core);
  for (const page of [0, 1, 2]) space.map(CODE + page * 4096, U | W);
  space.map(DATA, U | W);
  space.put(CODE, new Uint8Array(code));
  for (const cpu of core.cpus) prepare(cpu, space);
  return { core, cpu: core.cpus[0], space };
}

function prepare(cpu: Cpu, space: AddressSpace): void {
  cpu.hostTraps = true;
  cpu.cr3 = space.cr3;
  cpu.cr0 = (cpu.cr0 | 0x8001_0000) >>> 0;
  cpu.cpl = 3;
  cpu.rip = BigInt(CODE);
  cpu.setRegNumber(Reg.RBX, DATA);
  cpu.setRegNumber(Reg.RSP, DATA + 4000);
}

const state = (cpu: Cpu) => [cpu.rip, cpu.rflags, cpu.retired, ...Array.from({ length: 16 }, (_, i) => cpu.getReg(i))];

/** add [rbx+rcx*8], rcx; add rax, rcx; inc rcx; cmp ecx, edx; jb start; hlt */
const WALK = [0x48, 0x01, 0x0c, 0xcb, 0x48, 0x01, 0xc8, 0x48, 0xff, 0xc1, 0x39, 0xd1, 0x72, 0xf2, 0xf4];
/** mov eax, 1; add ecx, eax; dec edx; jnz start; hlt */
const COUNT = [0xb8, 1, 0, 0, 0, 0x01, 0xc1, 0xff, 0xca, 0x75, 0xf5, 0xf4];

describe.each(ALL)('%s', (tiers) => {
  it('a page fault in the middle of a hot loop has the exact rip, registers and count', () => {
    const { cpu } = machine(WALK, tiers);
    cpu.setRegNumber(Reg.RDX, 100_000);
    expect(cpu.run(1_000_000)).toBe(Stop.EXCEPTION);
    expect(cpu.fault).toMatchObject({ vector: Vector.PF, errorCode: 6, address: BigInt(DATA + 4096) });
    expect([cpu.ripNumber, cpu.regNumber(Reg.RCX), cpu.retired]).toEqual([CODE, 512, 512 * 5]);
    expect(cpu.regNumber(Reg.RAX)).toBe((511 * 512) / 2);
  });

  it('goes on after the page is there, and faults again when it is taken away', () => {
    const { core, cpu, space } = machine(WALK, tiers);
    cpu.setRegNumber(Reg.RDX, 1_000_000);
    for (let page = 1; page < 40; page++) {
      expect(cpu.run(1_000_000)).toBe(Stop.EXCEPTION);
      expect(cpu.fault.address).toBe(BigInt(DATA + page * 4096));
      space.map(DATA + page * 4096, U | W);
    }
    const steps = core.mmu.walk(space.cr3, BigInt(DATA + 39 * 4096));
    expect(cpu.run(1000)).toBe(Stop.BUDGET);
    core.mmu.setPte(steps[3].entry, 0, 0);
    expect(cpu.run(1000)).toBe(Stop.EXCEPTION);
    expect(cpu.regNumber(Reg.RCX)).toBe(39 * 512 + 200);
    expect(cpu.retired).toBe(39 * 512 * 5 + 1000);
  });

  it('budgets smaller than the block of a hot loop are used up to the last instruction', () => {
    const { cpu } = machine(COUNT, tiers);
    cpu.setRegNumber(Reg.RDX, 1_000_000);
    cpu.run(300_000);
    let expected = 300_000;
    for (let round = 0; round < 50; round++) {
      for (const budget of [1, 2, 3, 4, 5, 6, 7, 2001]) {
        expect(cpu.run(budget)).toBe(Stop.BUDGET);
        expected += budget;
        expect(cpu.retired).toBe(expected);
      }
    }
  });

  it('a block that fills its page goes on as any other', () => {
    const start = [0x0f, 0x1f, 0x00, ...Array.from({ length: 4088 }, () => 0x90), 0xe9, 0x00, 0xf0, 0xff, 0xff];
    expect(start).toHaveLength(4096);
    const { cpu } = machine(start, tiers);
    for (let i = 1; i <= 4; i++) {
      expect(cpu.run(10_007)).toBe(Stop.BUDGET);
      expect(cpu.retired).toBe(i * 10_007);
    }
  });

  it('a write-protected page faults at the next store', () => {
    const { core, cpu, space } = machine(COUNT, tiers);
    // mov [rbx], edx; dec edx; jnz start
    space.put(CODE, new Uint8Array([0x89, 0x13, 0xff, 0xca, 0x75, 0xfa, 0xf4]));
    cpu.setRegNumber(Reg.RDX, 1_000_000);
    expect(cpu.run(300_000)).toBe(Stop.BUDGET);
    const { entry } = core.mmu.walk(space.cr3, BigInt(DATA))[3];
    core.mmu.setPte(entry, core.mmu.pteLow(entry) & ~W, core.mmu.pteHigh(entry));
    expect(cpu.run(300_000)).toBe(Stop.EXCEPTION);
    expect([cpu.fault.errorCode, cpu.ripNumber, cpu.retired]).toEqual([7, CODE, 300_000]);
  });

  it('sees at once that somebody outside changed the code', () => {
    const { core, cpu, space } = machine(COUNT, tiers);
    cpu.setRegNumber(Reg.RDX, 1_000_000);
    const pa = core.mmu.translate(space.cr3, CODE, 'read');
    expect(cpu.run(200_000)).toBe(Stop.BUDGET);
    expect(cpu.regNumber(Reg.RCX)).toBe(50_000);
    core.ram.write8((pa + 1) as PhysAddr, 3);
    expect(cpu.run(40_000)).toBe(Stop.BUDGET);
    expect(cpu.regNumber(Reg.RCX)).toBe(50_000 + 30_000);
  });

  it('a hot loop that writes its own code runs the new one in the next round', () => {
    // mov eax, 1; add ecx, eax; inc byte [rsi]; dec edx; jnz start; hlt  (rsi points at the constant)
    const { cpu } = machine([0xb8, 0, 0, 0, 0, 0x01, 0xc1, 0xfe, 0x06, 0xff, 0xca, 0x75, 0xf3, 0xf4], tiers);
    cpu.setRegNumber(Reg.RSI, CODE + 1);
    cpu.setRegNumber(Reg.RDX, 3000);
    cpu.run(3000 * 5);
    let sum = 0;
    for (let i = 0; i < 3000; i++) sum += i & 255;
    expect([cpu.regNumber(Reg.RCX), cpu.retired]).toEqual([sum, 15_000]);
  });

  it('another processor that writes the code of a hot loop is seen too', () => {
    const { core, cpu, space } = machine(COUNT, tiers, 2);
    const writer = core.cpus[1];
    // mov byte [rsi], 5; jmp $
    space.put(CODE + 4096, new Uint8Array([0xc6, 0x06, 5, 0xeb, 0xfe]));
    writer.rip = BigInt(CODE + 4096);
    writer.setRegNumber(Reg.RSI, CODE + 1);
    cpu.setRegNumber(Reg.RDX, 1_000_000);
    cpu.run(100_000);
    writer.run(10_000);
    cpu.run(40_000);
    expect(cpu.regNumber(Reg.RCX)).toBe(25_000 + 50_000);
    expect(writer.retired).toBe(10_000);
  });

  it('the same code at two addresses and in two address spaces', () => {
    const { core, cpu, space } = machine(COUNT, tiers);
    const other = new AddressSpace(core, 0x80_0000);
    const pa = core.mmu.translate(space.cr3, CODE, 'read') as PhysAddr;
    other.map(0x7000_0000, U, false, pa);
    other.map(CODE, U | W);
    other.put(CODE, new Uint8Array([0xb8, 7, 0, 0, 0, ...COUNT.slice(5)]));
    const counts = new Map<string, number>();
    for (let round = 0; round < 60; round++) {
      for (const [name, root, rip] of [
        ['first', space.cr3, CODE],
        ['alias', other.cr3, 0x7000_0000],
        ['own', other.cr3, CODE],
      ] as const) {
        cpu.cr3 = root;
        cpu.rip = BigInt(rip);
        cpu.setRegNumber(Reg.RCX, 0);
        cpu.setRegNumber(Reg.RDX, 1_000_000);
        expect(cpu.run(4000)).toBe(Stop.BUDGET);
        counts.set(name, cpu.regNumber(Reg.RCX));
      }
    }
    expect(Object.fromEntries(counts)).toEqual({ first: 1000, alias: 1000, own: 7000 });
  });

  it('a loop over a page boundary follows a remapping of its second page', () => {
    const body = [...Array<number>(4096 - 4).fill(0x90), 0x83, 0xc1, 1, 0xeb, 0x00, 0xff, 0xca, 0x0f, 0x85];
    const back = -(body.length + 4);
    const { core, cpu, space } = machine([...body, back & 255, (back >> 8) & 255, 255, 255, 0xf4], tiers);
    cpu.setRegNumber(Reg.RDX, 1_000_000);
    cpu.run(400_000);
    const before = cpu.regNumber(Reg.RCX);
    expect(before).toBeGreaterThan(90);
    // The same bytes, but `dec edx` is `dec ecx` now.
    const page = core.mmu.translate(space.cr3, CODE + 4096, 'read');
    const { entry } = core.mmu.walk(space.cr3, BigInt(CODE + 4096))[3];
    const copy = space.frame();
    core.ram.copy(copy, page as PhysAddr, 4096);
    core.ram.write8((copy + 2) as PhysAddr, 0xc9);
    core.mmu.setPte(entry, copy | U | W | 1, 0);
    cpu.run(400_000);
    expect(Math.abs(cpu.regNumber(Reg.RCX) - before)).toBeLessThanOrEqual(1);
  });
});

it('every budget gives the same states in every tier', () => {
  const seed = Number(process.env.SEED ?? 515);
  const random = new Random(seed);
  for (const code of [WALK, COUNT]) {
    const runs = ALL.map((tiers) => {
      const { cpu, space } = machine(code, tiers);
      for (let page = 1; page < 60; page++) space.map(DATA + page * 4096, U | W);
      cpu.setRegNumber(Reg.RDX, 20_000);
      return cpu;
    });
    for (let i = 0; i < 300; i++) {
      const budget = 1 + random.below(random.chance(30) ? 2000 : 12);
      const states = runs.map((cpu) => [cpu.run(budget), ...state(cpu)]);
      expect(states[1], `seed ${seed}, step ${i}`).toEqual(states[0]);
      expect(states[2], `seed ${seed}, step ${i}`).toEqual(states[0]);
    }
  }
});
