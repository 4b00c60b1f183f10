/**
 * Decoded code, page by physical page. Records hold no virtual address (everything counts from State.PAGE_BASE), so a page
 * decoded once serves every process and address that maps it; context switches lose nothing.
 *
 * A page's records die together: when something is written over decoded bytes. Space is bump-allocated from the arena and taken
 * back all at once when it is full.
 */
import { refusal } from '../cpu/features';
import { HOST_HANDLERS } from '../cpu/host-names';
import { CodePage, Layout, PageFlag, Record, State, TLB_BYTES } from '../cpu/state';
import type { Traps } from '../types';
import { Decoder, Decoding } from './decoder';
import { TABLE } from './table';

/** Instructions decoded ahead in one go. */
const MAX_RUN = 128;
/** A run needs at most two records an instruction, one stub for each branch, a few more, and two pages. */
const RUN_BYTES = (MAX_RUN * 3 + 8) * Record.BYTES + 2 * CodePage.BYTES;

const { start, link, goto, gotofar, host, address, address32, crossing, stop } = TABLE.internal;

export class CodeCache implements Traps {
  private readonly u8: Uint8Array;
  private readonly u16: Uint16Array;
  private readonly i32: Int32Array;
  private readonly decoder = new Decoder();
  private free: number = Layout.ARENA;
  /** Stubs grow downwards from the end: the records of a run must lie one after the other. */
  private stubs: number = Layout.RAM;
  /** Raised when all records vanish. */
  generation = 0;
  /** Branch fields that wait for the code at a stub. */
  private readonly waiting = new Map<number, number[]>();
  /** Pages whose last instruction reaches into the page named by the key. */
  private readonly reachesInto = new Map<number, Set<number>>();
  private readonly window = new Uint8Array(32);
  /** Offsets in a page at which a debugger wants `run` to come back, and the rows of the records that are stops for that. */
  private trapOffsets: ReadonlySet<number> = new Set();
  private readonly trapped = new Map<number, number>();
  private readonly toTrap: number[] = [];
  /** Told when decoded code vanishes: one page's, or all of it (0). */
  onGone: (code: number) => void = () => {};

  constructor(
    memory: WebAssembly.Memory,
    private readonly pageFlags: number,
    private readonly pageCode: number,
    private readonly dropWrites: (page: number) => void,
  ) {
    this.u8 = new Uint8Array(memory.buffer);
    this.u16 = new Uint16Array(memory.buffer);
    this.i32 = new Int32Array(memory.buffer);
    this.u16[(Layout.START + Record.OP) >> 1] = start;
  }

  /** Address of the decoded-code block of a physical page, made if need be. */
  page(page: number): number {
    const known = this.i32[(this.pageCode >> 2) + page];
    if (known !== 0) return known;
    if (this.free + CodePage.BYTES > this.stubs) this.dropAll();
    const at = this.free;
    this.free += CodePage.BYTES;
    this.u8.fill(0, at, at + CodePage.BYTES);
    this.i32[(this.pageCode >> 2) + page] = at;
    this.dropWrites(page);
    this.u8[this.pageFlags + page] |= PageFlag.CODE;
    return at;
  }

  // Traps: code is decoded anew with a stop in the place of the first record of each instruction at such an offset.

  set(offsets: ReadonlySet<number>): void {
    if (offsets.size === 0 && this.trapOffsets.size === 0) return;
    this.trapOffsets = new Set(offsets);
    this.dropAll();
  }

  isTrap(record: number): boolean {
    return this.trapped.size > 0 && this.trapped.has(record) && this.u16[record >> 1] === stop;
  }

  lifted<T>(run: () => T): T {
    const record = this.i32[(Layout.BANK + State.RECORD) >> 2];
    const row = this.trapped.get(record);
    if (row === undefined) return run();
    const { generation } = this;
    this.u16[record >> 1] = row;
    const result = run();
    if (generation === this.generation) this.u16[record >> 1] = stop;
    return result;
  }

  private trap(): void {
    for (const record of this.toTrap.splice(0)) {
      this.trapped.set(record, this.u16[record >> 1]);
      this.u16[record >> 1] = stop;
    }
  }

  isDecoded(page: number): boolean {
    return (this.u8[this.pageFlags + page] & PageFlag.CODE) !== 0;
  }

  /** Whether any of the bytes belongs to a decoded instruction. */
  covers(page: number, offset: number, length: number): boolean {
    const code = this.i32[(this.pageCode >> 2) + page];
    if (code === 0) return false;
    const bitmap = code + CodePage.BITMAP;
    for (let i = offset; i < offset + length; i++) if (this.u8[bitmap + (i >> 3)] & (1 << (i & 7))) return true;
    return false;
  }

  /** Forgets what was decoded from a page. The write that is the reason may happen before or after. */
  invalidate(page: number): void {
    const code = this.i32[(this.pageCode >> 2) + page];
    if (code === 0) return;
    this.onGone(code);
    this.i32[(this.pageCode >> 2) + page] = 0;
    this.u8[this.pageFlags + page] &= ~PageFlag.CODE;
    for (let at = Layout.TLB_CODE; at < Layout.TLB_CODE + TLB_BYTES; at += 16) {
      if (this.i32[(at + 8) >> 2] === code) this.i32[at >> 2] = 0;
    }
    const others = this.reachesInto.get(page);
    if (!others) return;
    this.reachesInto.delete(page);
    for (const other of others) this.invalidate(other);
  }

  private restrictions = 0;

  dropAll(): void {
    this.onGone(0);
    this.generation++;
    this.free = Layout.ARENA;
    this.stubs = Layout.RAM;
    this.waiting.clear();
    this.reachesInto.clear();
    this.trapped.clear();
    const pages = this.i32[Layout.RAM_SIZE >> 2] >>> 12;
    this.i32.fill(0, this.pageCode >> 2, (this.pageCode >> 2) + pages);
    for (let p = 0; p < pages; p++) this.u8[this.pageFlags + p] &= ~PageFlag.CODE;
    this.u8.fill(0, Layout.TLB_CODE, Layout.TLB_CODE + TLB_BYTES);
  }

  /** Record of the code at `offset` of a page, or 0 where it is not decoded (a stub does not count). */
  find(page: number, offset: number): number {
    const code = this.i32[(this.pageCode >> 2) + page];
    if (code === 0) return 0;
    const record = this.i32[(code >> 2) + offset];
    return record !== 0 && this.u16[record >> 1] !== link ? record : 0;
  }

  /**
   * Decodes from `offset` on. `nextPage` is asked for only when the very first instruction reaches over the end of the page:
   * it returns the physical page that follows, or -1 (then nothing is decoded and 0 is returned).
   */
  decode(page: number, offset: number, nextPage: () => number): number {
    if (this.free + RUN_BYTES > this.stubs) this.dropAll();
    const code = this.page(page);
    const ram = Layout.RAM + page * 4096;
    const first = this.free;
    let at = offset;
    for (let n = 0; n < MAX_RUN; n++) {
      if (at >= 4096) return this.finish(first, this.end(gotofar, at));
      if (n > 0) {
        const known = this.i32[(code >> 2) + at];
        if (known !== 0 && this.u16[known >> 1] !== link) return this.finish(first, this.end(goto, at, known));
      }
      if (this.decoder.decode(this.u8, ram + at, ram + 4096) === Decoding.TRUNCATED) {
        if (n > 0) return this.finish(first, this.end(goto, at, this.stub(code, at)));
        return this.decodeCrossing(page, at, nextPage);
      }
      this.emit(code, at);
      at += this.decoder.length;
      if (this.endsRun()) return this.finish(first, 0);
    }
    return this.finish(first, at >= 4096 ? this.end(gotofar, at) : this.end(goto, at, this.stub(code, at)));
  }

  private decodeCrossing(page: number, offset: number, nextPage: () => number): number {
    const second = nextPage();
    if (second < 0) return 0;
    const code = this.page(page);
    const secondCode = this.page(second);
    const head = 4096 - offset;
    this.window.set(this.u8.subarray(Layout.RAM + page * 4096 + offset, Layout.RAM + (page + 1) * 4096));
    this.window.set(this.u8.subarray(Layout.RAM + second * 4096, Layout.RAM + second * 4096 + 16), head);
    this.decoder.decode(this.window, 0, head + 16);
    const first = this.record(crossing, offset);
    this.i32[(first + Record.TARGET) >> 2] = secondCode;
    this.emit(code, offset, first);
    this.cover(secondCode, 0, offset + this.decoder.length - 4096);
    const set = this.reachesInto.get(second) ?? new Set();
    this.reachesInto.set(second, set.add(page));
    return this.finish(first, this.endsRun() ? 0 : this.end(gotofar, offset + this.decoder.length));
  }

  private endsRun(): boolean {
    const { decoder } = this;
    if (!decoder.control) return false;
    // A conditional branch and a repeated string instruction go on after themselves.
    const mnemonic = decoder.encoding?.definition.mnemonic ?? '';
    return !(
      (decoder.relative && mnemonic !== 'jmp' && mnemonic !== 'call') ||
      decoder.encoding?.definition.attributes.string
    );
  }

  /** Room for records between runs, or 0. */
  allocate(records: number): number {
    if (this.free + records * Record.BYTES > this.stubs) return 0;
    const at = this.free;
    this.free += records * Record.BYTES;
    return at;
  }

  private record(op: number, offset: number): number {
    const at = this.free;
    this.free += Record.BYTES;
    this.i32.fill(0, at >> 2, (at + Record.BYTES) >> 2);
    this.u16[at >> 1] = op;
    this.u16[(at + Record.OFFSET) >> 1] = offset;
    this.u8.fill(State.ZERO, at + Record.D, at + Record.INDEX + 1);
    return at;
  }

  private cover(code: number, offset: number, length: number): void {
    for (let i = offset; i < offset + length && i < 4096; i++)
      this.u8[code + CodePage.BITMAP + (i >> 3)] |= 1 << (i & 7);
  }

  /** Instructions that CR0 and CR4 do not allow at the moment (cpu/features.ts): their exception is decoded instead. */
  private refuse(): void {
    const d = this.decoder;
    const handler = refusal(this.restrictions, d.row < 0 ? HOST_HANDLERS[d.host] : TABLE.rows[d.row]);
    if (!handler) return;
    d.row = -1;
    d.host = HOST_HANDLERS.indexOf(handler);
    d.control = true;
  }

  /** Other restrictions hold from now on: what was decoded under the old ones goes. */
  restrict(restrictions: number): void {
    if (restrictions === this.restrictions) return;
    this.restrictions = restrictions;
    this.dropAll();
  }

  /** Writes the records of the decoded instruction; `first` is a guard already written for it. */
  private emit(code: number, offset: number, first = 0): void {
    const d = this.decoder;
    const entry = first || this.free;
    if (this.trapOffsets.has(offset)) this.toTrap.push(entry);
    if (d.memory && (d.address32 || (d.segment !== State.ZERO && d.encoding?.definition.mnemonic !== 'lea')))
      this.prepareAddress(offset);
    if (this.restrictions !== 0) this.refuse();
    const at = this.record(d.row < 0 ? host : d.row, offset);
    this.u8[at + Record.D] = d.d;
    this.u8[at + Record.S] = d.s;
    this.u8[at + Record.LENGTH] = d.length;
    this.i32[(at + Record.IMM) >> 2] = d.immLow;
    this.i32[(at + Record.IMM + 4) >> 2] = d.immHigh;
    if (d.memory) this.address(at, offset);
    if (d.row < 0) this.i32[(at + Record.TARGET) >> 2] = d.host | (d.size << 8) | (d.memory ? 0x10000 : 0);
    if (d.relative) this.branch(code, at, offset);
    this.cover(code, offset, d.length);
    const map = (code >> 2) + offset;
    const stub = this.i32[map];
    this.i32[map] = entry;
    if (stub !== 0) this.resolve(stub, entry);
  }

  private address(at: number, offset: number): void {
    const d = this.decoder;
    this.u8[at + Record.BASE] = d.base;
    this.u8[at + Record.INDEX] = d.index;
    this.u8[at + Record.SCALE] = d.scale;
    this.i32[(at + Record.DISP) >> 2] = d.dispLow;
    this.i32[(at + Record.DISP + 4) >> 2] = d.dispHigh;
    if (!d.ripRelative) return;
    // |disp| < 2^31, so the sum needs 33 bits.
    const sum = d.dispLow + offset + d.length;
    this.u8[at + Record.BASE] = State.PAGE_BASE;
    this.i32[(at + Record.DISP) >> 2] = sum | 0;
    this.i32[(at + Record.DISP + 4) >> 2] = sum < 0 ? -1 : 0;
  }

  private prepareAddress(offset: number): void {
    const d = this.decoder;
    const at = this.record(d.address32 ? address32 : address, offset);
    this.address(at, offset);
    this.u8[at + Record.S] = d.segment;
    d.base = State.TEMP;
    d.index = State.ZERO;
    d.scale = d.dispLow = d.dispHigh = 0;
    d.ripRelative = false;
  }

  /** Destination of a relative branch: a record in the same page, else an offset from the page's address. */
  private branch(code: number, at: number, offset: number): void {
    const d = this.decoder;
    const destination = offset + d.length + d.immLow;
    if (destination < 0 || destination >= 4096) {
      this.u16[at >> 1] = d.farRow();
      this.i32[(at + Record.IMM) >> 2] = destination | 0;
      this.i32[(at + Record.IMM + 4) >> 2] = destination < 0 ? -1 : 0;
      return;
    }
    const field = (at + Record.TARGET) >> 2;
    const known = this.i32[(code >> 2) + destination];
    if (known !== 0 && this.u16[known >> 1] !== link) {
      this.i32[field] = known;
      return;
    }
    const stub = this.stub(code, destination);
    this.i32[field] = stub;
    this.waiting.get(stub)!.push(field);
  }

  /** The record that stands for code not decoded yet. */
  private stub(code: number, offset: number): number {
    const known = this.i32[(code >> 2) + offset];
    if (known !== 0) return known;
    this.stubs -= Record.BYTES;
    const at = this.stubs;
    this.i32.fill(0, at >> 2, (at + Record.BYTES) >> 2);
    this.i32[(code >> 2) + offset] = at;
    this.u16[at >> 1] = link;
    this.u16[(at + Record.OFFSET) >> 1] = offset;
    this.waiting.set(at, []);
    return at;
  }

  private resolve(stub: number, entry: number): void {
    const fields = this.waiting.get(stub);
    if (!fields) return;
    this.waiting.delete(stub);
    for (const field of fields) this.i32[field] = entry;
    // Whoever still holds the stub goes on through it.
    this.u16[stub >> 1] = goto;
    this.i32[(stub + Record.TARGET) >> 2] = entry;
  }

  /** The record after the last instruction of a run: it counts as none. */
  private end(op: number, offset: number, target = 0): number {
    const at = this.record(op, offset & 4095);
    this.i32[(at + Record.TARGET) >> 2] = target;
    this.i32[(at + Record.IMM) >> 2] = offset;
    return at;
  }

  /** Counts the instructions from each record to the end of its block, backwards; returns the first record. */
  private finish(first: number, end: number): number {
    const last = this.free - Record.BYTES;
    let left = 0;
    for (let at = end === 0 ? last : end - Record.BYTES; at >= first; at -= Record.BYTES) {
      const op = this.u16[at >> 1];
      const prepares = op === address || op === address32 || op === crossing;
      if (!prepares) left = op === host || TABLE.rows[op].control ? 1 : left + 1;
      this.u16[(at + Record.LEFT) >> 1] = left;
    }
    if (this.toTrap.length > 0) this.trap();
    return first;
  }
}
