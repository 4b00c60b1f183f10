/**
 * The file side of booting: file-system types, devices, the mounts every program may count on, the initramfs, descriptors 0–2.
 * Follows fs/namespace.c:init_mount_tree, init/initramfs.c and init/main.c:console_on_rootfs.
 * Departs from Linux: /dev, /proc and /tmp are mounted by the kernel before the first program starts, because that program
 * may be a learner's own instead of an init that would do it.
 */
import { O_RDWR } from '../abi/fcntl';
import { MS_NODEV, MS_NOEXEC, MS_NOSUID } from '../abi/mount';
import { bpffsType } from '../bpf/syscall/bpffs';
import { BUG } from '../bug';
import { addBlockDevices } from '../drivers/block/setup';
import { registerCompiler } from '../drivers/char/cc';
import { registerMemDevices } from '../drivers/char/mem';
import { addInputDevices } from '../drivers/input/evdev';
import { addClock } from '../drivers/rtc/rtc';
import { createConsole } from '../drivers/tty/console';
import { addFramebuffer } from '../drivers/video/fbdev';
import { errnoName } from '../errno';
import type { FileSystems } from '../fs-port';
import { atOnce } from '../sleeping';
import { debugfsType, tracefsType } from '../trace/tracefs/index';
import { mountTracing } from '../trace/tracefs/mount';
import type { BootOptions, File, Kernel, Task } from '../types';
import { S_IFDIR, S_IFLNK, S_IFMT, S_IFREG } from '../types';
import { bootTask } from './boot-task';
import { cgroup2Type } from './cgroup/index';
import { contextOf } from './context';
import { makeParents, unpackCpio, writeData } from './cpio';
import { mkdirAt, mknodAt, symlinkAt } from './create';
import type { Place } from './dcache';
import { devptsType, registerPtys } from './devpts/index';
import { devtmpfsType } from './devtmpfs';
import { ext2Type } from './ext2/mount';
import { DescriptorTable } from './fdtable';
import { getFile } from './file';
import { FsInfo } from './fs-struct';
import { MS_STRICTATIME, mountAt, mountFlags } from './mount';
import { attach, rootDentry } from './mount-tree';
import { NameWalk } from './namei';
import { openPath } from './open';
import { overlayType } from './overlay/mount';
import { guestToHost, hostToGuest } from './pipes';
import { procType } from './proc/index';
import { unlinkAt } from './remove';
import { showBlockDevices } from './sysfs/block';
import { sysfsType } from './sysfs/index';
import { showSystem } from './sysfs/system';
import { tmpfsType } from './tmpfs/index';
import { VirtualFs } from './vfs';
import { startWriteback } from './writeback';

export function setupFs(kernel: Kernel, options: BootOptions): FileSystems {
  const vfs = new VirtualFs(kernel);
  const root = mountRoot(kernel);
  const task = bootTask(kernel, new FsInfo(root, root, 0));
  registerMemDevices(contextOf(kernel).charDevices);
  registerCompiler(contextOf(kernel).charDevices, options.hostServices);
  const console = createConsole(kernel);
  vfs.register(tmpfsType('tmpfs'));
  vfs.register(devtmpfsType(kernel));
  vfs.register(procType());
  vfs.register(tracefsType());
  vfs.register(debugfsType());
  vfs.register(bpffsType());
  vfs.register(ext2Type);
  vfs.register(sysfsType);
  vfs.register(cgroup2Type);
  vfs.register(devptsType);
  vfs.register(overlayType);
  startWriteback(kernel);
  addBlockDevices(kernel, options);
  registerPtys(kernel);
  showSystem(kernel);
  showBlockDevices(kernel);
  addFramebuffer(kernel);
  addInputDevices(kernel);
  addClock(kernel);
  must('initramfs', unpackCpio(kernel, task, options.initramfs));
  mountInitial(kernel, task);
  mountTracing(kernel, task);
  for (const file of options.files ?? []) must(file.path, putFileAt(kernel, task, file));
  const pipes = options.stdio === 'pipes' ? hostPipes(kernel) : null;
  return {
    vfs,
    newFiles: () => new DescriptorTable(kernel),
    newFs: () => new FsInfo(root, root),
    openStdio: (first) => pipes?.files ?? openConsole(kernel, first),
    consoleInput: (bytes) => console.input(bytes),
    consoleResize: (rows, columns) => console.resize(rows, columns),
    stdio: pipes?.host ?? null,
  };
}

/** rootfs: a tmpfs, which the initramfs is unpacked into. */
function mountRoot(kernel: Kernel): Place {
  const half = Math.floor(kernel.frames.total / 2);
  const sb = atOnce(tmpfsType('rootfs').mount(kernel, 'rootfs', `size=${half * 4}k,nr_inodes=${half}`));
  if (typeof sb === 'number') return BUG('rootfs cannot be mounted');
  sb.root.mode = S_IFDIR | 0o755;
  const dentry = rootDentry(sb);
  return { mount: attach(kernel, 'rootfs', sb, dentry, null, mountFlags(MS_STRICTATIME)), dentry };
}

/** As Debian has them: source, type, place, flags, options. */
const INITIAL_MOUNTS: readonly (readonly [
  source: string,
  type: string,
  target: string,
  flags: number,
  data: string,
])[] = [
  ['sysfs', 'sysfs', '/sys', MS_NOSUID | MS_NODEV | MS_NOEXEC, ''],
  ['proc', 'proc', '/proc', MS_NOSUID | MS_NODEV | MS_NOEXEC, ''],
  ['udev', 'devtmpfs', '/dev', MS_NOSUID, ''],
  ['devpts', 'devpts', '/dev/pts', MS_NOSUID | MS_NOEXEC, 'gid=5,mode=620,ptmxmode=666'],
  ['tmpfs', 'tmpfs', '/run', MS_NOSUID | MS_NODEV | MS_NOEXEC, 'size=10%,mode=755'],
  ['tmpfs', 'tmpfs', '/dev/shm', MS_NOSUID | MS_NODEV, ''],
  ['tmpfs', 'tmpfs', '/tmp', MS_NOSUID | MS_NODEV, ''],
  ['cgroup2', 'cgroup2', '/sys/fs/cgroup', MS_NOSUID | MS_NODEV | MS_NOEXEC, 'nsdelegate,memory_recursiveprot'],
];

function mountInitial(kernel: Kernel, task: Task): void {
  for (const [source, type, target, flags, data] of INITIAL_MOUNTS) {
    atOnce(mkdirAt(kernel, task, target, 0o755, null));
    must(target, atOnce(mountAt(kernel, task, source, target, type, flags, data)));
  }
}

/** Puts a file in place of what may be there. */
export function putFileAt(kernel: Kernel, task: Task, file: NonNullable<BootOptions['files']>[number]): number {
  makeParents(kernel, task, file.path);
  atOnce(unlinkAt(kernel, task, file.path, null));
  if ((file.mode & S_IFMT) === S_IFLNK)
    return atOnce(symlinkAt(task, new TextDecoder().decode(file.data), file.path, null));
  const error =
    atOnce(mknodAt(task, file.path, S_IFREG | file.mode, 0, null)) || writeData(kernel, task, file.path, file.data);
  if (error < 0) return error;
  const walk = new NameWalk(task);
  const found = atOnce(walk.toEnd(file.path, null, false));
  if (found < 0) return found;
  const { inode } = walk.dentry;
  inode.uid = file.uid ?? 0;
  inode.gid = file.gid ?? 0;
  inode.mode = S_IFREG | (file.mode & 0o7777);
  return 0;
}

function must(what: string, result: number): void {
  if (result < 0) BUG(`${what}: ${errnoName(-result)}`);
}

/** One open of /dev/console for all three descriptors. */
function openConsole(kernel: Kernel, task: Task): readonly [File, File, File] {
  const file = atOnce(openPath(kernel, task, '/dev/console', O_RDWR, 0, null));
  if (typeof file === 'number') return BUG('unable to open an initial console');
  return [file, getFile(file), getFile(file)];
}

function hostPipes(kernel: Kernel): {
  files: readonly [File, File, File];
  host: NonNullable<FileSystems['stdio']>;
} {
  const stdin = hostToGuest(kernel);
  const host: NonNullable<FileSystems['stdio']> = {
    input: (bytes) => stdin.input(bytes),
    closeInput: () => stdin.close(),
    onOutput: () => {},
  };
  const stdout = guestToHost(kernel, (bytes) => host.onOutput('stdout', bytes));
  const stderr = guestToHost(kernel, (bytes) => host.onOutput('stderr', bytes));
  return { files: [stdin.file, stdout, stderr], host };
}
