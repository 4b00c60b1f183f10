/**
 * The pages of one tmpfs file: a sparse map from page index to frame, shared with mmap. Follows mm/shmem.c
 * (shmem_get_folio, shmem_truncate_range). A hole costs nothing and reads as zeros.
 * What the initramfs brought stays in the archive's own bytes until a page is written or mapped, as a page of shmem may lie in swap:
 * it counts as a page of the file, but has no frame yet.
 */
import { PAGE_SIZE, type PhysAddr } from '../../../machine/types';
import { EFAULT, ENOMEM, ENOSPC } from '../../errno';
import type { IoBuffer, PageCache } from '../../types';
import type { TmpfsSuperBlock } from './super';

/** What the data asks of its inode. */
interface Owner {
  size: number;
  readonly sb: TmpfsSuperBlock;
}

const ZEROS = new Uint8Array(PAGE_SIZE);
const NOTHING = new Uint8Array(0);

export class TmpfsData implements PageCache {
  private readonly frames = new Map<number, number>();
  /** Bytes of the start of the file that lie outside of memory; never written to. */
  private source: Uint8Array = NOTHING;
  /** Pages of `source` that have a frame now, or are holes. */
  private readonly taken = new Set<number>();
  unmap?: (index: number) => void;
  /** Where a write's bytes are gathered before they go to memory through the machine's own door. */
  private static readonly bounce = new Uint8Array(PAGE_SIZE);

  constructor(private readonly inode: Owner) {}

  /** Pages that are not holes. */
  get count(): number {
    return this.frames.size + Math.ceil(this.source.length / PAGE_SIZE) - this.taken.size;
  }

  /** An empty file gets this content, without a copy: the bytes may not change any more. 0 or -ENOSPC. */
  share(bytes: Uint8Array): number {
    const { sb } = this.inode;
    const pages = Math.ceil(bytes.length / PAGE_SIZE);
    if (sb.usedPages + pages > sb.options.size) return -ENOSPC;
    sb.usedPages += pages;
    this.source = bytes;
    this.inode.size = bytes.length;
    return 0;
  }

  /** A page whose bytes are in `source`. */
  private outside(index: number): boolean {
    return index * PAGE_SIZE < this.source.length && !this.taken.has(index);
  }

  /** For mmap: the frame of a page within the file; a hole gets its frame now. */
  page(index: number): number {
    if (index * PAGE_SIZE >= this.inode.size) return -EFAULT;
    return this.frames.get(index) ?? this.add(index);
  }

  dirty(): void {}

  present(index: number): boolean {
    return this.frames.has(index) || this.outside(index);
  }

  /** The frame of a page, if it has one. */
  frameOf(index: number): number | undefined {
    return this.frames.get(index);
  }

  /** Bytes from `pos` on, up to the end of the file. Bytes moved, or -EFAULT when not even one could be. */
  read(io: IoBuffer, pos: number): number {
    const ram = this.inode.sb.kernel.core.ram.bytes;
    const end = Math.min(this.inode.size, pos + io.remaining);
    let at = pos;
    while (at < end) {
      const index = Math.floor(at / PAGE_SIZE);
      const offset = at - index * PAGE_SIZE;
      let wanted = Math.min(PAGE_SIZE - offset, end - at);
      const frame = this.frames.get(index);
      let moved: number;
      if (frame !== undefined) moved = io.put(ram, frame * PAGE_SIZE + offset, wanted);
      else if (at < this.source.length && this.outside(index)) {
        wanted = Math.min(wanted, this.source.length - at);
        moved = io.put(this.source, at, wanted);
      } else moved = io.put(ZEROS, 0, wanted);
      at += moved;
      if (moved < wanted) return at > pos ? at - pos : -EFAULT;
    }
    return at > pos ? at - pos : 0;
  }

  /** Bytes to `pos` on; the file grows. Bytes moved, or a negative errno when not even one could be. */
  write(io: IoBuffer, pos: number): number {
    const { ram } = this.inode.sb.kernel.core;
    const bounce = TmpfsData.bounce;
    let at = pos;
    let error = 0;
    while (io.remaining > 0) {
      const index = Math.floor(at / PAGE_SIZE);
      const offset = at - index * PAGE_SIZE;
      const wanted = Math.min(PAGE_SIZE - offset, io.remaining);
      const frame = this.frames.get(index) ?? this.add(index);
      if (frame < 0) {
        error = frame;
        break;
      }
      const moved = io.get(bounce, 0, wanted);
      ram.write(address(frame, offset), moved === PAGE_SIZE ? bounce : bounce.subarray(0, moved));
      at += moved;
      if (at > this.inode.size) this.inode.size = at;
      if (moved < wanted) {
        error = -EFAULT;
        break;
      }
    }
    return at > pos ? at - pos : error;
  }

  /** Gives a page of the range its frame (fallocate). 0 or a negative errno. */
  reserve(index: number): number {
    return this.present(index) ? 0 : Math.min(0, this.add(index));
  }

  /** Cuts the file to `size`: frames beyond it are given back, the rest of the last page becomes zeros. */
  truncate(size: number): void {
    const firstGone = Math.ceil(size / PAGE_SIZE);
    for (const [index, frame] of this.frames) if (index >= firstGone) this.drop(index, frame);
    if (size < this.source.length) this.cutSource(size, firstGone);
    this.clear(size, firstGone * PAGE_SIZE);
  }

  /** Makes a hole of [start, end): whole pages go, parts of pages become zeros. */
  punch(start: number, end: number): void {
    const first = Math.ceil(start / PAGE_SIZE);
    const last = Math.floor(end / PAGE_SIZE);
    if (first > last) {
      this.clear(start, end);
      return;
    }
    for (const [index, frame] of this.frames) if (index >= first && index < last) this.drop(index, frame);
    for (let index = first; index < last && index * PAGE_SIZE < this.source.length; index++) {
      if (!this.outside(index)) continue;
      this.taken.add(index);
      this.inode.sb.usedPages--;
    }
    this.clear(start, first * PAGE_SIZE);
    this.clear(last * PAGE_SIZE, end);
  }

  /** Next byte at or after `pos` that lies in a page with a frame (SEEK_DATA) or without (SEEK_HOLE); -1: none before the end. */
  seek(pos: number, data: boolean): number {
    for (let index = Math.floor(pos / PAGE_SIZE); index * PAGE_SIZE < this.inode.size; index++) {
      if (this.present(index) === data) return Math.max(pos, index * PAGE_SIZE);
    }
    return data ? -1 : this.inode.size;
  }

  private add(index: number): number {
    const { sb } = this.inode;
    const outside = this.outside(index);
    if (!outside && sb.usedPages >= sb.options.size) return -ENOSPC;
    const frame = sb.kernel.frames.alloc('page-cache');
    if (frame < 0) return -ENOMEM;
    this.frames.set(index, frame);
    if (!outside) {
      sb.usedPages++;
      return frame;
    }
    this.taken.add(index);
    const start = index * PAGE_SIZE;
    sb.kernel.core.ram.write(address(frame, 0), this.source.subarray(start, start + PAGE_SIZE));
    return frame;
  }

  private cutSource(size: number, firstGone: number): void {
    const before = this.count;
    this.source = size === 0 ? NOTHING : this.source.subarray(0, size);
    for (const index of this.taken) if (index >= firstGone) this.taken.delete(index);
    this.inode.sb.usedPages -= before - this.count;
  }

  private drop(index: number, frame: number): void {
    this.unmap?.(index);
    const { sb } = this.inode;
    this.frames.delete(index);
    sb.usedPages--;
    sb.kernel.frames.put(frame);
  }

  /** Zeros for a part of one page. */
  private clear(start: number, end: number): void {
    const index = Math.floor(start / PAGE_SIZE);
    const frame = this.frames.get(index);
    if (frame === undefined && start < end && start < this.source.length && this.outside(index))
      this.source = this.source.slice().fill(0, start, end);
    if (frame === undefined || end <= start) return;
    this.inode.sb.kernel.core.ram.fill(address(frame, start - index * PAGE_SIZE), end - start, 0);
  }
}

function address(frame: number, offset: number): PhysAddr {
  return (frame * PAGE_SIZE + offset) as PhysAddr;
}
