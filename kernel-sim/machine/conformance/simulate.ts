/** Runs differential cases on our processor: one machine, the same two code pages and two data pages as oracle.c. */
import { createCore } from '../core';
import { State } from '../cpu/state';
import { CONTEXT_BYTES, type Core, type Cpu, type PhysAddr, Stop } from '../types';
import { type Case, CODE_BASE, DATA_BASE, initialState, type Outcome, WINDOW, WINDOW_AT } from './case';
import { AddressSpace } from './user-process';

const BUS = {
  portIn: () => 0xffff_ffff,
  portOut: () => {},
  mmioRead: () => 0xffff_ffff_ffff_ffffn,
  mmioWrite: () => {},
};
const BUDGET = 100_000;

export class Simulator {
  readonly core: Core = createCore({ ramBytes: 16 << 20, cpus: 1, bus: BUS });
  private readonly cpu: Cpu = this.core.cpus[0];
  private readonly code: PhysAddr[];
  private readonly data: PhysAddr[];
  private readonly context = new Uint8Array(CONTEXT_BYTES);

  constructor() {
    const space = new AddressSpace(this.core);
    // Physical pages out of order, so that nothing works by being contiguous.
    this.code = [1, 0].map((i) => space.map(CODE_BASE + i * 4096, 6)).reverse();
    this.data = [1, 0].map((i) => space.map(DATA_BASE + i * 4096, 6)).reverse();
    this.cpu.hostTraps = true;
    this.cpu.cr3 = space.cr3;
    this.cpu.cr0 = (this.cpu.cr0 | 0x8001_0000) >>> 0;
    this.cpu.cpl = 3;
  }

  /** `quanta`: instruction budgets to use in turn, to prove that they make no difference. */
  run(c: Case, quanta: readonly number[] = [BUDGET]): Outcome {
    const { cpu } = this;
    const state = initialState(c.stateSeed);
    this.pages(this.code, 0xcc, c.offset, c.code);
    this.pages(this.data, 0, WINDOW_AT - DATA_BASE, state.memory);
    cpu.saveContext(this.context);
    this.context.set(state.xmm, State.XMM);
    // The x87 as fninit leaves it.
    this.context.fill(0, State.X87, State.XMM);
    this.context.set([0x7f, 0x03], State.X87);
    cpu.loadContext(this.context);
    state.regs.forEach((value, i) => {
      cpu.setReg(i, value);
    });
    cpu.rflags = state.flags;
    cpu.rip = BigInt(CODE_BASE + c.offset);
    let stop: Stop = Stop.BUDGET;
    for (let n = 0; stop === Stop.BUDGET && n < BUDGET; n++) stop = cpu.run(quanta[n % quanta.length]);
    cpu.saveContext(this.context);
    return {
      regs: Array.from({ length: 16 }, (_, i) => cpu.getReg(i)),
      rip: cpu.rip,
      flags: cpu.rflags,
      trap: stop === Stop.EXCEPTION ? cpu.fault.vector : 255,
      error: cpu.fault.errorCode,
      address: cpu.fault.address,
      xmm: this.context.slice(State.XMM, State.XMM + 256),
      memory: this.window(),
    };
  }

  private pages(frames: PhysAddr[], fill: number, offset: number, bytes: Uint8Array): void {
    const all = new Uint8Array(8192).fill(fill);
    all.set(bytes, offset);
    frames.forEach((pa, i) => {
      this.core.ram.write(pa, all.subarray(i * 4096, (i + 1) * 4096));
    });
  }

  private window(): Uint8Array {
    const out = new Uint8Array(WINDOW);
    const start = WINDOW_AT - DATA_BASE;
    out.set(this.core.ram.bytes.subarray(this.data[0] + start, this.data[0] + 4096));
    out.set(this.core.ram.bytes.subarray(this.data[1], this.data[1] + WINDOW - (4096 - start)), 4096 - start);
    return out;
  }
}
