/**
 * PCI configuration space by mechanism 1 (PCI Local Bus Specification 3.0, 3.2.2.3): an address written to 0xcf8 (bit 31, bus 23:16,
 * device 15:11, function 10:8, register 7:2), the register read and written at 0xcfc–0xcff. One bus; the firmware has already given
 * the functions their addresses and interrupt lines. Not modelled: bridges to further buses, message-signalled interrupts.
 */
import type { Device } from './device';

export interface PciIdentity {
  vendor: number;
  device: number;
  /** Class, subclass, programming interface: 0xccssii. */
  classCode: number;
  revision?: number;
  subsystemVendor?: number;
  subsystem?: number;
}

/** A base address register: 16 bytes of I/O space say { io: true, size: 16, address: 0xc000 }. */
export interface Bar {
  io: boolean;
  size: number;
  address: number;
}

const COMMAND = { IO: 1, MEMORY: 2, MASTER: 4 } as const;
const COMMAND_BITS = 0x507;
const NONE = 0xffff_ffff;

/** One function: what the configuration space says of it, and where it answers now. */
export class PciFunction {
  private command = COMMAND.IO | COMMAND.MEMORY | COMMAND.MASTER;
  private readonly addresses: number[];
  /** A base address register that all ones were written to shows its size instead. */
  private readonly sizing = new Set<number>();
  private line: number;

  constructor(
    readonly identity: PciIdentity,
    readonly bars: readonly (Bar | undefined)[],
    private readonly firmwareLine = 0,
  ) {
    this.addresses = bars.map((bar) => bar?.address ?? 0);
    this.line = firmwareLine;
  }

  /** The base address register that answers at an address, and the offset from it. */
  find(space: 'port' | 'memory', address: number): { bar: number; offset: number } | undefined {
    const on = this.command & (space === 'port' ? COMMAND.IO : COMMAND.MEMORY);
    if (!on) return undefined;
    for (const [bar, shape] of this.bars.entries()) {
      const offset = address - this.addresses[bar];
      if (shape && shape.io === (space === 'port') && offset >= 0 && offset < shape.size) return { bar, offset };
    }
    return undefined;
  }

  /** It may read and write memory by itself. */
  get mayMaster(): boolean {
    return (this.command & COMMAND.MASTER) !== 0;
  }

  readRegister(register: number): number {
    const { vendor, device, classCode, revision = 0, subsystemVendor = 0, subsystem = 0 } = this.identity;
    if (register === 0) return vendor | (device << 16);
    if (register === 4) return this.command;
    if (register === 8) return (classCode << 8) | revision;
    if (register === 0x2c) return subsystemVendor | (subsystem << 16);
    if (register === 0x3c) return this.line | (this.firmwareLine ? 0x100 : 0);
    if (register >= 0x10 && register < 0x28) return this.readBar((register - 0x10) >> 2);
    return 0;
  }

  private readBar(n: number): number {
    const bar = this.bars[n];
    if (!bar) return 0;
    const value = this.sizing.has(n) ? ~(bar.size - 1) : this.addresses[n];
    return value | (bar.io ? 1 : 0);
  }

  writeRegister(register: number, value: number): void {
    if (register === 4) this.command = value & COMMAND_BITS;
    else if (register === 0x3c) this.line = value & 0xff;
    else if (register >= 0x10 && register < 0x28) this.writeBar((register - 0x10) >> 2, value >>> 0);
  }

  private writeBar(n: number, value: number): void {
    const bar = this.bars[n];
    if (!bar) return;
    this.sizing.delete(n);
    if (value === NONE) this.sizing.add(n);
    else this.addresses[n] = (value & ~(bar.size - 1) & (bar.io ? 0xffff : ~0)) >>> 0;
  }

  reset(): void {
    this.command = COMMAND.IO | COMMAND.MEMORY | COMMAND.MASTER;
    this.sizing.clear();
    this.line = this.firmwareLine;
    for (const [n, bar] of this.bars.entries()) this.addresses[n] = bar?.address ?? 0;
  }
}

export class Pci implements Device {
  readonly name = 'pci';
  readonly ports = [[0xcf8, 0xcff]] as const;
  private address = 0;
  private readonly functions = new Map<number, PciFunction>();

  /** Puts a function into a slot (0–31) of bus 0. */
  plug(slot: number, functionNumber: number, what: PciFunction): void {
    this.functions.set((slot << 3) | functionNumber, what);
  }

  private get selected(): PciFunction | undefined {
    const onBus0 = this.address & 0x8000_0000 && !(this.address & 0xff_0000);
    return onBus0 ? this.functions.get((this.address >> 8) & 0xff) : undefined;
  }

  read(port: number, size: 1 | 2 | 4): number {
    if (port < 0xcfc) return port === 0xcf8 && size === 4 ? this.address >>> 0 : NONE;
    if (!(this.address & 0x8000_0000) || !this.selected) return NONE;
    const value = this.selected.readRegister(this.address & 0xfc) >>> ((port & 3) * 8);
    return size === 4 ? value : value & ((1 << (size * 8)) - 1);
  }

  write(port: number, size: 1 | 2 | 4, value: number): void {
    if (port < 0xcfc) {
      if (port === 0xcf8 && size === 4) this.address = value & 0x80ff_fffc;
      return;
    }
    const { selected } = this;
    if (!selected) return;
    const shift = (port & 3) * 8;
    const mask = size === 4 ? NONE : ((1 << (size * 8)) - 1) << shift;
    const register = this.address & 0xfc;
    selected.writeRegister(register, (selected.readRegister(register) & ~mask) | ((value << shift) & mask));
  }

  nextEvent(): number {
    return Number.POSITIVE_INFINITY;
  }
  tick(): void {}
  reset(): void {
    this.address = 0;
    for (const each of this.functions.values()) each.reset();
  }
  state() {
    return { functions: this.functions.size, selected: `0x${(this.address >>> 0).toString(16)}` };
  }
}
