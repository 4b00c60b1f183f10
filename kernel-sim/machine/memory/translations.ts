/**
 * The tiers' translation caches, seen from TypeScript: when to forget what. They are invisible to the guest and always coherent.
 *
 * A tag carries the privilege level and a number for the address space (its cr3), so that switching flushes nothing. Forgetting
 * everything means giving out new numbers; the tables are really cleared only when the numbers run out.
 */
import { Flag, Layout, PageFlag, State, TLB_BYTES } from '../cpu/state';

/** Tag bits: 0 valid, 1 user, 2-11 address space. */
const SPACES = 1024;
const CR4_SMAP = 1 << 21;

export class Translations {
  private readonly i32: Int32Array;
  private readonly u8: Uint8Array;
  private readonly spaces = new Map<number, number>();
  private next = 1;
  /** A flush was asked for; done when somebody next needs a translation. */
  private stale = false;
  private lastKey = -1;
  private lastSpace = 0;

  constructor(
    memory: WebAssembly.Memory,
    private readonly pages: number,
    private readonly pageFlags: number,
    private readonly pageTables: number,
  ) {
    this.i32 = new Int32Array(memory.buffer);
    this.u8 = new Uint8Array(memory.buffer);
  }

  /** The TLB of lessons is told of what is forgotten on purpose. */
  watcher: { flushPage(page: number): void; flushAll(): void } | null = null;

  flushAll(): void {
    this.stale = true;
    this.watcher?.flushAll();
  }

  /**
   * Sets the bank's tag for its cr3 and privilege, giving the address space a number if it has none. `careful`: a space in which no
   * data access is ever cached, for instructions whose accesses are looked at one by one.
   */
  select(careful = false): void {
    if (this.stale) {
      this.stale = false;
      this.spaces.clear();
      this.lastKey = -1;
    }
    const cr3 = this.i32[(Layout.BANK + State.CR3) >> 2] >>> 0;
    const key = cr3 * 4 + (careful ? 2 : 0) + this.userPages();
    if (key !== this.lastKey) {
      this.lastSpace = this.spaceOf(key);
      this.lastKey = key;
    }
    const user = this.i32[(Layout.BANK + State.CPL) >> 2] === 3 ? 2 : 0;
    this.i32[(Layout.BANK + State.CONTEXT_TAG) >> 2] = (this.lastSpace << 2) | user | 1;
    this.i32[(Layout.BANK + State.CONTEXT_TAG + 4) >> 2] = 0;
  }

  /** 1 where SMAP is on and RFLAGS.AC lets ring 0 at user pages: other translations are allowed then. */
  private userPages(): number {
    if (!(this.i32[(Layout.BANK + State.CR4) >> 2] & CR4_SMAP)) return 0;
    return this.i32[(Layout.BANK + State.FLAGS_REST) >> 2] & Flag.AC ? 1 : 0;
  }

  private spaceOf(key: number): number {
    const known = this.spaces.get(key);
    if (known !== undefined) return known;
    if (this.next === SPACES) this.clear();
    this.spaces.set(key, this.next);
    return this.next++;
  }

  /** Forgets one page in every address space: its slot is the same in all. */
  flushPage(pageNumber: number): void {
    this.watcher?.flushPage(pageNumber);
    const slot = (pageNumber & 4095) << 4;
    for (const table of [Layout.TLB_READ, Layout.TLB_WRITE, Layout.TLB_CODE]) this.i32[(table + slot) >> 2] = 0;
  }

  /** A page-table entry that was present changes: forget what came of it. */
  entryChanged(entry: number): void {
    const maps = this.i32[(this.pageTables >> 2) + (entry >>> 12)];
    if (maps === 0) return;
    if (maps === -1) this.flushAll();
    else this.flushPage((maps - 1) * 512 + ((entry & 4095) >>> 3));
  }

  /** A whole page of tables was written over: it may be data from now on. */
  tableOverwritten(page: number): void {
    this.flushAll();
    this.u8[this.pageFlags + page] &= ~PageFlag.TABLE;
    this.i32[(this.pageTables >> 2) + page] = 0;
  }

  private clear(): void {
    this.u8.fill(0, Layout.TLB_READ, Layout.TLB_READ + 3 * TLB_BYTES);
    this.i32.fill(0, this.pageTables >> 2, (this.pageTables >> 2) + this.pages);
    for (let p = 0; p < this.pages; p++) this.u8[this.pageFlags + p] &= ~(PageFlag.TABLE | PageFlag.WRITTEN);
    this.spaces.clear();
    this.next = 1;
  }
}
