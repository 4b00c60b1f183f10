/**
 * When to stop: breakpoints, watchpoints, and steps by instruction, by source line (into calls or over them) and out of a function.
 * The rules are gdb's: a line step ends where the code of another line begins, or where the function has returned; calls into code
 * without source are stepped over.
 */
import { type Cpu, Reg } from '../types';
import { Go, type Watcher } from './gate';
import { type Memory, pcOf } from './memory';
import type { SourceMap } from './source';

export type Goal =
  | { kind: 'instruction' }
  | { kind: 'line'; over: boolean }
  | { kind: 'out' }
  | { kind: 'continue' }
  /** The next boundary of anybody who is looked at; of those in known files. */
  | { kind: 'any' }
  | { kind: 'own' };

export type Why = 'step' | 'breakpoint' | 'watchpoint';

export interface Watchpoint {
  address: number;
  length: number;
  value: bigint | null;
}

/** Where the thread stood that a step begins with. */
export interface Start {
  thread: number;
  pc: number;
  /** Value of rsp once the present function has returned. */
  cfa: number;
  /** Where it returns to, for a step out of it. */
  back: number | null;
  function: string;
  file: string;
  line: number;
}

export interface Subject {
  /** Number of the thread of interest that this CPU runs; null: nobody of interest. */
  who(cpu: Cpu): number | null;
  readonly source: SourceMap;
  /** Threads come and go in this code (that of a module): a step out of it ends where the next one enters. */
  readonly shared?: boolean;
  /** The kernel has had its turn: code may have been loaded. */
  refresh?(): void;
}

/** What was met on the way, for going back. */
export interface Boundary {
  count: number;
  pc: number;
  sp: number;
}

export class Stepper implements Watcher {
  why: Why | null = null;
  cpu: Cpu | null = null;
  thread = 0;
  /** Of the watchpoint that stopped it: what was there before. */
  changed: { watchpoint: Watchpoint; old: bigint | null } | null = null;
  private moved = false;
  /** The code was left altogether: the step ends with whoever enters it next. */
  private left = false;
  /** The step waits until rsp is at least this: a call that is stepped over. */
  private skip: number | null = null;
  /** rsp before the instruction, and where it ended. */
  private spBefore = 0;
  private pcBefore = 0;
  private calledFrom: number | null = null;
  /** Where the call that is stepped over comes back to, or the present function for a step out. */
  private back: number | null = null;
  /** Addresses at which alone something can happen. */
  traps: readonly number[] = [];
  /** The instruction that the run goes on with is not a stop again, even when it faults and comes back. */
  private passing: boolean;
  private readonly physical = new Map<Watchpoint, number>();

  constructor(
    private readonly subject: Subject,
    private readonly memoryOf: (cpu: Cpu) => Memory,
    private readonly goal: Goal,
    private readonly start: Start | null,
    private readonly breakpoints: ReadonlySet<number>,
    private readonly watchpoints: readonly Watchpoint[],
  ) {
    this.passing = start !== null;
    this.back = start?.back ?? null;
  }

  /** Nothing could stop it but the end. */
  private get idle(): boolean {
    return this.goal.kind === 'continue' && this.breakpoints.size === 0 && this.watchpoints.length === 0;
  }

  before(cpu: Cpu, fresh: boolean): Go {
    if (this.idle) return Go.FREE;
    const thread = this.subject.who(cpu);
    if (thread === null) return Go.FREE;
    this.cpu = cpu;
    this.thread = thread;
    if (fresh) {
      this.physical.clear();
      this.subject.refresh?.();
    }
    if (this.watchpoints.length > 0 && this.written(cpu)) return this.stop('watchpoint');
    const pc = pcOf(cpu);
    const own = this.start !== null && thread === this.start.thread;
    const again = this.passing && own && pc === this.start!.pc;
    if (!again && this.breakpoints.has(pc)) return this.stop('breakpoint');
    const anybody = this.left || this.goal.kind === 'any' || this.goal.kind === 'own';
    if ((own || anybody) && this.reached(cpu, pc)) return this.stop('step');
    this.spBefore = cpu.regNumber(Reg.RSP);
    this.pcBefore = pc;
    return again ? Go.STEP : this.far(own);
  }

  /** Nothing can happen before a breakpoint or a return: there is no need to look at each instruction. */
  private far(own: boolean): Go {
    const { goal } = this;
    const waits = goal.kind === 'continue' || ((goal.kind === 'out' || this.skip !== null) && this.back !== null);
    if (!waits || this.left || this.watchpoints.length > 0) return Go.STEP;
    this.traps = this.back === null ? [...this.breakpoints] : [...this.breakpoints, this.back];
    if (own) this.moved = true;
    return Go.RUN;
  }

  private stop(why: Why): Go {
    this.why = why;
    return Go.PAUSE;
  }

  after(cpu: Cpu): void {
    if (!this.start || this.thread !== this.start.thread) return;
    this.moved = true;
    this.passing = false;
    this.calledFrom = null;
    const sp = cpu.regNumber(Reg.RSP);
    if (sp !== this.spBefore - 8) return;
    const back = this.memoryOf(cpu).pointer(sp);
    const length = back === null ? 0 : back - this.pcBefore;
    if (length < 2 || length > 15 || pcOf(cpu) === back) return;
    this.calledFrom = this.spBefore;
    this.back = this.goal.kind === 'out' ? this.back : back;
    if (this.goal.kind === 'line' && this.goal.over) this.skip ??= this.spBefore;
  }

  private reached(cpu: Cpu, pc: number): boolean {
    const { goal, start } = this;
    if (goal.kind === 'any') return true;
    if (goal.kind === 'own' || this.left) return this.subject.source.at(pc)?.own === true;
    if (!this.moved || !start || goal.kind === 'continue') return false;
    if (goal.kind === 'instruction') return true;
    const sp = cpu.regNumber(Reg.RSP);
    if (goal.kind === 'out') {
      if (sp < start.cfa) return false;
      const own = this.subject.source.at(pc)?.own === true;
      this.left = !own && this.subject.shared === true;
      return own;
    }
    if (this.skip !== null) {
      if (sp < this.skip) return false;
      this.skip = null;
      this.back = null;
    }
    const place = this.subject.source.at(pc);
    if (!place?.own) {
      // Library code: over it, if it was called; else on until something known comes.
      if (this.calledFrom !== null) this.skip = this.calledFrom;
      else if (sp >= start.cfa) this.left = this.subject.shared === true;
      return false;
    }
    if (sp >= start.cfa) return true;
    return (
      place.begins && (place.line !== start.line || place.function !== start.function || place.file !== start.file)
    );
  }

  /** A watched place holds something else than before. Its frame is looked up again whenever the kernel may have changed the tables. */
  private written(cpu: Cpu): boolean {
    const memory = this.memoryOf(cpu);
    for (const watchpoint of this.watchpoints) {
      let pa = this.physical.get(watchpoint);
      if (pa === undefined) {
        pa = memory.physical(watchpoint.address);
        this.physical.set(watchpoint, pa);
      }
      const value = pa < 0 ? null : memory.at(pa, watchpoint.length);
      if (value === watchpoint.value) continue;
      const old = watchpoint.value;
      watchpoint.value = value;
      // A page that comes in with what the program file holds is no write of the program.
      if (old === null && value === 0n) continue;
      this.changed = { watchpoint, old };
      return true;
    }
    return false;
  }
}

/** Notes the boundaries of one thread on the way to a moment, for stepping backwards. */
export class Tracker implements Watcher {
  readonly seen: Boundary[] = [];

  /** `traps`: only what happens at these addresses counts, and only the last of it. */
  constructor(
    private readonly subject: Subject,
    private readonly thread: number,
    private readonly count: () => number,
    readonly traps: readonly number[] | undefined,
  ) {}

  before(cpu: Cpu): Go {
    const thread = this.subject.who(cpu);
    if (thread === null) return Go.FREE;
    const pc = pcOf(cpu);
    if (this.traps) {
      if (!this.traps.includes(pc)) return Go.RUN;
      this.seen.splice(0, this.seen.length - 1);
    } else if (thread !== this.thread) return Go.STEP;
    if (this.seen.at(-1)?.count !== this.count())
      this.seen.push({ count: this.count(), pc, sp: cpu.regNumber(Reg.RSP) });
    return Go.STEP;
  }

  after(): void {}
}
