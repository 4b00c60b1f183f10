/** Bytes on their way in or out, in chunks: appended at the end, taken from the front, never copied in between. */
import type { IoBuffer } from '../../../types';

interface Chunk {
  bytes: Uint8Array;
  start: number;
  end: number;
}

/** Small writes share a chunk of this size; large ones get one of their own up to the second figure. */
const SMALL = 4096;
const LARGE = 65536;

export class ByteQueue {
  length = 0;
  private readonly chunks: Chunk[] = [];

  /** Takes over `bytes`. */
  push(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.chunks.push({ bytes, start: 0, end: bytes.length });
    this.length += bytes.length;
  }

  /** Copies at most `most` bytes from a writer. Fewer: a fault. */
  fill(from: IoBuffer, most: number): number {
    let total = 0;
    while (total < most && from.remaining > 0) {
      const want = Math.min(most - total, from.remaining);
      const chunk = this.roomFor(want);
      const n = Math.min(want, chunk.bytes.length - chunk.end);
      const moved = from.get(chunk.bytes, chunk.end, n);
      chunk.end += moved;
      this.length += moved;
      total += moved;
      if (moved < n) break;
    }
    return total;
  }

  private roomFor(want: number): Chunk {
    const last = this.chunks[this.chunks.length - 1];
    if (last !== undefined && last.end < last.bytes.length) return last;
    const size = Math.min(LARGE, Math.max(SMALL, want));
    const chunk = { bytes: new Uint8Array(size), start: 0, end: 0 };
    this.chunks.push(chunk);
    return chunk;
  }

  /** Copies `length` bytes that lie `offset` after the front. */
  copy(offset: number, length: number, to: Uint8Array, at: number): void {
    let skip = offset;
    let left = length;
    let put = at;
    for (const { bytes, start, end } of this.chunks) {
      if (left === 0) return;
      const here = end - start;
      if (skip >= here) {
        skip -= here;
        continue;
      }
      const n = Math.min(left, here - skip);
      to.set(bytes.subarray(start + skip, start + skip + n), put);
      put += n;
      left -= n;
      skip = 0;
    }
  }

  /** Moves bytes to a reader, from the front; with `peek` they stay. Bytes moved; fewer than there were: full or a fault. */
  read(to: IoBuffer, most: number, peek: boolean): number {
    let total = 0;
    let left = most;
    for (const chunk of [...this.chunks]) {
      if (left === 0 || to.remaining === 0) break;
      const n = Math.min(left, chunk.end - chunk.start, to.remaining);
      const moved = to.put(chunk.bytes, chunk.start, n);
      total += moved;
      left -= moved;
      if (moved < n) break;
    }
    if (!peek) this.drop(total);
    return total;
  }

  drop(count: number): void {
    let left = count;
    this.length -= count;
    while (left > 0) {
      const first = this.chunks[0];
      const here = first.end - first.start;
      if (here > left) {
        first.start += left;
        return;
      }
      left -= here;
      this.chunks.shift();
    }
  }

  clear(): void {
    this.chunks.length = 0;
    this.length = 0;
  }
}
