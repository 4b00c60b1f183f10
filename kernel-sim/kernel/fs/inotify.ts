/**
 * inotify(7): a file that tells what happens to other files. Follows fs/notify/inotify/{inotify_user,inotify_fsnotify}.c.
 * Departs from it: no IN_MOVE_SELF for directories above, no limits per user.
 */
import { POLLIN, POLLRDNORM } from '../abi/poll';
import { EAGAIN, EEXIST, EFAULT, EINVAL, ENOTDIR, ERESTARTSYS, ESPIPE } from '../errno';
import type { File, FileOperations, Inode, IoBuffer, Kernel, Sleeping, WaitQueue } from '../types';
import { INTERRUPTED } from '../types';
import { anonymousFile } from './anonymous';
import type { OpenFile } from './file';
import { isDirectory } from './inode';
import { addWatcher, type FileChange, type NameChange, removeWatcher, type Watcher } from './notify';
import { utf8Encode } from './text';

const FILE_EVENTS: Readonly<Record<FileChange, number>> = {
  access: 0x1,
  modify: 0x2,
  attrib: 0x4,
  'close-write': 0x8,
  'close-nowrite': 0x10,
  open: 0x20,
  'delete-self': 0x400,
  'move-self': 0x800,
};
const NAME_EVENTS: Readonly<Record<NameChange, number>> = {
  'moved-from': 0x40,
  'moved-to': 0x80,
  create: 0x100,
  delete: 0x200,
};
const IN_ALL_EVENTS = 0xfff;
const IN_Q_OVERFLOW = 0x4000;
const IN_IGNORED = 0x8000;
const IN_ISDIR = 0x40000000;
const IN_ONLYDIR = 0x01000000;
export const IN_DONT_FOLLOW = 0x02000000;
const IN_EXCL_UNLINK = 0x04000000;
const IN_MASK_CREATE = 0x10000000;
const IN_MASK_ADD = 0x20000000;
const IN_ONESHOT = 0x80000000;
const KNOWN =
  (IN_ALL_EVENTS | IN_ONLYDIR | IN_DONT_FOLLOW | IN_EXCL_UNLINK | IN_MASK_CREATE | IN_MASK_ADD | IN_ONESHOT) >>> 0;
/** fs.inotify.max_queued_events. */
const MAX_QUEUED = 16384;

interface Event {
  wd: number;
  mask: number;
  cookie: number;
  name: string | null;
}

class Watch implements Watcher {
  constructor(
    private readonly owner: Inotify,
    readonly wd: number,
    readonly inode: Inode,
    public mask: number,
  ) {}

  name(change: NameChange, name: string, inode: Inode, cookie: number): void {
    this.tell(NAME_EVENTS[change] | (isDirectory(inode) ? IN_ISDIR : 0), cookie, name);
  }

  file(change: FileChange, directory: boolean, name: string | null): void {
    const alone = change === 'delete-self' || change === 'move-self';
    this.tell(FILE_EVENTS[change] | (directory && !alone ? IN_ISDIR : 0), 0, name);
    if (change === 'delete-self') this.owner.drop(this);
  }

  private tell(event: number, cookie: number, name: string | null): void {
    if ((this.mask & event & IN_ALL_EVENTS) === 0) return;
    this.owner.push({ wd: this.wd, mask: event >>> 0, cookie, name });
    if ((this.mask & IN_ONESHOT) !== 0) this.owner.drop(this);
  }
}

export class Inotify {
  readonly changed: WaitQueue;
  private readonly queue: Event[] = [];
  private readonly watches = new Map<number, Watch>();
  private next = 1;

  constructor(kernel: Kernel) {
    this.changed = kernel.newWaitQueue('inotify');
  }

  /** An event like the last one that nobody has read yet is not told again. */
  push(event: Event): void {
    const last = this.queue.at(-1);
    if (last !== undefined && sameEvent(last, event)) return;
    if (this.queue.length >= MAX_QUEUED) {
      if (last?.mask !== IN_Q_OVERFLOW) this.queue.push({ wd: -1, mask: IN_Q_OVERFLOW, cookie: 0, name: null });
    } else this.queue.push(event);
    this.changed.wake();
  }

  /** inotify_add_watch: a new watch, or another mask for the one there is. The watch descriptor. */
  add(inode: Inode, mask: number): number {
    if ((mask & IN_ALL_EVENTS) === 0 || (mask & ~KNOWN) !== 0) return -EINVAL;
    if ((mask & IN_MASK_ADD) !== 0 && (mask & IN_MASK_CREATE) !== 0) return -EINVAL;
    if ((mask & IN_ONLYDIR) !== 0 && !isDirectory(inode)) return -ENOTDIR;
    for (const watch of this.watches.values()) {
      if (watch.inode !== inode) continue;
      if ((mask & IN_MASK_CREATE) !== 0) return -EEXIST;
      watch.mask = (mask & IN_MASK_ADD) !== 0 ? watch.mask | mask : mask;
      return watch.wd;
    }
    const watch = new Watch(this, this.next++, inode, mask);
    this.watches.set(watch.wd, watch);
    addWatcher(inode, watch);
    return watch.wd;
  }

  remove(wd: number): number {
    const watch = this.watches.get(wd);
    if (watch === undefined) return -EINVAL;
    this.drop(watch);
    return 0;
  }

  /** The watch goes, and says so. */
  drop(watch: Watch): void {
    if (!this.watches.delete(watch.wd)) return;
    removeWatcher(watch.inode, watch);
    this.push({ wd: watch.wd, mask: IN_IGNORED, cookie: 0, name: null });
  }

  dropAll(): void {
    for (const watch of this.watches.values()) removeWatcher(watch.inode, watch);
    this.watches.clear();
  }

  get isEmpty(): boolean {
    return this.queue.length === 0;
  }

  /** FIONREAD. */
  get bytes(): number {
    return this.queue.reduce((sum, event) => sum + encode(event).length, 0);
  }

  /** Whole events only; -EINVAL when not even the first fits. */
  take(io: IoBuffer): number {
    let done = 0;
    while (this.queue.length > 0) {
      const bytes = encode(this.queue[0]);
      if (bytes.length > io.remaining) return done > 0 ? done : -EINVAL;
      if (io.put(bytes, 0, bytes.length) < bytes.length) return done > 0 ? done : -EFAULT;
      this.queue.shift();
      done += bytes.length;
    }
    return done;
  }
}

function sameEvent(a: Event, b: Event): boolean {
  return a.wd === b.wd && a.mask === b.mask && a.name === b.name && a.cookie === 0 && b.cookie === 0;
}

/** struct inotify_event: wd, mask, cookie, length of the name with padding, name. */
function encode({ wd, mask, cookie, name }: Event): Uint8Array {
  const text = name === null ? new Uint8Array(0) : utf8Encode(name);
  const length = name === null ? 0 : Math.ceil((text.length + 1) / 16) * 16;
  const bytes = new Uint8Array(16 + length);
  const view = new DataView(bytes.buffer);
  view.setInt32(0, wd, true);
  view.setUint32(4, mask, true);
  view.setUint32(8, cookie, true);
  view.setUint32(12, length, true);
  bytes.set(text, 16);
  return bytes;
}

export const inotifyOf = (file: File | undefined): Inotify | null =>
  file?.private instanceof Inotify ? file.private : null;

const FIONREAD = 0x541b;

const inotifyOps: FileOperations = {
  stream: true,
  llseek: () => -ESPIPE,
  read(_kernel, _task, file, io) {
    const inotify = file.private as Inotify;
    if (!inotify.isEmpty) return inotify.take(io);
    return file.nonblocking ? -EAGAIN : readLater(inotify, io);
  },
  poll(file, queues) {
    const inotify = file.private as Inotify;
    queues.push(inotify.changed);
    return inotify.isEmpty ? 0 : POLLIN | POLLRDNORM;
  },
  ioctl(kernel, task, file, command, arg) {
    if (command >>> 0 !== FIONREAD) return -25;
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setInt32(0, (file.private as Inotify).bytes, true);
    return kernel.copyToUser(task, arg, bytes);
  },
  release(_kernel, file) {
    (file.private as Inotify | null)?.dropAll();
  },
};

function* readLater(inotify: Inotify, io: IoBuffer): Sleeping<number> {
  while (inotify.isEmpty) if ((yield* inotify.changed.sleep('inotify_read')) === INTERRUPTED) return -ERESTARTSYS;
  return inotify.take(io);
}

export function createInotify(kernel: Kernel, flags: number): OpenFile {
  const file = anonymousFile(kernel, 'inotify', inotifyOps, flags);
  file.private = new Inotify(kernel);
  return file;
}
