/**
 * One region as one WebAssembly function (entry) → what the cold tier shall do next. Registers and flags are loaded once and stored once;
 * in between everything is a local. Results: 0 = go on at State.NEXT_VA, 1 = the instruction there is the cold tier's; the address of a
 * record = go on at State.NEXT_VA, where that indirect branch leads.
 *
 * entry: bits 0-10 number of the entry, bits 11-15 index of its page, bits 16-31 pages from the region's first page to it.
 */
import { Layout, Record, State } from '../cpu/state';
import { TABLE } from '../decode/table';
import type { Helpers } from '../emit/emitter';
import type { Value, Variable } from '../emit/function';
import { I32, I64, uleb, type WasmFunction } from '../wasm/module';
import { HotEmitter } from './emitter';
import type { Block, Region, RegionReader, Step } from './region';
import { type Item, type LoopItem, structure } from './structure';

export const REGION_TYPE = { params: [I32], results: [I32] } as const;

export function entryParameter(region: Region, index: number): number {
  const { page } = region.blocks[region.entries[index]];
  return ((region.pages[page].at >> 12) << 16) | (page << 11) | index;
}

/** How to get to a block from where the code being built stands. */
interface Way {
  level: number;
  /** The loop there has to be told which block. */
  tell: boolean;
}

export class RegionTranslator {
  private readonly e: HotEmitter;
  private readonly next: Variable;
  private readonly pagesSeen: Variable;
  private readonly outcome: Variable;
  private readonly place: Variable;
  private readonly ways = new Map<number, Way>();
  private readonly numbers = new Map<number, number>();
  private exitLevel = 0;
  private block!: Block;
  private step!: Step;

  constructor(
    private readonly region: Region,
    private readonly reader: RegionReader,
    helpers: Helpers,
    private readonly memory: { i32: Int32Array; u8: Uint8Array },
  ) {
    this.e = new HotEmitter(helpers, memory.i32, memory.u8);
    this.next = this.e.fixed(I32);
    this.pagesSeen = this.e.fixed(I32);
    this.outcome = this.e.fixed(I32);
    this.place = this.e.fixed(I32);
    this.e.flow = {
      goto: (at) => this.goto(at),
      gotoVa: (va) => this.gotoVa(va),
      branchTarget: () => this.reader.target(this.step),
    };
    region.entries.forEach((id, n) => {
      this.numbers.set(id, n);
    });
  }

  translate(): WasmFunction {
    const { e, region } = this;
    this.exitLevel = this.open(0x40);
    e.leaveDepth = this.open(I32);
    const graph = { next: region.blocks.map((b) => b.next), entries: new Set(region.entries) };
    const items = structure(
      region.blocks.map((b) => b.id),
      graph,
    );
    this.list(items, region.entries, new Set());
    e.push(0x00);
    this.close();
    this.left();
    this.close();
    const body = e.body.splice(0);
    this.prologue();
    const prologue = e.body.splice(0);
    this.epilogue();
    return { type: REGION_TYPE, locals: e.locals, body: [...prologue, ...body, ...e.body] };
  }

  // Frame

  private open(type: number, opcode = 0x02): number {
    this.e.push(opcode, type);
    return ++this.e.depth;
  }
  private close(): void {
    this.e.depth--;
    this.e.push(0x0b);
  }
  private to(level: number, condition?: Value): void {
    if (condition) this.e.push(condition.code, 0x0d, uleb(this.e.depth - level));
    else this.e.push(0x0c, uleb(this.e.depth - level));
  }

  private prologue(): void {
    const { e } = this;
    e.forgetLocals();
    const entry = e.param(0);
    const load = (v: Variable, offset: number) => e.assign(v, e.raw(v.type, this.at(v.type, offset)));
    load(e.tag, State.CONTEXT_TAG);
    load(e.base, State.PAGE_BASE);
    e.assign(e.base, e.sub(e.base, e.exts(e.shl(e.shrs(entry, e.k32(16)), e.k32(12)))));
    load(e.budgetVar, State.BUDGET);
    e.assign(this.next, e.and(entry, e.k32(0x7ff)));
    e.assign(this.pagesSeen, e.shl(e.k32(1), e.and(e.shru(entry, e.k32(11)), e.k32(31))));
    load(e.flags.a, State.FLAG_A);
    load(e.flags.r, State.FLAG_R);
    load(e.flags.op, State.FLAG_OP);
    for (const n of e.used) load(e.register(n), State.REGS + n * 8);
    for (const n of e.usedVectors) load(e.vector(n), State.XMM + n * 16);
    const { fs, gs, mxcsr } = e.stateLocals;
    if (fs) load(fs, State.FS_BASE);
    if (gs) load(gs, State.GS_BASE);
    if (mxcsr) load(mxcsr, State.MXCSR);
  }

  /** Code of a load from the state block. */
  private at(type: number, offset: number): number[] {
    const opcode = type === I32 ? [0x28, 0] : type === I64 ? [0x29, 0] : [0xfd, 0x00, 0];
    return [0x41, 0, ...opcode, ...uleb(Layout.BANK + offset)];
  }

  /** Where an instruction was left: its place and refund are on the stack. */
  private left(): void {
    const { e } = this;
    e.push(0x21, uleb(this.place.local));
    e.assign(e.va, e.add(e.base, e.exts(e.shrs(this.place, e.k32(8)))));
    e.assign(e.budgetVar, e.add(e.budgetVar, e.and(this.place, e.k32(255))));
    e.assign(this.outcome, e.k32(1));
  }

  private epilogue(): void {
    const { e } = this;
    e.forgetLocals();
    for (const n of e.dirty) e.setState(State.REGS + n * 8, e.register(n));
    for (const n of e.dirtyVectors) e.store(128, e.k32(0), Layout.BANK + State.XMM + n * 16, e.vector(n));
    if (e.flags.written) {
      const { a, r, op } = e.flags.canonical();
      e.setState(State.FLAG_A, a);
      e.setState(State.FLAG_R, r);
      e.setState(State.FLAG_OP, op);
    }
    e.setState(State.NEXT_VA, e.va);
    e.setState(State.BUDGET, e.budgetVar);
    e.return(this.outcome);
  }

  // Structure

  private nodesOf(item: Item): readonly number[] {
    return item.kind === 'block' ? [item.block] : item.nodes;
  }

  /** Items in order; each ends a block that branches to it leave. `headers` are those of the loop this is the body of. */
  private list(items: readonly Item[], dispatch: readonly number[], headers: ReadonlySet<number>): void {
    const { e } = this;
    const top = e.depth;
    const levelOf = (i: number) => top + items.length - i;
    for (let i = 0; i < items.length; i++) this.open(0x40);
    const indexOf = new Map<number, number>();
    items.forEach((item, i) => {
      for (const node of this.nodesOf(item)) {
        indexOf.set(node, i);
        if (!headers.has(node)) this.ways.set(node, this.wayTo(item, node, levelOf(i)));
      }
    });
    if (dispatch.length > 0) this.dispatch(dispatch, (node) => levelOf(indexOf.get(node)!));
    items.forEach((item) => {
      this.close();
      if (item.kind === 'block') this.code(this.region.blocks[item.block]);
      else this.loop(item);
    });
  }

  private wayTo(item: Item, _node: number, level: number): Way {
    return { level, tell: item.kind === 'loop' && item.dispatch.length > 0 };
  }

  private loop(item: LoopItem): void {
    const level = this.open(0x40, 0x03);
    for (const header of item.headers) this.ways.set(header, { level, tell: item.dispatch.length > 0 });
    this.list(item.items, item.dispatch, new Set(item.headers));
    this.close();
    this.e.push(0x00);
  }

  private numberOf(node: number): number {
    const known = this.numbers.get(node);
    if (known !== undefined) return known;
    const number = this.numbers.size;
    this.numbers.set(node, number);
    return number;
  }

  /** Sends control to the block that `next` names; the first is the usual one. */
  private dispatch(nodes: readonly number[], levelOf: (node: number) => number): void {
    const { e } = this;
    const [first, ...others] = nodes;
    if (others.length <= 3) {
      for (const node of others) this.to(levelOf(node), e.cmp('eq', this.next, e.k32(this.numberOf(node))));
      this.to(levelOf(first));
      return;
    }
    const numbered = nodes.map((node) => ({ number: this.numberOf(node), level: levelOf(node) }));
    const size = Math.max(...numbered.map((n) => n.number)) + 1;
    const table = new Array<number>(size).fill(e.depth - levelOf(first));
    for (const { number, level } of numbered) table[number] = e.depth - level;
    e.push(this.next.code, 0x0e, uleb(size), table.map(uleb), uleb(e.depth - levelOf(first)));
  }

  // Blocks

  private code(block: Block): void {
    const { e } = this;
    this.block = block;
    e.beginBlock();
    e.forgetLocals();
    const pageAt = this.region.pages[block.page].at;
    let left = block.count;
    if (left > 0) {
      e.assign(e.budgetVar, e.sub(e.budgetVar, e.k32(left)));
      this.locate(block.at, pageAt, left, block.steps[0].row, block.steps[0].record);
      e.leaveIf(e.cmp('lts', e.budgetVar, e.k32(0)));
    }
    for (const step of block.steps) {
      this.step = step;
      this.locate(step.at, pageAt, left, step.row, step.record);
      e.begin(step.row);
      if (step.number === TABLE.internal.crossing) this.crossing(step);
      else step.row.emit(e);
      if (!step.prepares) left--;
    }
    const { end } = block;
    if (end.kind === 'fall') this.goto(end.to);
    else if (end.kind === 'exit') this.exitTo(end.to);
    else if (end.kind === 'cold') {
      e.instruction = { ...e.instruction, at: end.to, refund: 0 };
      e.leave();
    }
  }

  private locate(at: number, pageAt: number, refund: number, row: Step['row'], record: number): void {
    this.e.instruction = { row, record, at, pageAt, refund };
  }

  /** The second half of the instruction must still be where it was decoded from. */
  private crossing(step: Step): void {
    this.checkPage(step.pageAt + 4096, this.memory.i32[(step.record + Record.TARGET) >> 2], (gone) =>
      this.e.leaveIf(gone),
    );
  }

  /** Whether the page at a place is not the one the region was made from. */
  private checkPage(pageAt: number, code: number, leave: (gone: Value) => void): void {
    const { e } = this;
    const page = e.let(e.vaOf(pageAt));
    const slot = e.let(e.and(e.wrap(e.shru(page, e.k(8))), e.k32(0xfff0)));
    const tag = e.cmp('ne', e.raw(I64, slot.code, 0x29, 0, uleb(Layout.TLB_CODE)), e.or(page, e.tag));
    leave(e.or(tag, e.cmp('ne', e.load32(slot, Layout.TLB_CODE + 8), e.k32(code))));
  }

  private goto(at: number): void {
    const { e } = this;
    const block = this.region.byPlace.get(at);
    const way = block && this.ways.get(block.id);
    if (!block || !way) {
      this.exitTo(at);
      return;
    }
    if (block.page !== this.block.page) this.enterPage(block.page, at);
    if (way.tell) e.assign(this.next, e.k32(this.numberOf(block.id)));
    this.to(way.level);
  }

  /** First time in this page since the function was entered? Then it must be mapped as it was. */
  private enterPage(index: number, at: number): void {
    const { e } = this;
    const page = this.region.pages[index];
    const bit = e.k32(1 << index);
    e.if(e.not(e.and(this.pagesSeen, bit)), () => {
      this.checkPage(page.at, page.code, (gone) => e.if(gone, () => this.exitTo(at)));
      e.assign(this.pagesSeen, e.or(this.pagesSeen, bit));
    });
  }

  private exitTo(at: number): void {
    this.e.assign(this.e.va, this.e.vaOf(at));
    this.to(this.exitLevel);
  }

  /** An indirect branch: one of the places where it went before, or out. */
  private gotoVa(va: Value): void {
    const { e } = this;
    e.assign(e.va, va);
    const places = this.block.indirect.map((id) => this.region.blocks[id].at).sort((a, b) => a - b);
    if (places.length > 0) this.search(e.let(e.sub(e.va, e.base)), places);
    e.store(32, e.k32(0), Layout.HOP_TO, e.wrap(e.sub(e.va, e.vaOf(this.step.pageAt))));
    e.assign(this.outcome, e.k32(this.step.record));
    this.to(this.exitLevel);
  }

  private search(distance: Value, places: readonly number[]): void {
    const { e } = this;
    if (places.length <= 3) {
      for (const at of places) e.if(e.cmp('eq', distance, e.k(at)), () => this.goto(at));
      return;
    }
    const middle = places.length >> 1;
    e.if(
      e.cmp('lts', distance, e.k(places[middle])),
      () => this.search(distance, places.slice(0, middle)),
      () => this.search(distance, places.slice(middle)),
    );
  }
}
