/**
 * PS/2 keyboard behind the 8042 controller: ports 0x60 (data) and 0x64 (status, command), IRQ 1, scan code set 1.
 * Commands: read/write the configuration byte (0x20, 0x60), disable/enable the keyboard (0xad, 0xae), self test (0xaa),
 * reset the CPU line is not wired. Bytes sent to the keyboard itself are acknowledged with 0xfa.
 */
import type { Device, DeviceHost } from './device';

const IRQ = 1;
const ROWS: readonly [base: number, keys: string, shifted: string][] = [
  [0x02, '1234567890-=', '!@#$%^&*()_+'],
  [0x10, 'qwertyuiop[]', 'QWERTYUIOP{}'],
  [0x1e, "asdfghjkl;'`", 'ASDFGHJKL:"~'],
  [0x2b, '\\zxcvbnm,./', '|ZXCVBNM<>?'],
  [0x39, ' ', ' '],
  [0x1c, '\n', '\n'],
  [0x0e, '\b', '\b'],
  [0x0f, '\t', '\t'],
  [0x01, '\x1b', '\x1b'],
];
const LEFT_SHIFT = 0x2a;
const RELEASE = 0x80;

/** Scan codes (set 1, press and release) that type `text` on a US keyboard; characters it does not have are left out. */
export function scanCodes(text: string): number[] {
  const codes: number[] = [];
  for (const character of text) {
    for (const [base, keys, shifted] of ROWS) {
      const plain = keys.indexOf(character);
      const withShift = shifted.indexOf(character);
      if (plain < 0 && withShift < 0) continue;
      const code = base + (plain >= 0 ? plain : withShift);
      if (plain >= 0) codes.push(code, code | RELEASE);
      else codes.push(LEFT_SHIFT, code, code | RELEASE, LEFT_SHIFT | RELEASE);
      break;
    }
  }
  return codes;
}

export class Keyboard implements Device {
  readonly name = 'keyboard';
  readonly ports = [
    [0x60, 0x60],
    [0x64, 0x64],
  ] as const;
  private queue: number[] = [];
  private config = 0x01;
  private enabled = true;
  private expectConfig = false;

  constructor(private readonly host: DeviceHost) {}

  press(scanCode: number): void {
    if (this.enabled && this.queue.length < 16) this.queue.push(scanCode);
    this.update();
  }

  read(port: number): number {
    if (port === 0x64) return (this.queue.length ? 1 : 0) | 0x14;
    const byte = this.queue.shift() ?? 0;
    this.host.line(IRQ, false);
    this.update();
    return byte;
  }

  write(port: number, _size: number, value: number): void {
    const byte = value & 0xff;
    if (port === 0x60) {
      if (this.expectConfig) this.config = byte;
      else this.queue.push(0xfa);
      this.expectConfig = false;
    } else if (byte === 0x20) this.queue.push(this.config);
    else if (byte === 0x60) this.expectConfig = true;
    else if (byte === 0xaa) this.queue.push(0x55);
    else if (byte === 0xad) this.enabled = false;
    else if (byte === 0xae) this.enabled = true;
    this.update();
  }

  private update(): void {
    this.host.line(IRQ, this.queue.length > 0 && (this.config & 1) !== 0);
  }

  nextEvent(): number {
    return Number.POSITIVE_INFINITY;
  }
  tick(): void {}

  reset(): void {
    this.queue = [];
    this.config = 1;
    this.enabled = true;
    this.host.line(IRQ, false);
  }

  state() {
    return { waiting: this.queue.length, enabled: this.enabled, interrupts: (this.config & 1) !== 0 };
  }
}
