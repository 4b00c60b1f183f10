/**
 * Map memory that user space can map: pages of guest RAM, seen by programs as one region. `wrap` shows the same pages twice in a
 * row, so that a record may run over the end (kernel/bpf/ringbuf.c maps its data pages twice).
 */
import type { SlowAccess, Wide } from '../interp/memory';
import type { MapHost, MapPage } from './map';

export class PagedBytes implements SlowAccess {
  private constructor(readonly pages: readonly MapPage[]) {}

  /** null when memory is out. */
  static make(host: MapHost, bytes: number): PagedBytes | null {
    const pages: MapPage[] = [];
    for (let at = 0; at < bytes; at += 4096) {
      const page = host.page();
      if (!page) {
        for (const taken of pages) host.freePage(taken);
        return null;
      }
      pages.push(page);
    }
    return new PagedBytes(pages);
  }

  free(host: MapHost): void {
    for (const page of this.pages) host.freePage(page);
  }

  private locate(offset: number): Uint8Array {
    return this.pages[(offset >>> 12) % this.pages.length].bytes;
  }

  load(offset: number, size: number, out: Wide): boolean {
    const bytes = new Uint8Array(8);
    this.read(offset, bytes.subarray(0, size));
    const view = new DataView(bytes.buffer);
    out.lo = view.getInt32(0, true);
    out.hi = view.getInt32(4, true);
    return true;
  }

  store(offset: number, size: number, lo: number, hi: number): boolean {
    for (let i = 0; i < size; i++) {
      const half = i < 4 ? lo : hi;
      this.locate(offset + i)[(offset + i) & 4095] = half >>> ((i & 3) * 8);
    }
    return true;
  }

  read(offset: number, to: Uint8Array): boolean {
    for (let done = 0; done < to.length; ) {
      const at = (offset + done) & 4095;
      const length = Math.min(4096 - at, to.length - done);
      to.set(this.locate(offset + done).subarray(at, at + length), done);
      done += length;
    }
    return true;
  }

  write(offset: number, from: Uint8Array): boolean {
    for (let done = 0; done < from.length; ) {
      const at = (offset + done) & 4095;
      const length = Math.min(4096 - at, from.length - done);
      this.locate(offset + done).set(from.subarray(done, done + length), at);
      done += length;
    }
    return true;
  }
}
