/**
 * devpts: a node for each open pseudo terminal, and ptmx, whose opening makes one. Follows fs/devpts/inode.c and drivers/tty/pty.c:ptmx_open.
 * /dev/ptmx belongs to the devpts that is mounted on `pts` beside it.
 */
import { O_ACCMODE, O_NOCTTY } from '../../abi/fcntl';
import { NAME_MAX } from '../../abi/limits';
import { PTMX_MINOR, PTS_MAJOR } from '../../abi/pty';
import { TTYAUX_MAJOR } from '../../drivers/tty/console';
import { masterIoctl, masterOps, Pty } from '../../drivers/tty/pty';
import { EINVAL, EIO, ENOSPC } from '../../errno';
import { andThen, isSleeping } from '../../sleeping';
import type {
  File,
  FileOperations,
  FileSystemType,
  InodeOperations,
  Kernel,
  MaySleep,
  StatFs,
  SuperBlock,
  Task,
} from '../../types';
import { S_IFCHR } from '../../types';
import { contextOf } from '../context';
import { type DentryNode, type Place, place } from '../dcache';
import { createNode } from '../devtmpfs';
import { openFile, putFile } from '../file';
import { BaseInode, BaseSuperBlock, makedev } from '../inode';
import * as ioctls from '../ioctls';
import { coveredBy, lookupChild } from '../namei';
import { openInode } from '../open';
import { ProcDirectory } from '../proc/node';

const DEVPTS_MAGIC = 0x1cd1;
const MOST = 4096;

interface Options {
  uid: number | null;
  gid: number | null;
  mode: number;
  ptmxMode: number;
  max: number;
}

class PtsNode extends BaseInode {
  readonly ops: InodeOperations = {};

  constructor(
    sb: DevPts,
    mode: number,
    device: number,
    readonly fileOps: FileOperations,
    ino: number,
  ) {
    super(sb, S_IFCHR | mode, ino);
    this.rdev = device;
  }
}

class DevPts extends BaseSuperBlock {
  readonly nodes = new Map<number, PtsNode>();

  constructor(
    kernel: Kernel,
    type: FileSystemType,
    readonly options: Options,
  ) {
    super(kernel, type, contextOf(kernel).anonymousDevice());
  }

  override showOptions(): string {
    const { uid, gid, mode, ptmxMode } = this.options;
    const octal = (bits: number) => bits.toString(8).padStart(3, '0');
    const owner = `${uid === null ? '' : `uid=${uid},`}${gid === null ? '' : `gid=${gid},`}`;
    return `${owner}mode=${octal(mode)},ptmxmode=${octal(ptmxMode)}`;
  }

  statfs(): StatFs {
    return { type: DEVPTS_MAGIC, bsize: 4096, blocks: 0, bfree: 0, bavail: 0, files: 0, ffree: 0, namelen: NAME_MAX };
  }

  add(pty: Pty, task: Task): PtsNode {
    const { uid, gid, mode } = this.options;
    const node = new PtsNode(this, mode, makedev(PTS_MAJOR, pty.index), pty.slaveOps, pty.index + 3);
    node.uid = uid ?? task.cred.fsuid;
    node.gid = gid ?? task.cred.fsgid;
    this.nodes.set(pty.index, node);
    return node;
  }
}

class Root extends ProcDirectory {
  private readonly ptmx: PtsNode;

  constructor(private readonly pts: DevPts) {
    super(pts, 0o755);
    this.ptmx = new PtsNode(pts, pts.options.ptmxMode, makedev(TTYAUX_MAJOR, PTMX_MINOR), ptmxOps(pts), 2);
  }

  find(name: string): BaseInode | undefined {
    if (name === 'ptmx') return this.ptmx;
    return /^\d+$/.test(name) ? this.pts.nodes.get(Number(name)) : undefined;
  }

  *list(): Iterable<[string, BaseInode]> {
    yield ['ptmx', this.ptmx];
    for (const [index, node] of [...this.pts.nodes].reverse()) yield [String(index), node];
  }
}

/** Opening ptmx: a new pair, locked. `fixed`: of that devpts; else the one beside the node. */
function ptmxOps(fixed: DevPts | null): FileOperations {
  return {
    ...masterOps,
    open(kernel, task, file): MaySleep<number> {
      return andThen(fixed ?? beside(file), (pts) => {
        if (pts === null) return -EIO;
        const index = freeIndex(kernel, pts);
        if (index < 0) return index;
        const pty = new Pty(kernel, index);
        ptysOf(kernel).set(index, pty);
        pts.add(pty, task);
        places.set(pty, pts);
        openFile(file).private = pty;
        // A master is never anybody's controlling terminal.
        return 0;
      });
    },
    ioctl(kernel, task, file, command, arg): MaySleep<number> {
      if (command >>> 0 === ioctls.TIOCGPTPEER) return openPeer(kernel, task, file, arg);
      return masterIoctl(kernel, task, file, command, arg);
    },
    release(kernel, file) {
      const pty = file.private as Pty | null;
      if (pty === null) return;
      pty.closeMaster();
      places.get(pty)?.nodes.delete(pty.index);
      ptysOf(kernel).delete(pty.index);
    },
  };
}

/** Which devpts a pair is in. */
const places = new WeakMap<Pty, DevPts>();
const allPtys = new WeakMap<Kernel, Map<number, Pty>>();

function ptysOf(kernel: Kernel): Map<number, Pty> {
  let found = allPtys.get(kernel);
  if (found === undefined) {
    found = new Map();
    allPtys.set(kernel, found);
  }
  return found;
}

function freeIndex(kernel: Kernel, pts: DevPts): number {
  const ptys = ptysOf(kernel);
  if (pts.nodes.size >= Math.min(pts.options.max, MOST)) return -ENOSPC;
  for (let index = 0; ; index++) if (!ptys.has(index)) return index;
}

/** devpts_mntget: what is mounted on `pts` in the directory of this ptmx. */
function beside(file: File): MaySleep<DevPts | null> {
  const { mount, dentry } = place(file.path);
  if (dentry.parent === null) return null;
  return andThen(lookupChild(dentry.parent, 'pts'), (found) => {
    if (typeof found === 'number') return null;
    const { sb } = coveredBy(mount, found).mount;
    return sb instanceof DevPts ? sb : null;
  });
}

/** TIOCGPTPEER: the slave of this master, without its path. */
function openPeer(kernel: Kernel, task: Task, file: File, flags: number): MaySleep<number> {
  const pty = file.private as Pty;
  const pts = places.get(pty);
  const node = pts?.nodes.get(pty.index);
  const mount = contextOf(kernel).mounts.find(({ sb }) => sb === pts);
  if (pts === undefined || node === undefined || mount === undefined) return -EIO;
  const dentry: DentryNode = mount.root.child(String(pty.index), node);
  const at: Place = { mount, dentry };
  const wasLocked = pty.locked;
  pty.locked = false;
  const opened = openInode(kernel, task, at, flags & (O_ACCMODE | O_NOCTTY | 0o4000 | 0o2000000));
  pty.locked = wasLocked;
  if (isSleeping(opened)) return -EIO;
  if (typeof opened === 'number') return opened;
  const fd = task.files.install(opened, { cloexec: (flags & 0o2000000) !== 0 });
  if (fd < 0) putFile(kernel, opened);
  return fd;
}

export const devptsType: FileSystemType = {
  name: 'devpts',
  nodev: true,
  mount(kernel, _source, text): SuperBlock | number {
    const options = parseOptions(text);
    if (options === null) return -EINVAL;
    const sb = new DevPts(kernel, devptsType, options);
    sb.root = new Root(sb);
    return sb;
  },
};

function parseOptions(text: string): Options | null {
  const options: Options = { uid: null, gid: null, mode: 0o600, ptmxMode: 0, max: MOST };
  for (const option of text.split(',')) {
    const [key, value = ''] = option.split('=', 2);
    if (key === '' || key === 'newinstance') continue;
    const octal = /^[0-7]+$/.test(value) ? Number.parseInt(value, 8) & 0o777 : null;
    const decimal = /^\d+$/.test(value) ? Number(value) : null;
    if (key === 'mode' && octal !== null) options.mode = octal;
    else if (key === 'ptmxmode' && octal !== null) options.ptmxMode = octal;
    else if (key === 'uid' && decimal !== null) options.uid = decimal;
    else if (key === 'gid' && decimal !== null) options.gid = decimal;
    else if (key === 'max' && decimal !== null) options.max = decimal;
    else return null;
  }
  return options;
}

/** /dev/ptmx, and the device numbers of both sides. */
export function registerPtys(kernel: Kernel): void {
  const { charDevices } = contextOf(kernel);
  charDevices.register(TTYAUX_MAJOR, PTMX_MINOR, 1, '/dev/ptmx', ptmxOps(null));
  charDevices.register(PTS_MAJOR, 0, MOST, 'pts', (minor) => ptysOf(kernel).get(minor)?.slaveOps);
  createNode(kernel, 'ptmx', S_IFCHR | 0o666, makedev(TTYAUX_MAJOR, PTMX_MINOR), 5);
}
