/**
 * 16550A serial port (National PC16550D data sheet), COM1: ports 0x3f8–0x3ff, IRQ 4.
 * Sending takes time: ten bits a character at the divisor's rate. A byte written while the holding register is
 * still full replaces the one that waits there (data sheet 8.2): who does not look at LSR.THRE first loses output.
 * With FIFOs on (FCR bit 0) sixteen bytes wait. Receiving is immediate; an unread byte is overrun (LSR.OE).
 */
import { INSTRUCTIONS_PER_SECOND } from '../types';
import type { Device, DeviceHost } from './device';

const IRQ = 4;
const LSR = { DR: 0x01, OE: 0x02, THRE: 0x20, TEMT: 0x40 };
const IER = { RX: 1, TX: 2 };
const LOOPBACK = 0x10;
const BASE_BAUD = 115_200;

export class Uart implements Device {
  readonly name = 'uart';
  readonly ports = [[0x3f8, 0x3ff]] as const;
  private ier = 0;
  private fcr = 0;
  private lcr = 3;
  private mcr = 0;
  private scratch = 0;
  private divisor = 1;
  private overrun = false;
  private txIdleIrq = false;
  /** Waiting to be sent; the first is in the shift register until `shiftDone`. */
  private tx: number[] = [];
  private shifting: number | null = null;
  private shiftDone = Number.POSITIVE_INFINITY;
  private rx: number[] = [];
  sent = 0;
  lost = 0;

  constructor(
    private readonly host: DeviceHost,
    private readonly output: (byte: number) => void,
  ) {}

  private get depth(): number {
    return this.fcr & 1 ? 16 : 1;
  }

  receive(byte: number): void {
    if (this.rx.length >= this.depth) {
      this.overrun = true;
      this.rx[this.rx.length - 1] = byte;
    } else this.rx.push(byte);
    this.update();
  }

  read(port: number): number {
    switch (port & 7) {
      case 0: {
        if (this.lcr & 0x80) return this.divisor & 0xff;
        const byte = this.rx.shift() ?? 0;
        this.update();
        return byte;
      }
      case 1:
        return this.lcr & 0x80 ? this.divisor >> 8 : this.ier;
      case 2:
        return this.identify();
      case 3:
        return this.lcr;
      case 4:
        return this.mcr;
      case 5:
        return this.lineStatus();
      case 6:
        return this.modemStatus();
      default:
        return this.scratch;
    }
  }

  write(port: number, _size: number, value: number): void {
    const byte = value & 0xff;
    switch (port & 7) {
      case 0:
        if (this.lcr & 0x80) this.divisor = (this.divisor & 0xff00) | byte;
        else this.transmit(byte);
        break;
      case 1:
        if (this.lcr & 0x80) this.divisor = (this.divisor & 0xff) | (byte << 8);
        else {
          this.ier = byte & 0x0f;
          this.txIdleIrq = (byte & IER.TX) !== 0 && this.tx.length === 0;
        }
        break;
      case 2:
        this.fcr = byte;
        if (byte & 2) this.rx = [];
        if (byte & 4) this.tx = [];
        break;
      case 3:
        this.lcr = byte;
        break;
      case 4:
        this.mcr = byte & 0x1f;
        break;
      case 7:
        this.scratch = byte;
        break;
    }
    this.update();
  }

  private transmit(byte: number): void {
    this.txIdleIrq = false;
    if (this.shifting === null) this.startShift(byte);
    else if (this.tx.length < this.depth) this.tx.push(byte);
    else {
      this.tx[this.tx.length - 1] = byte;
      this.lost++;
    }
  }

  private startShift(byte: number): void {
    this.shifting = byte;
    const baud = BASE_BAUD / Math.max(1, this.divisor);
    this.shiftDone = this.host.now() + Math.round((10 * INSTRUCTIONS_PER_SECOND) / baud);
    this.host.stop();
  }

  nextEvent(): number {
    return this.shiftDone;
  }

  outputDoneAt(): number {
    return this.shiftDone;
  }

  tick(): void {
    const byte = this.shifting!;
    if (!(this.mcr & LOOPBACK)) {
      this.output(byte);
      this.sent++;
    }
    this.shifting = null;
    this.shiftDone = Number.POSITIVE_INFINITY;
    const next = this.tx.shift();
    if (next !== undefined) this.startShift(next);
    if (this.tx.length === 0) this.txIdleIrq = true;
    if (this.mcr & LOOPBACK) this.receive(byte);
    this.update();
  }

  /** Somebody is plugged in (CTS, DSR, DCD); in loopback the outputs come back in (data sheet 8.6.7). */
  private modemStatus(): number {
    if (!(this.mcr & LOOPBACK)) return 0xb0;
    const m = this.mcr;
    return ((m & 2) << 3) | ((m & 1) << 5) | ((m & 4) << 4) | ((m & 8) << 4);
  }

  private lineStatus(): number {
    let status = 0;
    if (this.rx.length) status |= LSR.DR;
    if (this.overrun) status |= LSR.OE;
    this.overrun = false;
    if (this.tx.length === 0) status |= LSR.THRE;
    if (this.tx.length === 0 && this.shifting === null) status |= LSR.TEMT;
    return status;
  }

  /** Interrupt identification: highest pending first; reading it drops a pending THRE interrupt. */
  private identify(): number {
    const fifo = this.fcr & 1 ? 0xc0 : 0;
    if (this.ier & IER.RX && this.rx.length) return fifo | 4;
    if (this.ier & IER.TX && this.txIdleIrq) {
      this.txIdleIrq = false;
      this.update();
      return fifo | 2;
    }
    return fifo | 1;
  }

  private update(): void {
    const pending = (this.ier & IER.RX && this.rx.length > 0) || (this.ier & IER.TX && this.txIdleIrq);
    // OUT2 gates the line to the interrupt controller on a PC.
    this.host.line(IRQ, Boolean(pending) && (this.mcr & 8) !== 0);
  }

  reset(): void {
    this.ier = 0;
    this.fcr = 0;
    this.lcr = 3;
    this.mcr = 0;
    this.divisor = 1;
    this.tx = [];
    this.rx = [];
    this.shifting = null;
    this.shiftDone = Number.POSITIVE_INFINITY;
    this.txIdleIrq = false;
    this.host.line(IRQ, false);
  }

  state() {
    return {
      baud: BASE_BAUD / Math.max(1, this.divisor),
      sending: this.shifting !== null,
      waiting: this.tx.length,
      received: this.rx.length,
      sent: this.sent,
      lost: this.lost,
      interruptEnable: this.ier,
    };
  }
}
