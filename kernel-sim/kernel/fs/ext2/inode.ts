/**
 * Inodes of ext2: from the inode table and back, their pages, their end. Follows fs/ext2/inode.c (ext2_iget, ext2_write_inode,
 * ext2_evict_inode).
 */
import type { PhysAddr } from '../../../machine/types';
import { EFBIG, EIO, ENXIO, ESTALE } from '../../errno';
import { settle } from '../../sleeping';
import type { FileOperations, Inode, InodeOperations, MaySleep, Sleeping, Task } from '../../types';
import { S_IFBLK, S_IFCHR, S_IFDIR, S_IFLNK, S_IFMT, S_IFREG } from '../../types';
import { BaseInode, majorOf, makedev, minorOf } from '../inode';
import { SleepLock } from '../lock';
import { AddressSpace, PAGE, type PageRun } from '../page-cache';
import { runWork } from '../worker';
import type { Xattrs } from '../xattr';
import { freeInode } from './alloc';
import { BLOCK_SLOTS, INODE, ROOT_INO } from './layout';
import type { Ext2SuperBlock } from './super';
import { blockOf, punchTree, trimTree } from './tree';
import { dropXattrs, ext2Xattrs } from './xattr';

/** Links up to here lie in the inode itself. */
export const FAST_SYMLINK = 60;

export class Ext2Inode extends BaseInode {
  declare readonly sb: Ext2SuperBlock;
  readonly ops: InodeOperations;
  readonly fileOps: FileOperations;
  /** i_block: direct blocks, roots of the indirect ones; or the text of a short link; or a device number. */
  readonly slots = new Uint32Array(BLOCK_SLOTS);
  /** Of 512 bytes, indirect blocks included (i_blocks). */
  sectors = 0;
  flags = 0;
  generation = 0;
  fileAcl = 0;
  dtime = 0;
  /** Indirect blocks that changed since the last fsync. */
  readonly metaBlocks = new Set<number>();
  /** Held while blocks are given to it or taken (truncate_mutex). */
  readonly treeLock: SleepLock;
  private space: AddressSpace | null = null;
  private explicit = false;
  private stored = '';
  private gone = false;

  constructor(sb: Ext2SuperBlock, mode: number, ino: number) {
    super(sb, mode, ino);
    if ((mode & S_IFMT) === S_IFDIR) this.makeUnnamed = (bits, task) => sb.operations.makeUnnamed(this, bits, task);
    this.treeLock = new SleepLock(sb.kernel);
    this.ops = sb.operations.inode(mode);
    this.fileOps = sb.operations.file(mode);
  }

  override get pages(): AddressSpace | null {
    if ((this.mode & S_IFMT) !== S_IFREG) return null;
    this.space ??= new AddressSpace(this.sb.kernel, this.sb.device, {
      size: () => this.size,
      map: (index, create) => this.mapPage(index, create),
    });
    return this.space;
  }

  override get xattrs(): Xattrs {
    return ext2Xattrs(this);
  }

  override get blocks(): number {
    return this.sectors;
  }

  get isFastSymlink(): boolean {
    return (this.mode & S_IFMT) === S_IFLNK && this.sectors === (this.fileAcl !== 0 ? this.sb.blockSize / 512 : 0);
  }

  markChanged(): void {
    this.explicit = true;
    this.sb.countChanged();
  }

  /** Is what the inode table has of it old? */
  get changed(): boolean {
    return this.explicit || this.signature !== this.stored;
  }

  private get signature(): string {
    return `${this.mode} ${this.uid} ${this.gid} ${this.nlink} ${this.size} ${this.sectors} ${this.atime[0]} ${this.mtime[0]} ${this.ctime[0]}`;
  }

  // ---------------------------------------------------------------- blocks

  /** The block of the disk that holds block n of the file; 0: a hole; negative errno. */
  blockAt(n: number, create: boolean): MaySleep<number> {
    if (n < 12 && this.slots[n] !== 0 && this.sb.isDataBlock(this.slots[n])) return this.slots[n];
    return create ? this.treeLock.run(() => blockOf(this, n, true)) : blockOf(this, n, false);
  }

  private *mapPage(index: number, create: number): Sleeping<PageRun[] | number> {
    const { blockSize } = this.sb;
    const runs: PageRun[] = [];
    const perPage = PAGE / blockSize;
    const last = Math.ceil(this.size / blockSize);
    for (let i = 0; i < perPage; i++) {
      const n = index * perPage + i;
      const offset = i * blockSize;
      const wanted = (create & (1 << (offset / 512))) !== 0 && n < last;
      const block = yield* settle(this.blockAt(n, wanted));
      if (block < 0) return block;
      if (block > 0) runs.push({ offset, sector: (block * blockSize) / 512, bytes: blockSize });
    }
    return runs;
  }

  /** Cuts or grows to `size`. The caller holds the inode's lock. */
  *resize(size: number): Sleeping<number> {
    const { blockSize } = this.sb;
    if (size > maxSize(blockSize)) return -EFBIG;
    const { pages } = this;
    if (size < this.size && pages !== null) {
      if (size % PAGE !== 0) {
        const page = yield* settle(pages.get(Math.floor(size / PAGE)));
        if (typeof page === 'number') return page;
        const offset = size % PAGE;
        this.sb.kernel.core.ram.fill((page.frame * PAGE + offset) as PhysAddr, PAGE - offset, 0);
        const tail = yield* settle(this.blockAt(Math.floor(size / blockSize), false));
        if (tail > 0 && size % blockSize !== 0) {
          const first = Math.floor((offset - (offset % blockSize)) / 512);
          pages.markDirty(page, ((1 << (blockSize / 512)) - 1) << first);
        }
      }
      pages.truncate(size);
    }
    this.size = size;
    if (size > 0x7fffffff) this.sb.noteLargeFile();
    this.markChanged();
    yield* settle(this.treeLock.run(() => trimTree(this, Math.ceil(size / blockSize))));
    return 0;
  }

  /** Blocks behind the end of the file are given back. */
  *dropBeyondEnd(): Sleeping<void> {
    const limit = Math.ceil(this.size / this.sb.blockSize);
    yield* settle(this.treeLock.run(() => trimTree(this, limit)));
  }

  /** Zeros for a part of one page; blocks that stay are written, holes stay holes. */
  private *clear(start: number, end: number): Sleeping<void> {
    const { pages } = this;
    if (pages === null || start >= end || start >= this.size) return;
    const page = yield* settle(pages.get(Math.floor(start / PAGE)));
    if (typeof page === 'number') return;
    const offset = start % PAGE;
    this.sb.kernel.core.ram.fill((page.frame * PAGE + offset) as PhysAddr, end - start, 0);
    const { blockSize } = this.sb;
    for (let n = Math.floor(start / blockSize); n * blockSize < end; n++) {
      const block = yield* settle(this.blockAt(n, false));
      const sector = ((n * blockSize) % PAGE) / 512;
      if (block > 0) pages.markDirty(page, ((1 << (blockSize / 512)) - 1) << sector);
    }
  }

  /** FALLOC_FL_PUNCH_HOLE. The caller holds the inode's lock. */
  override *punchHole(start: number, end: number): Sleeping<number> {
    const { blockSize } = this.sb;
    const [first, last] = [Math.ceil(start / blockSize), Math.floor(end / blockSize)];
    for (let at = start; at < Math.min(end, this.size); ) {
      const next = Math.min(end, (Math.floor(at / PAGE) + 1) * PAGE);
      const cached = this.pages?.pages.get(Math.floor(at / PAGE));
      if (next - at < PAGE) yield* this.clear(at, next);
      else if (cached !== undefined) this.pages?.remove(cached);
      at = next;
    }
    if (first < last) yield* settle(this.treeLock.run(() => punchTree(this, first, last)));
    return 0;
  }

  /** Next byte at or after `pos` in a block (`data`) or in a hole; -1: none before the end. */
  *seek(pos: number, data: boolean): Sleeping<number> {
    const { blockSize } = this.sb;
    for (let n = Math.floor(pos / blockSize); n * blockSize < this.size; n++) {
      const block = yield* settle(this.blockAt(n, false));
      if (block < 0) return block;
      if (block > 0 === data) return Math.max(pos, n * blockSize);
    }
    return data ? -ENXIO : this.size;
  }

  // ---------------------------------------------------------------- storing

  /** Block of the inode table, and the byte in it. */
  get place(): { block: number; offset: number } {
    return placeOf(this.sb, this.ino);
  }

  load(raw: DataView): void {
    const get = (offset: number) => raw.getUint32(offset, true);
    const get16 = (offset: number) => raw.getUint16(offset, true);
    this.uid = get16(INODE.uid) | (get16(INODE.uidHigh) << 16);
    this.gid = get16(INODE.gid) | (get16(INODE.gidHigh) << 16);
    this.nlink = get16(INODE.links);
    this.size = get(INODE.size) + ((this.mode & S_IFMT) === S_IFREG ? get(INODE.sizeHigh) * 2 ** 32 : 0);
    this.atime = [raw.getInt32(INODE.atime, true), 0];
    this.ctime = [raw.getInt32(INODE.ctime, true), 0];
    this.mtime = [raw.getInt32(INODE.mtime, true), 0];
    this.dtime = get(INODE.dtime);
    this.sectors = get(INODE.blocks);
    this.flags = get(INODE.flags);
    this.generation = get(INODE.generation);
    this.fileAcl = get(INODE.fileAcl);
    for (let i = 0; i < BLOCK_SLOTS; i++) this.slots[i] = get(INODE.block + i * 4);
    const type = this.mode & S_IFMT;
    if (type === S_IFCHR || type === S_IFBLK) {
      const old = this.slots[0];
      this.rdev = old !== 0 ? makedev((old >> 8) & 0xff, old & 0xff) : this.slots[1];
    }
    this.stored = this.signature;
  }

  /** Into its block of the inode table. */
  *store(): Sleeping<void> {
    if (this.gone) return;
    const { block, offset } = this.place;
    const buffer = yield* settle(this.sb.bread(block));
    if (typeof buffer === 'number') return;
    const raw = new DataView(buffer.view.buffer, buffer.view.byteOffset + offset, this.sb.inodeSize);
    const type = this.mode & S_IFMT;
    if (type === S_IFCHR || type === S_IFBLK) this.storeDevice();
    raw.setUint16(INODE.mode, this.mode, true);
    raw.setUint16(INODE.uid, this.uid & 0xffff, true);
    raw.setUint16(INODE.uidHigh, this.uid >>> 16, true);
    raw.setUint16(INODE.gid, this.gid & 0xffff, true);
    raw.setUint16(INODE.gidHigh, this.gid >>> 16, true);
    raw.setUint16(INODE.links, this.nlink, true);
    raw.setUint32(INODE.size, this.size >>> 0, true);
    if (type === S_IFREG) raw.setUint32(INODE.sizeHigh, Math.floor(this.size / 2 ** 32), true);
    raw.setInt32(INODE.atime, this.atime[0], true);
    raw.setInt32(INODE.ctime, this.ctime[0], true);
    raw.setInt32(INODE.mtime, this.mtime[0], true);
    raw.setUint32(INODE.dtime, this.dtime, true);
    raw.setUint32(INODE.blocks, this.sectors, true);
    raw.setUint32(INODE.flags, this.flags, true);
    raw.setUint32(INODE.generation, this.generation, true);
    raw.setUint32(INODE.fileAcl, this.fileAcl, true);
    this.slots.forEach((slot, i) => {
      raw.setUint32(INODE.block + i * 4, slot, true);
    });
    buffer.markDirty();
    this.explicit = false;
    this.stored = this.signature;
  }

  /** A fresh inode: what an earlier file left in its place goes. */
  *storeNew(): Sleeping<void> {
    const { block, offset } = this.place;
    const buffer = yield* settle(this.sb.bread(block));
    if (typeof buffer !== 'number') buffer.bytes.fill(0, offset, offset + this.sb.inodeSize);
    yield* this.store();
  }

  private storeDevice(): void {
    const [major, minor] = [majorOf(this.rdev), minorOf(this.rdev)];
    const old = major < 256 && minor < 256;
    this.slots[0] = old ? (major << 8) | minor : 0;
    this.slots[1] = old ? 0 : this.rdev;
  }

  *writeData(): Sleeping<number> {
    return this.space === null ? 0 : yield* this.space.writeAll();
  }

  /** fsync: data, indirect blocks, the inode itself; the device's cache last. */
  *sync(): Sleeping<number> {
    const data = yield* this.writeData();
    if (this.changed) yield* this.store();
    const blocks = [...this.metaBlocks, this.place.block];
    this.metaBlocks.clear();
    const meta = yield* this.sb.writeMeta(blocks);
    return data || meta;
  }

  override makeUnnamed?(mode: number, task: Task): MaySleep<BaseInode | number>;

  // ---------------------------------------------------------------- the end

  /** The last open file of a nameless inode is closed. */
  override evict(): void {
    if (this.gone || this.sb.readOnly) return;
    this.sb.evicting++;
    const self = this;
    runWork(
      this.sb.kernel,
      (function* (): Sleeping<void> {
        yield* self.destroy();
        self.sb.evicting--;
        self.sb.evicted.wake();
      })(),
    );
  }

  /** ext2_evict_inode: its blocks and its number are free again. */
  *destroy(): Sleeping<void> {
    if (this.gone) return;
    this.space?.drop();
    this.dtime = this.sb.currentTime()[0];
    if (!this.isFastSymlink && this.hasBlocks) yield* settle(this.treeLock.run(() => trimTree(this, 0)));
    yield* dropXattrs(this);
    this.size = 0;
    yield* this.store();
    this.gone = true;
    this.sb.inodes.delete(this.ino);
    yield* freeInode(this.sb, this.ino, (this.mode & S_IFMT) === S_IFDIR);
  }

  private get hasBlocks(): boolean {
    const type = this.mode & S_IFMT;
    return type === S_IFREG || type === S_IFDIR || type === S_IFLNK;
  }

  /** The file system is unmounted. */
  letGo(): void {
    this.space?.drop();
    this.gone = true;
  }
}

export function placeOf(sb: Ext2SuperBlock, ino: number): { block: number; offset: number } {
  const group = sb.groups[Math.floor((ino - 1) / sb.inodesPerGroup)];
  const at = ((ino - 1) % sb.inodesPerGroup) * sb.inodeSize;
  return { block: group.inodeTable + Math.floor(at / sb.blockSize), offset: at % sb.blockSize };
}

/** ext2_max_size: what the tree can hold, and i_blocks can count. */
export function maxSize(blockSize: number): number {
  const per = blockSize / 4;
  return Math.min((12 + per + per ** 2 + per ** 3) * blockSize, 2 ** 32 * 512);
}

/** The inode of that number. -EIO: there is none, or it cannot be right. */
export function* iget(sb: Ext2SuperBlock, ino: number): Sleeping<Ext2Inode | number> {
  const known = sb.inodes.get(ino);
  if (known !== undefined) return known;
  if ((ino !== ROOT_INO && ino < sb.firstIno) || ino > sb.get32(0))
    return sb.error('ext2_get_inode', `bad inode number: ${ino}`);
  return yield* settle(sb.igetLock.run(() => read(sb, ino)));
}

function* read(sb: Ext2SuperBlock, ino: number): Sleeping<Ext2Inode | number> {
  const known = sb.inodes.get(ino);
  if (known !== undefined) return known;
  const { block, offset } = placeOf(sb, ino);
  const buffer = yield* settle(sb.bread(block));
  if (typeof buffer === 'number')
    return sb.error('ext2_get_inode', `unable to read inode block - inode=${ino}, block=${block}`);
  const raw = new DataView(buffer.view.buffer, buffer.view.byteOffset + offset, sb.inodeSize);
  const mode = raw.getUint16(INODE.mode, true);
  const links = raw.getUint16(INODE.links, true);
  if (links === 0 && (mode === 0 || raw.getUint32(INODE.dtime, true) !== 0)) return -ESTALE;
  if (![0o01, 0o02, 0o04, 0o06, 0o10, 0o12, 0o14].includes(mode >> 12)) return -EIO;
  const inode = new Ext2Inode(sb, mode, ino);
  inode.load(raw);
  if (inode.size > maxSize(sb.blockSize)) return -EIO;
  sb.inodes.set(ino, inode);
  return inode;
}

export const asExt2 = (inode: Inode): Ext2Inode => inode as Ext2Inode;
