/**
 * A mounted ext2: its superblock and group descriptors, which are kept in memory, inodes in use, errors, sync. Follows fs/ext2/super.c.
 * Departs from it: time stamps go to the second, as the 128-byte inode keeps them; no quotas, no DAX.
 */
import { NAME_MAX } from '../../abi/limits';
import { MS_RDONLY } from '../../abi/mount';
import type { BlockDevice } from '../../drivers/block/device';
import { EINVAL, EIO, EROFS } from '../../errno';
import { settle } from '../../sleeping';
import type {
  FileOperations,
  FileSystemType,
  InodeOperations,
  Kernel,
  MaySleep,
  Sleeping,
  StatFs,
  Task,
  TimeSpec,
  WaitQueue,
} from '../../types';
import { type Buffer, bread, writeBlocks } from '../buffer';
import { type BlockFileSystem, contextOf } from '../context';
import { BaseSuperBlock } from '../inode';
import { SleepLock } from '../lock';
import type { Ext2Inode } from './inode';
import {
  DESCRIPTOR_BYTES,
  ERROR_FS,
  ERRORS_CONTINUE,
  ERRORS_PANIC,
  ERRORS_RO,
  type Group,
  hasSuper,
  MAGIC,
  RO_COMPAT_LARGE_FILE,
  RO_COMPAT_SPARSE_SUPER,
  RO_COMPAT_SUPPORTED,
  SB,
  SUPER_BYTES,
  SUPER_OFFSET,
  VALID_FS,
  writeGroup,
} from './layout';
import { type Ext2Options, parseOptions } from './options';

/** What inodes can do, by type; given by mount.ts so that inode.ts need not know namei.ts and file.ts. */
export interface Ext2Operations {
  inode(mode: number): InodeOperations;
  file(mode: number): FileOperations;
  makeUnnamed(dir: Ext2Inode, mode: number, task: Task): MaySleep<Ext2Inode | number>;
}

export class Ext2SuperBlock extends BaseSuperBlock implements BlockFileSystem {
  readonly cachesNames = true;
  override readonly blockSize: number;
  /** The superblock as it is to be written. */
  readonly view: DataView;
  readonly inodes = new Map<number, Ext2Inode>();
  /** One at a time reads inodes in. */
  readonly igetLock: SleepLock;
  readOnly: boolean;
  /** Inodes without a name that are being taken apart. */
  evicting = 0;
  readonly evicted: WaitQueue;
  private superDirty = false;
  /** State when it was mounted: an orderly unmount puts it back. */
  private readonly mountState: number;

  constructor(
    kernel: Kernel,
    type: FileSystemType,
    readonly device: BlockDevice,
    readonly superBytes: Uint8Array,
    readonly groups: Group[],
    public options: Ext2Options,
    flags: number,
    readonly operations: Ext2Operations,
  ) {
    super(kernel, type, device.number);
    this.view = new DataView(superBytes.buffer, superBytes.byteOffset, SUPER_BYTES);
    this.blockSize = 1024 << this.get32(SB.logBlockSize);
    this.igetLock = new SleepLock(kernel);
    this.evicted = kernel.newWaitQueue('ext2');
    this.readOnly = (flags & MS_RDONLY) !== 0;
    this.mountState = this.view.getUint16(SB.state, true);
  }

  get32(offset: number): number {
    return this.view.getUint32(offset, true);
  }
  set32(offset: number, value: number): void {
    this.view.setUint32(offset, value, true);
    this.superDirty = true;
  }
  get16(offset: number): number {
    return this.view.getUint16(offset, true);
  }

  // ---------------------------------------------------------------- geometry

  get inodeSize(): number {
    return this.get32(SB.revision) === 0 ? 128 : this.get16(SB.inodeSize);
  }
  get firstIno(): number {
    return this.get32(SB.revision) === 0 ? 11 : this.get32(SB.firstIno);
  }
  get blocks(): number {
    return this.get32(SB.blocks);
  }
  get firstDataBlock(): number {
    return this.get32(SB.firstDataBlock);
  }
  get blocksPerGroup(): number {
    return this.get32(SB.blocksPerGroup);
  }
  get inodesPerGroup(): number {
    return this.get32(SB.inodesPerGroup);
  }
  get tableBlocks(): number {
    return (this.inodesPerGroup * this.inodeSize) / this.blockSize;
  }
  get descriptorBlocks(): number {
    return Math.ceil((this.groups.length * DESCRIPTOR_BYTES) / this.blockSize);
  }
  groupStart(group: number): number {
    return this.firstDataBlock + group * this.blocksPerGroup;
  }
  groupOf(block: number): number {
    return Math.floor((block - this.firstDataBlock) / this.blocksPerGroup);
  }
  /** May file data or directories lie there? */
  isDataBlock(block: number): boolean {
    return block > this.firstDataBlock && block < this.blocks;
  }

  /** Bitmaps and inode tables: never to be given out or freed (in_range of ext2_new_blocks). */
  inSystemZone(block: number): boolean {
    const group = this.groups[this.groupOf(block)];
    if (group === undefined) return true;
    const { blockBitmap, inodeBitmap, inodeTable } = group;
    return (
      block === blockBitmap || block === inodeBitmap || (block >= inodeTable && block < inodeTable + this.tableBlocks)
    );
  }

  bread(block: number): MaySleep<Buffer | number> {
    return bread(this.device, block, this.blockSize);
  }

  // ---------------------------------------------------------------- time, errors

  override currentTime(): TimeSpec {
    return [super.currentTime()[0], 0];
  }

  message(level: number, text: string): void {
    this.kernel.printk(level, `EXT2-fs (${this.device.name}): ${text}`);
  }

  /** ext2_error: told, marked in the superblock, and what errors= says. Answers -EIO for the caller. */
  error(where: string, text: string): number {
    this.message(2, `error: ${where}: ${text}`);
    this.view.setUint16(SB.state, this.get16(SB.state) | ERROR_FS, true);
    this.superDirty = true;
    if (this.options.errors === ERRORS_PANIC)
      panic(this.kernel, `EXT2-fs (${this.device.name}): panic forced after error`);
    if (this.options.errors === ERRORS_RO && !this.readOnly) {
      this.message(2, 'error: remounting filesystem read-only');
      this.readOnly = true;
    }
    return -EIO;
  }

  // ---------------------------------------------------------------- writing back

  countChanged(): void {
    this.superDirty = true;
    contextOf(this.kernel).dirtyInode();
  }

  get isDirty(): boolean {
    if (this.superDirty) return true;
    for (const inode of this.inodes.values()) if (inode.changed) return true;
    return false;
  }

  /** Inodes that changed, superblock and descriptors into the device's cache. */
  *writeInodes(): Sleeping<void> {
    for (const inode of [...this.inodes.values()]) if (inode.changed) yield* inode.store();
    if (this.superDirty) yield* this.storeSuper();
  }

  private *storeSuper(): Sleeping<void> {
    this.superDirty = false;
    if (!this.readOnly) this.view.setUint32(SB.writeTime, super.currentTime()[0], true);
    const { blockSize } = this;
    const buffer = yield* settle(this.bread(Math.floor(SUPER_OFFSET / blockSize)));
    if (typeof buffer === 'number') return;
    buffer.bytes.set(this.superBytes, SUPER_OFFSET % blockSize);
    buffer.markDirty();
    const perBlock = blockSize / DESCRIPTOR_BYTES;
    for (let first = 0; first < this.groups.length; first += perBlock) {
      const table = yield* settle(this.bread(this.firstDataBlock + 1 + first / perBlock));
      if (typeof table === 'number') return;
      this.groups.slice(first, first + perBlock).forEach((group, i) => {
        writeGroup(table.view, i * DESCRIPTOR_BYTES, group);
      });
      table.markDirty();
    }
  }

  /** Everything to the medium. */
  *sync(): Sleeping<number> {
    while (this.evicting > 0) yield* this.evicted.sleep('ext2_evict', { interruptible: false });
    let error = 0;
    for (const inode of [...this.inodes.values()]) error = (yield* inode.writeData()) || error;
    yield* this.writeInodes();
    const synced = yield* this.device.sync();
    return error || synced;
  }

  /** Those blocks of metadata to the medium (fsync). */
  *writeMeta(blocks: Iterable<number>): Sleeping<number> {
    const written = yield* writeBlocks(this.device, blocks, this.blockSize);
    const flushed = yield* this.device.flush();
    return written || flushed;
  }

  // ---------------------------------------------------------------- mount, remount, unmount

  /** ext2_setup_super: from now on it is in use. */
  *begin(): Sleeping<void> {
    if (this.readOnly) return;
    if ((this.mountState & VALID_FS) === 0)
      this.message(4, 'warning: mounting unchecked fs, running e2fsck is recommended');
    else if ((this.mountState & ERROR_FS) !== 0)
      this.message(4, 'warning: mounting fs with errors, running e2fsck is recommended');
    else {
      const most = this.view.getInt16(SB.maxMountCount, true);
      if (most > 0 && this.get16(SB.mountCount) >= most)
        this.message(4, 'warning: maximal mount count reached, running e2fsck is recommended');
    }
    this.view.setUint16(SB.mountCount, this.get16(SB.mountCount) + 1, true);
    yield* this.markInUse();
  }

  private *markInUse(): Sleeping<void> {
    this.view.setUint16(SB.state, this.get16(SB.state) & ~VALID_FS, true);
    this.set32(SB.mountTime, super.currentTime()[0]);
    yield* this.storeSuper();
    yield* this.device.sync();
  }

  /** The state from before the mount, and errors that came up since. */
  private *markUnused(): Sleeping<void> {
    const errors = this.get16(SB.state) & ERROR_FS;
    this.view.setUint16(SB.state, (this.mountState & VALID_FS) | (this.mountState & ERROR_FS) | errors, true);
    this.superDirty = true;
    yield* this.sync();
  }

  *remount(flags: number, text: string): Sleeping<number> {
    const options = parseOptions(text, this.options);
    if (options === null) return -EINVAL;
    const wantsReadOnly = (flags & MS_RDONLY) !== 0;
    this.options = options;
    if (wantsReadOnly === this.readOnly) return 0;
    if (wantsReadOnly) {
      yield* this.markUnused();
      this.readOnly = true;
      return 0;
    }
    const unknown = this.get32(SB.roCompat) & ~RO_COMPAT_SUPPORTED;
    if (unknown !== 0) {
      this.message(4, `warning: couldn't remount RDWR because of unsupported optional features (${hex(unknown)}).`);
      return -EROFS;
    }
    if (this.device.readOnly) return -EROFS;
    this.readOnly = false;
    yield* this.markInUse();
    return 0;
  }

  override *deactivate(): Sleeping<void> {
    if (!this.readOnly) yield* this.markUnused();
    for (const inode of this.inodes.values()) inode.letGo();
    this.inodes.clear();
    yield* this.device.invalidate();
    contextOf(this.kernel).blockFileSystems.delete(this);
    this.device.holder = null;
    this.device.maybeIdle(this.kernel);
  }

  // ---------------------------------------------------------------- telling

  override showOptions(): string {
    const { errors, shownErrors } = this.options;
    const parts: string[] = [];
    if (shownErrors) parts.push(`errors=${ERROR_NAMES[errors]}`);
    return parts.join(',');
  }

  /** Blocks that can never hold data: boot block, copies of the superblock, bitmaps, inode tables. */
  private get overhead(): number {
    const sparse = (this.get32(SB.roCompat) & RO_COMPAT_SPARSE_SUPER) !== 0;
    let count = this.firstDataBlock + this.groups.length * (2 + this.tableBlocks);
    for (let group = 0; group < this.groups.length; group++)
      if (hasSuper(group, sparse)) count += 1 + this.descriptorBlocks;
    return count;
  }

  get freeBlocks(): number {
    return this.groups.reduce((sum, group) => sum + group.freeBlocks, 0);
  }
  get freeInodes(): number {
    return this.groups.reduce((sum, group) => sum + group.freeInodes, 0);
  }

  statfs(): StatFs {
    const free = this.freeBlocks;
    return {
      type: MAGIC,
      bsize: this.blockSize,
      blocks: this.blocks - this.overhead,
      bfree: free,
      bavail: Math.max(0, free - this.get32(SB.reserved)),
      files: this.get32(SB.inodes),
      ffree: this.freeInodes,
      namelen: NAME_MAX,
    };
  }

  /** A file passed 2 GiB: readers must know. */
  noteLargeFile(): void {
    if (this.get32(SB.revision) === 0 || (this.get32(SB.roCompat) & RO_COMPAT_LARGE_FILE) !== 0) return;
    this.set32(SB.roCompat, this.get32(SB.roCompat) | RO_COMPAT_LARGE_FILE);
  }
}

const ERROR_NAMES: Readonly<Record<number, string>> = {
  [ERRORS_CONTINUE]: 'continue',
  [ERRORS_RO]: 'remount-ro',
  [ERRORS_PANIC]: 'panic',
};

export const hex = (value: number): string => (value >>> 0).toString(16);

/** The running kernel can panic; the one of unit tests only tells. */
function panic(kernel: Kernel & { panic?(reason: string): never }, reason: string): void {
  if (kernel.panic !== undefined) kernel.panic(reason);
}
