/**
 * mke2fs in TypeScript: an empty ext2 as an image, for the disks that a machine boots with. Follows misc/mke2fs.c of e2fsprogs in layout
 * and defaults (1 kB blocks, an inode for each 4 kB, 5 % reserved, sparse_super, filetype, large_file, lost+found). The guest's own
 * mkfs.ext2 is userland/bin/mkfs.ext2.c.
 */
import {
  DESCRIPTOR_BYTES,
  type Group,
  hasSuper,
  INCOMPAT_FILETYPE,
  INODE,
  MAGIC,
  RO_COMPAT_LARGE_FILE,
  RO_COMPAT_SPARSE_SUPER,
  ROOT_INO,
  SB,
  SUPER_OFFSET,
  VALID_FS,
  writeGroup,
} from './layout';

export interface MakeOptions {
  bytes: number;
  blockSize?: 1024 | 2048 | 4096;
  /** s_mkfs_time and all time stamps, seconds since the epoch. */
  time?: number;
  label?: string;
  uuid?: Uint8Array;
  bytesPerInode?: number;
  /** Leaves the zeros at the end away. */
  trim?: boolean;
}

const FIRST_INO = 11;
const INODE_SIZE = 128;
const LOST_FOUND = FIRST_INO;

/** The image; null when it would be too small for a file system. */
export function makeExt2(options: MakeOptions): Uint8Array | null {
  const plan = layOut(options);
  if (plan === null) return null;
  const image = new Uint8Array(options.trim === true ? Math.min(options.bytes, usedBytes(plan)) : options.bytes);
  new Maker(image, plan, options).write();
  return image;
}

interface Plan {
  blockSize: number;
  first: number;
  blocks: number;
  perGroup: number;
  groups: number;
  inodesPerGroup: number;
  tableBlocks: number;
  descriptorBlocks: number;
}

function layOut({ bytes, blockSize = 1024, bytesPerInode = 4096 }: MakeOptions): Plan | null {
  const first = blockSize === 1024 ? 1 : 0;
  const perGroup = blockSize * 8;
  let blocks = Math.floor(bytes / blockSize);
  for (;;) {
    if (blocks < 60) return null;
    const groups = Math.ceil((blocks - first) / perGroup);
    const perBlock = blockSize / INODE_SIZE;
    const wanted = Math.ceil((blocks * blockSize) / bytesPerInode / groups);
    const inodesPerGroup = Math.max(Math.ceil(wanted / perBlock), Math.ceil(16 / perBlock)) * perBlock;
    const tableBlocks = inodesPerGroup / perBlock;
    const descriptorBlocks = Math.ceil((groups * DESCRIPTOR_BYTES) / blockSize);
    // A last group that holds little more than its own tables is left away.
    const last = blocks - first - (groups - 1) * perGroup;
    if (groups > 1 && last < 3 + descriptorBlocks + tableBlocks + 50) {
      blocks -= last;
      continue;
    }
    return { blockSize, first, blocks, perGroup, groups, inodesPerGroup, tableBlocks, descriptorBlocks };
  }
}

/** Up to the last thing that a new file system has on the disk: tables of the last group, or the two directories. */
function usedBytes({ blockSize, first, perGroup, groups, descriptorBlocks, tableBlocks }: Plan): number {
  const last = first + (groups - 1) * perGroup;
  return (last + 1 + descriptorBlocks + 2 + tableBlocks + 1 + 16384 / blockSize) * blockSize;
}

class Maker {
  private readonly view: DataView;
  private readonly groups: Group[] = [];
  private readonly time: number;

  constructor(
    private readonly image: Uint8Array,
    private readonly plan: Plan,
    private readonly options: MakeOptions,
  ) {
    this.view = new DataView(image.buffer);
    this.time = options.time ?? 0;
  }

  write(): void {
    for (let i = 0; i < this.plan.groups; i++) this.layGroup(i);
    this.makeRoot();
    this.writeTables();
  }

  private start(group: number): number {
    return this.plan.first + group * this.plan.perGroup;
  }

  /** Where bitmaps and tables of a group lie; marks them used. */
  private layGroup(number: number): void {
    const { plan } = this;
    const start = this.start(number);
    const size = Math.min(plan.perGroup, plan.blocks - start);
    const copies = hasSuper(number, true) ? 1 + plan.descriptorBlocks : 0;
    const blockBitmap = start + copies;
    const group: Group = {
      blockBitmap,
      inodeBitmap: blockBitmap + 1,
      inodeTable: blockBitmap + 2,
      freeBlocks: size,
      freeInodes: plan.inodesPerGroup,
      usedDirs: 0,
    };
    this.groups.push(group);
    for (let i = 0; i < copies + 2 + plan.tableBlocks; i++) this.useBlock(start + i);
    // Bits behind the end are set, so that nobody gets them.
    this.setBitsFrom(blockBitmap, size);
    this.setBitsFrom(group.inodeBitmap, plan.inodesPerGroup);
  }

  /** Every bit from `bit` to the end of the block. */
  private setBitsFrom(block: number, bit: number): void {
    const { blockSize } = this.plan;
    if (bit % 8 !== 0) this.image[block * blockSize + (bit >> 3)] |= 0xff << (bit % 8);
    this.image.fill(0xff, block * blockSize + Math.ceil(bit / 8), (block + 1) * blockSize);
  }

  private setBit(block: number, bit: number): void {
    this.image[block * this.plan.blockSize + (bit >> 3)] |= 1 << (bit & 7);
  }

  private useBlock(block: number): void {
    const number = Math.floor((block - this.plan.first) / this.plan.perGroup);
    this.setBit(this.groups[number].blockBitmap, block - this.start(number));
    this.groups[number].freeBlocks--;
  }

  /** Root directory and lost+found; inodes 1 to 10 are reserved. */
  private makeRoot(): void {
    const { blockSize } = this.plan;
    const [group] = this.groups;
    for (let ino = 1; ino <= FIRST_INO; ino++) {
      this.setBit(group.inodeBitmap, ino - 1);
      group.freeInodes--;
    }
    group.usedDirs = 2;
    let next = group.inodeTable + this.plan.tableBlocks;
    const take = () => {
      this.useBlock(next);
      return next++;
    };
    const root = take();
    this.entry(root, 0, 12, ROOT_INO, '.');
    this.entry(root, 12, 12, ROOT_INO, '..');
    this.entry(root, 24, blockSize - 24, LOST_FOUND, 'lost+found');
    this.inode(ROOT_INO, 0o40755, 3, [root]);
    // Room for what e2fsck finds, so that it need not allocate: 16 kB, without indirect blocks.
    const lost = Array.from({ length: Math.min(12, 16384 / blockSize) }, take);
    lost.forEach((block, i) => {
      this.entry(block, 0, i === 0 ? 12 : blockSize, i === 0 ? LOST_FOUND : 0, i === 0 ? '.' : '');
      if (i === 0) this.entry(block, 12, blockSize - 12, ROOT_INO, '..');
    });
    this.inode(LOST_FOUND, 0o40700, 2, lost);
  }

  private entry(block: number, at: number, length: number, ino: number, name: string): void {
    const offset = block * this.plan.blockSize + at;
    this.view.setUint32(offset, ino, true);
    this.view.setUint16(offset + 4, length, true);
    this.image[offset + 6] = name.length;
    this.image[offset + 7] = ino === 0 ? 0 : 2;
    for (let i = 0; i < name.length; i++) this.image[offset + 8 + i] = name.charCodeAt(i);
  }

  private inode(ino: number, mode: number, links: number, blocks: readonly number[]): void {
    const { blockSize } = this.plan;
    const at = this.groups[0].inodeTable * blockSize + (ino - 1) * INODE_SIZE;
    this.view.setUint16(at + INODE.mode, mode, true);
    this.view.setUint32(at + INODE.size, blocks.length * blockSize, true);
    for (const time of [INODE.atime, INODE.ctime, INODE.mtime]) this.view.setUint32(at + time, this.time, true);
    this.view.setUint16(at + INODE.links, links, true);
    this.view.setUint32(at + INODE.blocks, (blocks.length * blockSize) / 512, true);
    blocks.forEach((block, i) => {
      this.view.setUint32(at + INODE.block + i * 4, block, true);
    });
  }

  private writeTables(): void {
    const { plan } = this;
    for (let number = 0; number < plan.groups; number++) {
      if (!hasSuper(number, true)) continue;
      const start = this.start(number);
      this.superBlock(number === 0 ? SUPER_OFFSET : start * plan.blockSize, number);
      this.groups.forEach((group, i) => {
        writeGroup(this.view, (start + 1) * plan.blockSize + i * DESCRIPTOR_BYTES, group);
      });
    }
  }

  private superBlock(at: number, number: number): void {
    const { plan, options } = this;
    const sum = (field: 'freeBlocks' | 'freeInodes') => this.groups.reduce((total, group) => total + group[field], 0);
    const log = Math.log2(plan.blockSize / 1024);
    const words: [number, number][] = [
      [SB.inodes, plan.inodesPerGroup * plan.groups],
      [SB.blocks, plan.blocks],
      [SB.reserved, Math.floor(plan.blocks / 20)],
      [SB.freeBlocks, sum('freeBlocks')],
      [SB.freeInodes, sum('freeInodes')],
      [SB.firstDataBlock, plan.first],
      [SB.logBlockSize, log],
      [SB.logFragSize, log],
      [SB.blocksPerGroup, plan.perGroup],
      [SB.fragsPerGroup, plan.perGroup],
      [SB.inodesPerGroup, plan.inodesPerGroup],
      [SB.writeTime, this.time],
      [SB.lastCheck, this.time],
      [SB.mkfsTime, this.time],
      [SB.revision, 1],
      [SB.firstIno, FIRST_INO],
      [SB.incompat, INCOMPAT_FILETYPE],
      [SB.roCompat, RO_COMPAT_SPARSE_SUPER | RO_COMPAT_LARGE_FILE],
    ];
    for (const [offset, value] of words) this.view.setUint32(at + offset, value, true);
    const halves: [number, number][] = [
      [SB.maxMountCount, 0xffff],
      [SB.magic, MAGIC],
      [SB.state, VALID_FS],
      [SB.errors, 1],
      [SB.inodeSize, INODE_SIZE],
      [SB.groupNumber, number],
    ];
    for (const [offset, value] of halves) this.view.setUint16(at + offset, value, true);
    const { uuid, label = '' } = options;
    for (let i = 0; i < 16; i++) {
      this.image[at + SB.uuid + i] = uuid?.[i] ?? (i === 6 ? 0x40 : i === 8 ? 0x80 : i + 1);
      this.image[at + SB.hashSeed + i] = i + 17;
      if (i < label.length) this.image[at + SB.volumeName + i] = label.charCodeAt(i);
    }
    this.image[at + SB.hashVersion] = 1;
  }
}
