import { expect, it } from 'vitest';
import { type Cpu, createCore, type PhysAddr, Stop } from '../index';
import { Random } from './random';

const SEED = Number(process.env.SEED ?? 4711);
const ROUNDS = 120;
const RAM = 4 << 20;
const BUS = {
  portIn: () => 0xffff_ffff,
  portOut: () => {},
  mmioRead: () => 0xffff_ffff_ffff_ffffn,
  mmioWrite: () => {},
};
/** Bytes that make random code get further. */
const USEFUL = [
  0x0f, 0x48, 0x66, 0xf3, 0xf2, 0x89, 0x8b, 0xff, 0xe8, 0xeb, 0xc3, 0x74, 0x75, 0xa4, 0xab, 0xf7, 0xc7, 0x90,
];

function garbage(random: Random, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => (random.chance(20) ? random.pick(USEFUL) : random.below(256)));
}

it(`random bytes as code, tables and registers never make the host throw or overrun its budget (seed ${SEED})`, () => {
  const core = createCore({ ramBytes: RAM, cpus: 1, bus: BUS });
  const cpu: Cpu = core.cpus[0];
  for (let round = 0; round < ROUNDS; round++) {
    const random = new Random(SEED + round);
    core.ram.write(0x1000 as PhysAddr, garbage(random, 16_384));
    core.ram.write((RAM - 4096) as PhysAddr, garbage(random, 4096));
    cpu.reset();
    cpu.hostTraps = random.chance(50);
    for (let i = 0; i < 16; i++) cpu.setReg(i, random.chance(60) ? BigInt(random.below(RAM)) : random.wide());
    cpu.rip = BigInt(random.chance(80) ? 0x1000 + random.below(16_384) : RAM - 1 - random.below(40));
    if (random.chance(60)) {
      // Tables that point at tables, at themselves and at nothing.
      for (let table = 0; table < 4; table++) {
        for (let i = 0; i < 512; i++) {
          const next = random.chance(70) ? 0x20_1000 + table * 4096 : random.next() & 0x7f_f000;
          core.mmu.setPte(
            (0x20_0000 + table * 4096 + i * 8) as PhysAddr,
            next | (random.next() & 0xfff) | 7,
            random.chance(95) ? 0 : random.next(),
          );
        }
      }
      cpu.cr3 = 0x20_0000 as PhysAddr;
      cpu.cr0 = 0x8001_0033;
    }
    cpu.cpl = random.chance(50) ? 3 : 0;
    cpu.rflags = (random.next() & 0x24_0cd5) | 2 | (random.chance(5) ? 0x100 : 0);
    for (let k = 0; k < 15; k++) {
      const before = cpu.retired;
      const budget = 1 + random.below(300);
      const stop = cpu.run(budget);
      expect(cpu.retired - before, `seed ${SEED + round}`).toBeLessThanOrEqual(budget);
      expect(cpu.lastRetired).toBe(cpu.retired - before);
      if (stop === Stop.TRIPLE_FAULT) break;
      if (stop === Stop.EXCEPTION) cpu.rip = cpu.rip + 1n;
      if (stop === Stop.HALT) cpu.halted = false;
    }
  }
});
