/**
 * Two cascaded 8259A interrupt controllers (Intel 8259A data sheet), ports 0x20/0x21 and 0xa0/0xa1.
 * Edge triggered, or level triggered by ELCR (ports 0x4d0, 0x4d1), fully nested, ICW1–ICW4, OCW1–OCW3 (specific and non-specific EOI, IRR/ISR reads), automatic EOI.
 * Not modelled: rotation, special mask mode, polling: writes asking for them are ignored.
 */
import type { Device } from './device';

class Chip {
  irr = 0;
  isr = 0;
  mask = 0xff;
  base = 0;
  lines = 0;
  private step = 0;
  private icw4 = false;
  autoEoi = false;
  /** Lines that are level-triggered (ELCR, as PCI's are). */
  elcr = 0;
  private readIsr = false;

  raise(n: number, high: boolean): void {
    const bit = 1 << n;
    if (high && (!(this.lines & bit) || this.elcr & bit)) this.irr |= bit;
    if (!high) this.irr &= ~bit;
    this.lines = high ? this.lines | bit : this.lines & ~bit;
  }

  /** Highest-priority request that may interrupt now, or -1. */
  request(): number {
    const ready = this.irr & ~this.mask;
    for (let n = 0; n < 8; n++) {
      if (this.isr & (1 << n)) return -1;
      if (ready & (1 << n)) return n;
    }
    return -1;
  }

  acknowledge(n: number): number {
    if (!(this.elcr & this.lines & (1 << n))) this.irr &= ~(1 << n);
    if (!this.autoEoi) this.isr |= 1 << n;
    return this.base + n;
  }

  command(value: number): void {
    if (value & 0x10) {
      this.step = 1;
      this.icw4 = (value & 1) !== 0;
      this.mask = 0;
      this.irr = this.lines & this.elcr;
      this.isr = 0;
      this.readIsr = false;
    } else if (value & 8) {
      if (value & 2) this.readIsr = (value & 1) !== 0;
    } else if (value & 0x20) {
      if (value & 0x40) this.isr &= ~(1 << (value & 7));
      else this.isr &= this.isr - 1;
    }
  }

  data(value: number): void {
    if (this.step === 1) {
      this.base = value & 0xf8;
      this.step = 2;
    } else if (this.step === 2) this.step = this.icw4 ? 3 : 0;
    else if (this.step === 3) {
      this.autoEoi = (value & 2) !== 0;
      this.step = 0;
    } else this.mask = value;
  }

  read(port: number): number {
    if (port & 1) return this.mask;
    return this.readIsr ? this.isr : this.irr;
  }
}

export class Pic implements Device {
  readonly name = 'pic';
  readonly ports = [
    [0x20, 0x21],
    [0xa0, 0xa1],
    [0x4d0, 0x4d1],
  ] as const;
  /** Called after software changed something: an interrupt may come through now. */
  changed: () => void = () => {};
  private master = new Chip();
  private slave = new Chip();

  line(irq: number, high: boolean): void {
    if (irq < 8) this.master.raise(irq, high);
    else this.slave.raise(irq - 8, high);
    this.cascade();
  }

  private cascade(): void {
    this.master.raise(2, this.slave.request() >= 0);
  }

  get pending(): boolean {
    return this.master.request() >= 0;
  }

  /** The CPU's interrupt acknowledge cycle: gives the vector. */
  acknowledge(): number {
    const n = this.master.request();
    const vector = this.master.acknowledge(n);
    if (n !== 2) return vector;
    const m = this.slave.request();
    const slaveVector = m < 0 ? this.slave.base + 7 : this.slave.acknowledge(m);
    this.master.raise(2, false);
    this.cascade();
    return slaveVector;
  }

  read(port: number): number {
    if (port >= 0x4d0) return (port === 0x4d0 ? this.master : this.slave).elcr;
    return (port < 0x80 ? this.master : this.slave).read(port);
  }

  write(port: number, _size: number, value: number): void {
    if (port >= 0x4d0) {
      (port === 0x4d0 ? this.master : this.slave).elcr = value & (port === 0x4d0 ? 0xf8 : 0xde);
      return;
    }
    const chip = port < 0x80 ? this.master : this.slave;
    if (port & 1) chip.data(value & 0xff);
    else chip.command(value & 0xff);
    this.cascade();
    if (this.pending) this.changed();
  }

  nextEvent(): number {
    return Number.POSITIVE_INFINITY;
  }
  tick(): void {}

  reset(): void {
    this.master = new Chip();
    this.slave = new Chip();
    // The firmware makes PCI's lines 10 and 11 level-triggered.
    this.slave.elcr = 0x0c;
  }

  state() {
    const hex = (n: number) => `0x${n.toString(16).padStart(2, '0')}`;
    return {
      base: hex(this.master.base),
      mask: hex(this.master.mask),
      requested: hex(this.master.irr),
      inService: hex(this.master.isr),
      slaveBase: hex(this.slave.base),
      slaveMask: hex(this.slave.mask),
    };
  }
}
