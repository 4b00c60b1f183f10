/**
 * mount -t ext2: finding the device, reading and judging the superblock. Follows fs/ext2/super.c:ext2_fill_super and its messages.
 */
import { MS_NODEV, MS_RDONLY } from '../../abi/mount';
import type { BlockDevice } from '../../drivers/block/device';
import { EACCES, EBUSY, EINVAL, EIO, ENOTBLK, ENXIO } from '../../errno';
import { settle } from '../../sleeping';
import type { FileSystemType, Kernel, MaySleep, Sleeping, SuperBlock, Task } from '../../types';
import { S_IFBLK, S_IFDIR, S_IFLNK, S_IFMT, S_IFREG } from '../../types';
import { bread } from '../buffer';
import { contextOf } from '../context';
import { isDirectory } from '../inode';
import { NameWalk } from '../namei';
import { specialOps } from '../special';
import { directoryFileOps, regularFileOps } from './file';
import { iget } from './inode';
import {
  DESCRIPTOR_BYTES,
  ERRORS_CONTINUE,
  type Group,
  INCOMPAT_SUPPORTED,
  MAGIC,
  RO_COMPAT_SUPPORTED,
  ROOT_INO,
  readGroup,
  SB,
  SUPER_BYTES,
  SUPER_OFFSET,
} from './layout';
import { directoryOps, makeUnnamed, regularOps, specialInodeOps, symlinkOps } from './namei';
import { parseOptions } from './options';
import { type Ext2Operations, Ext2SuperBlock, hex } from './super';

const OPERATIONS: Ext2Operations = {
  inode(mode) {
    const type = mode & S_IFMT;
    if (type === S_IFDIR) return directoryOps;
    return type === S_IFREG ? regularOps : type === S_IFLNK ? symlinkOps : specialInodeOps;
  },
  file(mode) {
    const type = mode & S_IFMT;
    if (type === S_IFDIR) return directoryFileOps;
    return type === S_IFREG ? regularFileOps : type === S_IFLNK ? {} : specialOps(mode);
  },
  makeUnnamed,
};

export const ext2Type: FileSystemType = {
  name: 'ext2',
  nodev: false,
  mount(kernel, source, options, by): MaySleep<SuperBlock | number> {
    return mount(kernel, source, options, by?.task ?? kernel.init, by?.flags ?? 0);
  },
};

function* mount(
  kernel: Kernel,
  source: string,
  options: string,
  task: Task,
  flags: number,
): Sleeping<SuperBlock | number> {
  const device = yield* lookupDevice(kernel, source, task);
  if (typeof device === 'number') return device;
  if (device.holder instanceof Ext2SuperBlock) {
    const same = device.holder;
    return same.readOnly === ((flags & MS_RDONLY) !== 0) ? same : -EBUSY;
  }
  if (device.holder !== null) return -EBUSY;
  if (device.readOnly && (flags & MS_RDONLY) === 0) return -EACCES;
  device.holder = ext2Type;
  const sb = yield* fill(kernel, device, options, flags);
  device.holder = typeof sb === 'number' ? null : sb;
  return sb;
}

/** lookup_bdev. */
export function* lookupDevice(kernel: Kernel, source: string, task: Task): Sleeping<BlockDevice | number> {
  const walk = new NameWalk(task);
  const error = yield* settle(walk.toEnd(source, null, true));
  if (error < 0) return error;
  const { inode } = walk.dentry;
  if ((inode.mode & S_IFMT) !== S_IFBLK) return -ENOTBLK;
  if ((walk.mount.flags & MS_NODEV) !== 0) return -EACCES;
  return contextOf(kernel).blockDevices.find(inode.rdev) ?? -ENXIO;
}

function* fill(kernel: Kernel, device: BlockDevice, text: string, flags: number): Sleeping<Ext2SuperBlock | number> {
  const fail = (words: string, error = -EINVAL): number => {
    kernel.printk(3, `EXT2-fs (${device.name}): error: ${words}`);
    return error;
  };
  if (device.bytes < SUPER_OFFSET + SUPER_BYTES) return fail('unable to read superblock');
  const first = yield* settle(bread(device, 1, SUPER_BYTES));
  if (typeof first === 'number') return fail('unable to read superblock');
  const bytes = first.bytes.slice();
  const view = new DataView(bytes.buffer);
  const get = (offset: number) => view.getUint32(offset, true);
  if (view.getUint16(SB.magic, true) !== MAGIC) return fail(`can't find an ext2 filesystem on dev ${device.name}.`);
  const incompat = get(SB.revision) === 0 ? 0 : get(SB.incompat) & ~INCOMPAT_SUPPORTED;
  if (incompat !== 0) return fail(`couldn't mount because of unsupported optional features (${hex(incompat)})`);
  const roCompat = get(SB.revision) === 0 ? 0 : get(SB.roCompat) & ~RO_COMPAT_SUPPORTED;
  if (roCompat !== 0 && (flags & MS_RDONLY) === 0)
    return fail(`couldn't mount RDWR because of unsupported optional features (${hex(roCompat)})`);
  const wrong = badGeometry(view, device);
  if (wrong !== null) return fail(wrong);
  const defaults = {
    errors: view.getUint16(SB.errors, true) || ERRORS_CONTINUE,
    shownErrors: false,
    groupId: false,
    reservedUid: null,
    reservedGid: null,
  };
  const options = parseOptions(text, defaults);
  if (options === null) return -EINVAL;
  const groups = yield* readGroups(device, view);
  if (typeof groups === 'string') return fail(groups);
  const sb = new Ext2SuperBlock(kernel, ext2Type, device, bytes, groups, options, flags, OPERATIONS);
  const bad = badDescriptor(sb);
  if (bad !== null) {
    sb.message(2, `error: ext2_check_descriptors: ${bad}`);
    return fail('group descriptors corrupted');
  }
  const root = yield* iget(sb, ROOT_INO);
  if (typeof root === 'number') return fail('get root inode failed', -EIO);
  if (!isDirectory(root) || root.size === 0) return fail('corrupt root inode, run e2fsck');
  sb.root = root;
  yield* sb.begin();
  contextOf(kernel).blockFileSystems.add(sb);
  return sb;
}

/** What cannot be true of the numbers in a superblock; null: all may be. */
function badGeometry(view: DataView, device: BlockDevice): string | null {
  const get = (offset: number) => view.getUint32(offset, true);
  const log = get(SB.logBlockSize);
  if (log > 2) return 'bad blocksize';
  const blockSize = 1024 << log;
  const inodeSize = get(SB.revision) === 0 ? 128 : view.getUint16(SB.inodeSize, true);
  if (inodeSize < 128 || (inodeSize & (inodeSize - 1)) !== 0 || inodeSize > blockSize)
    return `unsupported inode size: ${inodeSize}`;
  const [blocks, perGroup, inodesPerGroup] = [get(SB.blocks), get(SB.blocksPerGroup), get(SB.inodesPerGroup)];
  if (perGroup === 0 || perGroup > blockSize * 8) return `#blocks per group too big: ${perGroup}`;
  const inodesPerBlock = blockSize / inodeSize;
  if (inodesPerGroup < inodesPerBlock || inodesPerGroup > blockSize * 8 || inodesPerGroup % inodesPerBlock !== 0)
    return `invalid #inodes per group: ${inodesPerGroup}`;
  const first = get(SB.firstDataBlock);
  if (first !== (blockSize === 1024 ? 1 : 0)) return `bad first data block: ${first}`;
  const deviceBlocks = Math.floor(device.bytes / blockSize);
  if (blocks > deviceBlocks)
    return `bad geometry: block count ${blocks} exceeds size of device (${deviceBlocks} blocks)`;
  if (blocks <= first + 1) return `bad geometry: block count ${blocks}`;
  const groups = Math.ceil((blocks - first) / perGroup);
  if (groups * inodesPerGroup !== get(SB.inodes))
    return `invalid #inodes: ${get(SB.inodes)} vs computed ${groups * inodesPerGroup}`;
  return null;
}

function* readGroups(device: BlockDevice, view: DataView): Sleeping<Group[] | string> {
  const get = (offset: number) => view.getUint32(offset, true);
  const blockSize = 1024 << get(SB.logBlockSize);
  const count = Math.ceil((get(SB.blocks) - get(SB.firstDataBlock)) / get(SB.blocksPerGroup));
  const groups: Group[] = [];
  const perBlock = blockSize / DESCRIPTOR_BYTES;
  for (let i = 0; i < count; i += perBlock) {
    const buffer = yield* settle(bread(device, get(SB.firstDataBlock) + 1 + i / perBlock, blockSize));
    if (typeof buffer === 'number') return 'unable to read group descriptors';
    for (let n = 0; n < perBlock && groups.length < count; n++)
      groups.push(readGroup(buffer.view, n * DESCRIPTOR_BYTES));
  }
  return groups;
}

/** ext2_check_descriptors: bitmaps and tables lie in their own group. */
function badDescriptor(sb: Ext2SuperBlock): string | null {
  for (const [i, group] of sb.groups.entries()) {
    const first = sb.groupStart(i);
    const last = Math.min(first + sb.blocksPerGroup, sb.blocks) - 1;
    const outside = (block: number, count = 1) => block < first || block + count - 1 > last;
    if (outside(group.blockBitmap)) return `Block bitmap for group ${i} not in group (block ${group.blockBitmap})!`;
    if (outside(group.inodeBitmap)) return `Inode bitmap for group ${i} not in group (block ${group.inodeBitmap})!`;
    if (outside(group.inodeTable, sb.tableBlocks))
      return `Inode table for group ${i} not in group (block ${group.inodeTable})!`;
  }
  return null;
}
