/** The port that ends the machine, as QEMU's isa-debug-exit: a byte written to 0xf4 ends the run with status (value << 1) | 1. */
import type { Device, DeviceHost } from './device';

export class DebugExit implements Device {
  readonly name = 'debug-exit';
  readonly ports = [[0xf4, 0xf4]] as const;
  /** null while the machine runs. */
  status: number | null = null;

  constructor(private readonly host: DeviceHost) {}

  read(): number {
    return 0xff;
  }
  write(_port: number, _size: number, value: number): void {
    this.status = ((value << 1) | 1) & 0xff;
    this.host.stop();
  }
  nextEvent(): number {
    return Number.POSITIVE_INFINITY;
  }
  tick(): void {}
  reset(): void {
    this.status = null;
  }
  state() {
    return { status: this.status ?? 'running' };
  }
}
