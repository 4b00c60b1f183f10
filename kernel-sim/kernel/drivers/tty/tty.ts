/**
 * A terminal (struct tty_struct): its settings, window size, session and foreground group, and the line discipline's state.
 * Follows include/linux/tty.h. The verbs are in receive.ts (input), line.ts (read and write), ioctl.ts and job-control.ts.
 */
import type { Kernel, Tty, WaitQueue } from '../../types';
import { OutputProcessor } from './output';
import { ReadBuffer } from './read-buffer';
import { IUTF8, standardTermios, type Termios } from './termios';

export interface WindowSize {
  rows: number;
  columns: number;
  xPixels: number;
  yPixels: number;
}

export class TtyStruct implements Tty {
  /** Session that it controls, 0 = none. */
  session = 0;
  /** Foreground process group, 0 = none. */
  foreground = 0;
  termios: Termios = standardTermios();
  windowSize: WindowSize = { rows: 25, columns: 80, xPixels: 0, yPixels: 0 };
  readonly input = new ReadBuffer();
  readonly output = new OutputProcessor();
  /** The next byte is taken literally (^V). */
  literalNext = false;
  /** Output is held by ^S or TCXONC. */
  stopped = false;
  /** TIOCEXCL: no more opens. */
  exclusive = false;
  /** Goes up with each hang-up: files opened before see end of file. */
  generation = 0;
  /** Came from the device and did not fit yet. */
  waiting: number[] = [];
  /** Output held while stopped, echo included. */
  held: number[] = [];
  /** Open files. */
  opens = 0;
  onOpen: () => void = () => {};
  onLastClose: () => void = () => {};
  /** The device takes no more output for now (a pty whose master does not read). */
  isFull: () => boolean = () => false;
  readonly readable: WaitQueue;
  readonly writable: WaitQueue;
  /** Input was taken out: whoever sends may send more. */
  readonly drained: WaitQueue;

  constructor(
    readonly kernel: Kernel,
    readonly name: string,
    readonly device: number,
    /** The device itself. */
    private readonly send: (bytes: Uint8Array) => void,
  ) {
    this.termios.iflag |= IUTF8;
    this.readable = kernel.newWaitQueue('tty_read');
    this.writable = kernel.newWaitQueue('tty_write');
    this.drained = kernel.newWaitQueue('tty_drain');
  }

  has(lflag: number): boolean {
    return (this.termios.lflag & lflag) !== 0;
  }

  hasInput(iflag: number): boolean {
    return (this.termios.iflag & iflag) !== 0;
  }

  /** Output must wait. */
  get blocked(): boolean {
    return this.stopped || this.isFull();
  }

  /** Bytes that are ready for the device; held back while output is stopped. */
  transmit(bytes: number[]): void {
    if (bytes.length === 0) return;
    if (this.stopped) {
      this.held.push(...bytes);
      return;
    }
    const { kernel } = this;
    if (kernel.wants('tty')) {
      const pid = kernel.current?.pid ?? 0;
      kernel.emit({ type: 'tty', at: kernel.now, cpu: 0, pid, direction: 'out', bytes: bytes.length });
    }
    this.send(Uint8Array.from(bytes));
  }

  stop(): void {
    this.stopped = true;
  }

  start(): void {
    if (!this.stopped) return;
    this.stopped = false;
    const bytes = this.held;
    this.held = [];
    this.transmit(bytes);
    this.writable.wake();
  }
}
