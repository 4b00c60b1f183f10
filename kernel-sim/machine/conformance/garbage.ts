/**
 * Random bytes as code, tables and registers, in both rings: nothing that a guest does may throw in the host, overrun its budget, or
 * reach memory that is not its own. One seed makes one machine's worth of garbage; `runGarbage` says what went wrong, or nothing.
 */
import { Layout } from '../cpu/state';
import { type Cpu, createCore, type PhysAddr, Stop } from '../index';
import type { Tiers } from '../types';
import { Random } from './random';

const RAM = 4 << 20;
const CODE = 0x1000;
const CODE_BYTES = 16_384;
const TABLES = 0x20_0000;
const SPARE = 0x1_0000;
/** Stands in host memory right after guest RAM: must be neither overwritten nor seen. */
const CANARY = 0x5afe_c0de_5afe_c0den;
const BUS = {
  portIn: () => 0xffff_ffff,
  portOut: () => {},
  mmioRead: () => 0xffff_ffff_ffff_ffffn,
  mmioWrite: () => {},
};
/** Bytes that make random code get further: escapes, prefixes, moves, short branches, string instructions. */
const USEFUL = [
  0x0f, 0x48, 0x66, 0xf3, 0xf2, 0x89, 0x8b, 0xff, 0xe8, 0xeb, 0xc3, 0x74, 0x75, 0xa4, 0xab, 0xf7, 0xc7, 0x90, 0xd9,
  0xdb, 0xdd, 0xe2, 0x67,
];

function garbage(random: Random, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => (random.chance(20) ? random.pick(USEFUL) : random.below(256)));
}

/** Tables that point at tables, at themselves and at nothing; or sound ones that map everything to itself. */
function paging(random: Random, cpu: Cpu, set: (entry: number, low: number, high: number) => void): void {
  const sound = random.chance(50);
  for (let table = 0; table < 4; table++) {
    for (let i = 0; i < 512; i++) {
      const at = TABLES + table * 4096 + i * 8;
      if (sound) {
        const next = table < 3 ? (i === 0 ? TABLES + (table + 1) * 4096 : 0) : i * 4096;
        set(at, next === 0 && table < 3 ? 0 : next | 7, 0);
      } else {
        const next = random.chance(70) ? TABLES + 0x1000 + table * 4096 : random.next() & 0x7f_f000;
        set(at, next | (random.next() & 0xfff) | 7, random.chance(95) ? 0 : random.next());
      }
    }
  }
  cpu.cr3 = TABLES as PhysAddr;
  cpu.cr0 = 0x8001_0033;
}

export class GarbageMachine {
  private readonly core;
  private readonly cpu: Cpu;
  private readonly canary: BigUint64Array;

  constructor(tiers: Tiers = 'cold') {
    this.core = createCore({ ramBytes: RAM, cpus: 1, bus: BUS, tiers });
    this.cpu = this.core.cpus[0];
    this.canary = new BigUint64Array(this.core.memory.buffer, Layout.RAM + RAM, SPARE / 8);
  }

  /** Runs a seed for at most `budget` instructions; a complaint, or undefined. */
  run(seed: number, budget: number): string | undefined {
    const { cpu, core } = this;
    const random = new Random(seed);
    core.ram.write(CODE as PhysAddr, garbage(random, CODE_BYTES));
    core.ram.write((RAM - 4096) as PhysAddr, garbage(random, 4096));
    cpu.reset();
    this.canary.fill(CANARY);
    cpu.hostTraps = random.chance(50);
    for (let i = 0; i < 16; i++) cpu.setReg(i, random.chance(60) ? BigInt(random.below(RAM)) : random.wide());
    if (random.chance(70)) paging(random, cpu, (entry, low, high) => core.mmu.setPte(entry as PhysAddr, low, high));
    cpu.cpl = random.chance(50) ? 3 : 0;
    cpu.rflags = (random.next() & 0x24_0cd5) | 2 | (random.chance(5) ? 0x100 : 0);
    cpu.mxcsr = random.chance(50) ? 0x1f80 : random.next();
    return this.rounds(random, budget);
  }

  private rounds(random: Random, budget: number): string | undefined {
    const { cpu } = this;
    const start = () => {
      cpu.rip = BigInt(random.chance(90) ? CODE + random.below(CODE_BYTES) : RAM - 1 - random.below(40));
    };
    start();
    // A round that faults at once costs host time but no instructions: their number is bounded too.
    for (let left = budget, faults = 0; left > 0 && faults < 200; ) {
      const before = cpu.retired;
      const max = random.chance(50) ? 1 + random.below(300) : 1 + random.below(2_000_000);
      const stop = cpu.run(Math.min(max, left));
      const done = cpu.retired - before;
      if (done > Math.min(max, left)) return `ran ${done} of at most ${Math.min(max, left)} instructions`;
      if (cpu.lastRetired !== done) return `lastRetired is ${cpu.lastRetired}, not ${done}`;
      left -= Math.max(done, 1);
      if (stop === Stop.TRIPLE_FAULT) break;
      if (stop === Stop.EXCEPTION || stop === Stop.SYSCALL) {
        faults++;
        if (random.chance(50)) cpu.rip = BigInt.asUintN(64, cpu.rip + 1n);
        else start();
      }
      if (stop === Stop.HALT) {
        faults++;
        cpu.halted = false;
      }
    }
    for (let i = 0; i < this.canary.length; i++) if (this.canary[i] !== CANARY) return 'wrote outside guest memory';
    for (let i = 0; i < 16; i++) if (cpu.getReg(i) === CANARY) return 'read outside guest memory';
    return undefined;
  }
}
