/** What C code needs to be a file system. Follows fs/libfs.c, fs/super.c, fs/inode.c, fs/dcache.c, fs/filesystems.c. */
import { Reg } from '../../../machine/types';
import { EBUSY, EINVAL, ENOTEMPTY } from '../../errno';
import { contextOf } from '../../fs/context';
import type { FileSystemType, Sleeping } from '../../types';
import { S_IFDIR, S_IFMT } from '../../types';
import { at, sizeOf } from '../structs';
import type { ModuleSystem } from '../system';
import { collected, fileSystemType, newSuper, objects, shutdownSuper } from '../vfs';
import { alias, type ExportGroup, fn, variable } from './types';

const S_ISGID = 0o2000;
const types = (system: ModuleSystem): Map<number, FileSystemType> => system.part('fs-types', () => new Map());

function register(system: ModuleSystem, address: number): number {
  const type = fileSystemType(system, address);
  const known = contextOf(system.kernel).types;
  if (known.has(type.name)) return -EBUSY;
  types(system).set(address, type);
  system.kernel.vfs.register(type);
  return 0;
}

function unregister(system: ModuleSystem, address: number): number {
  const type = types(system).get(address);
  if (!type) return -EINVAL;
  contextOf(system.kernel).types.delete(type.name);
  types(system).delete(address);
  return 0;
}

/** mount_nodev and mount_single: a new super block, filled by C; its root dentry. */
function* mountNodev(system: ModuleSystem, type: number, flags: number, data: number, fill: number): Sleeping<number> {
  const sb = newSuper(system, type, flags);
  if (sb < 0 && sb >= -4095) return sb;
  const result = (yield* system.call(fill, [sb, data, 0], ['vfs_get_tree', 'path_mount'])) | 0;
  if (result < 0) {
    yield* shutdownSuper(system, sb);
    return result;
  }
  return system.memory.i64(sb + at('super_block', 's_root'));
}

/** get_tree_nodev, get_tree_single. */
function* getTree(system: ModuleSystem, fc: number, fill: number): Sleeping<number> {
  const { memory } = system;
  const type = memory.i64(fc + at('fs_context', 'fs_type'));
  const sb = newSuper(system, type, memory.u32(fc + at('fs_context', 'sb_flags')));
  if (sb < 0 && sb >= -4095) return sb;
  memory.setI64(sb + at('super_block', 's_fs_info'), memory.i64(fc + at('fs_context', 's_fs_info')));
  const result = (yield* system.call(fill, [sb, fc], ['vfs_get_tree', 'path_mount'])) | 0;
  if (result < 0) {
    yield* shutdownSuper(system, sb);
    return result;
  }
  memory.setI64(fc + at('fs_context', 'root'), memory.i64(sb + at('super_block', 's_root')));
  return 0;
}

function* newInode(system: ModuleSystem, sb: number): Sleeping<number> {
  const alloc = objects(system).supers.get(sb)?.op('alloc_inode') ?? 0;
  const address =
    alloc === 0
      ? system.slab.kmalloc(sizeOf('inode'))
      : yield* system.call(alloc, [sb], ['vfs_create', 'do_syscall_64']);
  return address === 0 ? 0 : objects(system).newInode(sb, address);
}

function makeRoot(system: ModuleSystem, inode: number): number {
  if (inode === 0 || (inode < 0 && inode >= -4095)) return 0;
  const all = objects(system);
  const sb = system.memory.i64(inode + at('inode', 'i_sb'));
  const dentry = all.newDentry('/', null, sb);
  if (!dentry) return 0;
  all.instantiate(dentry.address, inode);
  return dentry.address;
}

function spliceAlias(system: ModuleSystem, inode: number, dentry: number): number {
  if (inode < 0 && inode >= -4095) return inode;
  objects(system).instantiate(dentry, inode);
  return 0;
}

/** struct timespec64 comes back in two registers. */
function currentTime(system: ModuleSystem): number {
  const [sec, nsec] = system.kernel.realtime();
  system.kernel.cpu.setRegNumber(Reg.RDX, nsec);
  return sec;
}

function initOwner(system: ModuleSystem, inode: number, dir: number, mode: number): number {
  const { memory, kernel } = system;
  const cred = kernel.current?.cred;
  let bits = mode & 0xffff;
  let gid = cred?.fsgid ?? 0;
  if (dir !== 0 && memory.u16(dir + at('inode', 'i_mode')) & S_ISGID) {
    gid = memory.u32(dir + at('inode', 'i_gid'));
    if ((bits & S_IFMT) === S_IFDIR) bits |= S_ISGID;
  }
  memory.setU16(inode + at('inode', 'i_mode'), bits);
  memory.setU32(inode + at('inode', 'i_uid'), cred?.fsuid ?? 0);
  memory.setU32(inode + at('inode', 'i_gid'), gid);
  return 0;
}

const nlink = (system: ModuleSystem, inode: number, change: (old: number) => number): number => {
  const address = inode + at('inode', 'i_nlink');
  system.memory.setU32(address, change(system.memory.u32(address)));
  return 0;
};

function touch(system: ModuleSystem, inode: number, ...fields: ('i_atime' | 'i_mtime' | 'i_ctime')[]): void {
  const [sec, nsec] = system.kernel.realtime();
  for (const field of fields) {
    system.memory.setI64(inode + at('inode', field), sec);
    system.memory.setI64(inode + at('inode', field) + 8, nsec);
  }
}

function simpleUnlink(system: ModuleSystem, dir: number, dentry: number): number {
  const inode = system.memory.i64(dentry + at('dentry', 'd_inode'));
  touch(system, inode, 'i_ctime');
  touch(system, dir, 'i_mtime', 'i_ctime');
  return nlink(system, inode, (old) => Math.max(0, old - 1));
}

function simpleRmdir(system: ModuleSystem, dir: number, dentry: number): number {
  const known = objects(system).dentries.get(dentry);
  if (known && known.children.size > 0) return -ENOTEMPTY;
  nlink(system, system.memory.i64(dentry + at('dentry', 'd_inode')), (old) => Math.max(0, old - 1));
  simpleUnlink(system, dir, dentry);
  return nlink(system, dir, (old) => Math.max(0, old - 1));
}

function simpleStatfs(system: ModuleSystem, dentry: number, buffer: number): number {
  const { memory } = system;
  const sb = memory.i64(dentry + at('dentry', 'd_sb'));
  memory.setI64(buffer + at('kstatfs', 'f_type'), memory.i64(sb + at('super_block', 's_magic')));
  memory.setI64(buffer + at('kstatfs', 'f_bsize'), 4096);
  memory.setI64(buffer + at('kstatfs', 'f_namelen'), 255);
  return 0;
}

/** dir_context's actor: one name more. */
function fillDir(
  system: ModuleSystem,
  context: number,
  name: number,
  length: number,
  ino: number,
  type: number,
): number {
  const bytes = system.memory.bytes(name, length | 0);
  collected(system)
    .get(context)
    ?.push({ name: new TextDecoder().decode(bytes), ino, type: type & 15 });
  return 1;
}

function emitDots(system: ModuleSystem, file: number, context: number): number {
  const { memory } = system;
  const inode = memory.i64(file + at('file', 'f_inode'));
  const ino = memory.i64(inode + at('inode', 'i_ino'));
  const entries = collected(system).get(context);
  const pos = memory.i64(context + 8);
  if (pos === 0) entries?.push({ name: '.', ino, type: 4 });
  if (pos <= 1) {
    entries?.push({ name: '..', ino, type: 4 });
    memory.setI64(context + 8, 2);
  }
  return 1;
}

const OPS = (field: Parameters<typeof at<'file_operations'>>[1]): number => at('file_operations', field);

export const VFS_EXPORTS: ExportGroup = {
  base: 0xffffffff813b0000n,
  rows: [
    fn('register_filesystem', register),
    fn('unregister_filesystem', unregister),
    ...alias(['mount_nodev', 'mount_single'], mountNodev),
    ...alias(['get_tree_nodev', 'get_tree_single'], getTree),
    ...alias(['kill_litter_super', 'kill_anon_super', 'generic_shutdown_super'], function* (system, sb) {
      yield* shutdownSuper(system, sb);
      return 0;
    }),
    fn('new_inode', newInode),
    fn('iget_locked', function* (system, sb, ino): Sleeping<number> {
      for (const inode of objects(system).inodes.values())
        if (inode.superBlock.guestAddress === sb && inode.ino === ino) return inode.guestAddress;
      const address = yield* newInode(system, sb);
      if (address === 0) return 0;
      system.memory.setI64(address + at('inode', 'i_ino'), ino);
      system.memory.setI64(address + at('inode', 'i_state'), 8);
      return address;
    }),
    fn('unlock_new_inode', (system, inode) => {
      system.memory.setI64(inode + at('inode', 'i_state'), 0);
      return 0;
    }),
    ...alias(
      [
        'iput',
        'clear_inode',
        'truncate_inode_pages_final',
        'dput',
        '__mark_inode_dirty',
        'mark_inode_dirty',
        'lockref_get',
      ],
      () => 0,
    ),
    fn('ihold', (system, inode) => {
      const count = inode + at('inode', 'i_count');
      system.memory.setU32(count, system.memory.u32(count) + 1);
      return 0;
    }),
    fn('get_next_ino', (system) => objects(system).nextIno++),
    fn('inc_nlink', (system, inode) => nlink(system, inode, (old) => old + 1)),
    fn('drop_nlink', (system, inode) => nlink(system, inode, (old) => Math.max(0, old - 1))),
    fn('clear_nlink', (system, inode) => nlink(system, inode, () => 0)),
    fn('set_nlink', (system, inode, value) => nlink(system, inode, () => value >>> 0)),
    fn('inode_init_owner', (system, _ns, inode, dir, mode) => initOwner(system, inode, dir, mode)),
    fn('current_time', currentTime),
    fn('d_make_root', makeRoot),
    ...alias(['d_add', 'd_instantiate', 'd_instantiate_new'], (system, dentry, inode) => {
      objects(system).instantiate(dentry, inode);
      return 0;
    }),
    fn('d_splice_alias', spliceAlias),
    fn('d_alloc_name', (system, parent, name) => {
      const all = objects(system);
      const dir = all.dentries.get(parent) ?? null;
      const sb = system.memory.i64(parent + at('dentry', 'd_sb'));
      return all.newDentry(system.text(name), dir, sb)?.address ?? 0;
    }),
    fn('dget', (_system, dentry) => dentry),
    fn('simple_lookup', (system, _dir, dentry) => {
      objects(system).instantiate(dentry, 0);
      return 0;
    }),
    fn('simple_unlink', simpleUnlink),
    fn('simple_rmdir', simpleRmdir),
    fn('simple_statfs', simpleStatfs),
    ...alias(['simple_getattr', 'simple_setattr', 'noop_fsync', 'dcache_dir_open', 'dcache_dir_close'], () => 0),
    ...alias(['generic_delete_inode', 'inode_just_drop'], () => 1),
    fn('generic_read_dir', () => -21),
    fn('dcache_readdir', () => 0),
    fn(
      'filldir64',
      (system, context, name, length, _pos, ino, type) => fillDir(system, context, name, length, ino, type),
      {
        internal: true,
      },
    ),
    fn('__ringzero_dir_emit_dots', emitDots),
    ...alias(
      [
        'generic_file_read_iter',
        'generic_file_write_iter',
        'generic_file_mmap',
        'generic_file_splice_read',
        'iter_file_splice_write',
      ],
      () => -EINVAL,
    ),
    fn('__ringzero_signal_pending', (system) => (system.kernel.current?.signalPending ? 1 : 0)),
    fn('simple_get_link', (system, _dentry, inode) => system.memory.i64(inode + at('inode', 'i_link'))),
    variable('empty_iops', sizeOf('inode_operations')),
    variable('no_open_fops', sizeOf('file_operations')),
    variable('simple_dentry_operations', 128),
    variable('simple_symlink_inode_operations', sizeOf('inode_operations'), (system, address) =>
      system.memory.setI64(address + at('inode_operations', 'get_link'), system.address('simple_get_link')),
    ),
    variable('simple_dir_inode_operations', sizeOf('inode_operations'), (system, address) =>
      system.memory.setI64(address + at('inode_operations', 'lookup'), system.address('simple_lookup')),
    ),
    variable('simple_dir_operations', sizeOf('file_operations'), (system, address) => {
      system.memory.setI64(address + OPS('iterate_shared'), system.address('dcache_readdir'));
      system.memory.setI64(address + OPS('read'), system.address('generic_read_dir'));
    }),
  ],
};
