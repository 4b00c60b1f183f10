/**
 * Block devices as the rest of the kernel sees them: a whole disk or one partition of it, with a number, a size and a page cache of
 * its own. Follows include/linux/blkdev.h (struct block_device, gendisk), block/bdev.c and block/genhd.c.
 */
import { ENOSPC } from '../../errno';
import { makedev } from '../../fs/inode';
import { AddressSpace, type PageRun } from '../../fs/page-cache';
import type { File, Kernel, MaySleep, Sleeping, Task, WaitQueue } from '../../types';
import { type Bio, type BioTarget, type DiskStats, newStats } from './bio';
import { SECTOR } from './image';

export interface Geometry {
  name: string;
  major: number;
  minor: number;
  target: BioTarget;
  /** Of a partition: where it begins on its disk. */
  start?: number;
  sectors: number;
  parent?: BlockDevice;
  /** Its number on the disk. */
  partition?: number;
  stats?: DiskStats;
  rotational?: boolean;
}

export class BlockDevice {
  readonly name: string;
  readonly number: number;
  readonly parent: BlockDevice | null;
  readonly partition: number;
  readonly stats: DiskStats;
  readonly rotational: boolean;
  readonly partitions: BlockDevice[] = [];
  /** Size in sectors; a loop device gets it with its file. */
  sectors: number;
  start: number;
  readOnly = false;
  /** A mounted file system or somebody with O_EXCL has it (bd_holder). */
  holder: unknown = null;
  /** Open files. */
  openers = 0;
  /** The driver's own ioctls (loop); undefined: not one of them. */
  ioctl?: (kernel: Kernel, task: Task, file: File, command: number, arg: number) => MaySleep<number> | undefined;
  /** Nobody has it open or mounted any more. */
  onIdle: ((kernel: Kernel) => void) | null = null;
  /** Reads the partition table again. */
  rescan: ((kernel: Kernel) => MaySleep<number>) | null = null;
  private readonly target: BioTarget;
  private readonly finished: WaitQueue;
  private space: AddressSpace | null = null;

  constructor(
    readonly kernel: Kernel,
    geometry: Geometry,
  ) {
    this.name = geometry.name;
    this.number = makedev(geometry.major, geometry.minor);
    this.target = geometry.target;
    this.start = geometry.start ?? 0;
    this.sectors = geometry.sectors;
    this.parent = geometry.parent ?? null;
    this.partition = geometry.partition ?? 0;
    this.stats = geometry.stats ?? newStats();
    this.rotational = geometry.rotational ?? false;
    this.finished = kernel.newWaitQueue('block');
  }

  get bytes(): number {
    return this.sectors * SECTOR;
  }

  /** The page cache of the device: its metadata, and what is read from /dev/NAME. */
  get cache(): AddressSpace {
    this.space ??= new AddressSpace(this.kernel, this, {
      buffers: true,
      size: () => this.bytes,
      map: (index) => this.pageRuns(index),
    });
    return this.space;
  }

  private pageRuns(index: number): PageRun[] | number {
    const left = this.bytes - index * 4096;
    if (left <= 0) return -ENOSPC;
    return [{ offset: 0, sector: index * 8, bytes: Math.min(4096, left - (left % SECTOR)) }];
  }

  submit(bio: Bio): void {
    if (this.parent === null) {
      this.target.submit(bio);
      return;
    }
    this.target.submit({ ...bio, sector: bio.sector + this.start, done: (error) => this.finish(bio, error) });
  }

  /** Partitions count for themselves. */
  private finish(bio: Bio, error: number): void {
    const sectors = bio.pieces.reduce((sum, piece) => sum + piece.bytes, 0) / SECTOR;
    if (bio.op === 'read') {
      this.stats.reads++;
      this.stats.readSectors += sectors;
    } else if (bio.op === 'write') {
      this.stats.writes++;
      this.stats.writeSectors += sectors;
    }
    bio.done(error);
  }

  maybeIdle(kernel: Kernel): void {
    if (this.openers === 0 && this.holder === null) this.onIdle?.(kernel);
  }

  /** Submits and waits. 0 or a negative errno. */
  *transfer(bio: Omit<Bio, 'done'>): Sleeping<number> {
    let result: number | null = null;
    this.submit({
      ...bio,
      done: (error) => {
        result = error;
        this.finished.wake();
      },
    });
    while (result === null) yield* this.finished.sleep('blk_mq_get_tag', { interruptible: false });
    return result;
  }

  /** REQ_PREFLUSH: what the device has acknowledged is safe when this answers. */
  flush(): Sleeping<number> {
    return this.transfer({ op: 'flush', sector: 0, pieces: [] });
  }

  /** All dirty pages of the device itself, then its write cache (sync_blockdev, blkdev_issue_flush). */
  *sync(): Sleeping<number> {
    const written = this.space === null ? 0 : yield* this.space.writeAll();
    const flushed = yield* this.flush();
    return written < 0 ? written : flushed;
  }

  /** Drops the page cache of a device that is no longer used. */
  *invalidate(): Sleeping<void> {
    if (this.space === null) return;
    yield* this.space.writeAll();
    this.space.drop();
  }
}
