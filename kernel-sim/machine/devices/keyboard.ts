/**
 * PS/2 keyboard and mouse behind the 8042 controller (IBM PS/2 Hardware Interface Technical Reference): ports 0x60 (data) and 0x64
 * (status, command), IRQ 1 for the keyboard's bytes and 12 for the mouse's, scan code set 1.
 * Commands to 0x64: read/write the configuration byte (0x20, 0x60), switch the keyboard (0xad, 0xae) or the mouse (0xa7, 0xa8) off and
 * on, self tests (0xaa, 0xab, 0xa9), the output port (0xd0, 0xd1), put a byte into the buffer as if from the keyboard (0xd2) or the mouse
 * (0xd3), send one to the mouse (0xd4). Bytes written to 0x60 go to the keyboard itself. Not modelled: scan code sets 2 and 3, pulses
 * of the output port (the reset line is not wired).
 */
import type { Device, DeviceHost } from './device';
import { Mouse } from './mouse';

const IRQ = 1;
const MOUSE_IRQ = 12;
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

/** A byte that waits for the processor. */
interface Waiting {
  byte: number;
  fromMouse: boolean;
}

const CONFIG = { KEYBOARD_IRQ: 1, MOUSE_IRQ: 2, SYSTEM: 4, KEYBOARD_OFF: 0x10, MOUSE_OFF: 0x20 } as const;
const STATUS = { FULL: 1, SYSTEM: 4, COMMAND: 8, UNLOCKED: 0x10, FROM_MOUSE: 0x20 } as const;
const ACK = 0xfa;
const RESEND = 0xfe;
const KEYS_WAITING = 16;
const ALL_WAITING = 64;

export class Keyboard implements Device {
  readonly name = 'keyboard';
  readonly ports = [
    [0x60, 0x60],
    [0x64, 0x64],
  ] as const;
  readonly mouse = new Mouse();
  private queue: Waiting[] = [];
  private config: number = CONFIG.KEYBOARD_IRQ;
  private outputPort = 3;
  /** Command to 0x64 whose argument comes next at 0x60, or 0. */
  private expects = 0;
  /** Command of the keyboard itself whose argument comes next, or 0. */
  private keyboardExpects = 0;
  private scanning = true;
  private lastWasCommand = false;

  constructor(private readonly host: DeviceHost) {}

  private get enabled(): boolean {
    return !(this.config & CONFIG.KEYBOARD_OFF);
  }

  press(scanCode: number): void {
    const keys = this.queue.filter((w) => !w.fromMouse).length;
    if (this.enabled && this.scanning && keys < KEYS_WAITING) this.put(scanCode, false);
    this.update();
  }

  /** Moves the mouse; `buttons`: 1 left, 2 right, 4 middle. */
  point(dx: number, dy: number, buttons?: number): void {
    const packet = this.mouse.move(dx, dy, buttons);
    if (!(this.config & CONFIG.MOUSE_OFF)) for (const byte of packet) this.put(byte, true);
    this.update();
  }

  private put(byte: number, fromMouse: boolean): void {
    if (this.queue.length < ALL_WAITING) this.queue.push({ byte, fromMouse });
  }

  read(port: number): number {
    if (port === 0x64) return this.status();
    const next = this.queue.shift();
    this.host.line(IRQ, false);
    this.host.line(MOUSE_IRQ, false);
    this.update();
    return next?.byte ?? 0;
  }

  private status(): number {
    const [next] = this.queue;
    const full = next ? STATUS.FULL | (next.fromMouse ? STATUS.FROM_MOUSE : 0) : 0;
    return full | STATUS.SYSTEM | STATUS.UNLOCKED | (this.lastWasCommand ? STATUS.COMMAND : 0);
  }

  write(port: number, _size: number, value: number): void {
    const byte = value & 0xff;
    this.lastWasCommand = port === 0x64;
    if (port === 0x64) this.command(byte);
    else if (this.expects) this.argument(byte);
    else for (const answer of this.tellKeyboard(byte)) this.put(answer, false);
    this.update();
  }

  private command(byte: number): void {
    const answers: Record<number, () => number> = {
      32: () => this.config,
      169: () => 0,
      170: () => 0x55,
      171: () => 0,
      192: () => 0x80,
      208: () => this.outputPort | (this.queue.length ? 0x10 : 0),
    };
    const changes: Record<number, [set: number, clear: number]> = {
      167: [CONFIG.MOUSE_OFF, 0],
      168: [0, CONFIG.MOUSE_OFF],
      173: [CONFIG.KEYBOARD_OFF, 0],
      174: [0, CONFIG.KEYBOARD_OFF],
    };
    if (answers[byte]) this.put(answers[byte](), false);
    else if (changes[byte]) this.config = (this.config | changes[byte][0]) & ~changes[byte][1];
    else if (byte === 0x60 || (byte >= 0xd1 && byte <= 0xd4)) this.expects = byte;
  }

  private argument(byte: number): void {
    const command = this.expects;
    this.expects = 0;
    if (command === 0x60) this.config = byte;
    else if (command === 0xd1) this.outputPort = byte;
    else if (command === 0xd2) this.put(byte, false);
    else if (command === 0xd3) this.put(byte, true);
    else for (const answer of this.mouse.receive(byte)) this.put(answer, true);
  }

  /** A byte for the keyboard itself; its answers. */
  private tellKeyboard(byte: number): number[] {
    if (this.keyboardExpects) {
      const asksSet = this.keyboardExpects === 0xf0 && byte === 0;
      this.keyboardExpects = 0;
      return asksSet ? [ACK, 2] : [ACK];
    }
    switch (byte) {
      case 0xed: // lights
      case 0xf0: // scan code set
      case 0xf3: // repeat rate
        this.keyboardExpects = byte;
        return [ACK];
      case 0xee:
        return [0xee];
      case 0xf2:
        return [ACK, 0xab, 0x83];
      case 0xf4:
      case 0xf5:
        this.scanning = byte === 0xf4;
        return [ACK];
      case 0xf6:
        this.scanning = true;
        return [ACK];
      case 0xff:
        this.scanning = true;
        return [ACK, 0xaa];
      default:
        return [RESEND];
    }
  }

  private update(): void {
    const [next] = this.queue;
    this.host.line(IRQ, next !== undefined && !next.fromMouse && (this.config & CONFIG.KEYBOARD_IRQ) !== 0);
    this.host.line(MOUSE_IRQ, next?.fromMouse === true && (this.config & CONFIG.MOUSE_IRQ) !== 0);
  }

  nextEvent(): number {
    return Number.POSITIVE_INFINITY;
  }
  tick(): void {}

  reset(): void {
    this.queue = [];
    this.config = CONFIG.KEYBOARD_IRQ;
    this.expects = 0;
    this.keyboardExpects = 0;
    this.scanning = true;
    this.mouse.receive(0xff);
    this.host.line(IRQ, false);
    this.host.line(MOUSE_IRQ, false);
  }

  state() {
    return {
      waiting: this.queue.length,
      enabled: this.enabled,
      interrupts: (this.config & CONFIG.KEYBOARD_IRQ) !== 0,
      mouse: this.mouse.enabled,
    };
  }
}
