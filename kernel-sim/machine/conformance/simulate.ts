/** Runs differential cases on our processor: one machine, the same two code pages and two data pages as oracle.c. */
import { createCore } from '../core';
import { State } from '../cpu/state';
import { CONTEXT_BYTES, type Core, type CoreOptions, type Cpu, type PhysAddr, Stop } from '../types';
import { type Case, CODE_BASE, DATA_BASE, Fx, Image, initialState, Out, WINDOW, WINDOW_AT } from './case';
import { AddressSpace } from './user-process';

const BUS = {
  portIn: () => 0xffff_ffff,
  portOut: () => {},
  mmioRead: () => 0xffff_ffff_ffff_ffffn,
  mmioWrite: () => {},
};
const BUDGET = 100_000;
const START = WINDOW_AT - DATA_BASE;

export class Simulator {
  readonly core: Core;
  private readonly cpu: Cpu;
  private readonly code: PhysAddr[];
  private readonly data: PhysAddr[];
  private readonly context = new Uint8Array(CONTEXT_BYTES);
  private readonly view = new DataView(this.context.buffer);
  private readonly zeros = new Uint8Array(4096);
  /** What the last case left in the code pages. */
  private dirty = { offset: 0, length: 0 };

  constructor(options: Partial<CoreOptions> = {}) {
    this.core = createCore({ ramBytes: 16 << 20, cpus: 1, bus: BUS, ...options });
    this.cpu = this.core.cpus[0];
    const space = new AddressSpace(this.core);
    // Physical pages out of order, so that nothing works by being contiguous.
    this.code = [1, 0].map((i) => space.map(CODE_BASE + i * 4096, 6)).reverse();
    this.data = [1, 0].map((i) => space.map(DATA_BASE + i * 4096, 6)).reverse();
    for (const page of this.code) this.core.ram.fill(page, 4096, 0xcc);
    this.cpu.hostTraps = true;
    this.cpu.cr3 = space.cr3;
    this.cpu.cr0 = (this.cpu.cr0 | 0x8001_0000) >>> 0;
    this.cpu.cpl = 3;
  }

  /** `quanta`: instruction budgets to use in turn, to prove that they make no difference. The result is laid out as `Out`. */
  run(c: Case, quanta: readonly number[] = [BUDGET]): Uint8Array {
    const { cpu, context, view } = this;
    const image = initialState(c.stateSeed);
    const initial = new DataView(image.buffer);
    this.putCode(this.dirty.offset, new Uint8Array(this.dirty.length).fill(0xcc));
    this.putCode(c.offset, c.code);
    this.dirty = { offset: c.offset, length: c.code.length };
    this.putData(image.subarray(Image.MEMORY));
    cpu.saveContext(context);
    context.set(image.subarray(0, 128), State.REGS);
    context.set(image.subarray(Image.FX, Image.FX + 160), State.X87);
    context.set(image.subarray(Image.FX + Fx.XMM, Image.FX + Fx.BYTES), State.XMM);
    view.setUint32(State.MXCSR, initial.getUint32(Image.FX + Fx.MXCSR, true), true);
    cpu.loadContext(context);
    cpu.rflags = initial.getUint32(Image.FLAGS, true);
    cpu.rip = BigInt(CODE_BASE + c.offset);
    let stop: Stop = Stop.BUDGET;
    for (let n = 0; stop === Stop.BUDGET && n < BUDGET; n++) stop = cpu.run(quanta[n % quanta.length]);
    cpu.saveContext(context);
    const out = new Uint8Array(Out.BYTES);
    const result = new DataView(out.buffer);
    out.set(context.subarray(State.REGS, State.REGS + 128));
    result.setBigUint64(Out.RIP, cpu.rip, true);
    result.setUint32(Out.FLAGS, cpu.rflags, true);
    result.setUint32(Out.TRAP, stop === Stop.EXCEPTION ? cpu.fault.vector : 255, true);
    result.setUint32(Out.ERROR, cpu.fault.errorCode, true);
    result.setBigUint64(Out.ADDRESS, cpu.fault.address, true);
    out.set(context.subarray(State.X87, State.X87 + 160), Out.FX);
    out.set(context.subarray(State.XMM, State.XMM + 256), Out.FX + Fx.XMM);
    result.setUint32(Out.FX + Fx.MXCSR, view.getUint32(State.MXCSR, true), true);
    this.window(out);
    return out;
  }

  private putCode(offset: number, bytes: Uint8Array): void {
    const { ram } = this.core;
    if (offset + bytes.length <= 4096) ram.write((this.code[0] + offset) as PhysAddr, bytes);
    else if (offset >= 4096) ram.write((this.code[1] + offset - 4096) as PhysAddr, bytes);
    else {
      ram.write((this.code[0] + offset) as PhysAddr, bytes.subarray(0, 4096 - offset));
      ram.write(this.code[1], bytes.subarray(4096 - offset));
    }
  }

  private putData(window: Uint8Array): void {
    const { ram } = this.core;
    for (const page of this.data) ram.write(page, this.zeros);
    ram.write((this.data[0] + START) as PhysAddr, window.subarray(0, 4096 - START));
    ram.write(this.data[1], window.subarray(4096 - START));
  }

  private window(out: Uint8Array): void {
    const { bytes } = this.core.ram;
    out.set(bytes.subarray(this.data[0] + START, this.data[0] + 4096), Out.MEMORY);
    out.set(bytes.subarray(this.data[1], this.data[1] + WINDOW - (4096 - START)), Out.MEMORY + 4096 - START);
  }
}
