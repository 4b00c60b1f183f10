/**
 * fork and its kin, execve, exit, wait, and the calls that a C library makes when a program or thread starts.
 * Follows kernel/{fork,exit,sys}.c, fs/exec.c, arch/x86/kernel/process_64.c.
 */
import { CAP_LAST_CAP, CAP_NONE, CAP_SETPCAP } from '../abi/capability';
import { CLONE_VFORK, CLONE_VM, CSIGNAL } from '../abi/clone';
import { AT_EMPTY_PATH, AT_FDCWD, AT_SYMLINK_NOFOLLOW } from '../abi/fcntl';
import { PATH_MAX } from '../abi/limits';
import * as P from '../abi/prctl';
import { SIGCHLD } from '../abi/signal';
import {
  __WALL,
  __WCLONE,
  __WNOTHREAD,
  P_ALL,
  P_PGID,
  P_PID,
  WCONTINUED,
  WEXITED,
  WNOHANG,
  WNOWAIT,
  WSTOPPED,
} from '../abi/wait';
import { EBADF, EFAULT, EINVAL, EPERM, ESRCH } from '../errno';
import { execve, readStrings } from '../exec/execve';
import { utf8Decode, utf8Encode } from '../fs/text';
import type { RunningKernel } from '../kernel';
import { userNsOf } from '../nsproxy/namespaces';
import { exitEvent } from '../ptrace/stop';
import { isSleeping } from '../sleeping';
import { arg, coreRow, out } from '../syscalls/row';
import { Struct } from '../syscalls/struct';
import type { Path, Sleeping, SyscallRow } from '../types';
import { capOr, capsOf, hasCap, nsCapable, withoutCap } from './cred';
import { doExit, groupExit } from './exit';
import { doClone } from './fork';
import { rusageStruct } from './resource-syscalls';
import type { TaskStruct } from './task';
import { doWait, type WaitResult, type WaitTarget } from './wait4';

// ---------------------------------------------------------------- fork

function fork(kernel: RunningKernel, task: TaskStruct): number | Sleeping<number> {
  const args = { flags: 0, stack: 0, exitSignal: SIGCHLD, parentTid: 0, childTid: 0, tls: 0 };
  return doClone(kernel, task, kernel.cpu, args);
}

function vfork(kernel: RunningKernel, task: TaskStruct): number | Sleeping<number> {
  const args = { flags: CLONE_VFORK + CLONE_VM, stack: 0, exitSignal: SIGCHLD, parentTid: 0, childTid: 0, tls: 0 };
  return doClone(kernel, task, kernel.cpu, args);
}

function clone(
  kernel: RunningKernel,
  task: TaskStruct,
  flags: number,
  stack: number,
  parentTid: number,
  childTid: number,
  tls: number,
): number | Sleeping<number> {
  const low = flags >>> 0;
  const args = { flags: low - (low & CSIGNAL), stack, exitSignal: low & CSIGNAL, parentTid, childTid, tls };
  return doClone(kernel, task, kernel.cpu, args);
}

const CLONE_ARGS_SIZE_VER0 = 64;

function clone3(kernel: RunningKernel, task: TaskStruct, address: number, size: number): number | Sleeping<number> {
  if (size < CLONE_ARGS_SIZE_VER0 || size > 4096) return -EINVAL;
  const struct = Struct.get(kernel, task, address, Math.min(size, 88));
  if (typeof struct === 'number') return struct;
  const [stack, stackSize] = [struct.i64(40), struct.i64(48)];
  const exitSignal = struct.i64(32);
  const flags = struct.i64(0);
  if (exitSignal > 64 || (flags & CSIGNAL) !== 0 || (stack === 0) !== (stackSize === 0)) return -EINVAL;
  const tids = { childTid: struct.i64(16), parentTid: struct.i64(24) };
  const args = { flags, stack: stack + stackSize, exitSignal, ...tids, tls: struct.i64(56) };
  return doClone(kernel, task, kernel.cpu, args);
}

// ---------------------------------------------------------------- execve

function sysExecve(kernel: RunningKernel, task: TaskStruct, path: number, argv: number, envp: number) {
  return exec(kernel, task, path, argv, envp, null);
}

function execveat(
  kernel: RunningKernel,
  task: TaskStruct,
  dirfd: number,
  path: number,
  argv: number,
  envp: number,
  flags: number,
): number | Sleeping<number> {
  if (flags & ~(AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW)) return -EINVAL;
  if ((dirfd | 0) === AT_FDCWD) return exec(kernel, task, path, argv, envp, null);
  const file = task.files.get(dirfd | 0);
  return file ? exec(kernel, task, path, argv, envp, file.path) : -EBADF;
}

function exec(
  kernel: RunningKernel,
  task: TaskStruct,
  path: number,
  argvAddress: number,
  envpAddress: number,
  from: Path | null,
): number | Sleeping<number> {
  const filename = kernel.strncpyFromUser(task, path, PATH_MAX);
  if (typeof filename === 'number') return filename;
  const argv = readStrings(kernel, task, argvAddress);
  if (typeof argv === 'number') return argv;
  const envp = readStrings(kernel, task, envpAddress);
  if (typeof envp === 'number') return envp;
  return execve(kernel, task, filename, argv, envp, from);
}

// ---------------------------------------------------------------- exit and wait

function exit(kernel: RunningKernel, task: TaskStruct, code: number): number | Sleeping<number> {
  return endWith(kernel, task, (code & 255) << 8, task.signal.live === 1 ? groupExit : doExit);
}

function exitGroup(kernel: RunningKernel, task: TaskStruct, code: number): number | Sleeping<number> {
  return endWith(kernel, task, (code & 255) << 8, groupExit);
}

/** A tracer that asked for PTRACE_EVENT_EXIT sees the task once more before it ends. */
function endWith(
  kernel: RunningKernel,
  task: TaskStruct,
  status: number,
  end: typeof doExit,
): number | Sleeping<number> {
  const event = exitEvent(kernel, task, status);
  if (!event) {
    end(kernel, task, status);
    return 0;
  }
  return (function* (): Sleeping<number> {
    yield* event;
    end(kernel, task, status);
    return 0;
  })();
}

/** Goes on with the result of a wait, asleep or not. */
function after<T>(value: T | Sleeping<T>, then: (value: T) => number): number | Sleeping<number> {
  if (!isSleeping(value)) return then(value);
  return (function* (): Sleeping<number> {
    return then(yield* value);
  })();
}

function wait4(
  kernel: RunningKernel,
  task: TaskStruct,
  pid32: number,
  status: number,
  options: number,
  rusage: number,
): number | Sleeping<number> {
  const pid = pid32 | 0;
  if (options & ~(WNOHANG | WSTOPPED | WCONTINUED | __WNOTHREAD | __WALL | __WCLONE)) return -EINVAL;
  if (pid === -0x80000000) return -ESRCH;
  const target: WaitTarget = pid > 0 ? { pid } : pid === -1 ? {} : { pgid: pid === 0 ? task.pgid : -pid };
  return after(doWait(kernel, task, target, options | WEXITED), (result) => {
    if (result === null) return 0;
    if (typeof result === 'number') return result;
    if (status !== 0 && new Struct(4).setI32(0, result.status).put(kernel, task, status) < 0) return -EFAULT;
    if (rusage !== 0 && rusageStruct(result.usage).put(kernel, task, rusage) < 0) return -EFAULT;
    return result.pid;
  });
}

function waitTarget(task: TaskStruct, type: number, id: number): WaitTarget | number {
  if (type === P_ALL) return {};
  if (type === P_PID) return id > 0 ? { pid: id } : -EINVAL;
  if (type === P_PGID) return id < 0 ? -EINVAL : { pgid: id === 0 ? task.pgid : id };
  return -EINVAL;
}

function waitid(
  kernel: RunningKernel,
  task: TaskStruct,
  type: number,
  id: number,
  info: number,
  options: number,
  rusage: number,
): number | Sleeping<number> {
  if (options & ~(WNOHANG | WNOWAIT | WEXITED | WSTOPPED | WCONTINUED | __WNOTHREAD | __WALL | __WCLONE))
    return -EINVAL;
  if (!(options & (WEXITED | WSTOPPED | WCONTINUED))) return -EINVAL;
  const target = waitTarget(task, type | 0, id | 0);
  if (typeof target === 'number') return target;
  return after(doWait(kernel, task, target, options), (result) => {
    if (typeof result === 'number') return result;
    if (result && rusage !== 0 && rusageStruct(result.usage).put(kernel, task, rusage) < 0) return -EFAULT;
    return info === 0 ? 0 : childInfo(task, result).put(kernel, task, info);
  });
}

/** siginfo_t of waitid; all zero when nothing had happened. */
function childInfo(task: TaskStruct, result: WaitResult | null): Struct {
  const struct = new Struct(128);
  if (!result) return struct;
  struct.setI32(0, SIGCHLD).setI32(8, result.code).setI32(16, task.pidNs.numberOf(result.pid));
  return struct.setI32(20, result.uid).setI32(24, result.siStatus);
}

// ---------------------------------------------------------------- thread start-up

function setTidAddress(_kernel: RunningKernel, task: TaskStruct, address: number): number {
  task.clearChildTid = address;
  return task.pid;
}

function archPrctl(kernel: RunningKernel, task: TaskStruct, code: number, address: number): number {
  const { cpu } = kernel;
  const base = BigInt.asUintN(64, BigInt(address));
  if (code === P.ARCH_SET_FS || code === P.ARCH_SET_GS) {
    if (address < 0 || address >= 0x7ffffffff000) return -EPERM;
    if (code === P.ARCH_SET_FS) cpu.fsBase = base;
    else cpu.gsBase = base;
    return 0;
  }
  if (code === P.ARCH_GET_FS || code === P.ARCH_GET_GS) {
    return new Struct(8).setI64(0, code === P.ARCH_GET_FS ? cpu.fsBase : cpu.gsBase).put(kernel, task, address);
  }
  return -EINVAL;
}

// ---------------------------------------------------------------- prctl

type Prctl = (kernel: RunningKernel, task: TaskStruct, a: number, b: number) => number;

/** PR_CAP_AMBIENT: only what is permitted and inheritable can be raised. */
function capAmbient(task: TaskStruct, operation: number, capability: number): number {
  const { ambient, permitted, inheritable } = capsOf(task.cred);
  if (operation === P.PR_CAP_AMBIENT_CLEAR_ALL) {
    if (capability !== 0) return -EINVAL;
    task.cred = { ...task.cred, capAmbient: CAP_NONE };
    return 0;
  }
  if (capability < 0 || capability > CAP_LAST_CAP) return -EINVAL;
  switch (operation) {
    case P.PR_CAP_AMBIENT_IS_SET:
      return Number(hasCap(ambient, capability));
    case P.PR_CAP_AMBIENT_RAISE:
      if (!hasCap(permitted, capability) || !hasCap(inheritable, capability)) return -EPERM;
      task.cred = {
        ...task.cred,
        capAmbient: capOr(ambient, [
          capability < 32 ? (1 << capability) >>> 0 : 0,
          capability < 32 ? 0 : 1 << (capability - 32),
        ]),
      };
      return 0;
    case P.PR_CAP_AMBIENT_LOWER:
      task.cred = { ...task.cred, capAmbient: withoutCap(ambient, capability) };
      return 0;
    default:
      return -EINVAL;
  }
}

const PRCTL: Readonly<Record<number, Prctl>> = {
  [P.PR_SET_PDEATHSIG]: (_kernel, task, signal) => {
    if (signal < 0 || signal > 64) return -EINVAL;
    task.deathSignal = signal;
    return 0;
  },
  [P.PR_GET_PDEATHSIG]: (kernel, task, to) => new Struct(4).setI32(0, task.deathSignal).put(kernel, task, to),
  [P.PR_GET_DUMPABLE]: (_kernel, task) => task.dumpable,
  [P.PR_SET_DUMPABLE]: (_kernel, task, on) => {
    if (on !== 0 && on !== 1) return -EINVAL;
    task.dumpable = on;
    return 0;
  },
  [P.PR_GET_KEEPCAPS]: (_kernel, task) => (task.keepCaps ? 1 : 0),
  [P.PR_SET_KEEPCAPS]: (_kernel, task, on) => {
    if (on !== 0 && on !== 1) return -EINVAL;
    task.keepCaps = on === 1;
    return 0;
  },
  [P.PR_SET_NAME]: (kernel, task, from) => {
    const bytes = new Uint8Array(16);
    const io = kernel.userBuffer(task, from, 15);
    io.get(bytes, 0, 15);
    if (io.done === 0) return -EFAULT;
    task.comm = utf8Decode(bytes, 0, bytes.indexOf(0));
    return 0;
  },
  [P.PR_GET_NAME]: (kernel, task, to) => {
    const struct = new Struct(16);
    struct.bytes.set(utf8Encode(task.comm).subarray(0, 15));
    return struct.put(kernel, task, to);
  },
  [P.PR_CAPBSET_READ]: (_kernel, task, capability) =>
    capability >= 0 && capability <= CAP_LAST_CAP ? Number(hasCap(capsOf(task.cred).bounding, capability)) : -EINVAL,
  [P.PR_CAPBSET_DROP]: (_kernel, task, capability) => {
    if (!nsCapable(task.cred, CAP_SETPCAP, userNsOf(task.cred))) return -EPERM;
    if (capability < 0 || capability > CAP_LAST_CAP) return -EINVAL;
    task.cred = { ...task.cred, capBounding: withoutCap(capsOf(task.cred).bounding, capability) };
    return 0;
  },
  [P.PR_GET_SECUREBITS]: () => 0,
  [P.PR_CAP_AMBIENT]: (_kernel, task, operation, capability) => capAmbient(task, operation, capability),
  [P.PR_SET_TIMERSLACK]: (_kernel, task, slack) => {
    task.timerSlack = slack > 0 ? slack : 50_000;
    return 0;
  },
  [P.PR_GET_TIMERSLACK]: (_kernel, task) => task.timerSlack,
  [P.PR_SET_CHILD_SUBREAPER]: (_kernel, task, on) => {
    task.signal.subreaper = on !== 0;
    return 0;
  },
  [P.PR_GET_CHILD_SUBREAPER]: (kernel, task, to) =>
    new Struct(4).setI32(0, task.signal.subreaper ? 1 : 0).put(kernel, task, to),
  [P.PR_SET_NO_NEW_PRIVS]: (_kernel, task, on) => {
    if (on !== 1) return -EINVAL;
    task.noNewPrivs = true;
    return 0;
  },
  [P.PR_GET_NO_NEW_PRIVS]: (_kernel, task) => (task.noNewPrivs ? 1 : 0),
};

function prctl(kernel: RunningKernel, task: TaskStruct, option: number, a: number, b: number): number {
  return PRCTL[option]?.(kernel, task, a, b) ?? -EINVAL;
}

/** Only the default execution domain, with ADDR_NO_RANDOMIZE accepted (addresses are not random anyway). */
function personality(_kernel: RunningKernel, task: TaskStruct, value: number): number {
  const old = task.personality;
  if (value >>> 0 !== 0xffffffff) task.personality = value >>> 0;
  return old;
}

const WAIT_INFO = out('infop', 'ptr');
const CLONE_ARGS = [
  arg('clone_flags', 'clone-flags'),
  arg('newsp', 'ptr'),
  arg('parent_tidptr', 'ptr'),
  arg('child_tidptr', 'ptr'),
  arg('tls', 'ptr'),
];

export const processSyscalls: readonly SyscallRow[] = [
  coreRow(56, 'clone', CLONE_ARGS, 0, clone, { missing: 'Namespaces (CLONE_NEW*) and CLONE_PIDFD answer -EINVAL.' }),
  coreRow(57, 'fork', [], 0, fork),
  coreRow(58, 'vfork', [], 0, vfork),
  coreRow(59, 'execve', [arg('filename', 'path'), arg('argv', 'argv'), arg('envp', 'envp')], 0, sysExecve, {
    missing: 'Dynamically linked programs (PT_INTERP) answer -ENOEXEC.',
  }),
  coreRow(60, 'exit', [arg('error_code', 'int')], 0, exit, { result: 'none' }),
  coreRow(
    61,
    'wait4',
    [arg('upid', 'pid'), out('stat_addr', 'wstatus'), arg('options', 'wait-options'), out('ru', 'rusage')],
    150,
    wait4,
  ),
  coreRow(135, 'personality', [arg('personality', 'uint')], 20, personality, {
    missing: 'The value is kept but changes nothing.',
  }),
  coreRow(
    157,
    'prctl',
    [arg('option', 'prctl'), arg('arg2', 'ulong'), arg('arg3', 'ulong'), arg('arg4', 'ulong'), arg('arg5', 'ulong')],
    60,
    prctl,
    {
      missing: 'Seccomp, timing, machine-check and speculation options answer -EINVAL.',
    },
  ),
  coreRow(158, 'arch_prctl', [arg('option', 'arch-prctl'), arg('arg2', 'ptr')], 30, archPrctl),
  coreRow(218, 'set_tid_address', [arg('tidptr', 'ptr')], 10, setTidAddress),
  coreRow(231, 'exit_group', [arg('error_code', 'int')], 0, exitGroup, { result: 'none' }),
  coreRow(
    247,
    'waitid',
    [arg('which', 'int'), arg('upid', 'pid'), WAIT_INFO, arg('options', 'wait-options'), out('ru', 'rusage')],
    150,
    waitid,
    { missing: 'P_PIDFD answers -EINVAL.' },
  ),
  coreRow(
    322,
    'execveat',
    [arg('fd', 'dirfd'), arg('filename', 'path'), arg('argv', 'argv'), arg('envp', 'envp'), arg('flags', 'at-flags')],
    0,
    execveat,
    { missing: 'AT_EMPTY_PATH.' },
  ),
  coreRow(435, 'clone3', [arg('uargs', 'ptr'), arg('size', 'size')], 20, clone3, {
    missing: 'As clone; set_tid and cgroup are ignored.',
  }),
];
