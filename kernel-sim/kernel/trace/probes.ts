/**
 * kprobes and kretprobes: places in the kernel where somebody may look. Follows kernel/kprobes.c in duty; the places are function
 * points that our TypeScript functions fire, and every system call under its entry symbol `__x64_sys_…`.
 * A point costs one branch while nobody listens: `if (kernel.probes.points.vfs_read.active) …`.
 * Departs from Linux: only the functions of `KERNEL_POINTS` can be probed, at their first instruction.
 */
import { EINVAL, ENOENT } from '../errno';
import { isSleeping } from '../sleeping';
import { SYSCALL_NAMES } from '../syscalls/names';
import type { Sleeping } from '../types';
import { KERNEL_POINTS, type PointName } from './points';

/** Registers as a probe sees them at a function's entry (arguments) or return (ax). Signed doubles, exact within ±2^53. */
export interface ProbeRegs {
  di: number;
  si: number;
  dx: number;
  cx: number;
  r8: number;
  r9: number;
  /** Result, in a return probe. */
  ax: number;
  /** Address of the function. */
  ip: number;
}

export interface ProbeHandler {
  /** A number: the function is not run and gives this (bpf_override_return). */
  entry?(regs: ProbeRegs): number | undefined;
  /** The function's result is in `regs.ax`. */
  return?(regs: ProbeRegs): void;
}

/** One function that can be probed. */
export class ProbePoint {
  /** Somebody listens. */
  active = false;
  /** Times a listener was called, and return probes that could not be kept. */
  hits = 0;
  private handlers: readonly ProbeHandler[] = [];

  constructor(
    readonly symbol: string,
    /** Its address in kernel text. */
    public address: number,
  ) {}

  add(handler: ProbeHandler): void {
    this.handlers = [...this.handlers, handler];
    this.active = true;
  }

  remove(handler: ProbeHandler): void {
    this.handlers = this.handlers.filter((other) => other !== handler);
    this.active = this.handlers.length > 0;
  }

  /** Tells the entry probes; the result that one of them wants instead of the function's, or undefined. */
  enter(...args: number[]): number | undefined {
    this.hits++;
    const regs = this.registers(args, 0);
    let instead: number | undefined;
    for (const handler of this.handlers) instead = handler.entry?.(regs) ?? instead;
    return instead;
  }

  /** Tells the return probes. */
  leave(result: number, ...args: number[]): void {
    if (!this.handlers.some((handler) => handler.return)) return;
    const regs = this.registers(args, result);
    for (const handler of this.handlers) handler.return?.(regs);
  }

  private registers(args: readonly number[], ax: number): ProbeRegs {
    const [di = 0, si = 0, dx = 0, cx = 0, r8 = 0, r9 = 0] = args;
    return { di, si, dx, cx, r8, r9, ax, ip: this.address };
  }

  /** Runs `body` with entry and return told, also where it sleeps in between. Call it only while `active`. */
  around(args: readonly number[], body: () => number | Sleeping<number>): number | Sleeping<number> {
    const instead = this.enter(...args);
    const result = instead ?? body();
    if (isSleeping(result)) return this.later(args, result);
    this.leave(result, ...args);
    return result;
  }

  private *later(args: readonly number[], body: Sleeping<number>): Sleeping<number> {
    const result = yield* body;
    this.leave(result, ...args);
    return result;
  }
}

const SYSCALL_PREFIX = '__x64_sys_';

export class Probes {
  /** The functions of the kernel that fire, by name. */
  readonly points: Readonly<Record<PointName, ProbePoint>>;
  /** Entry points of system calls that somebody probes: index = number. Empty while nobody does. */
  readonly syscalls: (ProbePoint | undefined)[] = [];
  /** Context switches are probed. */
  get switches(): boolean {
    return this.points.finish_task_switch.active || this.points.schedule.active;
  }
  /** Some system call is probed. */
  callsWatched = false;
  private readonly byNumber = new Map<string, number>();
  private readonly calls = new Map<number, ProbePoint>();

  constructor(
    /** Address of a kernel symbol, for `ip`; 0 where unknown. */
    private readonly addressOf: (symbol: string) => number = () => 0,
  ) {
    for (const [nr, name] of SYSCALL_NAMES) this.byNumber.set(name, nr);
    const points = KERNEL_POINTS.map(({ name }) => [name, new ProbePoint(name, 0)]);
    this.points = Object.fromEntries(points) as Record<PointName, ProbePoint>;
  }

  /** Every name that `attach` accepts: /sys/kernel/tracing/available_filter_functions. */
  symbols(): string[] {
    return [
      ...KERNEL_POINTS.map(({ name }) => name as string),
      ...[...SYSCALL_NAMES.values()].map((name) => SYSCALL_PREFIX + name),
    ].sort();
  }

  /** The point behind a symbol. */
  find(symbol: string): ProbePoint | null {
    const point = (this.points as Readonly<Record<string, ProbePoint | undefined>>)[symbol];
    if (point) {
      point.address ||= this.addressOf(symbol);
      return point;
    }
    const nr = symbol.startsWith(SYSCALL_PREFIX) ? this.byNumber.get(symbol.slice(SYSCALL_PREFIX.length)) : undefined;
    return nr === undefined ? null : this.call(nr, symbol);
  }

  private call(nr: number, symbol: string): ProbePoint {
    let point = this.calls.get(nr);
    if (!point) {
      point = new ProbePoint(symbol, this.addressOf(symbol));
      this.calls.set(nr, point);
    }
    return point;
  }

  /**
   * Listens at a function's entry and return. Answers what takes the probe away again, -ENOENT for a symbol that is not there,
   * -EINVAL for an offset inside the function.
   */
  attach(symbol: string, handler: ProbeHandler, offset = 0): (() => void) | number {
    const point = this.find(symbol);
    if (!point) return -ENOENT;
    if (offset !== 0) return -EINVAL;
    point.add(handler);
    this.updateCall(symbol, point);
    return () => {
      point.remove(handler);
      this.updateCall(symbol, point);
    };
  }

  private updateCall(symbol: string, point: ProbePoint): void {
    const nr = symbol.startsWith(SYSCALL_PREFIX) ? this.byNumber.get(symbol.slice(SYSCALL_PREFIX.length)) : undefined;
    if (nr === undefined) return;
    this.syscalls[nr] = point.active ? point : undefined;
    this.callsWatched = this.syscalls.some((call) => call !== undefined);
  }
}
