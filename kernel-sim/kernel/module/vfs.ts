/**
 * File systems of modules: `struct super_block`, `inode` and `dentry` live in guest memory and are the truth; these classes show them
 * to the VFS, and call the C functions of their tables. Follows fs/super.c, fs/inode.c, fs/dcache.c in duty.
 * Departs from Linux: no page cache of their own (mmap and execve of such files are refused), dentries stay as long as they have an
 * inode, and a file's data behind generic_file_read_iter is kept in TypeScript.
 */
import { O_APPEND } from '../abi/fcntl';
import { EINVAL, ENOENT, ENOTDIR, EPERM } from '../errno';
import { contextOf } from '../fs/context';
import { dotEntries } from '../fs/dots';
import { BaseInode, BaseSuperBlock, direntType, isDirectory, majorOf, makedev, minorOf } from '../fs/inode';
import { genericSeek } from '../fs/seek';
import { specialOps } from '../fs/special';
import type {
  DirEntry,
  File,
  FileOperations,
  FileSystemType,
  Inode,
  InodeOperations,
  IoBuffer,
  MaySleep,
  Sleeping,
  StatFs,
  SuperBlock,
  TimeSpec,
} from '../types';
import { S_IFBLK, S_IFCHR, S_IFIFO, S_IFMT, S_IFSOCK } from '../types';
import { kernelDevice } from './file-mirror';
import { FILE_OPS, wrapOps } from './file-ops';
import type { Module } from './module';
import { storeString } from './params';
import { at, sizeOf } from './structs';
import type { ModuleSystem } from './system';
import { addTaskWork } from './task-work';

const I = {
  mode: at('inode', 'i_mode'),
  uid: at('inode', 'i_uid'),
  gid: at('inode', 'i_gid'),
  op: at('inode', 'i_op'),
  sb: at('inode', 'i_sb'),
  ino: at('inode', 'i_ino'),
  nlink: at('inode', 'i_nlink'),
  rdev: at('inode', 'i_rdev'),
  size: at('inode', 'i_size'),
  atime: at('inode', 'i_atime'),
  mtime: at('inode', 'i_mtime'),
  ctime: at('inode', 'i_ctime'),
  fop: at('inode', 'i_fop'),
  link: at('inode', 'i_link'),
};
const BOTTOM = ['do_syscall_64', 'entry_SYSCALL_64_after_hwframe'];
const isError = (pointer: number): boolean => pointer < 0 && pointer >= -4095;

/** A `struct dentry` and who is below it. */
export class CDentry {
  readonly children = new Map<string, CDentry>();
  constructor(
    private readonly system: ModuleSystem,
    readonly address: number,
    readonly name: string,
    readonly parent: CDentry | null,
  ) {}
  get inode(): number {
    return this.system.memory.i64(this.address + at('dentry', 'd_inode'));
  }
}

/** All that is known of the C side's objects. */
export class CObjects {
  readonly dentries = new Map<number, CDentry>();
  readonly inodes = new Map<number, CInode>();
  readonly supers = new Map<number, CSuperBlock>();
  nextIno = 1;

  constructor(readonly system: ModuleSystem) {}

  newDentry(name: string, parent: CDentry | null, sb: number): CDentry | null {
    const { memory, slab } = this.system;
    const address = slab.kmalloc(sizeOf('dentry'));
    if (address === 0) return null;
    const bytes = new TextEncoder().encode(name);
    let text = address + at('dentry', 'd_iname');
    if (bytes.length < 32) memory.setBytes(text, bytes);
    else text = storeString(this.system, name);
    memory.setU32(address + at('dentry', 'd_name') + 4, bytes.length);
    memory.setI64(address + at('dentry', 'd_name') + 8, text);
    memory.setI64(address + at('dentry', 'd_parent'), parent?.address ?? address);
    memory.setI64(address + at('dentry', 'd_sb'), sb);
    for (const field of ['d_child', 'd_subdirs'] as const) {
      const list = address + at('dentry', field);
      memory.setI64(list, list);
      memory.setI64(list + 8, list);
    }
    const dentry = new CDentry(this.system, address, name, parent);
    this.dentries.set(address, dentry);
    return dentry;
  }

  /** d_add, d_instantiate. */
  instantiate(address: number, inode: number): void {
    const dentry = this.dentries.get(address);
    this.system.memory.setI64(address + at('dentry', 'd_inode'), inode);
    if (!dentry || inode === 0) return;
    dentry.parent?.children.set(dentry.name, dentry);
    const known = this.inodeAt(inode);
    if (known) known.dentry ??= dentry;
  }

  drop(dentry: CDentry): void {
    dentry.parent?.children.delete(dentry.name);
    this.dentries.delete(dentry.address);
    this.system.slab.kfree(dentry.address);
  }

  /** new_inode. */
  newInode(sb: number, address: number): number {
    const { memory } = this.system;
    memory.setI64(address + I.sb, sb);
    memory.setU32(address + I.nlink, 1);
    memory.setU32(address + at('inode', 'i_count'), 1);
    memory.setU8(address + at('inode', 'i_blkbits'), 12);
    memory.setI64(address + at('inode', 'i_mapping'), address + at('inode', 'i_data'));
    memory.setI64(address + at('inode', 'i_data'), address);
    memory.setI64(address + I.op, this.system.address('empty_iops'));
    memory.setI64(address + I.fop, this.system.address('no_open_fops'));
    return address;
  }

  /** The VFS's view of the `struct inode` at `address`. */
  inodeAt(address: number): CInode | null {
    const known = this.inodes.get(address);
    if (known) return known;
    const sb = this.supers.get(this.system.memory.i64(address + I.sb));
    if (!sb) return null;
    const inode = new CInode(this, sb, address);
    this.inodes.set(address, inode);
    return inode;
  }

  forget(inode: CInode): void {
    this.inodes.delete(inode.guestAddress);
    this.system.slab.kfree(inode.guestAddress);
  }
}

export const objects = (system: ModuleSystem): CObjects => system.part('vfs', () => new CObjects(system));

/** Where the fields that the VFS uses lie; plain numbers of 2, 4 or 8 bytes. */
const NUMBERS: readonly (readonly [name: 'uid' | 'gid' | 'nlink', offset: number])[] = [
  ['uid', I.uid],
  ['gid', I.gid],
  ['nlink', I.nlink],
];
const TIMES: readonly (readonly [name: 'atime' | 'mtime' | 'ctime', offset: number])[] = [
  ['atime', I.atime],
  ['mtime', I.mtime],
  ['ctime', I.ctime],
];

export class CInode extends BaseInode {
  dentry: CDentry | null = null;
  /** Contents behind generic_file_read_iter. */
  data = new Uint8Array(0);
  readonly ops: InodeOperations;
  private readonly files: FileOperations;

  constructor(
    readonly all: CObjects,
    readonly superBlock: CSuperBlock,
    readonly guestAddress: number,
  ) {
    const { memory } = all.system;
    super(superBlock, memory.u16(guestAddress + I.mode), memory.i64(guestAddress + I.ino));
    this.defineFields();
    this.ops = inodeOps(this);
    this.files = cFileOps(this);
  }

  /** The base class has plain fields: here each reads and writes guest memory. */
  private defineFields(): void {
    const { memory } = this.all.system;
    const base = this.guestAddress;
    const define = <T>(name: string, get: () => T, set: (value: T) => void) =>
      Object.defineProperty(this, name, { get, set, enumerable: true });
    for (const [name, offset] of NUMBERS)
      define<number>(
        name,
        () => memory.u32(base + offset),
        (value) => memory.setU32(base + offset, value),
      );
    for (const [name, offset] of TIMES)
      define<TimeSpec>(
        name,
        () => [memory.i64(base + offset), memory.i64(base + offset + 8)],
        ([sec, nsec]) => {
          memory.setI64(base + offset, sec);
          memory.setI64(base + offset + 8, nsec);
        },
      );
    define<number>(
      'mode',
      () => memory.u16(base + I.mode),
      (value) => memory.setU16(base + I.mode, value),
    );
    define<number>(
      'size',
      () => memory.i64(base + I.size),
      (value) => memory.setI64(base + I.size, value),
    );
    define<number>(
      'rdev',
      () => {
        const device = memory.u32(base + I.rdev);
        return makedev(device >>> 20, device & 0xfffff);
      },
      (value) => memory.setU32(base + I.rdev, ((majorOf(value) << 20) | minorOf(value)) >>> 0),
    );
  }

  get fileOps(): FileOperations {
    return this.files;
  }

  /** A function of i_op; 0: there is none. */
  op(name: Parameters<typeof at<'inode_operations'>>[1]): number {
    const { memory } = this.all.system;
    const table = memory.i64(this.guestAddress + I.op);
    return table === 0 ? 0 : memory.i64(table + at('inode_operations', name));
  }

  /** Neither a name nor an open file is left: evict_inode, where C can run. */
  override evict(): void {
    const { all, superBlock } = this;
    addTaskWork(all.system, () => evictInode(superBlock.op('evict_inode'), this));
  }
}

function* evictInode(function_: number, inode: CInode): Sleeping<void> {
  const { all } = inode;
  if (!all.inodes.has(inode.guestAddress)) return;
  if (function_ !== 0) yield* all.system.call(function_, [inode.guestAddress], ['evict', ...BOTTOM]);
  all.forget(inode);
}

const own = (inode: Inode): CInode => inode as CInode;

/** Makes a dentry for `name`, lets C fill it, and takes the inode that it then has. */
function* make(
  dir: CInode,
  name: string,
  op: 'create' | 'mkdir' | 'mknod' | 'symlink' | 'link',
  args: (dentry: number) => readonly number[],
): Sleeping<Inode | number> {
  const { all } = dir;
  const function_ = dir.op(op);
  if (function_ === 0) return -EPERM;
  const dentry = all.newDentry(name, dir.dentry, dir.superBlock.guestAddress);
  if (!dentry) return -12;
  const result = (yield* all.system.call(function_, args(dentry.address), ['vfs_create', ...BOTTOM])) | 0;
  const inode = result === 0 ? all.inodeAt(dentry.inode) : null;
  if (inode) return inode;
  all.drop(dentry);
  return result || -EINVAL;
}

function* lookup(dir: CInode, name: string): Sleeping<Inode | number> {
  const { all } = dir;
  const known = dir.dentry?.children.get(name);
  if (known && known.inode !== 0) return all.inodeAt(known.inode) ?? -ENOENT;
  const function_ = dir.op('lookup');
  if (function_ === 0) return -ENOTDIR;
  const dentry = all.newDentry(name, dir.dentry, dir.superBlock.guestAddress);
  if (!dentry) return -12;
  const found = yield* all.system.call(function_, [dir.guestAddress, dentry.address, 0], ['__lookup_slow', ...BOTTOM]);
  const inode = isError(found) ? 0 : found === 0 ? dentry.inode : (all.dentries.get(found)?.inode ?? 0);
  if (inode !== 0) return all.inodeAt(inode) ?? -ENOENT;
  all.drop(dentry);
  return isError(found) ? found : -ENOENT;
}

function* remove(dir: CInode, name: string, op: 'unlink' | 'rmdir'): Sleeping<number> {
  const { all } = dir;
  const function_ = dir.op(op);
  const dentry = dir.dentry?.children.get(name);
  if (function_ === 0) return -EPERM;
  if (!dentry) return -ENOENT;
  const result = (yield* all.system.call(function_, [dir.guestAddress, dentry.address], [`vfs_${op}`, ...BOTTOM])) | 0;
  if (result === 0) all.drop(dentry);
  return result;
}

function inodeOps(self: CInode): InodeOperations {
  const { all } = self;
  const { system } = all;
  const ns = () => system.address('init_user_ns');
  const ops: InodeOperations = {
    lookup: (dir, name) => lookup(own(dir), name),
    create: (dir, name, mode) =>
      make(own(dir), name, 'create', (dentry) => [ns(), own(dir).guestAddress, dentry, mode, 1]),
    mkdir: (dir, name, mode) => make(own(dir), name, 'mkdir', (dentry) => [ns(), own(dir).guestAddress, dentry, mode]),
    mknod: (dir, name, mode, rdev) =>
      make(own(dir), name, 'mknod', (dentry) => [ns(), own(dir).guestAddress, dentry, mode, kernelDevice(rdev)]),
    symlink: function* (dir, name, target) {
      const text = storeString(system, target);
      const result = yield* make(own(dir), name, 'symlink', (dentry) => [ns(), own(dir).guestAddress, dentry, text]);
      system.slab.kfree(text);
      return result;
    },
    unlink: (dir, name) => remove(own(dir), name, 'unlink'),
    rmdir: (dir, name) => remove(own(dir), name, 'rmdir'),
    readlink(inode) {
      const link = system.memory.i64(own(inode).guestAddress + I.link);
      return link === 0 ? -EINVAL : system.text(link);
    },
    truncate(inode, size) {
      const c = own(inode);
      const data = new Uint8Array(Math.min(size, 1 << 26));
      data.set(c.data.subarray(0, data.length));
      if (c.data.length > 0) c.data = data;
      c.size = size;
      return 0;
    },
    setattr: () => 0,
    statfs: (inode) => own(inode).superBlock.statfs(),
  };
  return ops;
}

// ---------------------------------------------------------------- files

function cFileOps(inode: CInode): FileOperations {
  const { system } = inode.all;
  const { memory } = system;
  if ([S_IFCHR, S_IFBLK, S_IFIFO, S_IFSOCK].includes(inode.mode & S_IFMT)) return specialOps(inode.mode);
  const table = () => memory.i64(inode.guestAddress + I.fop);
  const pointer = (name: Parameters<typeof at<'file_operations'>>[1]) =>
    memory.i64(table() + at('file_operations', name));
  const generic = (name: 'read_iter' | 'write_iter') =>
    pointer(name) === system.address(name === 'read_iter' ? 'generic_file_read_iter' : 'generic_file_write_iter');
  // The table may change while the inode is made: it is looked at with every call.
  const c = (): FileOperations => wrapOps(system, table(), { layout: FILE_OPS });
  return {
    open: (kernel, task, file) => c().open?.(kernel, task, file) ?? 0,
    read(kernel, task, file, io, pos) {
      if (generic('read_iter')) return genericRead(inode, io, pos);
      return c().read?.(kernel, task, file, io, pos) ?? -EINVAL;
    },
    write(kernel, task, file, io, pos) {
      if (generic('write_iter')) return genericWrite(inode, io, pos);
      // Our VFS has moved to the end of the file; Linux does so only in write_iter.
      const copy = system.files.of(file);
      if ((file.flags & O_APPEND) !== 0 && copy) {
        file.pos = memory.i64(copy.address + at('file', 'f_pos'));
        return c().write?.(kernel, task, file, io, file.pos) ?? -EINVAL;
      }
      return c().write?.(kernel, task, file, io, pos) ?? -EINVAL;
    },
    llseek: (file, offset, whence) =>
      isDirectory(inode) ? genericSeek(file, offset, whence) : cSeek(c(), file, offset, whence, pointer('llseek')),
    ioctl: (kernel, task, file, command, arg) => c().ioctl?.(kernel, task, file, command, arg) ?? -25,
    iterate: (_kernel, _task, file) => iterate(inode, file, pointer('iterate_shared') || pointer('iterate')),
    release: (kernel, file) => c().release?.(kernel, file),
    fsync: () => 0,
  };
}

const cSeek = (ops: FileOperations, file: File, offset: number, whence: number, function_: number): MaySleep<number> =>
  function_ === 0 || !ops.llseek ? genericSeek(file, offset, whence) : ops.llseek(file, offset, whence);

function genericRead(inode: CInode, io: IoBuffer, pos: number): number {
  const n = Math.min(io.remaining, inode.size - pos);
  if (n <= 0) return 0;
  const bytes = new Uint8Array(n);
  bytes.set(inode.data.subarray(pos, pos + n));
  const moved = io.put(bytes, 0, n);
  return moved === 0 ? -14 : moved;
}

const MOST = 16 << 20;

function genericWrite(inode: CInode, io: IoBuffer, pos: number): number {
  const n = io.remaining;
  if (pos + n > MOST) return -27;
  const bytes = new Uint8Array(n);
  const got = io.get(bytes, 0, n);
  if (got === 0 && n > 0) return -14;
  if (inode.data.length < pos + got) {
    const grown = new Uint8Array(Math.max(pos + got, inode.data.length * 2));
    grown.set(inode.data);
    inode.data = grown;
  }
  inode.data.set(bytes.subarray(0, got), pos);
  inode.size = Math.max(inode.size, pos + got);
  return got;
}

/** What `filldir64` collects for the dir_context at this address. */
export const collected = (system: ModuleSystem): Map<number, DirEntry[]> => system.part('filldir', () => new Map());

function* iterate(inode: CInode, file: File, function_: number): Sleeping<DirEntry[] | number> {
  const { all } = inode;
  const { system } = all;
  if (function_ === 0) return -ENOTDIR;
  if (function_ === system.address('dcache_readdir')) {
    const entries = dotEntries(file);
    for (const [name, { inode: child }] of inode.dentry?.children ?? []) {
      const found = child === 0 ? null : all.inodeAt(child);
      if (found) entries.push({ name, ino: found.ino, type: direntType(found.mode) });
    }
    return entries;
  }
  const copy = system.files.of(file);
  if (!copy) return -EINVAL;
  const { memory, slab } = system;
  const context = slab.kmalloc(sizeOf('dir_context'));
  memory.setI64(context, system.address('filldir64'));
  const entries: DirEntry[] = [];
  collected(system).set(context, entries);
  for (let before = -1; entries.length > before && entries.length < 65536; ) {
    before = entries.length;
    const result = (yield* system.call(function_, [copy.address, context], ['iterate_dir', ...BOTTOM])) | 0;
    if (result < 0) {
      before = Number.POSITIVE_INFINITY;
      if (entries.length === 0) return result;
    }
    // A function that does not move the position would say the same again.
    if (memory.i64(context + 8) === 0) break;
  }
  collected(system).delete(context);
  slab.kfree(context);
  return entries;
}

// ---------------------------------------------------------------- super blocks and types

const ST = {
  f_type: at('kstatfs', 'f_type'),
  f_bsize: at('kstatfs', 'f_bsize'),
  f_blocks: at('kstatfs', 'f_blocks'),
  f_bfree: at('kstatfs', 'f_bfree'),
  f_bavail: at('kstatfs', 'f_bavail'),
  f_files: at('kstatfs', 'f_files'),
  f_ffree: at('kstatfs', 'f_ffree'),
  f_namelen: at('kstatfs', 'f_namelen'),
};

export class CSuperBlock extends BaseSuperBlock {
  readonly cachesNames = true;
  module: Module | undefined;

  constructor(
    readonly system: ModuleSystem,
    type: FileSystemType,
    dev: number,
    readonly guestAddress: number,
    /** Its `struct file_system_type`. */
    readonly typeAddress: number,
  ) {
    super(system.kernel, type, dev);
  }

  op(name: Parameters<typeof at<'super_operations'>>[1]): number {
    const table = this.system.memory.i64(this.guestAddress + at('super_block', 's_op'));
    return table === 0 ? 0 : this.system.memory.i64(table + at('super_operations', name));
  }

  statfs(): MaySleep<StatFs | number> {
    const { memory } = this.system;
    const magic = memory.i64(this.guestAddress + at('super_block', 's_magic'));
    const plain = { type: magic, bsize: 4096, blocks: 0, bfree: 0, bavail: 0, files: 0, ffree: 0, namelen: 255 };
    const function_ = this.op('statfs');
    return function_ === 0 ? plain : this.callStatfs(function_);
  }

  private *callStatfs(function_: number): Sleeping<StatFs | number> {
    const { memory, slab } = this.system;
    const buffer = slab.kmalloc(sizeOf('kstatfs'));
    const root = memory.i64(this.guestAddress + at('super_block', 's_root'));
    const result = (yield* this.system.call(function_, [root, buffer], ['vfs_statfs', ...BOTTOM])) | 0;
    const get = (field: keyof typeof ST) => memory.i64(buffer + ST[field]);
    const stat = {
      type: get('f_type'),
      bsize: get('f_bsize'),
      blocks: get('f_blocks'),
      bfree: get('f_bfree'),
      bavail: get('f_bavail'),
      files: get('f_files'),
      ffree: get('f_ffree'),
      namelen: get('f_namelen'),
    };
    slab.kfree(buffer);
    return result < 0 ? result : stat;
  }

  /** The last mount is gone: kill_sb of the type. */
  override deactivate(): MaySleep<void> {
    return this.shutDown();
  }

  private *shutDown(): Sleeping<void> {
    const kill = this.system.memory.i64(this.typeAddress + at('file_system_type', 'kill_sb'));
    if (kill !== 0) yield* this.system.call(kill, [this.guestAddress], ['deactivate_super', ...BOTTOM]);
    this.module?.put();
  }
}

/** generic_shutdown_super: every inode and dentry of it goes. */
export function* shutdownSuper(system: ModuleSystem, address: number): Sleeping<void> {
  const all = objects(system);
  const sb = all.supers.get(address);
  if (!sb) return;
  const evict = sb.op('evict_inode');
  for (const inode of [...all.inodes.values()]) {
    if (inode.superBlock !== sb) continue;
    if (evict !== 0) yield* system.call(evict, [inode.guestAddress], ['evict', 'deactivate_super', ...BOTTOM]);
    all.forget(inode);
  }
  for (const dentry of [...all.dentries.values()])
    if (system.memory.i64(dentry.address + at('dentry', 'd_sb')) === address) all.drop(dentry);
  const put = sb.op('put_super');
  if (put !== 0) yield* system.call(put, [address], ['deactivate_super', ...BOTTOM]);
  all.supers.delete(address);
  system.slab.kfree(address);
}

/** sget: a `struct super_block` for a mount that is being made. */
export function newSuper(system: ModuleSystem, typeAddress: number, flags: number): number {
  const { memory, slab, kernel } = system;
  const address = slab.kmalloc(sizeOf('super_block'));
  if (address === 0) return -12;
  const type = system.part<Map<number, FileSystemType>>('fs-types', () => new Map()).get(typeAddress);
  if (!type) return -EINVAL;
  const dev = contextOf(kernel).anonymousDevice();
  memory.setI64(address + at('super_block', 's_type'), typeAddress);
  memory.setU32(address + at('super_block', 's_dev'), dev);
  memory.setI64(address + at('super_block', 's_flags'), flags);
  memory.setI64(address + at('super_block', 's_blocksize'), 4096);
  memory.setU8(address + at('super_block', 's_blocksize_bits'), 12);
  memory.setI64(address + at('super_block', 's_maxbytes'), 2 ** 53 - 1);
  memory.setU32(address + at('super_block', 's_time_gran'), 1);
  const sb = new CSuperBlock(system, type, dev, address, typeAddress);
  objects(system).supers.set(address, sb);
  return address;
}

const mounts = ['path_mount', ...BOTTOM];

/** A `struct file_system_type` as a type of ours. */
export function fileSystemType(system: ModuleSystem, address: number): FileSystemType {
  const { memory, slab } = system;
  const pointer = (field: Parameters<typeof at<'file_system_type'>>[1]) =>
    memory.i64(address + at('file_system_type', field));
  const type: FileSystemType = {
    name: system.text(pointer('name')),
    nodev: (memory.u32(address + at('file_system_type', 'fs_flags')) & 1) === 0,
    mount: (_kernel, source, options, by) => mountC(source, options, by?.flags ?? 0),
  };

  function* mountC(source: string, options: string, flags: number): Sleeping<SuperBlock | number> {
    const owner = [...system.modules.values()].find((module) => module.self === pointer('owner'));
    if (owner && !owner.get()) return -19;
    const root = yield* callMount(source, options, flags);
    const dentry = objects(system).dentries.get(root);
    const sb = dentry && objects(system).supers.get(memory.i64(root + at('dentry', 'd_sb')));
    const inode = dentry && objects(system).inodeAt(dentry.inode);
    if (!sb || !inode) {
      owner?.put();
      return isError(root) ? root : -EINVAL;
    }
    sb.root = inode;
    sb.module = owner;
    return sb;
  }

  function* callMount(source: string, options: string, flags: number): Sleeping<number> {
    const name = storeString(system, source);
    const data = options === '' ? 0 : storeString(system, options);
    const init = pointer('init_fs_context');
    if (init === 0)
      return yield* system.call(pointer('mount'), [address, flags, name, data], ['vfs_get_tree', ...mounts]);
    const fc = slab.kmalloc(sizeOf('fs_context'));
    memory.setI64(fc + at('fs_context', 'fs_type'), address);
    memory.setI64(fc + at('fs_context', 'source'), name);
    memory.setU32(fc + at('fs_context', 'sb_flags'), flags);
    const started = (yield* system.call(init, [fc], mounts)) | 0;
    if (started < 0) return started;
    const ops = memory.i64(fc + at('fs_context', 'ops'));
    const get = memory.i64(ops + at('fs_context_operations', 'get_tree'));
    const result = (yield* system.call(get, [fc], ['vfs_get_tree', ...mounts])) | 0;
    const root = memory.i64(fc + at('fs_context', 'root'));
    slab.kfree(fc);
    return result < 0 ? result : root;
  }
  return type;
}
