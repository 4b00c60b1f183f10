/**
 * cgroup2 as a file system: a directory is a group, made and removed by mkdir and rmdir; its files are those of files.ts. One tree
 * for the kernel, however often it is mounted. Follows kernel/cgroup/cgroup.c (cgroup_mkdir, cgroup_rmdir, cgroup_addrm_files), fs/kernfs.
 */
import { EAGAIN, EBUSY, EEXIST, EINVAL, ENOENT } from '../../errno';
import type { TaskStruct } from '../../sched/task';
import type { File, FileSystemType, Inode, InodeOperations, Kernel, StatFs, Task } from '../../types';
import { contextOf } from '../context';
import { type BaseInode, BaseSuperBlock, touchModified } from '../inode';
import { ProcDirectory, ProcFile } from '../proc/node';
import { GROUP_FILES, type GroupFile, storeFile } from './files';
import { Cgroup, type CgroupTree, cgroupsOf } from './group';

const CGROUP2_SUPER_MAGIC = 0x63677270;
const OPTIONS = ['nsdelegate', 'favordynmods', 'memory_localevents', 'memory_recursiveprot'] as const;

class CgroupSuperBlock extends BaseSuperBlock {
  options: readonly string[] = [];

  override showOptions(): string {
    return this.options.join(',');
  }
  statfs(): StatFs {
    return {
      type: CGROUP2_SUPER_MAGIC,
      bsize: 4096,
      blocks: 0,
      bfree: 0,
      bavail: 0,
      files: 0,
      ffree: 0,
      namelen: 255,
    };
  }
}

class CgroupFile extends ProcFile {
  override readonly ops: InodeOperations = { setattr: () => 0, truncate: () => 0 };

  constructor(sb: BaseSuperBlock, file: GroupFile, group: Cgroup) {
    const mode = (file.show ? 0o444 : 0) | (file.store ? 0o200 : 0);
    super(
      sb,
      mode,
      (_kernel, reader) => (group.dead ? -19 : (file.show?.(group, reader as TaskStruct) ?? -EINVAL)),
      (kernel, writer, text) => storeFile(file, group, kernel, writer, text),
    );
  }
}

export class CgroupDirectory extends ProcDirectory {
  override readonly ops: InodeOperations = directoryOps;
  private readonly files = new Map<string, CgroupFile>();
  readonly directories = new Map<string, CgroupDirectory>();

  constructor(
    sb: BaseSuperBlock,
    mode: number,
    readonly group: Cgroup,
  ) {
    super(sb, mode);
    group.id = BigInt(this.ino);
    this.refresh();
  }

  /** Files come and go with the controllers (cgroup_addrm_files). */
  refresh(): void {
    for (const file of GROUP_FILES) {
      const there =
        (this.group.parent !== null || file.root === true) && (!file.controller || this.group.has(file.controller));
      if (!there) this.files.delete(file.name);
      else if (!this.files.has(file.name)) {
        const made = new CgroupFile(this.sb, file, this.group);
        made.uid = this.uid;
        made.gid = this.gid;
        this.files.set(file.name, made);
      }
    }
  }

  file(name: string): CgroupFile | undefined {
    return this.files.get(name);
  }
  find(name: string): BaseInode | undefined {
    return this.directories.get(name) ?? this.files.get(name);
  }
  *list(): Iterable<[string, BaseInode]> {
    yield* this.files;
    yield* this.directories;
  }
}

const asDirectory = (inode: Inode): CgroupDirectory => inode as CgroupDirectory;

function tooMany(parent: Cgroup): boolean {
  let depth = 1;
  for (let at: Cgroup | null = parent; at; at = at.parent, depth++)
    if (at.descendants >= at.maxDescendants || depth > at.maxDepth) return true;
  return false;
}

const directoryOps: InodeOperations = {
  lookup: (dir, name) => asDirectory(dir).find(name) ?? -ENOENT,
  setattr: () => 0,
  mkdir(dir, name, mode, task: Task) {
    const parent = asDirectory(dir);
    if (name.includes('\n')) return -EINVAL;
    if (parent.find(name)) return -EEXIST;
    if (parent.group.dead) return -ENOENT;
    if (tooMany(parent.group)) return -EAGAIN;
    const group = new Cgroup(parent.group.tree, name, parent.group);
    parent.group.children.set(name, group);
    const made = new CgroupDirectory(parent.sb, mode & 0o7777, group);
    made.uid = task.cred.fsuid;
    made.gid = task.cred.fsgid;
    for (const [, file] of made.list()) {
      file.uid = made.uid;
      file.gid = made.gid;
    }
    parent.directories.set(name, made);
    parent.nlink++;
    touchModified(parent);
    return made;
  },
  rmdir(dir, name) {
    const parent = asDirectory(dir);
    const victim = parent.directories.get(name);
    if (!victim) return -ENOENT;
    const { group } = victim;
    if (group.children.size > 0 || group.populated) return -EBUSY;
    parent.directories.delete(name);
    parent.group.children.delete(name);
    group.dead = true;
    group.tree.setMemoryMax(group, Number.POSITIVE_INFINITY);
    group.programs.release();
    const past = group.usage;
    parent.group.pastUser += past.user;
    parent.group.pastSystem += past.system;
    parent.nlink--;
    victim.nlink = 0;
    touchModified(parent);
    return 0;
  },
};

const supers = new WeakMap<CgroupTree, CgroupSuperBlock>();

function superOf(kernel: Kernel): CgroupSuperBlock {
  const tree = cgroupsOf(kernel);
  let sb = supers.get(tree);
  if (!sb) {
    sb = new CgroupSuperBlock(kernel, cgroup2Type, contextOf(kernel).anonymousDevice());
    const root = new CgroupDirectory(sb, 0o555, tree.root);
    sb.root = root;
    supers.set(tree, sb);
    const directoryOf = (group: Cgroup): CgroupDirectory | undefined =>
      group.parent ? directoryOf(group.parent)?.directories.get(group.name) : root;
    tree.inodeOf = (group, name) => directoryOf(group)?.file(name);
    tree.refresh = (group) => {
      for (const child of directoryOf(group)?.directories.values() ?? []) child.refresh();
    };
  }
  return sb;
}

/** The group that an open directory of cgroup2 stands for. */
export function cgroupOfFile(file: File): Cgroup | null {
  return file.inode instanceof CgroupDirectory ? file.inode.group : null;
}

export const cgroup2Type: FileSystemType = {
  name: 'cgroup2',
  nodev: true,
  mount(kernel, _source, options) {
    const wanted = options.split(',').filter((word) => word !== '');
    if (wanted.some((word) => !(OPTIONS as readonly string[]).includes(word))) return -EINVAL;
    const sb = superOf(kernel);
    // Only the first mount, that of the boot, says how the tree is.
    if (sb.options.length === 0) sb.options = OPTIONS.filter((word) => wanted.includes(word));
    return sb;
  },
};
