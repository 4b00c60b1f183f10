/**
 * What becomes one WebAssembly function: the decoded code that can be reached from an entry without leaving its neighbourhood, cut into
 * basic blocks. A region follows branches, the calls it makes and what comes after them, over page boundaries where the page is in the
 * translation cache; what was never executed is not decoded, so it is not in.
 */
import { CodePage, Layout, Record, State } from '../cpu/state';
import { TABLE } from '../decode/table';
import type { Row } from '../rows/types';

const { link, goto, gotofar, host, address, address32, crossing, start, stop, hot, hop } = TABLE.internal;
const PREPARES = new Set([address, address32, crossing]);
/** Rows that end in the cold tier: they need TypeScript, or change what the tiers rely on. */
const COLD_ROWS = new Set(
  TABLE.rows.flatMap((row, n) =>
    row.mnemonic === 'syscall' || row.mnemonic === 'popf' || (row.control && /^rep/.test(row.mnemonic)) ? [n] : [],
  ),
);
for (const n of [host, start, stop, hop]) COLD_ROWS.add(n);

export interface RegionPage {
  /** Bytes from the region's first page. */
  at: number;
  /** Its decoded-code block (CodePage). */
  code: number;
}

/** An instruction or a record that prepares one. */
export interface Step {
  row: Row;
  number: number;
  record: number;
  at: number;
  pageAt: number;
  length: number;
  prepares: boolean;
}

export type End =
  /** Falls into what follows. */
  | { kind: 'fall'; to: number }
  /** The last step branches. */
  | { kind: 'control' }
  /** The instruction at `to` is for the cold tier. */
  | { kind: 'cold'; to: number }
  /** Code at `to` that is not in the region. */
  | { kind: 'exit'; to: number };

export interface Block {
  id: number;
  at: number;
  page: number;
  steps: Step[];
  /** Instructions. */
  count: number;
  end: End;
  /** Blocks control may go to. */
  next: number[];
  /** Where its indirect branch may go: return sites of a `ret`, targets seen of a jump or call. */
  indirect: number[];
}

export interface Region {
  pages: RegionPage[];
  blocks: Block[];
  byPlace: Map<number, Block>;
  /** Blocks where the function may be entered. */
  entries: number[];
}

export interface Limits {
  instructions: number;
  blocks: number;
}

const MAX_PAGES = 31;
/** Pages farther away than this are left to chaining: places must fit in 22 bits. */
export const MAX_DISTANCE = 1 << 21;
const MAX_BLOCK = 120;

export class RegionReader {
  private readonly i32: Int32Array;
  private readonly u8: Uint8Array;
  private readonly u16: Uint16Array;
  private pages: RegionPage[] = [];
  private unreachable = new Set<number>();
  private low = 0;
  private high = 0;
  private steps = new Map<number, Step>();
  private prepares = new Map<number, Step[]>();
  private leaders = new Set<number>();
  private ends = new Map<number, End>();

  constructor(
    memory: WebAssembly.Memory,
    /** By the record of an indirect branch: where it led, in bytes from its page. */
    private readonly seen: ReadonlyMap<number, ReadonlySet<number>>,
  ) {
    this.i32 = new Int32Array(memory.buffer);
    this.u8 = new Uint8Array(memory.buffer);
    this.u16 = new Uint16Array(memory.buffer);
  }

  /** The region around State.RIP, whose page is cached; undefined where there is nothing to translate. */
  read(limits: Limits): Region | undefined {
    const rip = (Layout.BANK + State.RIP) >> 2;
    this.low = this.i32[rip] & ~4095;
    this.high = this.i32[rip + 1];
    this.pages = [];
    this.unreachable = new Set();
    this.steps = new Map();
    this.prepares = new Map();
    this.leaders = new Set();
    this.ends = new Map();
    const first = this.i32[rip] & 4095;
    if (this.pageOf(first) < 0) return undefined;
    const calls: { site: number; callee: number }[] = [];
    const resumes = new Set<number>([first]);
    this.walk(first, limits, calls, resumes);
    return this.build(first, calls, resumes);
  }

  /** Index of the page that a place lies in, or -1 where it is not known to be there. */
  private pageOf(place: number): number {
    const at = place & ~4095;
    const known = this.pages.findIndex((p) => p.at === at);
    if (known >= 0) return known;
    if (this.pages.length === MAX_PAGES || Math.abs(at) > MAX_DISTANCE || this.unreachable.has(at)) return -1;
    const sum = (this.low >>> 0) + at;
    const low = sum | 0;
    const high = (this.high + Math.floor(sum / 0x1_0000_0000)) | 0;
    const slot = (Layout.TLB_CODE + ((low >>> 8) & 0xfff0)) >> 2;
    const tag = low | this.i32[(Layout.BANK + State.CONTEXT_TAG) >> 2];
    if (this.i32[slot] !== tag || this.i32[slot + 1] !== high) {
      this.unreachable.add(at);
      return -1;
    }
    return this.pages.push({ at, code: this.i32[slot + 2] }) - 1;
  }

  /** Record of decoded code at a place, or 0. */
  private recordAt(place: number): number {
    const page = this.pageOf(place);
    if (page < 0) return 0;
    const record = this.i32[((this.pages[page].code + CodePage.MAP) >> 2) + (place & 4095)];
    return record !== 0 && this.u16[record >> 1] !== link ? record : 0;
  }

  private step(record: number, pageAt: number): Step {
    // An entry to the hot tier stands where another record was, which lives on as a copy.
    const source = this.u16[record >> 1] === hot ? this.i32[(record + Record.DISP) >> 2] : record;
    const number = this.u16[source >> 1];
    return {
      row: TABLE.rows[number],
      number,
      record: source,
      at: pageAt + this.u16[(record + Record.OFFSET) >> 1],
      pageAt,
      length: this.u8[source + Record.LENGTH],
      prepares: PREPARES.has(number),
    };
  }

  /** Place that a relative branch leads to. */
  target(step: Step): number {
    if (step.row.far || step.number === gotofar) return step.pageAt + this.i32[(step.record + Record.IMM) >> 2];
    const record = this.i32[(step.record + Record.TARGET) >> 2];
    return step.pageAt + this.u16[(record + Record.OFFSET) >> 1];
  }

  /** Breadth first over the decoded code. */
  private walk(first: number, limits: Limits, calls: { site: number; callee: number }[], resumes: Set<number>): void {
    const queue = [first];
    this.leaders.add(first);
    let instructions = 0;
    const lead = (place: number) => {
      if (this.leaders.has(place) || this.leaders.size >= limits.blocks || this.recordAt(place) === 0) return;
      this.leaders.add(place);
      queue.push(place);
    };
    for (let place = queue.shift(); place !== undefined; place = queue.shift()) {
      if (this.steps.has(place)) continue;
      let record = this.recordAt(place);
      if (record === 0 || instructions > limits.instructions) {
        this.ends.set(place, { kind: 'exit', to: place });
        continue;
      }
      const pageAt = place & ~4095;
      let began = place;
      let before: Step[] = [];
      for (let n = 0; ; record += Record.BYTES) {
        const step = this.step(record, pageAt);
        const { number, at } = step;
        if (number === goto || number === gotofar) {
          // The end of a run, in a page or at its end.
          const to = number === goto ? this.target(step) : pageAt + this.i32[(step.record + Record.IMM) >> 2];
          if (this.recordAt(to) !== 0) lead(to);
          this.ends.set(began, { kind: 'fall', to });
          break;
        }
        if (number === link) {
          this.ends.set(began, { kind: 'exit', to: at });
          break;
        }
        if (COLD_ROWS.has(number)) {
          this.ends.set(at, { kind: 'cold', to: at });
          this.leaders.add(at);
          if (at !== place) this.ends.set(began, { kind: 'fall', to: at });
          // The cold tier goes on after it: it may come back here.
          const after = at + step.length;
          if (this.recordAt(after) !== 0 && (after & ~4095) === pageAt) {
            lead(after);
            if (this.leaders.has(after)) resumes.add(after);
          }
          break;
        }
        if (this.steps.has(at)) {
          // Ran into code that is known already.
          this.leaders.add(at);
          this.ends.set(began, { kind: 'fall', to: at });
          break;
        }
        if (step.prepares) {
          before.push(step);
          continue;
        }
        if (before.length > 0) this.prepares.set(at, before);
        before = [];
        this.steps.set(at, step);
        began = at;
        n++;
        instructions++;
        if (step.row.control) {
          this.ends.set(at, { kind: 'control' });
          this.branches(step, lead, calls, resumes);
          break;
        }
        if (n % MAX_BLOCK === 0) this.leaders.add(at + step.length);
      }
    }
  }

  private branches(
    step: Step,
    lead: (place: number) => void,
    calls: { site: number; callee: number }[],
    resumes: Set<number>,
  ): void {
    const { mnemonic, name } = step.row;
    const after = step.at + step.length;
    const relative = name.endsWith('_near') || name.endsWith('_far');
    if (relative) {
      const to = this.target(step);
      lead(to);
      if (mnemonic === 'call') {
        lead(after);
        if (this.leaders.has(to)) calls.push({ site: after, callee: to });
        else resumes.add(after);
        if (this.leaders.has(to)) resumes.add(to);
      } else if (mnemonic !== 'jmp') lead(after);
    } else if (mnemonic !== 'ret') {
      const places = this.targetsSeen(step);
      for (const to of places) {
        lead(to);
        if (mnemonic === 'call' && this.leaders.has(to)) calls.push({ site: after, callee: to });
      }
      if (mnemonic !== 'call') return;
      lead(after);
      resumes.add(after);
    }
  }

  private targetsSeen(step: Step): number[] {
    return [...(this.seen.get(step.record) ?? [])].map((distance) => step.pageAt + distance);
  }

  private build(first: number, calls: { site: number; callee: number }[], resumes: Set<number>): Region {
    const blocks: Block[] = [];
    const byPlace = new Map<number, Block>();
    for (const at of [...this.leaders].sort((a, b) => a - b)) {
      const block = this.block(at, blocks.length);
      if (!block) continue;
      blocks.push(block);
      byPlace.set(at, block);
    }
    const idOf = (place: number) => byPlace.get(place)?.id;
    const add = (block: Block, place: number) => {
      const id = idOf(place);
      if (id !== undefined && !block.next.includes(id)) block.next.push(id);
    };
    for (const block of blocks) {
      if (block.end.kind === 'fall') add(block, block.end.to);
      if (block.end.kind !== 'control') continue;
      const step = block.steps[block.steps.length - 1];
      const relative = /_(near|far)$/.test(step.row.name);
      if (!relative) {
        for (const to of this.targetsSeen(step)) {
          const id = idOf(to);
          if (id === undefined) continue;
          block.indirect.push(id);
          add(block, to);
        }
        continue;
      }
      add(block, this.target(step));
      if (step.row.mnemonic !== 'jmp' && step.row.mnemonic !== 'call') add(block, step.at + step.length);
    }
    this.matchReturns(blocks, byPlace, calls);
    const entries = [...resumes].map(idOf).filter((id): id is number => id !== undefined);
    const entry = idOf(first);
    return {
      pages: this.pages,
      blocks,
      byPlace,
      entries: entry === undefined ? [] : [entry, ...entries.filter((id) => id !== entry)],
    };
  }

  private block(at: number, id: number): Block | undefined {
    const steps: Step[] = [];
    let count = 0;
    let end: End | undefined;
    for (let place = at; ; ) {
      if (steps.length > 0 && this.leaders.has(place)) {
        end = { kind: 'fall', to: place };
        break;
      }
      const prepares = this.prepares.get(place) ?? [];
      const step = this.steps.get(place);
      if (!step) {
        end = this.ends.get(place) ?? { kind: 'exit', to: place };
        break;
      }
      steps.push(...prepares, step);
      count++;
      const ends = this.ends.get(place);
      if (ends) {
        end = ends;
        break;
      }
      place += step.length;
    }
    if (steps.length === 0 && end.kind === 'exit') return undefined;
    return { id, at, page: this.pageOf(at), steps, count, end, next: [], indirect: [] };
  }

  /** Which return sites a `ret` may go to: those of the calls of the function it belongs to. */
  private matchReturns(
    blocks: Block[],
    byPlace: Map<number, Block>,
    calls: readonly { site: number; callee: number }[],
  ): void {
    const sites = new Map<number, number>();
    for (const block of blocks) {
      const step = block.steps[block.steps.length - 1];
      if (block.end.kind !== 'control' || step?.row.mnemonic !== 'call') continue;
      const site = byPlace.get(step.at + step.length);
      if (site) sites.set(block.id, site.id);
    }
    const callees = new Map<number, Set<number>>();
    for (const { site, callee } of calls) {
      const [from, to] = [byPlace.get(site), byPlace.get(callee)];
      if (!from || !to) continue;
      const set = callees.get(to.id) ?? new Set();
      callees.set(to.id, set.add(from.id));
    }
    for (const [callee, returnTo] of callees) {
      const seen = new Set([callee]);
      const work = [callee];
      for (let id = work.pop(); id !== undefined; id = work.pop()) {
        const block = blocks[id];
        const step = block.steps[block.steps.length - 1];
        const isCall = block.end.kind === 'control' && step?.row.mnemonic === 'call';
        const site = sites.get(id);
        const isReturn = block.end.kind === 'control' && step?.row.mnemonic === 'ret';
        const next = isCall ? (site === undefined ? [] : [site]) : isReturn ? [] : block.next;
        for (const n of next) if (!seen.has(n)) seen.add(n) && work.push(n);
        if (isReturn) for (const r of returnTo) if (!block.indirect.includes(r)) block.indirect.push(r);
      }
    }
    for (const block of blocks) for (const r of block.indirect) if (!block.next.includes(r)) block.next.push(r);
  }
}
