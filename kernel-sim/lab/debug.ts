/**
 * A debugger on a run of the lab: steps, breakpoints, watchpoints, and backwards. Backwards is forwards again: a new machine is made
 * and runs to an earlier instruction, which is the same run because runs are deterministic. Works in slices (`pump`), so that its
 * owner stays able to listen.
 */
import {
  addressOf,
  type Boundary,
  evaluate,
  type Goal,
  hex,
  machineView,
  memoryView,
  pcOf,
  type Scope,
  type Start,
  Stepper,
  Tracker,
  type Watchpoint,
} from '../machine/debug';
import { frames } from '../machine/debug/frames';
import { type Cpu, Reg } from '../machine/types';
import type { DebugTarget } from './debug-target';
import type { BreakpointAsked, DebugAction, DebugState, DebugWhy } from './debug-types';

/** One machine that stands at its beginning. */
export interface Opened {
  target: DebugTarget;
  /** Advances by at most `max`; true when nothing more can happen. */
  step(max: number): unknown;
}

const FIRST_WINDOW = 20_000;
const WINDOW_FACTOR = 8;
const MOST_MEMORY = 4096;

type Work = Generator<void, void, number>;

export class Debugger {
  private opened: Opened;
  private work: Work | null;
  private why: DebugWhy = 'start';
  private cpu: Cpu;
  private thread = 0;
  private over = false;
  private readonly asked: { at: BreakpointAsked; addresses: number[]; line: number; hits: number }[] = [];
  private readonly addresses = new Set<number>();
  private watchpoints: (Watchpoint & { text: string })[] = [];
  private changed: DebugState['changed'] = null;
  private shown: { text: string; length: number } | null = null;
  private before: ReadonlyMap<string, string> = new Map();
  private registersNow: ReadonlyMap<string, string> = new Map();
  /** Instructions at which the person was first let in. */
  private first = 0;

  /** `open` makes the machine, again for every way back. `rewound`: what the machine printed will be printed again. */
  constructor(
    private readonly open: () => Opened,
    breakpoints: readonly BreakpointAsked[] = [],
    private readonly rewound: () => void = () => {},
  ) {
    this.opened = this.fresh();
    this.cpu = this.target.core.cpus[0];
    this.setBreakpoints(breakpoints);
    this.work = this.begin();
  }

  get target(): DebugTarget {
    return this.opened.target;
  }
  get session() {
    return this.target.session;
  }
  /** Instructions retired so far. */
  get count(): number {
    return this.target.gate.count;
  }
  get busy(): boolean {
    return this.work !== null;
  }

  private fresh(): Opened {
    const opened = this.open();
    opened.target.onSource = () => this.resolve();
    return opened;
  }

  /** Goes on with what was asked for, for about `max` instructions. True: it is done, and the state can be looked at. */
  pump(max: number): boolean {
    if (!this.work) return true;
    const { done } = this.work.next(max);
    if (done) {
      this.work = null;
      this.settle();
    }
    return this.work === null;
  }

  /** The run is broken off where it is. */
  interrupt(): void {
    if (!this.work) return;
    this.target.gate.paused = true;
    this.work = null;
    this.why = 'interrupted';
    this.settle();
  }

  do(action: DebugAction): void {
    switch (action.do) {
      case 'breakpoints':
        this.setBreakpoints(action.list);
        return;
      case 'watch':
        this.setWatchpoints(action.list);
        return;
      case 'memory':
        this.shown = { text: action.expression, length: Math.max(1, Math.min(action.length, MOST_MEMORY)) };
        return;
      default:
        if (this.work) return;
        this.changed = null;
        this.work = this.perform(action);
    }
  }

  private *perform(action: Exclude<DebugAction, { do: 'breakpoints' | 'watch' | 'memory' }>): Work {
    switch (action.do) {
      case 'stepi':
        for (let n = 0; n < (action.count ?? 1) && !this.over; n++) {
          yield* this.forward({ kind: 'instruction' });
          if (this.why !== 'step') return;
        }
        return;
      case 'step':
        return yield* this.forward({ kind: 'line', over: false });
      case 'next':
        return yield* this.forward({ kind: 'line', over: true });
      case 'finish':
        return yield* this.forward({ kind: 'out' });
      case 'continue':
        return yield* this.forward({ kind: 'continue' });
      case 'back-instruction':
        return yield* this.back((seen) => seen.at(-1), 'instruction');
      case 'back-line':
        return yield* this.backLine();
      case 'back-continue':
        return yield* this.back((seen) => seen.findLast(({ pc }) => this.addresses.has(pc)), 'breakpoint');
      case 'goto':
        return yield* this.goTo(Math.max(0, Math.floor(action.count)));
    }
  }

  // ---------------------------------------------------------------- forwards

  /** To the first line of `main`, of the module, or to the first instruction. */
  private *begin(): Work {
    const { source } = this.target;
    const main = source.named('main');
    const stop = new Set(this.addresses);
    if (main) stop.add(source.afterPrologue(main, this.target.codeAt));
    const goal: Goal = { kind: main ? 'continue' : this.target.shared ? 'own' : 'any' };
    yield* this.run(goal, null, main ? stop : this.addresses);
    if (!this.over) this.why = 'start';
    this.first = this.count;
  }

  private *forward(goal: Goal): Work {
    if (this.over) return;
    yield* this.run(goal, this.start(goal), this.addresses);
  }

  private start(goal: Goal): Start {
    const { cpu, thread } = this;
    const pc = pcOf(cpu);
    const place = this.target.source.at(pc);
    const [innermost] = frames(cpu, this.target.memoryOf(cpu), this.target.source);
    const cfa = innermost?.cfa ?? cpu.regNumber(Reg.RSP) + 8;
    const back = goal.kind === 'out' ? this.target.memoryOf(cpu).pointer(cfa - 8) : null;
    return { thread, pc, cfa, back, function: place?.function ?? '', file: place?.file ?? '', line: place?.line ?? 0 };
  }

  private *run(
    goal: Goal,
    start: Start | null,
    breakpoints: ReadonlySet<number>,
    watchpoints: readonly Watchpoint[] = this.watchpoints,
  ): Work {
    const { target } = this;
    const stepper = new Stepper(target, target.memoryOf, goal, start, breakpoints, watchpoints);
    target.gate.watch(stepper);
    yield* this.advance();
    if (!target.gate.paused) return this.ended();
    this.why = stepper.why ?? 'step';
    this.cpu = stepper.cpu ?? this.cpu;
    this.thread = stepper.thread;
    if (this.why === 'breakpoint') this.countHit(pcOf(this.cpu));
    if (stepper.changed) {
      const { watchpoint, old } = stepper.changed;
      const text = this.watchpoints.find((w) => w === watchpoint)?.text ?? '';
      const say = (value: bigint | null) => (value === null ? '' : hex(value));
      this.changed = { text, old: say(old), now: say(watchpoint.value) };
    }
  }

  /** Until the gate holds the machine, or nothing more can happen. */
  private *advance(): Work {
    const { opened } = this;
    let max = yield;
    while (!opened.target.advance((slice) => opened.step(slice), max) && !opened.target.gate.paused) {
      if (opened.target.session.waiting && !opened.target.gate.paused) {
        this.why = 'waiting';
      }
      max = yield;
    }
  }

  private ended(): void {
    this.over = true;
    this.why = 'end';
  }

  private countHit(pc: number): void {
    for (const breakpoint of this.asked) if (breakpoint.addresses.includes(pc)) breakpoint.hits++;
  }

  // ---------------------------------------------------------------- backwards

  /** A new machine that stands before its first instruction. */
  private again(): void {
    this.rewound();
    this.opened = this.fresh();
    this.over = false;
    const { cpus } = this.target.core;
    this.cpu = cpus[this.cpu.index] ?? cpus[0];
    this.resolve();
  }

  /** Runs to an instruction at full speed, from the beginning where it lies behind. */
  private *goTo(count: number): Work {
    if (count < this.count || this.over) this.again();
    const { gate } = this.target;
    if (count > gate.count) {
      gate.until(count);
      yield* this.advance();
      if (!gate.paused) return this.ended();
    }
    yield* this.run({ kind: 'any' }, null, new Set(), []);
    if (!this.over) this.why = 'count';
    this.remember();
  }

  /** Watched places are taken as they are now. */
  private remember(): void {
    const memory = this.target.memoryOf(this.cpu);
    for (const watchpoint of this.watchpoints) watchpoint.value = memory.read(watchpoint.address, watchpoint.length);
  }

  /**
   * Goes to the boundary that `choose` takes from those of this thread before now. Looks at the last few thousand instructions first,
   * then at more and more of the run.
   */
  private *back(choose: (seen: readonly Boundary[]) => Boundary | undefined, why: 'instruction' | 'breakpoint'): Work {
    const end = this.count;
    const { thread } = this;
    const breakpoints = why === 'breakpoint';
    for (let window = FIRST_WINDOW; ; window *= WINDOW_FACTOR) {
      // Breakpoints are looked for in all of the run at once, at full speed.
      const from = breakpoints ? this.first : Math.max(this.first, end - window);
      const seen = yield* this.track(from, end, thread, breakpoints ? [...this.addresses] : undefined);
      const chosen = choose(seen.filter(({ count }) => count < end));
      if (!chosen && from > this.first) continue;
      yield* this.goTo(chosen ? chosen.count : this.first);
      this.why = chosen ? (breakpoints ? 'breakpoint' : 'back') : 'beginning';
      return;
    }
  }

  /** To the beginning of the line before: the last line start of this function or one around it. */
  private *backLine(): Work {
    const { source } = this.target;
    const here = source.at(pcOf(this.cpu));
    const sp = this.cpu.regNumber(Reg.RSP);
    const starts = ({ pc, sp: then }: Boundary) => {
      const place = source.at(pc);
      if (!place?.begins || !place.own || then < sp) return false;
      return !here || place.line !== here.line || place.function !== here.function || !here.begins;
    };
    yield* this.back((seen) => seen.findLast(starts), 'instruction');
  }

  private *track(
    from: number,
    end: number,
    thread: number,
    traps: readonly number[] | undefined,
  ): Generator<void, readonly Boundary[], number> {
    this.again();
    const { target } = this;
    if (from > 0) {
      target.gate.until(from);
      yield* this.advance();
    }
    const tracker = new Tracker(target, thread, () => target.gate.count, traps);
    target.gate.watch(tracker, end);
    yield* this.advance();
    return tracker.seen;
  }

  // ---------------------------------------------------------------- what is asked for

  private setBreakpoints(list: readonly BreakpointAsked[]): void {
    const known = this.asked.splice(0);
    for (const at of list) {
      const same = known.find((k) => JSON.stringify(k.at) === JSON.stringify(at));
      this.asked.push(same ?? { at, addresses: [], line: 0, hits: 0 });
    }
    this.resolve();
  }

  private resolve(): void {
    const { source } = this.target;
    this.addresses.clear();
    for (const breakpoint of this.asked) {
      const { at } = breakpoint;
      if ('line' in at) {
        const found = source.addressesOf(at.file, at.line);
        breakpoint.addresses = found.addresses;
        breakpoint.line = found.line;
      } else if ('function' in at) {
        const found = source.named(at.function);
        breakpoint.addresses = found ? [source.afterPrologue(found, this.target.codeAt)] : [];
        breakpoint.line = found ? (source.at(breakpoint.addresses[0])?.line ?? 0) : 0;
      } else breakpoint.addresses = [at.address];
      for (const address of breakpoint.addresses) this.addresses.add(address);
    }
  }

  private setWatchpoints(list: readonly string[]): void {
    this.watchpoints = list.flatMap((text) => {
      const known = this.watchpoints.find((w) => w.text === text);
      if (known) return [known];
      const found = addressOf(text, this.scope);
      if ('error' in found) return [];
      const length = [1, 2, 4, 8].includes(found.size) ? found.size : 8;
      const value = this.target.memoryOf(this.cpu).read(found.address, length);
      return [{ text, address: found.address, length, value }];
    });
  }

  get scope(): Scope {
    const { cpu, target } = this;
    return { cpu, memory: target.memoryOf(cpu), source: target.source, symbols: target.symbols };
  }

  evaluate(text: string) {
    return evaluate(text, this.scope);
  }

  // ---------------------------------------------------------------- what is shown

  /** Registers as they were at the last stop, to mark what has changed. */
  private settle(): void {
    this.before = this.registersNow;
    const view = machineView(this.cpu, this.target.memoryOf(this.cpu), this.target.source);
    this.registersNow = new Map(view.registers.map(({ name, value }) => [name, value]));
  }

  state(): DebugState {
    const { target, cpu, session } = this;
    const memory = target.memoryOf(cpu);
    const view = machineView(cpu, memory, target.source);
    const where = this.shown && addressOf(this.shown.text, this.scope);
    const error = where && 'error' in where ? where.error : null;
    const address = where && !('error' in where) ? where.address : cpu.regNumber(Reg.RSP);
    return {
      why: this.why,
      end: session.end,
      exit: session.view().exit,
      count: this.count,
      at: session.now,
      thread: this.thread,
      machine: view,
      changedRegisters: view.registers
        .filter(({ name, value }) => this.before.size > 0 && this.before.get(name) !== value)
        .map(({ name }) => name),
      changed: this.changed,
      breakpoints: this.asked.map(({ at, addresses, line, hits }) => ({
        at,
        line,
        hits,
        addresses: addresses.map((a) => hex(a)),
      })),
      watchpoints: this.watchpoints.map(({ text, address: place, length, value }) => ({
        text,
        address: hex(place),
        length,
        value: value === null ? '' : hex(value),
      })),
      memory: memoryView(memory, address, this.shown?.length ?? 64),
      memoryError: error,
      tlb: this.tlb(),
      back: this.count > this.first,
    };
  }

  private tlb(): DebugState['tlb'] {
    const found = this.target.tlb(this.cpu.index);
    if (!found) return null;
    const pages = (sets: readonly (readonly { page: number; large: boolean }[])[]) =>
      sets.flatMap((set) => set.map(({ page, large }) => hex(page * (large ? 2 ** 21 : 4096))));
    const { loadMisses, storeMisses, fetchMisses, flushes } = found.counters;
    return {
      data: pages(found.data.contents),
      code: pages(found.code.contents),
      misses: { load: loadMisses, store: storeMisses, fetch: fetchMisses },
      flushes,
    };
  }
}
