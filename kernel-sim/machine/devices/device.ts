/**
 * What every device is: a name, the ports it answers, and the times at which it wants to act by itself.
 * Times are virtual, in retired instructions (machine/types.ts).
 */
export interface DeviceHost {
  /** Virtual time now, exact even in the middle of an instruction that reads a port. */
  now(): number;
  /** Raises or lowers an interrupt line (0–15, as wired on a PC). */
  line(irq: number, high: boolean): void;
  /** Ends the run after the present instruction: lines, timers or the end of the machine must be looked at again. */
  stop(): void;
  /** Somebody watching wants to know (the pictures' trace). */
  report(event: {
    device: string;
    op: 'in' | 'out' | 'interrupt' | 'destroyed';
    port?: number;
    value?: number;
    detail?: string;
  }): void;
}

export interface Device {
  readonly name: string;
  /** Inclusive ranges of I/O ports. */
  readonly ports: readonly (readonly [first: number, last: number])[];
  /** Reads 1, 2 or 4 bytes; wider than the register: the rest is ones, as on an ISA bus. */
  read(port: number, size: 1 | 2 | 4): number;
  write(port: number, size: 1 | 2 | 4, value: number): void;
  /** For addresses that are not fixed, and memory: whether it answers there now. */
  answers?(space: 'port' | 'memory', address: number): boolean;
  /** Device memory, 1, 2 or 4 bytes at a time. */
  readMemory?(pa: number, size: 1 | 2 | 4): number;
  writeMemory?(pa: number, size: 1 | 2 | 4, value: number): void;
  /** Virtual time of the next thing it does by itself; Infinity = nothing. */
  nextEvent(): number;
  /** Time at which work that is under way and shows outside (a character on the line) will be done; absent or Infinity = none. It goes on while the CPU is halted. */
  outputDoneAt?(): number;
  /** Called when that time has come. */
  tick(now: number): void;
  reset(): void;
  /** For the pictures. */
  state(): Readonly<Record<string, string | number | boolean>>;
}
