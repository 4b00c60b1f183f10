/**
 * 8254 programmable interval timer (Intel 8254 data sheet), ports 0x40–0x43; channel 0 drives IRQ 0.
 * Modes 0 (one shot), 2 (rate generator) and 3 (square wave); channels 1 and 2 count and can be read; latch and read-back commands.
 * Port 0x61: bit 0 is the gate of channel 2 (it counts only while it is on), bit 5 its output, bit 1 the loudspeaker.
 * The input clock is 1,193,182 Hz of virtual time.
 */
import { INSTRUCTIONS_PER_SECOND } from '../types';
import type { Device, DeviceHost } from './device';

const HZ = 1_193_182;
const IRQ = 0;
const toInstructions = (ticks: number) => Math.round((ticks * INSTRUCTIONS_PER_SECOND) / HZ);

class Channel {
  mode = 0;
  access = 3;
  reload = 0;
  start = 0;
  running = false;
  private low: number | null = null;
  private latched: number | null = null;
  private latchedStatus: number | null = null;
  /** Count at which the gate was closed; null while it counts. */
  private held: number | null = null;
  private readHigh = false;

  configure(value: number, now: number): void {
    const access = (value >> 4) & 3;
    if (access === 0) {
      this.latched ??= this.count(now);
      return;
    }
    this.access = access;
    this.mode = (value >> 1) & 7 & ((value >> 1) & 2 ? 3 : 7);
    this.running = false;
    this.low = null;
    this.readHigh = false;
  }

  /** Returns true when the count is complete and the channel starts. */
  load(byte: number, now: number): boolean {
    if (this.access === 3 && this.low === null) {
      this.low = byte;
      return false;
    }
    const value = this.access === 1 ? byte : this.access === 2 ? byte << 8 : (byte << 8) | this.low!;
    this.low = null;
    this.reload = value === 0 ? 0x10000 : value;
    this.start = now;
    if (this.held !== null) this.held = this.reload;
    this.running = true;
    return true;
  }

  /** The read-back command: latches the count, the status, or both. */
  readBack(value: number, now: number): void {
    if (!(value & 0x20)) this.latched ??= this.count(now);
    if (!(value & 0x10))
      this.latchedStatus ??=
        (this.out(now) ? 0x80 : 0) | (this.running ? 0 : 0x40) | (this.access << 4) | (this.mode << 1);
  }

  /** The gate input: mode 0 stands still while it is off; the others start anew when it comes on. */
  setGate(on: boolean, now: number): void {
    if (on === (this.held === null)) return;
    if (!on) this.held = this.running ? this.count(now) : 0;
    else {
      const done = this.mode === 0 ? this.reload - (this.held ?? 0) : 0;
      this.start = now - (done * INSTRUCTIONS_PER_SECOND) / HZ;
      this.held = null;
    }
  }

  /** The output pin. */
  out(now: number): boolean {
    if (!this.running) return this.mode !== 0;
    const elapsed = this.held === null ? ((now - this.start) * HZ) / INSTRUCTIONS_PER_SECOND : this.reload - this.held;
    if (this.mode === 0) return elapsed >= this.reload;
    if (this.mode === 3) return elapsed % this.reload < this.reload / 2;
    return elapsed % this.reload < this.reload - 1;
  }

  count(now: number): number {
    if (!this.running) return 0;
    if (this.held !== null) return this.held;
    const elapsed = Math.floor(((now - this.start) * HZ) / INSTRUCTIONS_PER_SECOND);
    if (this.mode === 0) return (this.reload - elapsed) & 0xffff;
    return (this.reload - (elapsed % this.reload)) & 0xffff;
  }

  readByte(now: number): number {
    if (this.latchedStatus !== null) {
      const status = this.latchedStatus;
      this.latchedStatus = null;
      return status;
    }
    const value = this.latched ?? this.count(now);
    if (this.access === 1) return this.finish(value & 0xff);
    if (this.access === 2) return this.finish(value >> 8);
    this.readHigh = !this.readHigh;
    return this.readHigh ? value & 0xff : this.finish(value >> 8);
  }

  private finish(byte: number): number {
    this.latched = null;
    return byte;
  }
}

export class Pit implements Device {
  readonly name = 'pit';
  readonly ports = [
    [0x40, 0x43],
    [0x61, 0x61],
  ] as const;
  private control = 0;
  private channels = [new Channel(), new Channel(), new Channel()];
  private next = Number.POSITIVE_INFINITY;
  interrupts = 0;

  constructor(private readonly host: DeviceHost) {}

  read(port: number): number {
    if (port === 0x61) return this.control | (this.channels[2].out(this.host.now()) ? 0x20 : 0);
    return port === 0x43 ? 0xff : this.channels[port & 3].readByte(this.host.now());
  }

  write(port: number, _size: number, value: number): void {
    const now = this.host.now();
    if (port === 0x61) {
      this.control = value & 0xf;
      this.channels[2].setGate((value & 1) !== 0, now);
      return;
    }
    if (port === 0x43) {
      const n = (value >> 6) & 3;
      if (n === 3) {
        for (const i of [0, 1, 2]) if (value & (2 << i)) this.channels[i].readBack(value, now);
        return;
      }
      this.channels[n].configure(value, now);
      if (n === 0 && ((value >> 4) & 3) !== 0) this.disarm();
      return;
    }
    const n = port & 3;
    if (this.channels[n].load(value & 0xff, now) && n === 0) {
      this.next = now + toInstructions(this.channels[0].reload);
      this.host.line(IRQ, false);
      this.host.stop();
    }
  }

  private disarm(): void {
    this.next = Number.POSITIVE_INFINITY;
    this.host.line(IRQ, false);
  }

  nextEvent(): number {
    return this.next;
  }

  tick(): void {
    const channel = this.channels[0];
    this.interrupts++;
    this.host.line(IRQ, false);
    this.host.line(IRQ, true);
    this.next = channel.mode === 0 ? Number.POSITIVE_INFINITY : this.next + toInstructions(channel.reload);
  }

  reset(): void {
    this.channels = [new Channel(), new Channel(), new Channel()];
    this.control = 0;
    this.channels[2].setGate(false, 0);
    this.disarm();
  }

  state() {
    const { mode, reload, running } = this.channels[0];
    return {
      mode,
      reload,
      running,
      hertz: running && reload ? Math.round(HZ / reload) : 0,
      interrupts: this.interrupts,
    };
  }
}
