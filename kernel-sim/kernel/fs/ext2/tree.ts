/**
 * Which block of the disk is block n of a file: 12 direct, then one, two and three levels of indirect blocks. Follows fs/ext2/inode.c
 * (ext2_block_to_path, ext2_get_blocks, ext2_truncate).
 */
import { EFBIG } from '../../errno';
import { settle } from '../../sleeping';
import type { Sleeping } from '../../types';
import { allocBlock, freeBlock } from './alloc';
import type { Ext2Inode } from './inode';
import { DIRECT_BLOCKS } from './layout';

/** The slot of the inode, then the entry in each indirect block. null: no file is so large. */
export function pathTo(n: number, perBlock: number): number[] | null {
  if (n < DIRECT_BLOCKS) return [n];
  let rest = n - DIRECT_BLOCKS;
  if (rest < perBlock) return [12, rest];
  rest -= perBlock;
  if (rest < perBlock ** 2) return [13, Math.floor(rest / perBlock), rest % perBlock];
  rest -= perBlock ** 2;
  if (rest >= perBlock ** 3) return null;
  const top = Math.floor(rest / perBlock ** 2);
  return [14, top, Math.floor(rest / perBlock) % perBlock, rest % perBlock];
}

/** Block of the disk for block n of the file; 0: a hole. `create`: the hole gets a block. Negative errno. */
export function* blockOf(inode: Ext2Inode, n: number, create: boolean): Sleeping<number> {
  const { sb } = inode;
  const path = pathTo(n, sb.blockSize / 4);
  if (path === null) return -EFBIG;
  let block = inode.slots[path[0]];
  if (block === 0 && create) {
    block = yield* newBlock(inode, path[0] < 12 && path[0] > 0 ? inode.slots[path[0] - 1] : 0, path.length > 1);
    if (block < 0) return block;
    inode.slots[path[0]] = block;
    inode.markChanged();
  }
  for (let depth = 1; depth < path.length; depth++) {
    if (block === 0) return 0;
    if (!sb.isDataBlock(block)) return badBlock(inode, block);
    const indirect = yield* settle(sb.bread(block));
    if (typeof indirect === 'number') return indirect;
    let next = indirect.view.getUint32(path[depth] * 4, true);
    if (next === 0 && create) {
      const before = path[depth] > 0 ? indirect.view.getUint32((path[depth] - 1) * 4, true) : block;
      next = yield* newBlock(inode, before, depth < path.length - 1);
      if (next < 0) return next;
      const again = yield* settle(sb.bread(block));
      if (typeof again === 'number') return again;
      again.view.setUint32(path[depth] * 4, next, true);
      again.markDirty();
      inode.metaBlocks.add(block);
    }
    block = next;
  }
  return block !== 0 && !sb.isDataBlock(block) ? badBlock(inode, block) : block;
}

function badBlock(inode: Ext2Inode, block: number): number {
  return inode.sb.error('ext2_get_blocks', `inode #${inode.ino}: block ${block} is not in the data zone`);
}

function* newBlock(inode: Ext2Inode, after: number, indirect: boolean): Sleeping<number> {
  const { sb } = inode;
  const home = Math.floor((inode.ino - 1) / sb.inodesPerGroup);
  const block = yield* allocBlock(sb, after > 0 ? after + 1 : sb.groupStart(home));
  if (block < 0) return block;
  inode.sectors += sb.blockSize / 512;
  if (indirect) {
    const buffer = yield* settle(sb.bread(block));
    if (typeof buffer === 'number') return buffer;
    buffer.bytes.fill(0);
    buffer.markDirty();
    inode.metaBlocks.add(block);
  }
  return block;
}

/** Gives back every block from file block `limit` on. */
export function* trimTree(inode: Ext2Inode, limit: number): Sleeping<void> {
  const perBlock = inode.sb.blockSize / 4;
  let base = 0;
  for (let slot = 0; slot < inode.slots.length; slot++) {
    const level = Math.max(0, slot - (DIRECT_BLOCKS - 1));
    const block = inode.slots[slot];
    if (block !== 0 && base + perBlock ** level > limit && (yield* trim(inode, block, level, base, limit))) {
      inode.slots[slot] = 0;
      inode.markChanged();
    }
    base += perBlock ** level;
  }
}

/** True: the block itself is gone. */
function* trim(inode: Ext2Inode, block: number, level: number, base: number, limit: number): Sleeping<boolean> {
  const { sb } = inode;
  if (level > 0 && sb.isDataBlock(block)) {
    const span = (sb.blockSize / 4) ** (level - 1);
    const buffer = yield* settle(sb.bread(block));
    if (typeof buffer !== 'number') {
      const entries = new Uint32Array(buffer.bytes.slice().buffer);
      for (const [i, entry] of entries.entries()) {
        const first = base + i * span;
        if (entry === 0 || first + span <= limit) continue;
        if (!(yield* trim(inode, entry, level - 1, first, limit))) continue;
        const again = yield* settle(sb.bread(block));
        if (typeof again === 'number') break;
        again.view.setUint32(i * 4, 0, true);
        again.markDirty();
      }
    }
  }
  if (base < limit) return false;
  yield* freeBlock(sb, block);
  inode.metaBlocks.delete(block);
  inode.sectors = Math.max(0, inode.sectors - sb.blockSize / 512);
  return true;
}

/** Makes holes of the file blocks [first, end). Indirect blocks stay. */
export function* punchTree(inode: Ext2Inode, first: number, end: number): Sleeping<void> {
  const { sb } = inode;
  const last = Math.min(end, Math.ceil(inode.size / sb.blockSize));
  for (let n = first; n < last; n++) {
    const path = pathTo(n, sb.blockSize / 4);
    const block = yield* blockOf(inode, n, false);
    if (path === null || block <= 0) continue;
    if (path.length === 1) inode.slots[path[0]] = 0;
    else {
      let above = inode.slots[path[0]];
      for (let depth = 1; depth < path.length - 1; depth++) {
        const buffer = yield* settle(sb.bread(above));
        if (typeof buffer === 'number') return;
        above = buffer.view.getUint32(path[depth] * 4, true);
      }
      const buffer = yield* settle(sb.bread(above));
      if (typeof buffer === 'number') return;
      buffer.view.setUint32(path[path.length - 1] * 4, 0, true);
      buffer.markDirty();
      inode.metaBlocks.add(above);
    }
    yield* freeBlock(sb, block);
    inode.sectors = Math.max(0, inode.sectors - sb.blockSize / 512);
    inode.markChanged();
  }
}
