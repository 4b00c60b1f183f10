/**
 * How the model sees every access that matters without seeing all: the interpreter's translation caches keep, of each set of the model,
 * only pages of its most recently used entry. An access to those changes nothing in the model (it is a hit and the order stays); any
 * other access misses the interpreter's cache, comes through the page walk in WebAssembly, and is reported here. So misses are exact.
 * Switched on for a run; costs nothing while it is off.
 */
import { Layout, State, TLB_BYTES } from '../cpu/state';
import type { Mmu, PhysAddr } from '../types';
import { type TlbCounters, TlbModel } from './model';

const SETS = 16;

/** A TLB of one CPU with what the interpreter's caches hold of it. */
class Watched {
  readonly model = new TlbModel();
  /** Host-cached pages of the most recently used entry of each set. */
  private readonly cached: number[][] = Array.from({ length: SETS }, () => []);

  constructor(private readonly drop: (page: number) => void) {}

  /** True: a hit. */
  access(page: number, size: () => { large: boolean; global: boolean }): boolean {
    const hit = this.model.lookup(page);
    if (!hit) {
      const { large, global } = size();
      this.model.fill(page, large, global);
    }
    // One set may now have another most recently used entry; pages of 2 MiB belong to the set of their own number.
    for (const set of new Set([TlbModel.setOf(page), TlbModel.setOf(Math.floor(page / 512))])) this.forget(set, page);
    this.cached[TlbModel.setOf(page)].push(page);
    return hit;
  }

  private forget(set: number, keep: number): void {
    for (const page of this.cached[set]) if (page !== keep) this.drop(page);
    this.cached[set] = this.cached[set].filter((page) => page === keep);
  }

  /** Another CPU or address space uses the interpreter's caches now. */
  release(): void {
    for (let set = 0; set < SETS; set++) this.forget(set, -1);
  }
}

export interface LessonTlbState {
  readonly counters: Readonly<TlbCounters>;
  readonly data: TlbModel;
  readonly code: TlbModel;
}

export class LessonTlb {
  private readonly cpus: { data: Watched; code: Watched; counters: TlbCounters; cr3: number }[] = [];
  private readonly i32: Int32Array;
  private active = 0;

  constructor(
    memory: WebAssembly.Memory,
    private readonly mmu: Mmu,
    count: number,
  ) {
    this.i32 = new Int32Array(memory.buffer);
    this.i32[Layout.LESSON_TLB >> 2] = 1;
    const drop = (tables: readonly number[]) => (page: number) => {
      for (const table of tables) this.i32[(table + ((page & 4095) << 4)) >> 2] = 0;
    };
    for (let cpu = 0; cpu < count; cpu++) {
      const counters = { loadMisses: 0, storeMisses: 0, fetchMisses: 0, flushes: 0 };
      const data = new Watched(drop([Layout.TLB_READ, Layout.TLB_WRITE]));
      this.cpus.push({ data, code: new Watched(drop([Layout.TLB_CODE])), counters, cr3: -1 });
    }
    // What was cached before the model could see it.
    for (let at = Layout.TLB_READ; at < Layout.TLB_READ + 3 * TLB_BYTES; at += 16) this.i32[at >> 2] = 0;
  }

  state(cpu: number): LessonTlbState {
    const { counters, data, code } = this.cpus[cpu];
    return { counters, data: data.model, code: code.model };
  }

  /** Another processor runs from now on. */
  activate(cpu: number): void {
    if (cpu === this.active) return;
    const { data, code } = this.cpus[this.active];
    data.release();
    code.release();
    this.active = cpu;
  }

  /** A data access of the active processor that the interpreter's caches did not answer; `argument` as `slow` has it. */
  touch(low: number, high: number, argument: number): void {
    const cpu = this.current();
    const hit = cpu.data.access(pageOf(low, high), () => this.size(low, high, cpu.cr3));
    if (!hit) cpu.counters[argument & 0x100 ? 'storeMisses' : 'loadMisses']++;
  }

  fetch(low: number, high: number): void {
    const cpu = this.current();
    if (!cpu.code.access(pageOf(low, high), () => this.size(low, high, cpu.cr3))) cpu.counters.fetchMisses++;
  }

  /** invlpg, or the kernel has changed an entry. */
  flushPage(page: number): void {
    for (const { data, code } of this.cpus) {
      data.model.flushPage(page);
      code.model.flushPage(page);
    }
  }

  flushAll(): void {
    for (const cpu of this.cpus) this.flush(cpu, true);
  }

  private flush(cpu: (typeof this.cpus)[number], all: boolean): void {
    for (const part of [cpu.data, cpu.code]) {
      part.model.flush(all);
      part.release();
    }
    cpu.counters.flushes++;
  }

  /** Without PCID (CR4 bit 17 is not set here) a new CR3 empties it. */
  cr3Written(cpu: number): void {
    this.flush(this.cpus[cpu], false);
    this.cpus[cpu].cr3 = -1;
  }

  private current() {
    const cpu = this.cpus[this.active];
    cpu.cr3 = this.i32[(Layout.BANK + State.CR3) >> 2] >>> 0;
    return cpu;
  }

  private size(low: number, high: number, cr3: number): { large: boolean; global: boolean } {
    const va = (BigInt(high) << 32n) | BigInt(low >>> 0);
    const last = this.mmu.walk(cr3 as PhysAddr, BigInt.asUintN(64, va)).at(-1);
    return { large: last?.level === 2, global: ((last?.value ?? 0n) & 0x100n) !== 0n };
  }
}

function pageOf(low: number, high: number): number {
  // 48 bits count: the rest repeats bit 47.
  return (high & 0xffff) * 0x10_0000 + (low >>> 12);
}
