/**
 * What the parts of the kernel promise each other: tasks, sleeping, files, memory, the system-call row.
 * Follows Linux 6.1 in names and duties (include/linux/{sched,fs,mm_types,wait}.h).
 */
import type { Core, Cpu, PhysAddr } from '../machine/types';
import type { LinkOptions } from './drivers/net/link';
import type { EventListener, KernelEvent } from './events';

// ---------------------------------------------------------------- sleeping

/** What a sleeping call yields to the scheduler: the queue it waits on and until when. */
export interface Sleep {
  queue: WaitQueue | null;
  /** Further queues that wake it as well: poll and select yield a Sleep that names all of them. */
  also?: readonly WaitQueue[];
  /** Virtual time in instructions at which it wakes anyway; Infinity = never. */
  until: number;
  /** A signal ends the sleep with INTERRUPTED (TASK_INTERRUPTIBLE). */
  interruptible: boolean;
  /** `wchan` for ps and pictures. */
  what: string;
  /** No sleep at all: the CPU is to run C code in ring 0 for the task (arch/ring-zero.ts). */
  ringZero?: import('./arch/ring-zero').RingZeroRun;
}
export const WOKEN = 0;
export const INTERRUPTED = 1;
export const TIMED_OUT = 2;
export type WakeReason = typeof WOKEN | typeof INTERRUPTED | typeof TIMED_OUT;

/** A call that must sleep: kernel code that still reads top to bottom. Run by the scheduler. */
export type Sleeping<T> = Generator<Sleep, T, WakeReason>;
/** Answers at once, or is a call that must sleep (a disk, a lock, C code of a module). Helpers: sleeping.ts. */
export type MaySleep<T> = T | Sleeping<T>;

/** Tasks waiting for one thing (include/linux/wait.h). Implemented in sched/wait.ts. */
export interface WaitQueue {
  /** Sleeps once; the caller checks its condition again. `until` = absolute virtual time. */
  sleep(what: string, options?: { until?: number; interruptible?: boolean }): Sleeping<WakeReason>;
  /** Wakes every waiter (n: the first n). Safe from any context. */
  wake(n?: number): void;
  readonly waiters: readonly Task[];
}

// ---------------------------------------------------------------- user memory

/**
 * Where bytes of a read go to or bytes of a write come from: user memory or a kernel array. Progress is kept here.
 * put/get move as many bytes as they can and return that count; fewer than asked means a fault: then `fault` is -EFAULT,
 * or the caller is in a call that may sleep and does `yield* io.faultIn()` and goes on.
 */
export interface IoBuffer {
  /** Bytes still to go. */
  readonly remaining: number;
  /** Bytes moved so far. */
  readonly done: number;
  put(from: Uint8Array, offset: number, length: number): number;
  get(to: Uint8Array, offset: number, length: number): number;
  /** 0 while all is well, else -EFAULT. */
  readonly fault: number;
  /** In a call that may sleep: brings in the page at which the buffer stands. 0: go on; -EFAULT: there is none. */
  faultIn?(): MaySleep<number>;
}

// ---------------------------------------------------------------- credentials, tasks

export interface Cred {
  uid: number;
  euid: number;
  suid: number;
  fsuid: number;
  gid: number;
  egid: number;
  sgid: number;
  fsgid: number;
  groups: readonly number[];
  /** Effective capabilities as two 32-bit halves. */
  capEffective: readonly [number, number];
  /** The other sets; absent: permitted as effective, the bounding set full, the rest empty (sched/cred.ts: capsOf). */
  capPermitted?: readonly [number, number];
  capInheritable?: readonly [number, number];
  capBounding?: readonly [number, number];
  capAmbient?: readonly [number, number];
  /** Absent: the first one. */
  userNs?: import('./nsproxy/namespaces').UserNamespace;
}

/** Open-file table, shared with CLONE_FILES (fs/file.ts). */
export interface FilesStruct {
  users: number;
  get(fd: number): File | undefined;
  /** Lowest free descriptor ≥ min, or -EMFILE. Installs the file. */
  install(file: File, options?: { min?: number; cloexec?: boolean }): number;
  /** Puts `file` at exactly fd, closing what was there. */
  installAt(fd: number, file: File, cloexec: boolean): void;
  close(kernel: Kernel, task: Task, fd: number): number;
  getCloexec(fd: number): boolean;
  setCloexec(fd: number, on: boolean): void;
  clone(): FilesStruct;
  /** execve: closes what is marked close-on-exec. */
  onExec(kernel: Kernel, task: Task): void;
  closeAll(kernel: Kernel, task: Task): void;
  entries(): Iterable<[fd: number, file: File, cloexec: boolean]>;
  readonly limit: number;
}

/** Root, working directory, umask; shared with CLONE_FS. */
export interface FsStruct {
  users: number;
  root: Path;
  cwd: Path;
  umask: number;
  clone(): FsStruct;
}

export type TaskState = 'R' | 'S' | 'D' | 'T' | 'Z' | 'X';

/** struct task_struct, the part that more than one subsystem uses. The class is in sched/task.ts. */
export interface Task {
  readonly pid: number;
  readonly tgid: number;
  parent: Task;
  children: Set<Task>;
  /** All tasks of the thread group, leader first. */
  group: Task[];
  pgid: number;
  sid: number;
  state: TaskState;
  /** What it sleeps on. */
  wchan: string;
  comm: string;
  cmdline: string[];
  exePath: string;
  cred: Cred;
  mm: Mm | null;
  files: FilesStruct;
  fs: FsStruct;
  /** Controlling terminal of the session. */
  tty: Tty | null;
  exitStatus: number;
  nice: number;
  cpu: number;
  startTime: number;
  userTime: number;
  systemTime: number;
  minorFaults: number;
  majorFaults: number;
  syscalls: number;
  /** A signal waits that is not blocked: sleeping calls give up with -ERESTARTSYS or -EINTR. */
  readonly signalPending: boolean;
  /** RLIMIT_*: [soft, hard]. */
  rlimits: [number, number][];
  /** Its network namespace (net/namespace.ts: netNsOf); absent: the first one. */
  net?: object;
}

/** Process side of memory (mm/mm.ts). */
export interface Mm {
  readonly cr3: PhysAddr;
  readonly vmas: readonly Vma[];
  brkStart: number;
  brk: number;
  /** argv and environ as they lie on the initial stack, for /proc/PID/cmdline and environ. */
  argStart: number;
  argEnd: number;
  envStart: number;
  envEnd: number;
  /** Pages resident / mapped, for /proc/PID/stat, statm, status. */
  readonly residentPages: number;
  readonly totalPages: number;
}

export interface Vma {
  readonly start: number;
  readonly end: number;
  /** PROT_READ | WRITE | EXEC. */
  readonly prot: number;
  readonly shared: boolean;
  readonly file: File | null;
  /** Byte offset in the file. */
  readonly offset: number;
  /** `[heap]`, `[stack]`, `[vdso]` or the path. */
  readonly name: string;
}

// ---------------------------------------------------------------- frames

/** Physical page frames (mm/frames.ts). A frame number × 4096 is its PhysAddr. */
export interface FrameAllocator {
  /** A zeroed frame with one reference, or -1 when memory is out. `use` is for accounting. */
  alloc(use: FrameUse): number;
  /** The first of `pages` neighbouring frames, each zeroed and with one reference, or -1 when there is no such run. */
  allocRun(pages: number, use: FrameUse): number;
  get(frame: number): void;
  /** Drops one reference; the last frees it. */
  put(frame: number): void;
  count(frame: number): number;
  readonly total: number;
  /** Frames that hold the kernel itself: never handed out, not part of MemTotal. */
  readonly reserved: number;
  readonly free: number;
  used(use: FrameUse): number;
}
export type FrameUse = 'anon' | 'page-cache' | 'page-table' | 'kernel' | 'stack';

// ---------------------------------------------------------------- VFS

export const S_IFMT = 0o170000;
export const S_IFSOCK = 0o140000;
export const S_IFLNK = 0o120000;
export const S_IFREG = 0o100000;
export const S_IFBLK = 0o060000;
export const S_IFDIR = 0o040000;
export const S_IFCHR = 0o020000;
export const S_IFIFO = 0o010000;

/** struct inode. Times in virtual nanoseconds since the epoch as bigint-free [sec, nsec]. */
export interface Inode {
  readonly ino: number;
  readonly sb: SuperBlock;
  mode: number;
  uid: number;
  gid: number;
  nlink: number;
  size: number;
  /** Device number of a device node: major << 8 | minor (Linux's 12:20 split via makedev). */
  rdev: number;
  atime: TimeSpec;
  mtime: TimeSpec;
  ctime: TimeSpec;
  readonly ops: InodeOperations;
  readonly fileOps: FileOperations;
  /** Page cache of a regular file: frames are shared with mmap. null where mapping is not possible. */
  readonly pages: PageCache | null;
}
export type TimeSpec = readonly [sec: number, nsec: number];

export interface PageCache {
  /** Frame of page `index` (0 = first 4096 bytes), read in if needed; a reference is NOT taken. Negative errno: -EIO, -ENOMEM. Beyond end of file: -EFAULT (the fault becomes SIGBUS). */
  page(index: number): number | Sleeping<number>;
  /** `page` may sleep: system calls bring in such pages of their arguments before they begin. */
  readonly waits?: boolean;
  /** Is the page in memory? For mincore(2); absent: only what is mapped counts. */
  present?(index: number): boolean;
  /** A shared writable mapping dirtied the page. */
  dirty(index: number): void;
  /** Bytes [start, end) become a hole: for MADV_REMOVE. */
  punch?(start: number, end: number): void;
  /** Set by mm once somebody maps the file: the cache calls it when page `index` leaves it (truncation), so that mappings let go. */
  unmap?: (index: number) => void;
}

/**
 * Each answers a value or a negative errno; absent = not supported by this file system (-EPERM, -ENOTDIR as Linux does).
 * Each may sleep. While `create` to `rename` sleep the VFS holds the lock of the directories (i_rwsem), so that no other task
 * changes them; the slow part of `lookup` holds it too.
 */
export interface InodeOperations {
  lookup?(dir: Inode, name: string): MaySleep<Inode | number>;
  create?(dir: Inode, name: string, mode: number, task: Task): MaySleep<Inode | number>;
  mkdir?(dir: Inode, name: string, mode: number, task: Task): MaySleep<Inode | number>;
  mknod?(dir: Inode, name: string, mode: number, rdev: number, task: Task): MaySleep<Inode | number>;
  symlink?(dir: Inode, name: string, target: string, task: Task): MaySleep<Inode | number>;
  link?(dir: Inode, name: string, target: Inode): MaySleep<number>;
  unlink?(dir: Inode, name: string): MaySleep<number>;
  rmdir?(dir: Inode, name: string): MaySleep<number>;
  rename?(from: Inode, name: string, to: Inode, newName: string, flags: number): MaySleep<number>;
  /** Symbolic links: the text. `/proc/PID/exe` and fd links may jump straight to a path. */
  readlink?(inode: Inode, task: Task): MaySleep<string | number>;
  jump?(inode: Inode, task: Task): Path | number;
  truncate?(inode: Inode, size: number): MaySleep<number>;
  /** Called before the fields are set; a refusal leaves them as they are. */
  setattr?(
    inode: Inode,
    changes: { mode?: number; uid?: number; gid?: number; atime?: TimeSpec; mtime?: TimeSpec },
  ): MaySleep<number>;
  statfs?(inode: Inode): MaySleep<StatFs | number>;
}

export interface StatFs {
  type: number;
  bsize: number;
  blocks: number;
  bfree: number;
  bavail: number;
  files: number;
  ffree: number;
  namelen: number;
}

export interface DirEntry {
  name: string;
  ino: number;
  type: number;
}

/** struct file_operations. */
export interface FileOperations {
  open?(kernel: Kernel, task: Task, file: File): number | Sleeping<number>;
  /** Reads at `pos` (the caller keeps file.pos); returns bytes or negative errno. */
  read?(kernel: Kernel, task: Task, file: File, io: IoBuffer, pos: number): number | Sleeping<number>;
  write?(kernel: Kernel, task: Task, file: File, io: IoBuffer, pos: number): number | Sleeping<number>;
  /** All entries, `.` and `..` included at 0 and 1, or a negative errno. */
  iterate?(kernel: Kernel, task: Task, file: File): MaySleep<DirEntry[] | number>;
  /** Default: seek within inode.size. Pipes and ttys: -ESPIPE. */
  llseek?(file: File, offset: number, whence: number): MaySleep<number>;
  ioctl?(kernel: Kernel, task: Task, file: File, command: number, arg: number): number | Sleeping<number>;
  /** Which of POLLIN | POLLOUT | POLLERR | POLLHUP hold now; queues to wait on are appended. */
  poll?(file: File, queues: WaitQueue[]): number;
  /** Pages of a mapping that belongs to this open file (perf rings, BPF maps): asked before `mmap`. A negative errno refuses. */
  mapping?(
    kernel: Kernel,
    task: Task,
    file: File,
    request: { prot: number; length: number; offset: number; shared: boolean },
  ): PageCache | number;
  /** A frame for a device mapping, else the inode's page cache is used. */
  mmap?(
    kernel: Kernel,
    task: Task,
    file: File,
    vma: { start: number; end: number; prot: number; shared: boolean },
  ): number;
  fsync?(kernel: Kernel, file: File): number | Sleeping<number>;
  /** The last reference is gone. */
  release?(kernel: Kernel, file: File): void;
  /** Not seekable: pos is ignored (FMODE_STREAM). */
  stream?: boolean;
}

/** struct file: one open(2). Shared by dup and fork. */
export interface File {
  readonly path: Path;
  readonly inode: Inode;
  readonly ops: FileOperations;
  /** O_* as F_GETFL gives them. */
  flags: number;
  pos: number;
  refs: number;
  readonly readable: boolean;
  readonly writable: boolean;
  readonly nonblocking: boolean;
  /** For the file's own use (pipe end, tty …). */
  private: unknown;
}

export interface Dentry {
  readonly name: string;
  readonly parent: Dentry | null;
  inode: Inode | null;
}
export interface Mount {
  readonly source: string;
  readonly sb: SuperBlock;
  readonly root: Dentry;
  readonly parent: Mount | null;
  readonly mountpoint: Dentry | null;
  flags: number;
}
export interface Path {
  readonly mount: Mount;
  readonly dentry: Dentry;
}

export interface SuperBlock {
  readonly type: FileSystemType;
  /** st_dev. */
  readonly dev: number;
  readonly root: Inode;
  /** As shown by /proc/mounts after rw/ro: e.g. `size=65536k,mode=755`. */
  showOptions(): string;
  /**
   * The VFS keeps the names that were looked up, and those that were not there, and asks `lookup` only once for each: right for
   * every file system whose directories change by the operations of its inodes alone. Without it each walk asks again.
   */
  readonly cachesNames?: boolean;
  /** The file system itself is read-only (SB_RDONLY): mounted so, or after an error. */
  readonly readOnly?: boolean;
  /** sync(2): everything to the medium. */
  sync?(): MaySleep<number>;
  /** mount -o remount: MS_* flags and the option string. */
  remount?(flags: number, options: string): MaySleep<number>;
  /** The last mount is gone: write back and let go of the device. */
  deactivate?(): MaySleep<void>;
}
export interface FileSystemType {
  readonly name: string;
  /** /proc/filesystems marks these `nodev`. */
  readonly nodev: boolean;
  /** `by`: who mounts, and the MS_* flags; absent for what the kernel mounts itself. */
  mount(
    kernel: Kernel,
    source: string,
    options: string,
    by?: { task: Task; flags: number },
  ): MaySleep<SuperBlock | number>;
}

/** Path walking (fs/namei.ts). */
export interface Vfs {
  readonly rootMount: Mount;
  readonly mounts: readonly Mount[];
  readonly types: ReadonlyMap<string, FileSystemType>;
  register(type: FileSystemType): void;
  /** Follows mounts and symlinks (40 at most, -ELOOP), checks search permission. `from` = null: the task's cwd. */
  walk(
    task: Task,
    path: string,
    options?: { from?: Path | null; followLast?: boolean; directory?: boolean },
  ): MaySleep<Path | number>;
  /** The directory and last component, for create, unlink, rename…; the last need not exist. */
  walkParent(task: Task, path: string, from?: Path | null): MaySleep<{ parent: Path; name: string } | number>;
  /** open(2): creates with O_CREAT, checks permissions, calls ops.open. */
  open(
    task: Task,
    path: string,
    flags: number,
    mode: number,
    from?: Path | null,
  ): File | number | Sleeping<File | number>;
  /** For execve and the kernel itself: reads whole or part of a regular file without a descriptor. */
  readKernel(inode: Inode, pos: number, to: Uint8Array): number | Sleeping<number>;
  /** `/bin/ls` as getcwd and /proc print it, relative to the task's root; ` (deleted)` appended as Linux does. */
  pathName(path: Path, root?: Path): string;
  permission(task: Task, inode: Inode, mask: number): number;
  mount(task: Task, source: string, target: string, type: string, flags: number, data: string): MaySleep<number>;
  umount(task: Task, target: string, flags: number): MaySleep<number>;
  /** get/put of File references; the last put calls release. */
  getFile(file: File): File;
  putFile(file: File): void;
}

// ---------------------------------------------------------------- tty

export interface Tty {
  readonly name: string;
  readonly device: number;
  session: number;
  foreground: number;
}

/** Where console output goes to and keyboard input comes from: the recorded port of the outside world. */
export interface ConsolePort {
  /** Bytes the guest wrote to its console (after output processing). */
  write(bytes: Uint8Array): void;
}

// ---------------------------------------------------------------- system calls

/** How strace prints an argument; see trace/strace.ts for the list of printers. */
export type ArgType =
  | 'int'
  | 'uint'
  | 'long'
  | 'ulong'
  | 'size'
  | 'off'
  | 'ptr'
  | 'fd'
  | 'dirfd'
  | 'path'
  | 'buf'
  | 'str'
  | 'mode'
  | 'pid'
  | 'uid'
  | 'signal'
  | 'open-flags'
  | 'prot'
  | 'mmap-flags'
  | 'clone-flags'
  | 'wait-options'
  | 'access-mode'
  | 'whence'
  | 'ioctl'
  | 'fcntl-cmd'
  | 'futex-op'
  | 'clockid'
  | 'dev'
  | 'mount-flags'
  | 'umount-flags'
  | 'at-flags'
  | 'sigprocmask-how'
  | 'arch-prctl'
  | 'prctl'
  | 'rlimit-resource'
  | 'reboot-cmd'
  | 'madvise'
  | 'poll-events'
  | 'argv'
  | 'envp'
  | 'stat'
  | 'statfs'
  | 'timespec'
  | 'timeval'
  | 'sigaction'
  | 'sigset'
  | 'stack_t'
  | 'iovec'
  | 'utsname'
  | 'rusage'
  | 'wstatus'
  | 'fds'
  | 'pollfds'
  | 'dirents'
  | 'rlimit'
  | 'sysinfo'
  | 'termios'
  | 'fdset'
  | 'tms'
  | 'int-ptr'
  | 'socket-domain'
  | 'socket-type'
  | 'socket-flags'
  | 'sockaddr'
  | 'msghdr'
  | 'msg-flags'
  | 'shutdown-how'
  | 'sockopt-level'
  | 'sockopt-name'
  | 'sockopt-value'
  | 'itimerval';

export interface SyscallArg {
  name: string;
  type: ArgType;
  /** 'out': printed after the call. */
  direction: 'in' | 'out' | 'inout';
  /** For buf: index of the argument that holds the length, or 'result'. */
  length?: number | 'result';
}

/** Arguments arrive as doubles: signed 64-bit, exact within ±2^53; a handler narrows with |0 or >>>0 where C's type is int. */
export type SyscallHandler = (
  kernel: Kernel,
  task: Task,
  a: number,
  b: number,
  c: number,
  d: number,
  e: number,
  f: number,
) => number | Sleeping<number>;

export interface SyscallRow {
  nr: number;
  name: string;
  args: readonly SyscallArg[];
  handler: SyscallHandler;
  /** Instructions charged for the kernel's work, without copying (1 per 8 bytes is added by the copy). */
  cost: number;
  support: 'full' | 'partial';
  /** One sentence on what is missing, where partial. */
  missing?: string;
  /** How the result is printed; default int. */
  result?: 'int' | 'ptr' | 'none' | 'mode' | 'uid' | 'fd';
}

// ---------------------------------------------------------------- the kernel

export interface Kernel {
  readonly core: Core;
  readonly cpu: Cpu;
  readonly frames: FrameAllocator;
  readonly vfs: Vfs;
  /** Virtual time in instructions since boot. */
  readonly now: number;
  /** Adds kernel work to the clock (and to the current task's system time). */
  charge(instructions: number): void;
  /** CLOCK_REALTIME now. Boot time is part of the run record. */
  realtime(): TimeSpec;
  readonly bootTime: number;
  readonly tasks: ReadonlyMap<number, Task>;
  readonly init: Task;
  readonly current: Task | null;
  readonly hostname: { nodename: string; domainname: string };
  newWaitQueue(name: string): WaitQueue;
  /** Runs `callback` at virtual time `at` (in instructions) from timer context. */
  timer(at: number, callback: () => void): { cancel(): void };
  /** Seeded; the only randomness there is. */
  randomBytes(into: Uint8Array): void;
  sendSignal(target: Task, signal: number, info?: { code: number; pid: number; uid: number; address?: number }): void;
  /** To every process of the group; -ESRCH when there is none. */
  signalGroup(pgid: number, signal: number): number;
  userBuffer(task: Task, address: number, length: number): IoBuffer;
  kernelBuffer(bytes: Uint8Array): IoBuffer;
  /** 0 or -EFAULT; faults pages in when that needs no sleep. */
  copyFromUser(task: Task, from: number, to: Uint8Array): number;
  copyToUser(task: Task, to: number, from: Uint8Array): number;
  /** The string without its NUL, or -EFAULT, -ENAMETOOLONG beyond `max` bytes. */
  strncpyFromUser(task: Task, from: number, max: number): string | number;
  /** printk: into the ring buffer (dmesg, /dev/kmsg) and, by level, the console. */
  printk(level: number, text: string): void;
  readonly log: readonly { at: number; level: number; text: string }[];
  readonly console: ConsolePort;
  /** True while somebody listens to this type: guard every `emit`. */
  wants(type: KernelEvent['type']): boolean;
  emit(event: KernelEvent): void;
  listen(listener: EventListener, types?: readonly KernelEvent['type'][]): () => void;
}

// ---------------------------------------------------------------- booting (kernel/index.ts: `boot(options): Booted`)

/** The simulated network outside: a cable from eth0 to a second host (drivers/net). */
export interface NetworkOptions {
  link?: LinkOptions;
  /** Pages that the web server at 10.0.2.3 has besides its own: path → text. */
  pages?: Readonly<Record<string, string>>;
}

export interface BootOptions {
  /** null: no network card. Default: a good cable. */
  network?: NetworkOptions | null;
  core: Core;
  /** newc cpio archive, unpacked into the root tmpfs. */
  initramfs: Uint8Array;
  /** More files put in after the archive (the learner's program, fixtures). A mode with S_IFLNK makes a symbolic link to the path in `data`. */
  files?: readonly { path: string; mode: number; uid?: number; gid?: number; data: Uint8Array }[];
  seed: number;
  /** CLOCK_REALTIME at boot, seconds since the epoch. */
  bootTime: number;
  /** First program; default /sbin/init. argv[0] is `init[0]`. pid 1 with 'console'; with 'pipes' pid 2, a child of the kernel's own reaper. */
  init?: readonly string[];
  env?: readonly string[];
  uid?: number;
  /** 'console': descriptors 0–2 are /dev/console. 'pipes': three pipes whose other ends the host holds (`Booted.stdio`). */
  stdio: 'console' | 'pipes';
  console: ConsolePort;
  /** Simulated disks: /dev/vda …, with partitions when the image has a table. Default none. */
  disks?: readonly import('./drivers/block/disk').DiskOptions[];
  /** What the guest may ask of its host, through /dev/cc: pure functions, injected by the lab. Absent: that device answers -ENODEV. */
  hostServices?: { compile(request: Uint8Array): Uint8Array };
  /** Counts misses of a TLB as real processors have it, for each task (perf_event_open, snapshots). Costs speed. */
  lessonTlb?: boolean;
  /** Live tasks allowed (fork bomb fence): beyond it fork gives -EAGAIN. Default 256. */
  maxTasks?: number;
  /** Turns of several CPUs: write them down (`Booted.turns.list`), and those that a list says (sched/turns.ts). */
  interleaving?: { record?: boolean; follow?: readonly import('./sched/turns').Turn[] };
}

export type RunEnd = 'budget' | 'idle' | 'power-off' | 'panic';

/** One name of a directory of the guest as its owner outside sees it. */
export interface HostEntry {
  name: string;
  /** st_mode. */
  mode: number;
  size: number;
}

export interface Booted extends Kernel {
  /** For debuggers: while it says true, `run` comes back at once, with nothing lost or gained. */
  held: (() => boolean) | null;
  /** Who runs on a CPU now. */
  running(cpu: number): { pid: number; tgid: number } | null;
  /** Functions and lines of the loaded modules. */
  moduleSymbols(): {
    functions: { name: string; low: number; high: number; file: string; line: number }[];
    lines: { address: number; file: string; line: number }[];
  };
  /** Changes when a module comes or goes. */
  readonly modulesLoaded: string;
  /** The interleaving of the CPUs so far, when it is recorded. */
  readonly turns: { readonly list: readonly import('./sched/turns').Turn[] };
  /** Runs for at most `max` instructions of virtual time (kernel work included), exactly. 'idle': every task waits for outside input. */
  run(max: number): { retired: number; reason: RunEnd };
  /** Keys typed at the console, as bytes; taken at the present virtual time. */
  consoleInput(bytes: Uint8Array): void;
  consoleResize(rows: number, columns: number): void;
  readonly stdio: {
    input(bytes: Uint8Array): void;
    closeInput(): void;
    onOutput: (stream: 'stdout' | 'stderr', bytes: Uint8Array) => void;
  } | null;
  readonly panicReport: string | null;
  /** 'pipes': wait status of the first program once it has been reaped. The machine powers off when nothing of it is left running. */
  readonly mainStatus: number | null;
  snapshot(): import('./snapshot').KernelSnapshot;
  /**
   * Pulls the plug: the machine is off at once, and this is what the disks hold then. What was in their write caches is lost or half
   * there, as the seed says. To boot again give the images to a new machine.
   */
  powerCut(): { name: string; image: Uint8Array }[];
  /** Pixels of /dev/fb0 (blue, green, red, unused); null until a program has opened it. */
  framebuffer(): Uint8Array | null;
  /** An event of an input device: 0 the keyboard, 1 the mouse. Each report ends with type 0 (EV_SYN). Taken at the present virtual time. */
  inputEvent(device: number, type: number, code: number, value: number): void;
  /** What a disk holds now as the guest would read it from the device, its write cache included. */
  diskImage(name: string): Uint8Array | null;
  addressSpace(pid: number): import('./snapshot').AddressSpaceSnapshot | null;
  pageWalk(pid: number, va: number): import('./snapshot').PageWalkSnapshot | null;
  /** Reads a file from the guest for checks; null when absent. */
  readFile(path: string): Uint8Array | null;
  /** Puts a regular file into the running machine, as root. 0 or a negative errno. */
  writeFile(path: string, mode: number, data: Uint8Array): number;
  /** What is in a directory; null when there is none. */
  listDirectory(path: string): HostEntry[] | null;
  /** Names and lines for user addresses of a program (from our compiler), for events, snapshots and messages. */
  addDebugInfo(
    path: string,
    debug: {
      functions: readonly { name: string; low: number; high: number; file: string; line: number }[];
      lines: readonly { address: number; file: string; line: number }[];
    },
  ): void;
  /** Source place of a user address in the program that `pid` runs. */
  locate(pid: number, address: number): { function: string; file: string; line: number } | null;
  /** Where the program was when a fatal signal or an outside stop came. */
  readonly lastFault: { pid: number; signal: number; address: number; ip: number } | null;
}
