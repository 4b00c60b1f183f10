/**
 * read and write of files in the page cache. Follows mm/filemap.c: filemap_read, generic_perform_write.
 * As long as pages are there the loops run through at once; where a page or the user's memory must be waited for they go on as generators.
 */
import type { PhysAddr } from '../../machine/types';
import { EFAULT } from '../errno';
import { isSleeping, settle } from '../sleeping';
import type { Inode, IoBuffer, Kernel, MaySleep, Sleeping } from '../types';
import { type AddressSpace, PAGE } from './page-cache';
import type { CachedPage } from './page-cache-state';

/** Bytes from `pos` on, up to the end of the file. */
export function readPages(
  kernel: Kernel,
  space: AddressSpace,
  size: number,
  io: IoBuffer,
  pos: number,
): MaySleep<number> {
  return new Reading(kernel, space, Math.min(size, pos + io.remaining), io, pos).run();
}

class Reading {
  private at: number;

  constructor(
    private readonly kernel: Kernel,
    private readonly space: AddressSpace,
    private readonly end: number,
    private readonly io: IoBuffer,
    private readonly start: number,
  ) {
    this.at = start;
  }

  run(): MaySleep<number> {
    while (this.at < this.end) {
      const page = this.space.get(Math.floor(this.at / PAGE));
      if (isSleeping(page)) return this.afterPage(page);
      const moved = this.copy(page);
      if (isSleeping(moved)) return this.goOn(moved);
      if (moved < 0) return this.result(moved);
    }
    return this.result(0);
  }

  private *afterPage(call: Sleeping<CachedPage | number>): Sleeping<number> {
    const moved = yield* settle(this.copy(yield* call));
    return moved < 0 ? this.result(moved) : yield* settle(this.run());
  }

  private *goOn(call: Sleeping<number>): Sleeping<number> {
    const error = yield* call;
    return error < 0 ? this.result(error) : yield* settle(this.run());
  }

  /** Part of a page to the user. Negative: give up. */
  private copy(page: CachedPage | number): MaySleep<number> {
    if (typeof page === 'number') return page;
    const offset = this.at % PAGE;
    const wanted = Math.min(PAGE - offset, this.end - this.at);
    const moved = this.io.put(this.kernel.core.ram.bytes, page.frame * PAGE + offset, wanted);
    this.at += moved;
    return moved === wanted ? 0 : (this.io.faultIn?.() ?? -EFAULT);
  }

  private result(error: number): number {
    return this.at > this.start ? this.at - this.start : error;
  }
}

/** What writing needs of the file system. */
export interface Writable {
  readonly space: AddressSpace;
  readonly inode: Inode;
  /** Blocks for the bytes [offset, offset + bytes) of page `index`; 0 or a negative errno. */
  reserve(index: number, offset: number, bytes: number): MaySleep<number>;
  /** Smallest part of a page that is written by itself. */
  readonly blockSize: number;
  /** Too much is dirty: waits. */
  balance(): MaySleep<void>;
}

/** Bytes to `pos` on; the file grows. The caller holds the inode's lock. */
export function writePages(kernel: Kernel, file: Writable, io: IoBuffer, pos: number): MaySleep<number> {
  return writing(kernel, file, io, pos);
}

function* writing(kernel: Kernel, file: Writable, io: IoBuffer, pos: number): Sleeping<number> {
  const bounce = new Uint8Array(PAGE);
  let at = pos;
  let error = 0;
  while (io.remaining > 0) {
    const index = Math.floor(at / PAGE);
    const offset = at % PAGE;
    const wanted = Math.min(PAGE - offset, io.remaining);
    error = yield* reserve(kernel, file, index, offset, wanted);
    if (error < 0) break;
    let moved = io.get(bounce, 0, wanted);
    while (moved === 0 && io.faultIn !== undefined) {
      error = yield* settle(io.faultIn());
      if (error < 0) break;
      moved = io.get(bounce, 0, wanted);
    }
    if (moved === 0) {
      error ||= -EFAULT;
      break;
    }
    error = yield* store(kernel, file, index, offset, bounce.subarray(0, moved));
    if (error < 0) break;
    at += moved;
    if (at > file.inode.size) file.inode.size = at;
    yield* settle(file.balance());
  }
  return at > pos ? at - pos : error;
}

/**
 * Blocks for a part of a page. What the page holds already is read before: a block that fills a hole has nothing of ours on the disk.
 * The page stays while the file system waits.
 */
function* reserve(kernel: Kernel, file: Writable, index: number, offset: number, bytes: number): Sleeping<number> {
  const { space, inode } = file;
  if (isFresh(inode, index, offset, bytes)) return yield* settle(file.reserve(index, offset, bytes));
  const page = yield* settle(space.get(index));
  if (typeof page === 'number') return page;
  kernel.frames.get(page.frame);
  const error = yield* settle(file.reserve(index, offset, bytes));
  kernel.frames.put(page.frame);
  return error;
}

/** Nothing in the page but these bytes is of worth. */
function isFresh(inode: Inode, index: number, offset: number, bytes: number): boolean {
  if (index * PAGE >= inode.size) return true;
  return offset === 0 && (bytes === PAGE || index * PAGE + bytes >= inode.size);
}

/** Bytes into a page, which is read first when it is not written whole and there is something to read. */
function* store(kernel: Kernel, file: Writable, index: number, offset: number, bytes: Uint8Array): Sleeping<number> {
  const { space, inode } = file;
  let page = isFresh(inode, index, offset, bytes.length) ? space.grab(index) : yield* settle(space.get(index));
  if (typeof page === 'number') return page;
  while (page.reading) {
    const read: CachedPage | number = yield* settle(space.get(index));
    if (typeof read === 'number') return read;
    page = read;
  }
  const { ram } = kernel.core;
  ram.write((page.frame * PAGE + offset) as PhysAddr, bytes);
  page.uptodate = true;
  page.error = 0;
  const { blockSize } = file;
  const first = offset - (offset % blockSize);
  const end = Math.ceil((offset + bytes.length) / blockSize) * blockSize;
  space.markDirty(page, ((1 << ((end - first) / 512)) - 1) << (first / 512));
  return 0;
}
