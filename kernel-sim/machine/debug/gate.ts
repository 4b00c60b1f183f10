/**
 * A hand on the processors of one computer: lets them run freely, up to an exact number of instructions, or one instruction at a
 * time with a question before each. It stands in front of `Cpu.run`, so a machine that nobody looks at pays nothing; and it only
 * ever cuts runs shorter, so the machine does the same with it as without (the number of instructions is the time).
 */
import { type Core, type Cpu, PAGE_SIZE, Stop } from '../types';

/** What is to happen before the next instruction of a processor. */
export const Go = {
  /** Nothing here is of interest: run on without asking. */
  FREE: 0,
  /** Run on until one of the watcher's `traps`, then ask again. */
  RUN: 3,
  /** One instruction, then ask again. */
  STEP: 1,
  /** Stop here: the instruction is not executed. */
  PAUSE: 2,
} as const;
export type Go = (typeof Go)[keyof typeof Go];

export interface Watcher {
  /** Asked before an instruction. `fresh`: the first since the owner of the machine (the kernel) let this CPU run. */
  before(cpu: Cpu, fresh: boolean): Go;
  /** An instruction for which `before` said STEP has retired. */
  after(cpu: Cpu): void;
  /** For RUN: addresses before which it wants to be asked. */
  readonly traps?: Iterable<number>;
}

const NONE: ReadonlySet<number> = new Set();

/** Thrown out of `Cpu.run` where the owner of the machine has no other way to be held. */
export const HELD = Symbol('held');

export class Gate {
  /** Instructions retired by all processors since the gate was put there. */
  count = 0;
  /** Every run comes back at once with nothing done. */
  paused = false;
  private limit = Number.POSITIVE_INFINITY;
  private watcher: Watcher | null = null;
  private armed = '';

  /** `throws`: hold by throwing HELD (machine/bare), else by runs that do nothing (the kernel asks `paused` itself). */
  constructor(
    private readonly core: Core,
    private readonly throws: boolean,
  ) {
    for (const cpu of core.cpus) this.standBefore(cpu);
  }

  /** Runs freely until so many instructions have retired, on all processors together. */
  until(count: number): void {
    this.arm(NONE);
    this.limit = count;
    this.watcher = null;
    this.paused = false;
  }

  /** Asks `watcher` from now on, up to `limit` instructions. */
  watch(watcher: Watcher, limit: number = Number.POSITIVE_INFINITY): void {
    this.limit = limit;
    this.watcher = watcher;
    this.paused = false;
  }

  private arm(addresses: Iterable<number>): void {
    const offsets = new Set([...addresses].map((address) => ((address % PAGE_SIZE) + PAGE_SIZE) % PAGE_SIZE));
    const key = [...offsets].sort().join();
    if (key === this.armed) return;
    this.armed = key;
    this.core.traps.set(offsets);
  }

  private standBefore(cpu: Cpu): void {
    const run = cpu.run.bind(cpu);
    let last = 0;
    const inner = Object.getOwnPropertyDescriptor(findPrototype(cpu, 'lastRetired'), 'lastRetired');
    const innerLast = () => Number(inner?.get?.call(cpu) ?? 0);
    Object.defineProperty(cpu, 'lastRetired', { get: () => last, configurable: true });
    cpu.run = (max) => {
      last = 0;
      if (this.paused && this.throws) throw HELD;
      let stop: Stop = Stop.BUDGET;
      for (let fresh = true; !this.paused && stop === Stop.BUDGET && last < max; fresh = false) {
        const go = this.watcher ? this.watcher.before(cpu, fresh) : Go.FREE;
        const left = Math.min(go === Go.STEP ? 1 : max - last, this.limit - this.count);
        if (go === Go.PAUSE || left <= 0) {
          this.paused = true;
          break;
        }
        if (go === Go.RUN) this.arm(this.watcher?.traps ?? NONE);
        stop = run(left);
        // At a trap that is none here (another page, or the one it goes on from): past it.
        if (stop === Stop.BUDGET && innerLast() === 0) stop = this.core.traps.lifted(() => run(1));
        const retired = innerLast();
        last += retired;
        this.count += retired;
        if (go === Go.STEP && retired > 0) this.watcher?.after(cpu);
      }
      return stop;
    };
  }
}

function findPrototype(of: object, name: string): object {
  let at: object = of;
  while (!Object.hasOwn(at, name)) at = Object.getPrototypeOf(at);
  return at;
}
