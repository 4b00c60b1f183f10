/**
 * One processor: `run`, the loop around the tiers that decodes, carries out what WebAssembly leaves to TypeScript, and delivers
 * exceptions. Its registers are in registers.ts.
 */
import { TABLE } from '../decode/table';
import type { HotTier } from '../hot/tier';
import { type Cpu, Stop } from '../types';
import { aligning, breakpointsOn, Dr6, executeHits, recordHits, watchesAccesses } from './debug-registers';
import { GuestFault } from './fault';
import { GuestMemory } from './guest-memory';
import { HANDLERS, HostOutcome } from './host';
import { deliver, type Source } from './interrupts';
import { Exit, Flag, Layout, Record, State } from './state';

const { stop: STOP_ROW, crossing: CROSSING_ROW, hop: HOP_ROW } = TABLE.internal;

export class Processor extends GuestMemory implements Cpu {
  interruptWanted = false;
  private stopRequested = false;
  /** An exception was delivered in this round. */
  private delivered = false;

  requestStop(): void {
    this.stopRequested = true;
  }

  run(max: number): Stop {
    const { shared } = this;
    shared.activate(this);
    const before = this.retired;
    let stop: Stop | undefined;
    if (this.word(State.SHUT_DOWN)) stop = Stop.TRIPLE_FAULT;
    else if (this.halted) stop = Stop.HALT;
    this.stopRequested = false;
    while (stop === undefined) {
      const left = max - (this.retired - before);
      if (left <= 0) stop = Stop.BUDGET;
      else {
        try {
          stop = this.needsCare() ? this.carefulRound() : this.round(this.interruptWanted && this.inShadow ? 1 : left);
        } catch (thrown) {
          if (!(thrown instanceof GuestFault)) throw thrown;
          stop = this.raise(thrown);
        }
        if (stop === undefined && (this.stopRequested || (this.interruptWanted && this.interruptible)))
          stop = Stop.DEVICE;
      }
    }
    this.stopRequested = false;
    this.setDouble(State.LAST_RETIRED, this.retired - before);
    return stop;
  }

  private retire(count: number): void {
    this.f64[(Layout.BANK + State.RETIRED) >> 3] += count;
  }

  /** Enters the tiers once with at most `left` instructions and acts on the reason they came back for. */
  private round(left: number): Stop | undefined {
    const { hot, lessonTlb } = this.shared;
    this.shared.translations.select();
    if (hot && !lessonTlb) return this.hotRound(hot, left);
    const after = this.runCold(left);
    this.retire(left - after);
    const exit = this.i32[(Layout.BANK + State.EXIT) >> 2];
    if (exit !== Exit.BUDGET) return this.handle(exit);
    return after > 0 && !this.trapped ? this.step(after) : Stop.BUDGET;
  }

  /** It stands at a trap of a debugger. */
  private get trapped(): boolean {
    return this.shared.code.isTrap(this.i32[(Layout.BANK + State.RECORD) >> 2]);
  }

  /** The same with both tiers: the cold one gets a slice of the budget, for the profiler to look at where it has come to. */
  private hotRound(hot: HotTier, left: number): Stop | undefined {
    const { i32 } = this;
    if (hot.wander > 0) return this.wander(hot, Math.min(left, hot.wander));
    hot.hurry();
    const slice = Math.min(left, hot.slice);
    i32[Layout.RESERVE >> 2] = left - slice;
    const after = this.shared.wasm.run(Layout.START, slice);
    const reserve = i32[Layout.RESERVE >> 2];
    const rest = after + reserve;
    this.retire(left - rest);
    const exit = i32[(Layout.BANK + State.EXIT) >> 2];
    if (exit !== Exit.BUDGET) {
      hot.slice = Math.max(after, 1);
      return this.handle(exit);
    }
    if (rest === 0 || this.trapped) return Stop.BUDGET;
    if (reserve === 0) return this.step(after);
    hot.look();
    // What has neither a region with so little left nor a slice as long as its block goes on by one.
    return rest === left && slice === Math.min(left, hot.fullSlice) ? this.step(1) : undefined;
  }

  /** A short walk in the cold tier for the profiler. */
  private wander(hot: HotTier, count: number): Stop | undefined {
    const after = this.runCold(count);
    this.retire(count - after);
    const exit = this.i32[(Layout.BANK + State.EXIT) >> 2];
    hot.wander = 0;
    if (exit !== Exit.BUDGET) return this.handle(exit);
    if (this.trapped) return Stop.BUDGET;
    hot.lookAround();
    return undefined;
  }

  /** Runs without entering the hot tier. */
  private runCold(budget: number): number {
    const { i32 } = this;
    i32[Layout.HOT_OFF >> 2] = 1;
    const after = this.shared.wasm.run(Layout.START, budget);
    i32[Layout.HOT_OFF >> 2] = 0;
    return after;
  }

  private handle(exit: number): Stop | undefined {
    switch (exit) {
      case Exit.SYSCALL:
        return this.systemCall();
      case Exit.DECODE:
      case Exit.CROSSING:
        return this.decode();
      case Exit.FAULT:
        return this.raiseRecorded();
      case Exit.HOST:
        return this.host();
      case Exit.SPECIAL:
        return this.specialStep();
      default:
        return undefined;
    }
  }

  /**
   * Executes exactly `count` instructions of the block at State.RECORD, which has more: the record after them becomes a stop for
   * the time being.
   */
  private step(count: number): Stop | undefined {
    const { i32, u16 } = this;
    const record = i32[(Layout.BANK + State.RECORD) >> 2];
    const block = u16[(record + Record.LEFT) >> 1];
    const at = this.recordWithLeft(record, block - count);
    const { generation } = this.shared.code;
    const row = u16[at >> 1];
    if (count < block) u16[at >> 1] = STOP_ROW;
    const after = this.runCold(block);
    if (count < block && generation === this.shared.code.generation) u16[at >> 1] = row;
    this.retire(block - after);
    const exit = i32[(Layout.BANK + State.EXIT) >> 2];
    return exit === Exit.BUDGET ? undefined : this.handle(exit);
  }

  /** The record, from `record` on, that has `left` instructions to the end of its block. */
  private recordWithLeft(record: number, left: number): number {
    const { i32, u16 } = this;
    let at = record;
    while (left > 0) {
      while (u16[at >> 1] === HOP_ROW) at = i32[(at + Record.TARGET) >> 2];
      if (u16[(at + Record.LEFT) >> 1] === left) return at;
      at += Record.BYTES;
    }
    return at;
  }

  /** One instruction whose memory accesses need care. */
  private specialStep(): Stop | undefined {
    const { special, translations } = this.shared;
    const before = this.retired;
    special.begin();
    translations.select();
    let stop: Stop | undefined;
    const record = this.i32[(Layout.BANK + State.RECORD) >> 2];
    const done = () => this.retired > before;
    try {
      stop = this.stepOne(record);
    } finally {
      special.end(done() && this.i32[(Layout.BANK + State.EXIT) >> 2] !== Exit.FAULT);
    }
    return stop;
  }

  private stepOne(record: number): Stop | undefined {
    const { i32, u16 } = this;
    const block = u16[(record + Record.LEFT) >> 1];
    const at = this.recordWithLeft(record, block - 1);
    const row = u16[at >> 1];
    if (block > 1) u16[at >> 1] = STOP_ROW;
    const after = this.runCold(block);
    if (block > 1) u16[at >> 1] = row;
    this.retire(block - after);
    const exit = i32[(Layout.BANK + State.EXIT) >> 2];
    if (exit === Exit.FAULT) return this.raiseRecorded();
    if (exit === Exit.SYSCALL) return this.systemCall();
    // Floating point left to software.
    if (exit === Exit.HOST) return this.host();
    return undefined;
  }

  /** TF, breakpoints, alignment checks: one instruction at a time, looked at closely. */
  private needsCare(): boolean {
    if (this.word(State.FLAGS_REST) & Flag.TF || breakpointsOn(this)) return true;
    return aligning(this);
  }

  /** One instruction, or none where its code must be decoded first. SDM 3A 6.9 has the order of what may happen around it. */
  private carefulRound(): Stop | undefined {
    const flags = this.word(State.FLAGS_REST);
    if (!(flags & Flag.RF)) {
      const hit = executeHits(this);
      if (hit) {
        recordHits(this, hit);
        return this.raise(new GuestFault(1));
      }
    }
    const before = this.retired;
    this.hits = 0;
    this.delivered = false;
    // RF is for this instruction alone; what iretq loads is for the next one.
    this.setWord(State.FLAGS_REST, flags & ~Flag.RF);
    const stop = watchesAccesses(this) ? this.watchedStep() : this.plainStep();
    if (this.retired === before) this.setWord(State.FLAGS_REST, this.word(State.FLAGS_REST) | (flags & Flag.RF));
    if ((stop !== undefined && stop !== Stop.DEVICE) || this.retired === before) return stop;
    return this.delivered ? stop : (this.debugTraps((flags & Flag.TF) !== 0) ?? stop);
  }

  /** #DB after an instruction (SDM 3B 18.3.1): data and port breakpoints it hit, and TF. Not after `mov ss`. */
  private debugTraps(stepped: boolean): Stop | undefined {
    if (this.stackShadow === this.retired) return undefined;
    const exit = this.i32[(Layout.BANK + State.EXIT) >> 2];
    // syscall with TF masked traps no more.
    const step = stepped && (exit !== Exit.SYSCALL || (this.word(State.FLAGS_REST) & Flag.TF) !== 0);
    if (!this.hits && !step) return undefined;
    recordHits(this, this.hits | (step ? Dr6.BS : 0));
    return this.raise(new GuestFault(1));
  }

  /** Executes one instruction. */
  private plainStep(): Stop | undefined {
    this.shared.translations.select();
    const after = this.runCold(1);
    this.retire(1 - after);
    const exit = this.i32[(Layout.BANK + State.EXIT) >> 2];
    if (exit !== Exit.BUDGET) return this.handle(exit);
    if (after > 0 && this.trapped) return Stop.BUDGET;
    return after > 0 ? this.step(1) : undefined;
  }

  /** Executes one instruction with every memory access of it passing through `special`. */
  private watchedStep(): Stop | undefined {
    const { special, translations } = this.shared;
    const before = this.retired;
    translations.select(true);
    special.begin();
    special.watcher = this;
    try {
      const after = this.runCold(1);
      this.retire(1 - after);
      const exit = this.i32[(Layout.BANK + State.EXIT) >> 2];
      if (exit !== Exit.BUDGET) return this.handle(exit);
      if (after > 0 && this.trapped) return Stop.BUDGET;
      return after > 0 ? this.stepOne(this.i32[(Layout.BANK + State.RECORD) >> 2]) : undefined;
    } finally {
      special.watcher = null;
      special.end(this.retired > before && this.i32[(Layout.BANK + State.EXIT) >> 2] !== Exit.FAULT);
    }
  }

  /** Has the code at rip decoded and its translation cached. */
  private decode(): Stop | undefined {
    const { code, wasm } = this.shared;
    this.shared.translations.select(watchesAccesses(this));
    const pa = wasm.fetch(0);
    if (pa === -1) return this.raiseRecorded();
    if (pa === -2) return this.raise(new GuestFault(6));
    const page = pa >>> 12;
    const offset = pa & 4095;
    let record = code.find(page, offset);
    if (record !== 0 && this.u16[record >> 1] === CROSSING_ROW) record = this.checkCrossing(page, record);
    if (record === 0) {
      let faulted = 0;
      const decoded = code.decode(page, offset, () => {
        faulted = wasm.fetch(1);
        return faulted < 0 ? -1 : faulted >>> 12;
      });
      if (decoded === 0) return faulted === -1 ? this.raiseRecorded() : this.raise(new GuestFault(6));
      if (this.u16[decoded >> 1] === CROSSING_ROW) this.cacheCode(1, this.i32[(decoded + Record.TARGET) >> 2]);
    }
    this.cacheCode(0, code.page(page));
    const rip = (Layout.BANK + State.RIP) >> 2;
    this.shared.lessonTlb?.fetch(this.i32[rip], this.i32[rip + 1]);
    return undefined;
  }

  /** An instruction over the end of a page: is its second half still where it was decoded from? */
  private checkCrossing(page: number, record: number): number {
    const second = this.shared.wasm.fetch(1);
    const expected = this.i32[(record + Record.TARGET) >> 2];
    if (second >= 0 && this.shared.code.page(second >>> 12) === expected) {
      this.cacheCode(1, expected);
      return record;
    }
    this.shared.code.invalidate(page);
    return 0;
  }

  private cacheCode(next: 0 | 1, codePage: number): void {
    const { i32 } = this;
    const rip = (Layout.BANK + State.RIP) >> 2;
    const low = ((i32[rip] & ~4095) + next * 4096) | 0;
    const high = next && low === 0 ? i32[rip + 1] + 1 : i32[rip + 1];
    const slot = (Layout.TLB_CODE + ((low >>> 8) & 0xfff0)) >> 2;
    i32[slot] = low | i32[(Layout.BANK + State.CONTEXT_TAG) >> 2];
    i32[slot + 1] = high;
    i32[slot + 2] = codePage;
  }

  // Leaving user code

  private systemCall(): Stop | undefined {
    if (!(this.word(State.EFER) & 1)) {
      // SDM 2B: #UD without EFER.SCE. The instruction had retired; put it back.
      this.setWide(State.RIP, this.wide(State.RIP) - 2n);
      this.retire(-1);
      return this.raise(new GuestFault(6));
    }
    if (this.hostTraps) return Stop.SYSCALL;
    const star = Number(this.wide(State.STAR) >> 32n) & 0xffff;
    const flags = this.rflags & ~Number(this.wide(State.FMASK) & 0xffff_ffffn) & ~Flag.RF;
    this.rflags = flags;
    this.setWide(State.RIP, this.wide(State.LSTAR));
    this.setWord(State.CS, star & 0xfffc);
    this.setWord(State.SS, star + 8);
    this.setWord(State.CPL, 0);
    return undefined;
  }

  private host(): Stop | undefined {
    const record = this.i32[(Layout.BANK + State.RECORD) >> 2];
    const target = this.i32[(record + Record.TARGET) >> 2];
    const start = this.rip;
    const outcome = HANDLERS[target & 0xff](this, record);
    if (outcome !== HostOutcome.JUMPED && outcome !== HostOutcome.AGAIN) this.skip(record);
    this.retire(1);
    if (outcome === HostOutcome.HALT) {
      this.halted = true;
      return Stop.HALT;
    }
    if (outcome === HostOutcome.TRAP || outcome === HostOutcome.RAISE) {
      const fault = new GuestFault(this.word(State.FAULT_VECTOR), this.word(State.FAULT_ERROR));
      return this.raise(fault, outcome === HostOutcome.TRAP ? 'software' : 'fault', start);
    }
    return undefined;
  }

  /** rip goes past the instruction. */
  private skip(record: number): void {
    this.setWide(State.RIP, this.wide(State.RIP) + BigInt(this.u8[record + Record.LENGTH]));
  }

  private raiseRecorded(): Stop | undefined {
    return this.finishRaise(this.word(State.FAULT_VECTOR), this.word(State.FAULT_ERROR), 'fault', this.rip);
  }

  /** Raises an exception at rip; `software` for int n, int3 and into, which begin at `start`. */
  raise(fault: GuestFault, source: Source = 'fault', start: bigint = this.rip): Stop | undefined {
    if (fault.address !== undefined) this.setWide(State.CR2, fault.address);
    this.setWord(State.FAULT_VECTOR, fault.vector);
    this.setWord(State.FAULT_ERROR, fault.errorCode);
    return this.finishRaise(fault.vector, fault.errorCode, source, start);
  }

  private finishRaise(vector: number, errorCode: number, source: Source, start: bigint): Stop | undefined {
    this.delivered = true;
    if (this.hostTraps) return Stop.EXCEPTION;
    // A delivery counts as an instruction, so that a fault that faults for ever ends with the budget.
    this.retire(1);
    return this.deliverOrShutDown(vector, errorCode, source, start);
  }

  private deliverOrShutDown(vector: number, errorCode: number, source: Source, start: bigint): Stop | undefined {
    if (deliver(this, vector, errorCode, source, start)) return undefined;
    this.setWord(State.SHUT_DOWN, 1);
    return Stop.TRIPLE_FAULT;
  }

  interrupt(vector: number): Stop | undefined {
    this.shared.activate(this);
    this.halted = false;
    return this.deliverOrShutDown(vector, 0, 'external', this.rip);
  }
}
