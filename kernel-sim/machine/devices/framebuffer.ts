/**
 * A linear framebuffer with the Bochs display interface ("VBE dispi"): an index at port 0x1ce, a register at 0x1cf, both 16 bits wide.
 * Registers: 0 identity (0xb0c5), 1 width, 2 height, 3 bits a pixel, 4 on (bit 0) and linear (bit 6), 5 bank, 6 virtual width,
 * 7 virtual height, 8 and 9 offset, 10 video memory in 64 KiB. PCI function 1234:1111, its base address register 0 is the picture:
 * 0xfd000000, lines one after another, 32 bits a pixel as 0x00rrggbb. Depths 15, 16, 24 and 32 can be set; bank switching is not there.
 */
import type { Device } from './device';
import { PciFunction } from './pci';

const REGISTER = {
  ID: 0,
  WIDTH: 1,
  HEIGHT: 2,
  DEPTH: 3,
  ENABLE: 4,
  VIRTUAL_WIDTH: 6,
  VIRTUAL_HEIGHT: 7,
  X: 8,
  Y: 9,
  MEMORY: 10,
} as const;
const COUNT = 11;
const ID = 0xb0c5;
const ENABLE = { ON: 1, CAPABILITIES: 2, KEEP: 0x80 } as const;
const MAX_WIDTH = 2560;
const MAX_HEIGHT = 1600;
const DEPTHS = new Set([15, 16, 24, 32]);
const MEMORY_BYTES = 16 << 20;
const INDEX = 0x1ce;

export interface Picture {
  width: number;
  height: number;
  /** Red, green, blue, opaque. */
  rgba: Uint8Array;
}

export class Framebuffer implements Device {
  readonly name = 'framebuffer';
  readonly ports = [[0x1ce, 0x1d0]] as const;
  readonly pci = new PciFunction(
    { vendor: 0x1234, device: 0x1111, classCode: 0x03_0000, revision: 2, subsystemVendor: 0x1af4, subsystem: 0x1100 },
    [{ io: false, size: MEMORY_BYTES, address: 0xfd00_0000 }],
  );
  private index = 0;
  private registers = new Uint16Array(COUNT);
  /** Made when it is first written to. */
  private memory: Uint8Array | null = null;
  private writes = 0;

  constructor() {
    this.reset();
  }

  answers(space: 'port' | 'memory', address: number): boolean {
    return space === 'memory' && this.pci.find('memory', address) !== undefined;
  }

  read(port: number): number {
    if (port === INDEX) return this.index;
    if (this.index === REGISTER.MEMORY) return MEMORY_BYTES >> 16;
    if (this.registers[REGISTER.ENABLE] & ENABLE.CAPABILITIES) {
      const most = { [REGISTER.WIDTH]: MAX_WIDTH, [REGISTER.HEIGHT]: MAX_HEIGHT, [REGISTER.DEPTH]: 32 }[this.index];
      if (most !== undefined) return most;
    }
    return this.registers[this.index] ?? 0;
  }

  write(port: number, _size: number, value: number): void {
    if (port === INDEX) {
      this.index = value & 0xffff;
      return;
    }
    const v = value & 0xffff;
    const { index } = this;
    if (index === REGISTER.ENABLE) this.enable(v);
    else if (index === REGISTER.WIDTH || index === REGISTER.HEIGHT || index === REGISTER.DEPTH) {
      if (this.fits(index, v) && !(this.registers[REGISTER.ENABLE] & ENABLE.ON)) this.registers[index] = v;
    } else if (index === REGISTER.X || index === REGISTER.Y || index === REGISTER.VIRTUAL_WIDTH)
      this.registers[index] = v;
  }

  private fits(index: number, v: number): boolean {
    if (index === REGISTER.DEPTH) return DEPTHS.has(v);
    return v > 0 && v <= (index === REGISTER.WIDTH ? MAX_WIDTH : MAX_HEIGHT);
  }

  private get pixelBytes(): number {
    return Math.ceil(this.registers[REGISTER.DEPTH] / 8);
  }

  private enable(value: number): void {
    const r = this.registers;
    const starts = (value & ENABLE.ON) !== 0 && !(r[REGISTER.ENABLE] & ENABLE.ON);
    r[REGISTER.ENABLE] = value;
    if (!starts) return;
    r[REGISTER.X] = 0;
    r[REGISTER.Y] = 0;
    r[REGISTER.VIRTUAL_WIDTH] = r[REGISTER.WIDTH];
    r[REGISTER.VIRTUAL_HEIGHT] = Math.floor(MEMORY_BYTES / (r[REGISTER.WIDTH] * this.pixelBytes || 1));
    if (!(value & ENABLE.KEEP)) this.memory?.fill(0, 0, r[REGISTER.WIDTH] * r[REGISTER.HEIGHT] * this.pixelBytes);
  }

  readMemory(pa: number, size: 1 | 2 | 4): number {
    const at = this.pci.find('memory', pa)?.offset ?? 0;
    let value = 0;
    for (let i = size - 1; i >= 0; i--) value = value * 256 + (this.memory?.[at + i] ?? 0);
    return value;
  }

  writeMemory(pa: number, size: 1 | 2 | 4, value: number): void {
    this.memory ??= new Uint8Array(MEMORY_BYTES);
    const at = this.pci.find('memory', pa)?.offset ?? 0;
    for (let i = 0; i < size; i++) this.memory[at + i] = value >>> (8 * i);
    this.writes++;
  }

  /** What is on the screen, or null while it shows text. */
  picture(): Picture | null {
    const r = this.registers;
    if (!(r[REGISTER.ENABLE] & ENABLE.ON)) return null;
    const [width, height] = [r[REGISTER.WIDTH], r[REGISTER.HEIGHT]];
    const rgba = new Uint8Array(width * height * 4).fill(255);
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) rgba.set(this.pixel(x + r[REGISTER.X], y + r[REGISTER.Y]), (y * width + x) * 4);
    return { width, height, rgba };
  }

  private pixel(x: number, y: number): readonly [number, number, number] {
    const bytes = this.pixelBytes;
    const at = (y * this.registers[REGISTER.VIRTUAL_WIDTH] + x) * bytes;
    const m = (i: number) => this.memory?.[at + i] ?? 0;
    if (bytes > 2) return [m(2), m(1), m(0)];
    const v = m(0) | (m(1) << 8);
    const green = this.registers[REGISTER.DEPTH] === 16 ? 6 : 5;
    const scale = (n: number, bits: number) => Math.round(((n & ((1 << bits) - 1)) * 255) / ((1 << bits) - 1));
    return [scale(v >> (5 + green), 5), scale(v >> 5, green), scale(v, 5)];
  }

  nextEvent(): number {
    return Number.POSITIVE_INFINITY;
  }
  tick(): void {}

  reset(): void {
    this.registers = new Uint16Array(COUNT);
    this.registers[REGISTER.ID] = ID;
    this.index = 0;
    this.memory = null;
  }

  state() {
    const r = this.registers;
    const on = (r[REGISTER.ENABLE] & ENABLE.ON) !== 0;
    return { on, mode: `${r[REGISTER.WIDTH]}x${r[REGISTER.HEIGHT]}x${r[REGISTER.DEPTH]}`, writes: this.writes };
  }
}
