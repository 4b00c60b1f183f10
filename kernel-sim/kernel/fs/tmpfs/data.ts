/**
 * The pages of one tmpfs file: a sparse map from page index to frame, shared with mmap. Follows mm/shmem.c
 * (shmem_get_folio, shmem_truncate_range). A hole costs nothing and reads as zeros.
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

export class TmpfsData implements PageCache {
  private readonly frames = new Map<number, number>();
  unmap?: (index: number) => void;
  /** Where a write's bytes are gathered before they go to memory through the machine's own door. */
  private static readonly bounce = new Uint8Array(PAGE_SIZE);

  constructor(private readonly inode: Owner) {}

  /** Pages that have a frame. */
  get count(): number {
    return this.frames.size;
  }

  /** For mmap: the frame of a page within the file; a hole gets its frame now. */
  page(index: number): number {
    if (index * PAGE_SIZE >= this.inode.size) return -EFAULT;
    return this.frames.get(index) ?? this.add(index);
  }

  dirty(): void {}

  present(index: number): boolean {
    return this.frames.has(index);
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
      const wanted = Math.min(PAGE_SIZE - offset, end - at);
      const frame = this.frames.get(index);
      const moved = frame === undefined ? io.put(ZEROS, 0, wanted) : io.put(ram, frame * PAGE_SIZE + offset, wanted);
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
    return this.frames.has(index) ? 0 : Math.min(0, this.add(index));
  }

  /** Cuts the file to `size`: frames beyond it are given back, the rest of the last page becomes zeros. */
  truncate(size: number): void {
    const firstGone = Math.ceil(size / PAGE_SIZE);
    for (const [index, frame] of this.frames) if (index >= firstGone) this.drop(index, frame);
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
    this.clear(start, first * PAGE_SIZE);
    this.clear(last * PAGE_SIZE, end);
  }

  /** Next byte at or after `pos` that lies in a page with a frame (SEEK_DATA) or without (SEEK_HOLE); -1: none before the end. */
  seek(pos: number, data: boolean): number {
    for (let index = Math.floor(pos / PAGE_SIZE); index * PAGE_SIZE < this.inode.size; index++) {
      if (this.frames.has(index) === data) return Math.max(pos, index * PAGE_SIZE);
    }
    return data ? -1 : this.inode.size;
  }

  private add(index: number): number {
    const { sb } = this.inode;
    if (sb.usedPages >= sb.options.size) return -ENOSPC;
    const frame = sb.kernel.frames.alloc('page-cache');
    if (frame < 0) return -ENOMEM;
    this.frames.set(index, frame);
    sb.usedPages++;
    return frame;
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
    if (frame === undefined || end <= start) return;
    this.inode.sb.kernel.core.ram.fill(address(frame, start - index * PAGE_SIZE), end - start, 0);
  }
}

function address(frame: number, offset: number): PhysAddr {
  return (frame * PAGE_SIZE + offset) as PhysAddr;
}
