/**
 * PS/2 mouse, as it hangs on the 8042's second port (keyboard.ts): three-byte packets of buttons and movement, after it was
 * enabled (0xf4). IBM PS/2 Hardware Interface Technical Reference, Mouse. Standard mouse, id 0: no wheel.
 */
const ACK = 0xfa;
const RESEND = 0xfe;
const PASSED = 0xaa;
const COMMAND = {
  SCALING_1: 0xe6,
  SCALING_2: 0xe7,
  RESOLUTION: 0xe8,
  STATUS: 0xe9,
  STREAM: 0xea,
  READ: 0xeb,
  REMOTE: 0xf0,
  ID: 0xf2,
  RATE: 0xf3,
  ENABLE: 0xf4,
  DISABLE: 0xf5,
  DEFAULTS: 0xf6,
  RESET: 0xff,
} as const;
const limit = (n: number) => Math.max(-255, Math.min(255, n));

export class Mouse {
  enabled = false;
  private remote = false;
  private twice = false;
  private rate = 100;
  private resolution = 2;
  /** The command whose argument comes next. */
  private expects = 0;
  private dx = 0;
  private dy = 0;
  private buttons = 0;

  /** Moves by counts to the right and up; `buttons`: 1 left, 2 right, 4 middle. Returns the packet to send, if any. */
  move(dx: number, dy: number, buttons = this.buttons): number[] {
    this.dx += dx;
    this.dy += dy;
    this.buttons = buttons & 7;
    return this.enabled && !this.remote ? this.packet() : [];
  }

  private packet(): number[] {
    const [x, y] = [limit(this.dx), limit(this.dy)];
    const overflow = (this.dx !== x ? 0x40 : 0) | (this.dy !== y ? 0x80 : 0);
    this.dx -= x;
    this.dy -= y;
    const head = 8 | this.buttons | (x < 0 ? 0x10 : 0) | (y < 0 ? 0x20 : 0) | overflow;
    return [head, x & 0xff, y & 0xff];
  }

  private defaults(): void {
    this.rate = 100;
    this.resolution = 2;
    this.twice = false;
    this.enabled = false;
    this.remote = false;
  }

  private status(): number[] {
    const first =
      (this.remote ? 0x40 : 0) |
      (this.enabled ? 0x20 : 0) |
      (this.twice ? 0x10 : 0) |
      ((this.buttons & 1) << 2) |
      ((this.buttons & 4) >> 1) |
      ((this.buttons & 2) >> 1);
    return [first, this.resolution, this.rate];
  }

  /** A byte from the controller; what the mouse answers. */
  receive(byte: number): number[] {
    const argumentOf = this.expects;
    this.expects = 0;
    if (argumentOf === COMMAND.RATE) {
      this.rate = byte;
      return [ACK];
    }
    if (argumentOf === COMMAND.RESOLUTION) {
      this.resolution = byte;
      return [ACK];
    }
    switch (byte) {
      case COMMAND.SCALING_1:
      case COMMAND.SCALING_2:
        this.twice = byte === COMMAND.SCALING_2;
        return [ACK];
      case COMMAND.RESOLUTION:
      case COMMAND.RATE:
        this.expects = byte;
        return [ACK];
      case COMMAND.STATUS:
        return [ACK, ...this.status()];
      case COMMAND.STREAM:
      case COMMAND.REMOTE:
        this.remote = byte === COMMAND.REMOTE;
        return [ACK];
      case COMMAND.READ:
        return [ACK, ...this.packet()];
      case COMMAND.ID:
        return [ACK, 0];
      case COMMAND.ENABLE:
      case COMMAND.DISABLE:
        this.enabled = byte === COMMAND.ENABLE;
        return [ACK];
      case COMMAND.DEFAULTS:
        this.defaults();
        return [ACK];
      case COMMAND.RESET:
        this.defaults();
        return [ACK, PASSED, 0];
      default:
        return [RESEND];
    }
  }
}
