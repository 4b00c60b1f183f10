/**
 * Files without a directory: pipes (pipefs) and anonymous inodes (anon_inodefs). Follows fs/pipe.c:create_pipe_files and fs/anon_inodes.c.
 */
import { NAME_MAX } from '../abi/limits';
import { PIPEFS_MAGIC } from '../abi/mount';
import { EINVAL, ENXIO } from '../errno';
import type { FileOperations, FileSystemType, InodeOperations, Kernel, PageCache, Path, StatFs } from '../types';
import { S_IFDIR, S_IFIFO, S_IFREG, S_IFSOCK } from '../types';
import { contextOf } from './context';
import { DentryNode, MountNode } from './dcache';
import { OpenFile } from './file';
import { BaseInode, BaseSuperBlock } from './inode';

const ANON_INODE_FS_MAGIC = 0x09041934;
const SOCKFS_MAGIC = 0x534f434b;
const NSFS_MAGIC = 0x6e736673;

class PseudoSuperBlock extends BaseSuperBlock {
  constructor(
    kernel: Kernel,
    type: FileSystemType,
    dev: number,
    private readonly magic: number,
  ) {
    super(kernel, type, dev);
  }

  statfs(): StatFs {
    return { type: this.magic, bsize: 4096, blocks: 0, bfree: 0, bavail: 0, files: 0, ffree: 0, namelen: NAME_MAX };
  }
}

export class AnonymousInode extends BaseInode {
  readonly ops: InodeOperations = {};

  constructor(
    sb: BaseSuperBlock,
    mode: number,
    readonly fileOps: FileOperations,
    /** What a mapping of the file shows; null: it cannot be mapped. */
    private readonly mapped: PageCache | null = null,
  ) {
    super(sb, mode, contextOf(sb.kernel).anonymousIno());
  }

  override get pages(): PageCache | null {
    return this.mapped;
  }
}

function pseudoType(name: string): FileSystemType {
  // Mounted by the kernel alone (SB_NOUSER): mount(2) gets -EINVAL.
  return { name, nodev: true, mount: () => -EINVAL };
}

interface PseudoMounts {
  pipes: MountNode;
  anonymous: MountNode;
  sockets: MountNode;
  namespaces: MountNode;
}

const mounts = new WeakMap<Kernel, PseudoMounts>();

function pseudoMount(kernel: Kernel, name: string, magic: number): MountNode {
  const context = contextOf(kernel);
  const sb = new PseudoSuperBlock(kernel, pseudoType(name), context.anonymousDevice(), magic);
  const root = new AnonymousInode(sb, S_IFDIR, {});
  sb.root = root;
  return new MountNode(context.mountId(), name, sb, new DentryNode('/', null, root), null, null, 0);
}

function pseudoMounts(kernel: Kernel): PseudoMounts {
  let found = mounts.get(kernel);
  if (found === undefined) {
    found = {
      pipes: pseudoMount(kernel, 'pipefs', PIPEFS_MAGIC),
      anonymous: pseudoMount(kernel, 'anon_inodefs', ANON_INODE_FS_MAGIC),
      sockets: pseudoMount(kernel, 'sockfs', SOCKFS_MAGIC),
      namespaces: pseudoMount(kernel, 'nsfs', NSFS_MAGIC),
    };
    mounts.set(kernel, found);
  }
  return found;
}

function namelessFile(mount: MountNode, inode: BaseInode, name: string, flags: number, ops = inode.fileOps): OpenFile {
  const dentry = new DentryNode('', null, inode);
  dentry.fixedName = name;
  return new OpenFile({ mount, dentry }, inode, ops, flags);
}

/** Where a link of /proc/PID/ns leads: `uts:[4026531838]` on nsfs (fs/nsfs.c). */
export function namespacePath(kernel: Kernel, name: string, ino: number, ops: FileOperations): Path {
  return namespaceFile(kernel, name, ino, ops).path;
}

export function namespaceFile(kernel: Kernel, name: string, ino: number, ops: FileOperations): OpenFile {
  const mount = pseudoMounts(kernel).namespaces;
  return namelessFile(mount, new NamespaceInode(mount.sb as BaseSuperBlock, ino, ops), name, 0);
}

class NamespaceInode extends BaseInode {
  readonly ops: InodeOperations = {};

  constructor(
    sb: BaseSuperBlock,
    ino: number,
    readonly fileOps: FileOperations,
  ) {
    super(sb, S_IFREG | 0o444, ino);
  }
}

/** Two files on one new pipe inode, which belongs to `owner`. */
export function pipeFiles(
  kernel: Kernel,
  ops: FileOperations,
  owner: { uid: number; gid: number },
  readFlags: number,
  writeFlags: number,
): [read: OpenFile, write: OpenFile] {
  const mount = pseudoMounts(kernel).pipes;
  const inode = new AnonymousInode(mount.sb as BaseSuperBlock, S_IFIFO | 0o600, ops);
  inode.uid = owner.uid;
  inode.gid = owner.gid;
  const name = `pipe:[${inode.ino}]`;
  return [namelessFile(mount, inode, name, readFlags), namelessFile(mount, inode, name, writeFlags)];
}

/** The file of a socket (net/socket.c: sock_alloc_file): `socket:[INO]`. */
export function socketInode(
  kernel: Kernel,
  ops: FileOperations,
  owner: { uid: number; gid: number },
  flags: number,
): OpenFile {
  const mount = pseudoMounts(kernel).sockets;
  const inode = new AnonymousInode(mount.sb as BaseSuperBlock, S_IFSOCK | 0o777, ops);
  inode.uid = owner.uid;
  inode.gid = owner.gid;
  return namelessFile(mount, inode, `socket:[${inode.ino}]`, flags);
}

/** Through /proc/PID/fd there is nothing to open. */
const cannotReopen: FileOperations = { open: () => -ENXIO };

/** `anon_inode:[eventfd]` and its kind. */
export function anonymousFile(
  kernel: Kernel,
  name: string,
  ops: FileOperations,
  flags: number,
  pages: PageCache | null = null,
): OpenFile {
  const mount = pseudoMounts(kernel).anonymous;
  const inode = new AnonymousInode(mount.sb as BaseSuperBlock, 0o600, cannotReopen, pages);
  return namelessFile(mount, inode, `anon_inode:${name}`, flags, ops);
}
