/** Open files of ext2. Follows fs/ext2/{file,dir}.c. */
import { O_DIRECT, O_DSYNC, SEEK_DATA, SEEK_HOLE } from '../../abi/fcntl';
import { EFBIG, EINVAL, ENXIO } from '../../errno';
import { andThen, settle } from '../../sleeping';
import type { File, FileOperations, IoBuffer, Kernel, MaySleep, Sleeping } from '../../types';
import { contextOf } from '../context';
import { readPages, type Writable, writePages } from '../filemap';
import { touchModified } from '../inode';
import { PAGE } from '../page-cache';
import { genericSeek } from '../seek';
import { touchAccessed } from '../times';
import { throttle } from '../writeback';
import { list } from './dir';
import { asExt2, type Ext2Inode, maxSize } from './inode';

export const regularFileOps: FileOperations = {
  read(kernel, _task, file, io, pos): MaySleep<number> {
    const inode = asExt2(file.inode);
    touchAccessed(file.path.mount, inode);
    if ((file.flags & O_DIRECT) !== 0) return direct(kernel, file, io, pos, false);
    return readPages(kernel, inode.pages!, inode.size, io, pos);
  },

  write(kernel, _task, file, io, pos): MaySleep<number> {
    const inode = asExt2(file.inode);
    if (pos >= maxSize(inode.sb.blockSize)) return -EFBIG;
    touchModified(inode);
    inode.markChanged();
    if ((file.flags & O_DIRECT) !== 0) return direct(kernel, file, io, pos, true);
    const written = writePages(kernel, writable(kernel, inode), io, pos);
    return (file.flags & O_DSYNC) === 0 ? written : thenSync(inode, written);
  },

  llseek(file, offset, whence): MaySleep<number> {
    if (whence !== SEEK_DATA && whence !== SEEK_HOLE) return genericSeek(file, offset, whence);
    if (offset < 0 || offset >= file.inode.size) return -ENXIO;
    return andThen(asExt2(file.inode).seek(offset, whence === SEEK_DATA), (to) => {
      if (to >= 0) file.pos = to;
      return to;
    });
  },

  fsync: (_kernel, file) => asExt2(file.inode).sync(),
};

function writable(kernel: Kernel, inode: Ext2Inode): Writable {
  const { blockSize } = inode.sb;
  return {
    space: inode.pages!,
    inode,
    blockSize,
    *reserve(index, offset, bytes): Sleeping<number> {
      const first = Math.floor((index * PAGE + offset) / blockSize);
      const last = Math.floor((index * PAGE + offset + bytes - 1) / blockSize);
      for (let n = first; n <= last; n++) {
        const block = yield* settle(inode.blockAt(n, true));
        if (block >= 0) continue;
        // Blocks that it got already and that lie beyond the end go again (ext2_write_failed).
        yield* inode.dropBeyondEnd();
        return block;
      }
      if (index * PAGE > 0x7fffffff) inode.sb.noteLargeFile();
      return 0;
    },
    balance: () => (contextOf(kernel).pageCache.overLimit ? throttle(kernel) : undefined),
  };
}

/** O_SYNC and O_DSYNC. */
function* thenSync(inode: Ext2Inode, write: MaySleep<number>): Sleeping<number> {
  const written = yield* settle(write);
  if (written <= 0) return written;
  const error = yield* inode.sync();
  return error < 0 ? error : written;
}

/** O_DIRECT: whole sectors, and nothing stays in the page cache. */
function* direct(kernel: Kernel, file: File, io: IoBuffer, pos: number, write: boolean): Sleeping<number> {
  const inode = asExt2(file.inode);
  const pages = inode.pages!;
  if ((pos | io.remaining) % 512 !== 0) return -EINVAL;
  const [first, end] = [Math.floor(pos / PAGE), Math.ceil((pos + io.remaining) / PAGE)];
  yield* pages.writeAll(first, end);
  pages.dropClean(first, end);
  const result = yield* settle(
    write ? writePages(kernel, writable(kernel, inode), io, pos) : readPages(kernel, pages, inode.size, io, pos),
  );
  const error = write ? yield* pages.writeAll(first, end) : 0;
  pages.dropClean(first, end);
  return error < 0 ? error : result;
}

export const directoryFileOps: FileOperations = {
  iterate: (_kernel, _task, file) => andThen(list(asExt2(file.inode)), (entries) => entries),
  llseek: genericSeek,
  fsync: (_kernel, file) => syncDirectory(asExt2(file.inode)),
};

/** Blocks of the directory, then its inode. */
function* syncDirectory(dir: Ext2Inode): Sleeping<number> {
  for (let n = 0; n * dir.sb.blockSize < dir.size; n++) {
    const block = yield* settle(dir.blockAt(n, false));
    if (block > 0) dir.metaBlocks.add(block);
  }
  return yield* dir.sync();
}
