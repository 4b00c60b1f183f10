/**
 * An IDE disk read and written by programmed I/O: ports 0x1f0–0x1f7 and 0x3f6, IRQ 14 (ATA/ATAPI-6, chapters 7–9).
 * Commands: 0x20 read sectors, 0x30 write sectors, 0xe7 flush cache, 0xec identify; LBA28, one drive. Others end with ABRT.
 * A command takes 50 µs to find the place and 5 µs a sector; while BSY is set the other registers mean nothing and writes to
 * them are lost. Data moves 16 bits at a time once DRQ is set. Without DMA, as the first sectors of any boot are read.
 */
import { INSTRUCTIONS_PER_SECOND } from '../types';
import type { Device, DeviceHost } from './device';

export const SECTOR = 512;
const IRQ = 14;
const STATUS = { ERR: 0x01, DRQ: 0x08, DSC: 0x10, DRDY: 0x40, BSY: 0x80 };
const ERROR = { ABRT: 0x04, IDNF: 0x10 };
const COMMAND = { READ: 0x20, WRITE: 0x30, FLUSH: 0xe7, IDENTIFY: 0xec };
const CONTROL = { NIEN: 0x02, SRST: 0x04 };
const DRIVE = { SECOND: 0x10, LBA: 0x40 };
const SEEK = (50 * INSTRUCTIONS_PER_SECOND) / 1_000_000;
const TRANSFER = (5 * INSTRUCTIONS_PER_SECOND) / 1_000_000;
const DATA = 0x1f0;
const ALT_STATUS = 0x3f6;

type Phase = 'idle' | 'reading' | 'writing';

export class AtaDisk implements Device {
  readonly name = 'ata';
  readonly ports = [
    [0x1f0, 0x1f7],
    [0x3f6, 0x3f6],
  ] as const;
  private readonly registers = new Uint8Array(8);
  private control = 0;
  private error = 0;
  private failed = false;
  private phase: Phase = 'idle';
  private buffer = new Uint8Array(SECTOR);
  private position = 0;
  private sectorsLeft = 0;
  private lba = 0;
  private busyUntil = Number.NEGATIVE_INFINITY;
  private ready: (() => void) | null = null;
  reads = 0;
  writes = 0;

  /** `image` is the disk itself: whole sectors, changed in place. */
  constructor(
    private readonly host: DeviceHost,
    readonly image: Uint8Array,
  ) {}

  private get sectors(): number {
    return Math.floor(this.image.length / SECTOR);
  }

  private get busy(): boolean {
    return this.ready !== null;
  }

  private get status(): number {
    if (this.busy) return STATUS.BSY;
    return STATUS.DRDY | STATUS.DSC | (this.phase === 'idle' ? 0 : STATUS.DRQ) | (this.failed ? STATUS.ERR : 0);
  }

  read(port: number, size: 1 | 2 | 4): number {
    this.tick(this.host.now());
    if (port === DATA) return this.readData(size);
    if (port === ALT_STATUS) return this.status;
    if (port === 0x1f7) {
      this.host.line(IRQ, false);
      return this.status;
    }
    return port === 0x1f1 ? this.error : this.registers[port - DATA];
  }

  write(port: number, size: 1 | 2 | 4, value: number): void {
    this.tick(this.host.now());
    if (port === ALT_STATUS) {
      this.control = value;
      if (value & CONTROL.SRST) this.reset();
      return;
    }
    if (this.busy) return;
    if (port === DATA) this.writeData(size, value);
    else if (port === 0x1f7) this.command(value & 0xff);
    else this.registers[port - DATA] = value;
  }

  // ---------------------------------------------------------------- commands

  private command(code: number): void {
    this.host.report({ device: 'ata', op: 'out', port: 0x1f7, value: code });
    this.host.line(IRQ, false);
    this.failed = false;
    this.error = 0;
    this.phase = 'idle';
    this.lba =
      this.registers[3] | (this.registers[4] << 8) | (this.registers[5] << 16) | ((this.registers[6] & 15) << 24);
    this.sectorsLeft = this.registers[2] || 256;
    const error = this.refusal(code);
    if (error) this.abort(error);
    else this.begin(code);
  }

  /** Error register for a command that cannot be done; 0 = it can. */
  private refusal(code: number): number {
    const drive = this.registers[6];
    if (drive & DRIVE.SECOND) return ERROR.ABRT;
    if (code === COMMAND.IDENTIFY || code === COMMAND.FLUSH) return 0;
    if ((code !== COMMAND.READ && code !== COMMAND.WRITE) || !(drive & DRIVE.LBA)) return ERROR.ABRT;
    return this.lba + this.sectorsLeft > this.sectors ? ERROR.IDNF : 0;
  }

  private begin(code: number): void {
    if (code === COMMAND.WRITE) this.accept();
    else if (code === COMMAND.READ) this.after(SEEK + TRANSFER, () => this.fill());
    else if (code === COMMAND.IDENTIFY) this.after(SEEK, () => this.identify());
    else this.after(SEEK, () => this.interrupt());
  }

  private abort(error: number): void {
    this.after(SEEK, () => {
      this.failed = true;
      this.error = error;
      this.interrupt();
    });
  }

  /** Busy for `time` instructions, then `done`. */
  private after(time: number, done: () => void): void {
    this.busyUntil = this.host.now() + time;
    this.ready = done;
    this.host.stop();
  }

  private interrupt(): void {
    if (!(this.control & CONTROL.NIEN)) this.host.line(IRQ, true);
  }

  /** The next sector is in the buffer and may be read. */
  private fill(): void {
    this.buffer = this.image.slice(this.lba * SECTOR, (this.lba + 1) * SECTOR);
    this.reads++;
    this.offer();
  }

  private offer(): void {
    this.position = 0;
    this.phase = 'reading';
    this.interrupt();
  }

  private accept(): void {
    this.buffer = new Uint8Array(SECTOR);
    this.position = 0;
    this.phase = 'writing';
  }

  /** Words 27–46: the model's name, bytes swapped; 60–61: the number of sectors (ATA-6, table 27). */
  private identify(): void {
    this.buffer = new Uint8Array(SECTOR);
    const view = new DataView(this.buffer.buffer);
    view.setUint16(0, 0x0040, true);
    const model = 'RING ZERO DISK'.padEnd(40);
    for (let i = 0; i < 40; i++) this.buffer[54 + (i ^ 1)] = model.charCodeAt(i);
    view.setUint16(98, 0x0200, true);
    view.setUint32(120, this.sectors, true);
    this.sectorsLeft = 1;
    this.offer();
  }

  // ---------------------------------------------------------------- the data port

  private readData(size: 1 | 2 | 4): number {
    if (this.phase !== 'reading' || this.busy) return 0;
    let value = 0;
    for (let i = 0; i < size; i++) value |= this.buffer[this.position + i] << (8 * i);
    this.position += size;
    if (this.position >= SECTOR) this.sectorRead();
    return value >>> 0;
  }

  private sectorRead(): void {
    this.phase = 'idle';
    this.sectorsLeft--;
    this.lba++;
    if (this.sectorsLeft > 0) this.after(TRANSFER, () => this.fill());
  }

  private writeData(size: 1 | 2 | 4, value: number): void {
    if (this.phase !== 'writing') return;
    for (let i = 0; i < size && this.position < SECTOR; i++) this.buffer[this.position++] = value >>> (8 * i);
    if (this.position >= SECTOR) this.sectorWritten();
  }

  private sectorWritten(): void {
    this.image.set(this.buffer, this.lba * SECTOR);
    this.writes++;
    this.phase = 'idle';
    this.sectorsLeft--;
    this.lba++;
    this.after(TRANSFER, () => {
      if (this.sectorsLeft > 0) this.accept();
      this.interrupt();
    });
  }

  // ---------------------------------------------------------------- Device

  nextEvent(): number {
    return this.ready ? this.busyUntil : Number.POSITIVE_INFINITY;
  }
  tick(now: number): void {
    const { ready } = this;
    if (!ready || now < this.busyUntil) return;
    this.ready = null;
    ready();
  }
  reset(): void {
    this.registers.fill(0);
    this.ready = null;
    this.phase = 'idle';
    this.failed = false;
    // The signature of a disk whose diagnostics passed (ATA-6, 9.12).
    this.error = 1;
    this.registers[2] = 1;
    this.registers[3] = 1;
    this.host.line(IRQ, false);
  }
  state() {
    return { sectors: this.sectors, reads: this.reads, writes: this.writes, busy: this.busy };
  }
}
