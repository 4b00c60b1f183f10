/**
 * The ring that perf records go to: struct perf_event_mmap_page and 2^n data pages, shared with user space.
 * Follows kernel/events/ring_buffer.c and include/uapi/linux/perf_event.h.
 */
import type { PageCache } from '../types';

const DATA_HEAD = 1024;
const DATA_TAIL = 1032;
const PAGE = 4096;

export interface RingPage {
  frame: number;
  bytes: Uint8Array;
}

export class PerfRing implements PageCache {
  /** Records that did not fit since the last that did. */
  lost = 0;
  private head = 0;
  /** Head at the last wake-up. */
  woken = 0;

  constructor(
    /** The control page, then data. */
    readonly pages: readonly RingPage[],
  ) {
    const view = this.control;
    view.setUint32(4, 0, true);
    view.setUint32(72, 1088, true);
    view.setBigUint64(1040, BigInt(PAGE), true);
    view.setBigUint64(1048, BigInt(this.size), true);
  }

  private get control(): DataView {
    const { bytes } = this.pages[0];
    return new DataView(bytes.buffer, bytes.byteOffset, PAGE);
  }
  get size(): number {
    return (this.pages.length - 1) * PAGE;
  }
  private get tail(): number {
    return Number(this.control.getBigUint64(DATA_TAIL, true));
  }
  get pending(): number {
    return this.head - this.tail;
  }

  page(index: number): number {
    return this.pages[index]?.frame ?? -14;
  }
  dirty(): void {}

  /** Appends a record; false when it does not fit (then it counts as lost). */
  write(record: Uint8Array): boolean {
    if (this.size === 0 || this.pending + record.length > this.size) {
      this.lost++;
      return false;
    }
    for (let done = 0; done < record.length; ) {
      const at = (this.head + done) % this.size;
      const length = Math.min(PAGE - (at % PAGE), record.length - done);
      this.pages[1 + Math.floor(at / PAGE)].bytes.set(record.subarray(done, done + length), at % PAGE);
      done += length;
    }
    this.head += record.length;
    this.control.setBigUint64(DATA_HEAD, BigInt(this.head), true);
    return true;
  }

  fits(length: number): boolean {
    return this.pending + length <= this.size;
  }
}
