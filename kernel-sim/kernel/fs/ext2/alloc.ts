/**
 * Giving out blocks and inodes and taking them back: the bitmaps. Follows fs/ext2/balloc.c and ialloc.c.
 * Departs from them: no reservation windows; directories go to the group with most free blocks (the old allocator's rule).
 */
import { CAP_SYS_RESOURCE } from '../../abi/capability';
import { EIO, ENOSPC } from '../../errno';
import { settle } from '../../sleeping';
import type { Sleeping } from '../../types';
import { forgetBlock } from '../buffer';
import { capable } from '../permission';
import { SB } from './layout';
import type { Ext2SuperBlock } from './super';

/** First 0 bit at or after `from` below `end`; -1: none. */
function findZero(bytes: Uint8Array, from: number, end: number): number {
  for (let bit = from; bit < end; bit++) {
    if ((bit & 7) === 0 && bytes[bit >> 3] === 0xff) bit += 7;
    else if ((bytes[bit >> 3] & (1 << (bit & 7))) === 0) return bit;
  }
  return -1;
}

/** ext2_has_free_blocks: the last five percent are root's. */
function hasFree(sb: Ext2SuperBlock): boolean {
  const free = sb.freeBlocks;
  const reserved = sb.get32(SB.reserved);
  if (free > reserved) return true;
  const task = sb.kernel.current;
  const owner = sb.options.reservedUid ?? sb.get16(SB.reservedUid);
  return free > 0 && (task === null || capable(task.cred, CAP_SYS_RESOURCE) || task.cred.fsuid === owner);
}

/** A free block, near `goal` if there is one. Negative: -ENOSPC, -EIO. */
export function* allocBlock(sb: Ext2SuperBlock, goal: number): Sleeping<number> {
  if (!hasFree(sb)) return -ENOSPC;
  const near = sb.isDataBlock(goal) ? goal : sb.firstDataBlock;
  const home = sb.groupOf(near);
  for (let i = 0; i < sb.groups.length; i++) {
    const number = (home + i) % sb.groups.length;
    const group = sb.groups[number];
    if (group.freeBlocks === 0) continue;
    const bitmap = yield* settle(sb.bread(group.blockBitmap));
    if (typeof bitmap === 'number')
      return sb.error(
        'read_block_bitmap',
        `Cannot read block bitmap - block_group = ${number}, block_bitmap = ${group.blockBitmap}`,
      );
    const start = sb.groupStart(number);
    const size = Math.min(sb.blocksPerGroup, sb.blocks - start);
    const from = i === 0 ? near - start : 0;
    let bit = findZero(bitmap.bytes, from, size);
    if (bit < 0) bit = findZero(bitmap.bytes, 0, from);
    if (bit < 0) {
      // The count lies: do not come here again.
      group.freeBlocks = 0;
      continue;
    }
    const block = start + bit;
    bitmap.bytes[bit >> 3] |= 1 << (bit & 7);
    bitmap.markDirty();
    group.freeBlocks--;
    sb.set32(SB.freeBlocks, Math.max(0, sb.get32(SB.freeBlocks) - 1));
    sb.countChanged();
    if (sb.inSystemZone(block)) {
      sb.error('ext2_new_blocks', `Allocating block in system zone - blocks from ${block}, length 1`);
      continue;
    }
    forgetBlock(sb.device, block, sb.blockSize);
    return block;
  }
  return -ENOSPC;
}

export function* freeBlock(sb: Ext2SuperBlock, block: number): Sleeping<void> {
  if (!sb.isDataBlock(block)) {
    sb.error('ext2_free_blocks', `Freeing blocks not in datazone - block = ${block}, count = 1`);
    return;
  }
  if (sb.inSystemZone(block)) {
    sb.error('ext2_free_blocks', `Freeing blocks in system zones - Block = ${block}, count = 1`);
    return;
  }
  const number = sb.groupOf(block);
  const group = sb.groups[number];
  const bitmap = yield* settle(sb.bread(group.blockBitmap));
  if (typeof bitmap === 'number') return;
  const bit = block - sb.groupStart(number);
  if ((bitmap.bytes[bit >> 3] & (1 << (bit & 7))) === 0) {
    sb.error('ext2_free_blocks', `bit already cleared for block ${block}`);
    return;
  }
  bitmap.bytes[bit >> 3] &= ~(1 << (bit & 7));
  bitmap.markDirty();
  forgetBlock(sb.device, block, sb.blockSize);
  group.freeBlocks++;
  sb.set32(SB.freeBlocks, sb.get32(SB.freeBlocks) + 1);
  sb.countChanged();
}

/** The group for a new inode: files near their directory, directories where most is free. */
function groupFor(sb: Ext2SuperBlock, parent: number, directory: boolean): number[] {
  const order = sb.groups.map((_group, i) => (parent + i) % sb.groups.length);
  if (!directory) return order;
  return order.sort((a, b) => sb.groups[b].freeBlocks - sb.groups[a].freeBlocks || a - b);
}

/** A free inode number, or -ENOSPC, -EIO. */
export function* allocInode(sb: Ext2SuperBlock, parentIno: number, directory: boolean): Sleeping<number> {
  const parent = Math.floor((parentIno - 1) / sb.inodesPerGroup);
  for (const number of groupFor(sb, parent, directory)) {
    const group = sb.groups[number];
    if (group.freeInodes === 0) continue;
    const bitmap = yield* settle(sb.bread(group.inodeBitmap));
    if (typeof bitmap === 'number') return -EIO;
    const from = number === 0 ? sb.firstIno - 1 : 0;
    const bit = findZero(bitmap.bytes, from, sb.inodesPerGroup);
    if (bit < 0) {
      group.freeInodes = 0;
      continue;
    }
    bitmap.bytes[bit >> 3] |= 1 << (bit & 7);
    bitmap.markDirty();
    group.freeInodes--;
    if (directory) group.usedDirs++;
    sb.set32(SB.freeInodes, Math.max(0, sb.get32(SB.freeInodes) - 1));
    sb.countChanged();
    return number * sb.inodesPerGroup + bit + 1;
  }
  return -ENOSPC;
}

export function* freeInode(sb: Ext2SuperBlock, ino: number, directory: boolean): Sleeping<void> {
  const number = Math.floor((ino - 1) / sb.inodesPerGroup);
  const group = sb.groups[number];
  const bitmap = yield* settle(sb.bread(group.inodeBitmap));
  if (typeof bitmap === 'number') return;
  const bit = (ino - 1) % sb.inodesPerGroup;
  if ((bitmap.bytes[bit >> 3] & (1 << (bit & 7))) === 0) {
    sb.error('ext2_free_inode', `bit already cleared for inode ${ino}`);
    return;
  }
  bitmap.bytes[bit >> 3] &= ~(1 << (bit & 7));
  bitmap.markDirty();
  group.freeInodes++;
  if (directory) group.usedDirs--;
  sb.set32(SB.freeInodes, sb.get32(SB.freeInodes) + 1);
  sb.countChanged();
}
