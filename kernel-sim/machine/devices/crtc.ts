/**
 * The text screen's CRT controller: index 0x3d4, data 0x3d5; only the cursor position (registers 0x0e, 0x0f) and shape do anything.
 * The characters themselves are ordinary memory at 0xb8000: 80 × 25 cells of character and attribute (IBM VGA, mode 3).
 */
import type { Device } from './device';

export const VGA_TEXT = 0xb8000;
export const COLUMNS = 80;
export const ROWS = 25;

export class Crtc implements Device {
  readonly name = 'vga';
  readonly ports = [[0x3d4, 0x3d5]] as const;
  private index = 0;
  private registers = new Uint8Array(0x19);

  get cursor(): number {
    return (this.registers[0x0e] << 8) | this.registers[0x0f];
  }

  read(port: number): number {
    return port === 0x3d4 ? this.index : (this.registers[this.index] ?? 0xff);
  }

  write(port: number, size: number, value: number): void {
    if (port === 0x3d4) {
      this.index = value & 0xff;
      if (size === 2) this.write(0x3d5, 1, value >> 8);
    } else if (this.index < this.registers.length) this.registers[this.index] = value;
  }

  nextEvent(): number {
    return Number.POSITIVE_INFINITY;
  }
  tick(): void {}
  reset(): void {
    this.registers.fill(0);
  }
  state() {
    return { cursorRow: Math.floor(this.cursor / COLUMNS), cursorColumn: this.cursor % COLUMNS };
  }
}
