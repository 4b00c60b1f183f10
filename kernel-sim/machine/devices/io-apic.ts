/**
 * The I/O APIC (Intel 82093AA data sheet): 24 lines, each with an entry that says which vector it becomes. At 0xfec00000 a register
 * number is written to +0 (IOREGSEL) and the register read or written at +0x10 (IOWIN): 0 id, 1 version, 2 arbitration,
 * 0x10 + 2n and 0x11 + 2n the entry of line n. ISA lines have the same number here, but the timer's IRQ 0 comes in at 2.
 * A level-triggered line is sent again after its end of interrupt as long as it is high (remote IRR, bit 14).
 */
import type { Device } from './device';

const BASE = 0xfec0_0000;
const LINES = 24;
const MASKED = 0x1_0000;
const REMOTE_IRR = 0x4000;
const LEVEL = 0x8000;
const ACTIVE_LOW = 0x2000;
const READ_ONLY = REMOTE_IRR | 0x1000;
const VERSION = ((LINES - 1) << 16) | 0x20;
const LOWEST_PRIORITY = 1;

export class IoApic implements Device {
  readonly name = 'io-apic';
  readonly ports = [] as const;
  private select = 0;
  private id = 0;
  private low = new Int32Array(LINES);
  private high = new Int32Array(LINES);
  private lines = 0;
  private pending = 0;

  /** `deliver` is the way to the local APICs; `destination` the entry's upper byte. */
  constructor(
    private readonly deliver: (vector: number, level: boolean, destination: number, logical: boolean) => void,
  ) {
    this.reset();
  }

  answers(space: 'port' | 'memory', address: number): boolean {
    return space === 'memory' && address >= BASE && address < BASE + 4096;
  }

  /** A line of the PC's 16; 0 comes in at 2. */
  line(irq: number, up: boolean): void {
    const n = irq === 0 ? 2 : irq;
    const bit = 1 << n;
    const active = up !== ((this.low[n] & ACTIVE_LOW) !== 0 && (this.low[n] & LEVEL) !== 0);
    const was = (this.lines & bit) !== 0;
    this.lines = active ? this.lines | bit : this.lines & ~bit;
    if (this.low[n] & LEVEL) this.pending = active ? this.pending | bit : this.pending & ~bit;
    else if (active && !was) this.pending |= bit;
    this.service();
  }

  private service(): void {
    for (let n = 0; n < LINES; n++) {
      if (!(this.pending & (1 << n)) || this.low[n] & MASKED) continue;
      const entry = this.low[n];
      const level = (entry & LEVEL) !== 0;
      if (level && entry & REMOTE_IRR) continue;
      if (level) this.low[n] |= REMOTE_IRR;
      else this.pending &= ~(1 << n);
      if (((entry >> 8) & 7) <= LOWEST_PRIORITY)
        this.deliver(entry & 0xff, level, this.high[n] >>> 24, (entry & 0x800) !== 0);
    }
  }

  /** End of interrupt of a level-triggered vector. */
  ended(vector: number): void {
    for (let n = 0; n < LINES; n++)
      if (this.low[n] & LEVEL && (this.low[n] & 0xff) === vector) this.low[n] &= ~REMOTE_IRR;
    this.service();
  }

  readMemory(pa: number): number {
    const offset = pa - BASE;
    if (offset === 0) return this.select;
    if (offset !== 0x10) return 0;
    if (this.select === 0 || this.select === 2) return this.id << 24;
    if (this.select === 1) return VERSION;
    const n = (this.select - 0x10) >> 1;
    if (n < 0 || n >= LINES) return 0;
    return (this.select & 1 ? this.high[n] : this.low[n]) >>> 0;
  }

  writeMemory(pa: number, _size: number, value: number): void {
    const offset = pa - BASE;
    if (offset === 0) this.select = value & 0xff;
    else if (offset === 0x10) this.writeRegister(value);
  }

  private writeRegister(value: number): void {
    if (this.select === 0) this.id = (value >>> 24) & 15;
    const n = (this.select - 0x10) >> 1;
    if (n < 0 || n >= LINES) return;
    if (this.select & 1) this.high[n] = value & 0xff00_0000;
    else {
      const kept = value & LEVEL ? READ_ONLY : 0x1000;
      this.low[n] = (value & 0x1_ffff & ~READ_ONLY) | (this.low[n] & kept);
      if (!(value & LEVEL)) this.low[n] &= ~REMOTE_IRR;
      this.service();
    }
  }

  read(): number {
    return 0xff;
  }
  write(): void {}
  nextEvent(): number {
    return Number.POSITIVE_INFINITY;
  }
  tick(): void {}

  reset(): void {
    this.low = new Int32Array(LINES).fill(MASKED);
    this.high = new Int32Array(LINES);
    this.select = 0;
    this.pending = 0;
    this.id = 0;
  }

  state() {
    const open = [...this.low].filter((entry) => !(entry & MASKED)).length;
    return { lines: LINES, open, waiting: this.pending };
  }
}
