/**
 * The hot tier: finds what is worth translating, translates it in batches, and forgets what is no longer true.
 *
 * The profiler costs the cold tier nothing: after every SLICE instructions it comes back, and where it stands then is looked at. A place
 * met again is hot. Regions are entered through records put in the place of others (hot/entry.ts) and know the decoded pages they were
 * made from: when one of those goes, its regions go and the records come back.
 */
import { helperImports } from '../cold/helpers';
import type { ColdExports } from '../cold/module';
import { CodePage, Layout, Record, State } from '../cpu/state';
import type { CodeCache } from '../decode/code-cache';
import { TABLE } from '../decode/table';
import type { HotTierCounters, Tiers } from '../types';
import { encodeModule, type WasmFunction } from '../wasm/module';
import { MAX_DISTANCE, type Region, RegionReader } from './region';
import { entryParameter, RegionTranslator } from './translate';

const { hot: HOT_ROW, hop: HOP_ROW, crossing: CROSSING_ROW } = TABLE.internal;

/** Cold instructions between two looks. */
const SLICE = 2000;
/** Looks at one place, or at all of a page, after which the region there is read to see whether it is worth its translation. */
const PLACE_HEAT = 6;
const PAGE_HEAT = 24;
/**
 * Translating an instruction and compiling it costs what the cold tier needs for so many slices. A region is translated when its places
 * have cost as much as that: who pays the rent until it has reached the price never pays more than twice (ski rental).
 */
const LOOKS_PER_INSTRUCTION = 1;
/** Looks, for each instruction that was read in vain, until a region is read again. */
const LOOKS_PER_READ = 0.25;
/** The first few are cheap: most programs have a handful of hot loops, and a learner waits for the first run. */
const CHEAP_INSTRUCTIONS = 1500;
const CHEAP = 0.1;
/** Functions a module, and looks that the first of them waits at most. */
const BATCH = 10;
const PATIENCE = 6;
/** Looks that find control hopping to a place from another region, until a region is made that holds both. */
const HOP_HEAT = 4;
/** A slice full of hops costs more than one of cold instructions. */
const HOP_SHARE = 0.5;
/** A power of two. */
const MAX_WANDER = 256;
/** Targets of an indirect branch that a region tells apart. */
const MAX_TARGETS = 64;
const LIMITS = { instructions: 1500, blocks: 300 };
const TABLE_STEP = 64;

/** A translated region, or one that waits for its module. */
interface HotFunction {
  index: number;
  region: Region;
  code: WasmFunction;
  /** Records that were replaced. */
  entries: number[];
  alive: boolean;
}

export class HotTier {
  readonly counters: HotTierCounters = { regions: 0, modules: 0, bytes: 0, instructions: 0, blocks: 0, dropped: 0 };
  /** Cold instructions left until the next look. */
  slice: number;
  /** Instructions to go on with in the cold tier alone, and then to look around; 0: none. */
  wander = 0;
  private seed = 1;
  private readonly i32: Int32Array;
  private readonly u8: Uint8Array;
  private readonly u16: Uint16Array;
  private readonly reader: RegionReader;
  private readonly imports = helperImports();
  private readonly byPage = new Map<number, Set<HotFunction>>();
  private readonly free: number[] = [];
  private waiting: HotFunction[] = [];
  private waited = 0;
  private readonly heat = new Map<number, number>();
  /** The heat at which a place or page is looked at again. */
  private readonly wanted = new Map<number, number>();
  private readonly hops = new Map<number, { looks: number; wanted: number }>();
  private readonly seen = new Map<number, Set<number>>();
  private looks = 0;
  /** When a region may be read again. */
  private rested = 0;
  private readonly functions = new Map<number, HotFunction>();

  constructor(
    private readonly memory: WebAssembly.Memory,
    private readonly wasm: ColdExports,
    private readonly code: CodeCache,
    readonly tiers: Exclude<Tiers, 'cold'>,
  ) {
    this.i32 = new Int32Array(memory.buffer);
    this.u8 = new Uint8Array(memory.buffer);
    this.u16 = new Uint16Array(memory.buffer);
    this.reader = new RegionReader(memory, this.seen);
    this.slice = this.fullSlice;
    code.onGone = (page) => this.gone(page);
  }

  get fullSlice(): number {
    return this.tiers === 'hot' ? 1 : SLICE;
  }

  /** The cold tier has used up its slice and stands at State.RIP, at the beginning of a block. */
  look(): void {
    this.slice = this.fullSlice;
    this.looks++;
    const record = this.recordAtRip();
    const hop = this.see();
    if (record !== 0 && this.tiers === 'mixed') {
      if (this.u16[record >> 1] !== HOT_ROW) this.warm(record);
      else if (hop) {
        this.hopped(record);
        this.seed = (Math.imul(this.seed, 1_103_515_245) + 12_345) | 0;
        this.wander = 1 + ((this.seed >>> 16) & (MAX_WANDER - 1));
      }
    }
    if (this.waiting.length > 0 && (this.waiting.length >= BATCH || ++this.waited >= PATIENCE)) this.compile();
  }

  /**
   * After a walk without the hot tier. A slice among hops ends at the largest block every time, which is the hot one as a rule; what
   * stays cold around it would never be seen.
   */
  lookAround(): void {
    const record = this.recordAtRip();
    if (record !== 0 && this.u16[record >> 1] !== HOT_ROW) this.warm(record);
  }

  /** For tests: translates what begins at State.RIP at once. */
  hurry(): void {
    if (this.tiers !== 'hot') return;
    const record = this.recordAtRip();
    if (record === 0 || this.u16[record >> 1] === HOT_ROW) return;
    this.translate();
    if (this.waiting.length > 0) this.compile();
  }

  private warm(record: number): void {
    const page = -this.codePageOfRip();
    const here = (this.heat.get(record) ?? 0) + 1;
    const around = (this.heat.get(page) ?? 0) + 1;
    this.heat.set(record, here);
    this.heat.set(page, around);
    if (here < (this.wanted.get(record) ?? PLACE_HEAT) && around < (this.wanted.get(page) ?? PAGE_HEAT)) return;
    if (this.looks < this.rested) return;
    const region = this.reader.read(LIMITS);
    if (region && !this.isWorth(region)) {
      // Reading costs something too.
      this.rested = this.looks + this.size(region) * LOOKS_PER_READ;
      this.wanted.set(record, 2 * here);
      this.wanted.set(page, 2 * around);
      return;
    }
    // Asked for: what still comes back here is not worth another try for a while.
    this.heat.set(record, -100);
    this.heat.set(page, 0);
    this.wanted.delete(page);
    this.translate(region);
  }

  private size(region: Region): number {
    return region.blocks.reduce((sum, block) => sum + block.count, 0);
  }

  private isWorth(region: Region): boolean {
    let looks = 0;
    for (const block of region.blocks) {
      const record = this.i32[((region.pages[block.page].code + CodePage.MAP) >> 2) + (block.at & 4095)];
      looks += Math.max(0, this.heat.get(record) ?? 0);
    }
    return looks >= this.price(this.size(region));
  }

  /** Looks that a region of so many instructions has to have cost. */
  private price(instructions: number): number {
    const rate = this.counters.instructions + instructions <= CHEAP_INSTRUCTIONS ? CHEAP : LOOKS_PER_INSTRUCTION;
    return instructions * rate;
  }

  /** Notes where the indirect branch led that left the hot tier last. */
  private see(): boolean {
    const branch = this.i32[Layout.HOP >> 2];
    const distance = this.i32[Layout.HOP_TO >> 2];
    this.i32[Layout.HOP >> 2] = 1;
    if (branch & 1) return false;
    if (branch !== 0 && Math.abs(distance) < MAX_DISTANCE) {
      const set = this.seen.get(branch) ?? new Set();
      this.seen.set(branch, set);
      if (set.size < MAX_TARGETS) set.add(distance);
    }
    return true;
  }

  /** Control came here from another region: worth a region that holds both ends? */
  private hopped(record: number): void {
    const hop = this.hops.get(record) ?? { looks: 0, wanted: HOP_HEAT };
    this.hops.set(record, hop);
    if (++hop.looks < hop.wanted) return;
    hop.wanted *= 3;
    const region = this.reader.read(LIMITS);
    const instructions = region ? this.size(region) : 0;
    if (hop.looks < this.price(instructions) * HOP_SHARE) return;
    hop.looks = 0;
    this.translate(region);
  }

  private ripSlot(): number {
    const rip = (Layout.BANK + State.RIP) >> 2;
    const [low, high] = [this.i32[rip], this.i32[rip + 1]];
    const slot = (Layout.TLB_CODE + ((low >>> 8) & 0xfff0)) >> 2;
    const tag = (low & ~4095) | this.i32[(Layout.BANK + State.CONTEXT_TAG) >> 2];
    return this.i32[slot] === tag && this.i32[slot + 1] === high ? slot : -1;
  }

  private codePageOfRip(): number {
    const slot = this.ripSlot();
    return slot < 0 ? 0 : this.i32[slot + 2];
  }

  private recordAtRip(): number {
    const page = this.codePageOfRip();
    if (page === 0) return 0;
    return this.i32[((page + CodePage.MAP) >> 2) + (this.i32[(Layout.BANK + State.RIP) >> 2] & 4095)];
  }

  private translate(region = this.reader.read(LIMITS)): void {
    if (!region || region.entries.length === 0 || region.blocks[region.entries[0]].count === 0) return;
    const { helpers } = this.imports;
    const code = new RegionTranslator(region, this.reader, helpers, { i32: this.i32, u8: this.u8 }).translate();
    const fn: HotFunction = { index: 0, region, code, entries: [], alive: true };
    for (const page of region.pages) {
      const set = this.byPage.get(page.code) ?? new Set();
      this.byPage.set(page.code, set.add(fn));
    }
    if (this.waiting.length === 0) this.waited = 0;
    this.waiting.push(fn);
  }

  private compile(): void {
    const batch = this.waiting.filter((fn) => fn.alive);
    this.waiting = [];
    if (batch.length === 0) return;
    const { imports } = this.imports;
    const bytes = encodeModule({
      memoryPages: 1,
      imports,
      functions: batch.map((fn) => fn.code),
      table: [],
      exports: Object.fromEntries(batch.map((_, i) => [`f${i}`, imports.length + i])),
    });
    const module = new WebAssembly.Module(bytes);
    const e = { memory: this.memory, ...this.wasm } as unknown as WebAssembly.ModuleImports;
    const { exports } = new WebAssembly.Instance(module, { e });
    batch.forEach((fn, i) => {
      fn.index = this.slot();
      this.wasm.table.set(fn.index, exports[`f${i}`]);
      this.functions.set(fn.index, fn);
      this.install(fn);
    });
    this.counters.modules++;
    this.counters.bytes += bytes.length;
  }

  private slot(): number {
    if (this.free.length === 0) {
      const first = this.wasm.table.grow(TABLE_STEP);
      for (let i = TABLE_STEP - 1; i >= 0; i--) this.free.push(first + i);
    }
    return this.free.pop()!;
  }

  /** Another region takes an entry; one without any is of no use. */
  private lose(owner: HotFunction, record: number): void {
    owner.entries.splice(owner.entries.indexOf(record), 1);
    if (owner.entries.length > 0) return;
    this.drop(owner, false);
    this.unregister(owner);
  }

  private unregister(fn: HotFunction): void {
    for (const page of fn.region.pages) this.byPage.get(page.code)?.delete(fn);
  }

  /** Puts entries in the place of the records where the region may be entered. */
  private install(fn: HotFunction): void {
    const { region } = fn;
    region.entries.forEach((id, n) => {
      const block = region.blocks[id];
      if (block.count === 0) return;
      const page = region.pages[block.page];
      const record = this.i32[((page.code + CodePage.MAP) >> 2) + (block.at & 4095)];
      const op = this.u16[record >> 1];
      if (record === 0 || op === CROSSING_ROW) return;
      if (op === HOT_ROW) {
        // What was asked for wins, else the larger region.
        const owner = this.functions.get(this.i32[(record + Record.IMM) >> 2]);
        if (n > 0 && owner && owner.region.blocks.length >= region.blocks.length) return;
        if (owner) this.lose(owner, record);
      } else if (!this.replace(record)) return;
      this.i32[(record + Record.IMM) >> 2] = fn.index;
      this.i32[(record + Record.IMM + 4) >> 2] = entryParameter(region, n);
      fn.entries.push(record);
    });
    this.counters.regions++;
    this.counters.blocks += region.blocks.length;
    this.counters.instructions += region.blocks.reduce((sum, b) => sum + b.count, 0);
    // The code is in the module now.
    fn.code = { ...fn.code, body: [] };
  }

  /** Copies a record, followed by a hop to what follows it, and makes it an entry. */
  private replace(record: number): boolean {
    const copy = this.code.allocate(2);
    if (copy === 0) return false;
    const after = record + Record.BYTES;
    const hop = copy + Record.BYTES;
    this.u8.copyWithin(copy, record, after);
    this.u8.copyWithin(hop, after, after + Record.BYTES);
    this.u16[hop >> 1] = HOP_ROW;
    this.i32[(hop + Record.TARGET) >> 2] = after;
    this.i32[(record + Record.DISP) >> 2] = copy;
    this.u16[record >> 1] = HOT_ROW;
    return true;
  }

  private restore(fn: HotFunction): void {
    for (const record of fn.entries) {
      if (this.u16[record >> 1] !== HOT_ROW || this.i32[(record + Record.IMM) >> 2] !== fn.index) continue;
      const copy = this.i32[(record + Record.DISP) >> 2];
      // A branch may have found its target meanwhile.
      const target = this.i32[(record + Record.TARGET) >> 2];
      this.u8.copyWithin(record, copy, copy + Record.BYTES);
      this.i32[(record + Record.TARGET) >> 2] = target;
    }
  }

  /** Decoded code vanishes: that of one page, or all (0). */
  private gone(page: number): void {
    if (page === 0) {
      for (const set of this.byPage.values()) for (const fn of set) this.drop(fn, false);
      this.byPage.clear();
      this.heat.clear();
      this.wanted.clear();
      this.hops.clear();
      this.seen.clear();
      return;
    }
    this.heat.delete(-page);
    const set = this.byPage.get(page);
    if (!set) return;
    for (const fn of [...set]) {
      this.drop(fn, true);
      this.unregister(fn);
    }
    this.byPage.delete(page);
  }

  private drop(fn: HotFunction, restore: boolean): void {
    if (!fn.alive) return;
    fn.alive = false;
    if (fn.index === 0) return;
    if (restore) this.restore(fn);
    this.functions.delete(fn.index);
    this.wasm.table.set(fn.index, null);
    this.free.push(fn.index);
    this.counters.dropped++;
  }
}
