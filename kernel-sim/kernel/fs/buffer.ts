/**
 * One block of a device in memory (struct buffer_head), a window into a page of the device's cache. Follows fs/buffer.c.
 * A buffer is good until the next sleep: then the page may have left the cache, and it must be read again (which costs nothing while
 * it is there).
 */
import type { BlockDevice } from '../drivers/block/device';
import { isSleeping } from '../sleeping';
import type { MaySleep, Sleeping } from '../types';
import { PAGE } from './page-cache';
import type { CachedPage } from './page-cache-state';

export class Buffer {
  readonly bytes: Uint8Array;
  readonly view: DataView;

  constructor(
    private readonly page: CachedPage,
    private readonly offset: number,
    readonly size: number,
  ) {
    const ram = page.space.kernel.core.ram.bytes;
    const at = page.frame * PAGE + offset;
    this.bytes = ram.subarray(at, at + size);
    this.view = new DataView(ram.buffer, ram.byteOffset + at, size);
  }

  markDirty(): void {
    this.page.space.markDirty(this.page, this.mask);
  }

  /** Its content does not matter any more. */
  forget(): void {
    this.page.space.clearDirty(this.page, this.mask);
  }

  private get mask(): number {
    return ((1 << (this.size / 512)) - 1) << (this.offset / 512);
  }
}

/** The block with its content, or a negative errno. */
export function bread(device: BlockDevice, block: number, size: number): MaySleep<Buffer | number> {
  const at = block * size;
  const offset = at % PAGE;
  const page = device.cache.get((at - offset) / PAGE);
  if (isSleeping(page)) return later(page, offset, size);
  return typeof page === 'number' ? page : new Buffer(page, offset, size);
}

function* later(call: Sleeping<CachedPage | number>, offset: number, size: number): Sleeping<Buffer | number> {
  const page = yield* call;
  return typeof page === 'number' ? page : new Buffer(page, offset, size);
}

/** A block that is given to file data: what the device's own cache may still want to write there is dropped. */
export function forgetBlock(device: BlockDevice, block: number, size: number): void {
  const at = block * size;
  const offset = at % PAGE;
  const page = device.cache.pages.get((at - offset) / PAGE);
  if (page !== undefined) new Buffer(page, offset, size).forget();
}

/** The pages that hold these blocks go to the device, and are waited for. */
export function* writeBlocks(device: BlockDevice, blocks: Iterable<number>, size: number): Sleeping<number> {
  let result = 0;
  const indices = new Set<number>();
  for (const block of blocks) indices.add(Math.floor((block * size) / PAGE));
  for (const index of indices) {
    const error = yield* device.cache.writeAll(index, index + 1);
    result ||= error;
  }
  return result;
}
