/**
 * execve(2): a new program in the same task. Follows fs/exec.c: do_execveat_common, bprm_execve, begin_new_exec,
 * fs/binfmt_script.c. The new address space is built whole before the old one goes, so every error still has somebody to return to.
 */

import { Reg } from '../../machine/types';
import { O_RDONLY } from '../abi/fcntl';
import { MAX_ARG_STRLEN, PATH_MAX, TASK_COMM_LEN } from '../abi/limits';
import { PROT_EXEC, PROT_READ, PROT_WRITE } from '../abi/mman';
import { MS_NOEXEC, MS_NOSUID } from '../abi/mount';
import { RLIMIT_STACK } from '../abi/resource';
import { SI_KERNEL, SIGCHLD, SIGSEGV, SS_DISABLE } from '../abi/signal';
import { COST } from '../costs';
import { E2BIG, EACCES, EFAULT, EIO, ELIBBAD, ELOOP, ENAMETOOLONG, ENOENT, ENOEXEC, ENOMEM } from '../errno';
import { utf8Decode, utf8Encode } from '../fs/text';
import type { RunningKernel } from '../kernel';
import { MmStruct } from '../mm/mm';
import { watchMapping } from '../mm/rmap';
import { ANONYMOUS, type Backing, VmArea, vmaFlags } from '../mm/vma';
import { mayKeepTracing } from '../ptrace/attach';
import { ptraceExec } from '../ptrace/stop';
import { execCred, makeCred } from '../sched/cred';
import { vforkDone } from '../sched/exit';
import type { TaskStruct } from '../sched/task';
import { forceSignal } from '../signal/send';
import { settle } from '../sleeping';
import { objectAddress, traceExec } from '../trace/kernel-events';
import { type File, type Inode, type Path, S_IFMT, S_IFREG, type Sleeping } from '../types';
import { deThread } from './de-thread';
import { type ElfImage, elfHeaderExtent, parseElf, parseScript } from './elf';
import { mapImage, writeNew } from './load';
import { buildStack, STACK_TOP } from './stack';

const S_ISUID = 0o4000;
const S_ISGID = 0o2000;
const S_IXGRP = 0o010;
const MAY_EXEC = 1;
/** setup_arg_pages: a fresh stack is 128 KiB and what the strings need. */
const STACK_EXPAND = 131_072;

/** struct linux_binprm: what execve has found out so far. */
interface Binprm {
  path: Path;
  inode: Inode;
  /** As given to execve: AT_EXECFN. */
  filename: string;
  argv: Uint8Array[];
  envp: Uint8Array[];
  head: Uint8Array;
}

/** Reads an argv or envp array; -EFAULT, -E2BIG. */
export function readStrings(kernel: RunningKernel, task: TaskStruct, array: number): Uint8Array[] | number {
  const list: Uint8Array[] = [];
  const word = new Uint8Array(8);
  // A NULL array counts as an empty one.
  if (array === 0) return list;
  const limit = Math.max(131_072, Math.min(task.rlimits[RLIMIT_STACK][0] / 4, 6 * 1024 * 1024));
  let total = 0;
  for (let at = array; ; at += 8) {
    if (kernel.copyFromUser(task, at, word) < 0) return -EFAULT;
    const pointer = Number(new DataView(word.buffer).getBigUint64(0, true));
    if (pointer === 0) return list;
    const bytes = kernel.readBytesZ(task, pointer, MAX_ARG_STRLEN);
    if (typeof bytes === 'number') return bytes === -ENAMETOOLONG ? -E2BIG : bytes;
    total += bytes.length + 1 + 8;
    if (total > limit) return -E2BIG;
    list.push(bytes);
  }
}

/** The system call. On success the task's registers are those of the new program and the result is 0. */
export function* execve(
  kernel: RunningKernel,
  task: TaskStruct,
  filename: string,
  argv: Uint8Array[],
  envp: Uint8Array[],
  from: Path | null = null,
): Sleeping<number> {
  const { bprm_execve } = kernel.probes.points;
  if (bprm_execve.active) bprm_execve.enter(objectAddress(kernel, argv), -100, 0, 0);
  kernel.charge(COST.EXEC);
  // Linux 5.18 and later: a program always has an argv[0].
  const args = argv.length > 0 ? argv : [new Uint8Array(0)];
  let bprm = yield* openExec(kernel, task, filename, args, envp, from);
  for (let depth = 0; typeof bprm !== 'number'; depth++) {
    const script = parseScript(bprm.head);
    if (script === null) return yield* loadElf(kernel, task, bprm);
    if (typeof script === 'number') return script;
    if (depth >= 5) return -ELOOP;
    const prefix = [script.interpreter, ...(script.argument === null ? [] : [script.argument]), filename];
    const scriptArgs = [...prefix.map(utf8Encode), ...bprm.argv.slice(1)];
    const next: Binprm | number = yield* openExec(kernel, task, script.interpreter, scriptArgs, envp, null);
    bprm = typeof next === 'number' ? next : { ...next, filename };
  }
  return bprm;
}

/** do_open_execat and prepare_binprm: a regular file that may be executed, and its first 256 bytes. */
function* openExec(
  kernel: RunningKernel,
  task: TaskStruct,
  filename: string,
  argv: Uint8Array[],
  envp: Uint8Array[],
  from: Path | null,
): Sleeping<Binprm | number> {
  if (filename === '') return -ENOENT;
  if (filename.length >= PATH_MAX) return -ENAMETOOLONG;
  const path = yield* settle(kernel.vfs.walk(task, filename, { from }));
  if (typeof path === 'number') return path;
  const { inode } = path.dentry;
  if (!inode) return -ENOENT;
  if ((inode.mode & S_IFMT) !== S_IFREG || path.mount.flags & MS_NOEXEC) return -EACCES;
  const allowed = kernel.vfs.permission(task, inode, MAY_EXEC);
  if (allowed < 0) return allowed;
  const head = new Uint8Array(256);
  const got = yield* settle(kernel.vfs.readKernel(inode, 0, head));
  if (got < 0) return got;
  return { path, inode, filename, argv, envp, head: head.subarray(0, got) };
}

function* loadElf(kernel: RunningKernel, task: TaskStruct, bprm: Binprm): Sleeping<number> {
  const extent = elfHeaderExtent(bprm.head);
  if (typeof extent === 'number') return extent;
  const headers = new Uint8Array(extent.length);
  const got = yield* settle(kernel.vfs.readKernel(bprm.inode, extent.offset, headers));
  if (got < extent.length) return -ENOEXEC;
  const image = parseElf(bprm.head, headers);
  if (typeof image === 'number') return image;
  if (image.interpreter) return yield* refuseDynamic(kernel, task, bprm, image.interpreter);
  const file = yield* openForMapping(kernel, task, bprm.path);
  if (typeof file === 'number') return file;
  const mm = MmStruct.create(kernel.mmShared);
  const start = !mm ? -ENOMEM : image.late || (yield* fill(kernel, task, bprm, image, file, mm));
  kernel.vfs.putFile(file);
  if (typeof start === 'number' || !mm) {
    mm?.put();
    if (mm && start !== -E2BIG) killLate(kernel, task);
    return typeof start === 'number' ? start : -ENOMEM;
  }
  const oldPid = task.pid;
  yield* deThread(kernel, task);
  beginNewExec(kernel, task, bprm, mm, start);
  yield* ptraceExec(kernel, task, oldPid);
  return 0;
}

/** bprm_execve past its point of no return: the error has nobody to go to, the task dies of SIGSEGV. */
function killLate(kernel: RunningKernel, task: TaskStruct): void {
  if (task.sighand.users > 1) {
    task.sighand.users--;
    task.sighand = task.sighand.clone();
  }
  task.sighand.flushHandlers();
  forceSignal(kernel, task, { signal: SIGSEGV, code: SI_KERNEL, pid: 0, uid: 0, address: 0 });
}

/** A dynamic program would need ld.so: said honestly, and in the log; but first come the errors that Linux finds before it loads it. */
function* refuseDynamic(
  kernel: RunningKernel,
  task: TaskStruct,
  bprm: Binprm,
  { offset, size }: { offset: number; size: number },
): Sleeping<number> {
  if (size > PATH_MAX || size < 2) return -ENOEXEC;
  const name = new Uint8Array(size);
  const got = yield* settle(kernel.vfs.readKernel(bprm.inode, offset, name));
  if (got < 0) return got;
  if (got < size) return -EIO;
  if (name[size - 1] !== 0) return -ENOEXEC;
  kernel.printk(
    4,
    `binfmt_elf: ${bprm.filename}[${task.pid}]: dynamically linked programs are not supported, link with -static`,
  );
  const loader = yield* openExec(kernel, task, utf8Decode(name.subarray(0, name.indexOf(0))), [], [], null);
  if (typeof loader === 'number') return loader;
  if (loader.head.length < 64) return -EIO;
  return typeof elfHeaderExtent(loader.head) === 'number' ? -ELIBBAD : -ENOEXEC;
}

/** The mapping's own reference to the file; execution needs no read permission, so the kernel opens with its own rights. */
function* openForMapping(kernel: RunningKernel, task: TaskStruct, path: Path): Sleeping<File | number> {
  const { cred } = task;
  task.cred = makeCred(0, 0);
  try {
    return yield* settle(kernel.vfs.open(task, kernel.vfs.pathName(path, task.fs.root), O_RDONLY, 0));
  } finally {
    task.cred = cred;
  }
}

interface StartPoint {
  entry: number;
  sp: number;
  cred: TaskStruct['cred'];
}

/** Program, stack and tables into the new address space. */
function* fill(
  kernel: RunningKernel,
  task: TaskStruct,
  bprm: Binprm,
  image: ElfImage,
  file: File,
  mm: MmStruct,
): Sleeping<StartPoint | number> {
  const backing: Backing = { ...ANONYMOUS, pages: bprm.inode.pages, file };
  if (!backing.pages) return -ENOEXEC;
  watchMapping(kernel, backing.pages);
  const bias = yield* mapImage(mm, image, backing, kernel.vfs.pathName(bprm.path, task.fs.root));
  if (bias < 0) return bias;
  const cred = newCred(task, bprm);
  const secure = cred.uid !== cred.euid || cred.gid !== cred.egid;
  const random = new Uint8Array(16);
  kernel.randomBytes(random);
  const { filename, argv, envp } = bprm;
  const stack = buildStack({
    argv,
    envp,
    filename: utf8Encode(filename),
    random,
    secure,
    ids: cred,
    phdr: bias + image.phdr,
    phnum: image.phnum,
    phent: image.phent,
    entry: bias + image.entry,
  });
  const low = Math.floor((stack.argStart - STACK_EXPAND) / 4096) * 4096;
  const prot = PROT_READ | PROT_WRITE | (image.execStack ? PROT_EXEC : 0);
  mm.insert(
    new VmArea(
      Math.min(low, stack.start - (stack.start % 4096)),
      STACK_TOP,
      prot,
      vmaFlags({ growsDown: true }),
      ANONYMOUS,
      0,
      '[stack]',
    ),
  );
  const written = yield* writeNew(mm, stack.start, stack.bytes);
  if (written < 0) return written === -EFAULT ? -E2BIG : written;
  const { argStart, argEnd, envStart, envEnd } = stack;
  Object.assign(mm, { argStart, argEnd, envStart, envEnd, stackStart: stack.sp });
  return { entry: bias + image.entry, sp: stack.sp, cred };
}

/** bprm_fill_uid: set-user-ID and set-group-ID, unless the mount or prctl says no. */
function newCred(task: TaskStruct, bprm: Binprm): TaskStruct['cred'] {
  const { inode, path } = bprm;
  let { cred } = task;
  const honoured = !(path.mount.flags & MS_NOSUID) && !task.noNewPrivs && mayKeepTracing(task);
  if (honoured && inode.mode & S_ISUID) cred = { ...cred, euid: inode.uid };
  if (honoured && (inode.mode & (S_ISGID | S_IXGRP)) === (S_ISGID | S_IXGRP)) cred = { ...cred, egid: inode.gid };
  const { euid, egid } = cred;
  return execCred({ ...cred, suid: euid, fsuid: euid, sgid: egid, fsgid: egid });
}

/** begin_new_exec and setup_new_exec: from here on it is the new program. */
function beginNewExec(kernel: RunningKernel, task: TaskStruct, bprm: Binprm, mm: MmStruct, start: StartPoint): void {
  const cpu = kernel.cpu;
  const old = task.mm;
  vforkDone(task);
  if (old) {
    task.signal.maxRss = Math.max(task.signal.maxRss, old.highWater);
    if (old.users === 1) kernel.sched.forgetMm(old);
  }
  task.mm = mm;
  old?.put();
  if (task.sighand.users > 1) {
    task.sighand.users--;
    task.sighand = task.sighand.clone();
  }
  task.sighand.flushHandlers();
  if (task.files.users > 1) {
    task.files.users--;
    task.files = task.files.clone();
  }
  task.files.onExec(kernel, task);
  task.cred = start.cred;
  task.comm = (bprm.filename.split('/').pop() ?? '').slice(0, TASK_COMM_LEN - 1);
  task.cmdline = bprm.argv.map((text) => utf8Decode(text));
  task.exePath = kernel.vfs.pathName(bprm.path, task.fs.root);
  task.altStack = { sp: 0, size: 0, flags: SS_DISABLE };
  task.didExec = true;
  task.clearChildTid = 0;
  task.robustList = 0;
  task.exitSignal = task.isLeader ? SIGCHLD : task.exitSignal;
  kernel.freshRegisters(task, cpu);
  cpu.setRegNumber(Reg.RSP, start.sp);
  cpu.setRipNumber(start.entry);
  traceExec(kernel, task, task.pid);
  if (kernel.wants('exec')) {
    kernel.emit({
      type: 'exec',
      at: kernel.now,
      cpu: cpu.index,
      pid: task.pid,
      path: task.exePath,
      argv: task.cmdline,
    });
  }
}
