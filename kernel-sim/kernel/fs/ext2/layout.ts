/**
 * ext2 on the disk: where its numbers lie. Follows fs/ext2/ext2.h and include/linux/ext2_fs.h; all numbers are little-endian.
 */

export const MAGIC = 0xef53;
/** The superblock lies at this byte, whatever the block size. */
export const SUPER_OFFSET = 1024;
export const SUPER_BYTES = 1024;
export const ROOT_INO = 2;
export const DESCRIPTOR_BYTES = 32;
export const DIRECT_BLOCKS = 12;
/** Slots in an inode: 12 direct, then single, double and triple indirect. */
export const BLOCK_SLOTS = 15;
export const LINK_MAX = 32000;

/** s_state. */
export const VALID_FS = 1;
export const ERROR_FS = 2;
/** s_errors. */
export const ERRORS_CONTINUE = 1;
export const ERRORS_RO = 2;
export const ERRORS_PANIC = 3;

export const INCOMPAT_FILETYPE = 2;
export const RO_COMPAT_SPARSE_SUPER = 1;
export const RO_COMPAT_LARGE_FILE = 2;
export const RO_COMPAT_BTREE_DIR = 4;
export const INCOMPAT_SUPPORTED = INCOMPAT_FILETYPE;
export const RO_COMPAT_SUPPORTED = RO_COMPAT_SPARSE_SUPER | RO_COMPAT_LARGE_FILE | RO_COMPAT_BTREE_DIR;

/** Byte offsets in the superblock; 16-bit where marked. */
export const SB = {
  inodes: 0,
  blocks: 4,
  reserved: 8,
  freeBlocks: 12,
  freeInodes: 16,
  firstDataBlock: 20,
  logBlockSize: 24,
  logFragSize: 28,
  blocksPerGroup: 32,
  fragsPerGroup: 36,
  inodesPerGroup: 40,
  mountTime: 44,
  writeTime: 48,
  /** 16 */ mountCount: 52,
  /** 16 */ maxMountCount: 54,
  /** 16 */ magic: 56,
  /** 16 */ state: 58,
  /** 16 */ errors: 60,
  lastCheck: 64,
  checkInterval: 68,
  creatorOs: 72,
  revision: 76,
  /** 16 */ reservedUid: 80,
  /** 16 */ reservedGid: 82,
  firstIno: 84,
  /** 16 */ inodeSize: 88,
  /** 16 */ groupNumber: 90,
  compat: 92,
  incompat: 96,
  roCompat: 100,
  uuid: 104,
  volumeName: 120,
  hashSeed: 236,
  /** 8 */ hashVersion: 252,
  mkfsTime: 264,
} as const;

/** Byte offsets in an inode. */
export const INODE = {
  /** 16 */ mode: 0,
  /** 16 */ uid: 2,
  size: 4,
  atime: 8,
  ctime: 12,
  mtime: 16,
  dtime: 20,
  /** 16 */ gid: 24,
  /** 16 */ links: 26,
  blocks: 28,
  flags: 32,
  block: 40,
  generation: 100,
  fileAcl: 104,
  sizeHigh: 108,
  /** 16 */ uidHigh: 120,
  /** 16 */ gidHigh: 122,
} as const;

/** i_flags: the directory has a hash tree, which we do not keep up. */
export const INDEX_FL = 0x1000;

/** One group of blocks, as in the descriptor table. */
export interface Group {
  blockBitmap: number;
  inodeBitmap: number;
  inodeTable: number;
  freeBlocks: number;
  freeInodes: number;
  usedDirs: number;
}

export function readGroup(view: DataView, at: number): Group {
  return {
    blockBitmap: view.getUint32(at, true),
    inodeBitmap: view.getUint32(at + 4, true),
    inodeTable: view.getUint32(at + 8, true),
    freeBlocks: view.getUint16(at + 12, true),
    freeInodes: view.getUint16(at + 14, true),
    usedDirs: view.getUint16(at + 16, true),
  };
}

export function writeGroup(view: DataView, at: number, group: Group): void {
  view.setUint32(at, group.blockBitmap, true);
  view.setUint32(at + 4, group.inodeBitmap, true);
  view.setUint32(at + 8, group.inodeTable, true);
  view.setUint16(at + 12, group.freeBlocks, true);
  view.setUint16(at + 14, group.freeInodes, true);
  view.setUint16(at + 16, group.usedDirs, true);
}

/** Groups with a copy of superblock and descriptors: 0, 1 and powers of 3, 5, 7 with sparse_super. */
export function hasSuper(group: number, sparse: boolean): boolean {
  if (!sparse || group <= 1) return true;
  return [3, 5, 7].some((base) => {
    let power = base;
    while (power < group) power *= base;
    return power === group;
  });
}

/** File types in directory entries, and d_type for each. */
export const FILE_TYPES = [0, 8, 4, 2, 6, 1, 12, 10] as const;

/** Type in a directory entry from the four type bits of a mode. */
export const fileType = (mode: number): number => Math.max(0, FILE_TYPES.indexOf((mode >> 12) as 0));
