/**
 * init_module(2), finit_module(2), delete_module(2). Follows kernel/module/main.c: load_module from do_init_module on,
 * delete_module, and the checks of the system calls in their order.
 */
import { CAP_SYS_MODULE } from '../abi/capability';
import { KernelFault } from '../arch/kernel-space';
import { callRingZero } from '../arch/ring-zero';
import * as E from '../errno';
import { utf8Decode } from '../fs/text';
import type { RunningKernel } from '../kernel';
import { capable } from '../sched/cred';
import type { TaskStruct } from '../sched/task';
import { settle } from '../sleeping';
import { arg, coreRow, FD } from '../syscalls/row';
import type { Sleeping, SyscallRow } from '../types';
import { S_IFMT, S_IFREG } from '../types';
import { LoadError } from './elf';
import { loadModule, MODULE_INIT_IGNORE_MODVERSIONS, MODULE_INIT_IGNORE_VERMAGIC, release, releaseInit } from './load';
import type { Module } from './module';
import { parseArgs } from './params';
import { hideModule, showModule } from './sysfs';
import { TAINT } from './taint';

const MAX_MODULE = 64 << 20;
const MAX_ARGS = 65536;
const MODULE_NAME_LEN = 56;
const O_TRUNC = 0o1000;
const FLAGS = MODULE_INIT_IGNORE_MODVERSIONS | MODULE_INIT_IGNORE_VERMAGIC;

function* load(
  kernel: RunningKernel,
  task: TaskStruct,
  bytes: Uint8Array,
  uargs: number,
  flags: number,
  via: readonly string[],
): Sleeping<number> {
  const system = kernel.modules;
  let module: Module;
  kernel.charge(20_000 + (bytes.length >>> 3));
  try {
    module = loadModule(system, bytes, flags);
  } catch (error) {
    // Pointers in its tables that lead nowhere: Linux would oops here.
    if (error instanceof KernelFault) return -E.ENOEXEC;
    if (!(error instanceof LoadError)) throw error;
    if (error.report) for (const line of error.report.split('\n')) kernel.printk(error.level, line);
    return -error.errno;
  }
  const text = kernel.readBytesZ(task, uargs, MAX_ARGS);
  if (typeof text === 'number') {
    release(system, module);
    return text;
  }
  const badArgs = yield* parseArgs(system, module, utf8Decode(text));
  if (badArgs < 0) {
    module.setState('going');
    release(system, module);
    return badArgs;
  }
  showModule(system, module);
  system.announce('coming', module);
  return yield* initModule(kernel, module, via);
}

/** do_init_module. */
function* initModule(kernel: RunningKernel, module: Module, via: readonly string[]): Sleeping<number> {
  const system = kernel.modules;
  let result = 0;
  if (module.initFunction !== 0)
    result = (yield* callRingZero(kernel, module.initFunction, [], ['do_one_initcall', 'do_init_module', ...via])) | 0;
  if (result < 0) {
    module.setState('going');
    module.put();
    unloaded(kernel, module);
    return result;
  }
  if (result > 0) {
    const { name } = module;
    kernel.printk(
      4,
      `do_init_module: '${name}'->init suspiciously returned ${result}, it should follow 0/-E convention\ndo_init_module: loading module anyway...`,
    );
    system.oopses.dumpStack();
  }
  module.setState('live');
  releaseInit(system, module);
  module.put();
  system.announce('live', module);
  system.changed.wake();
  return 0;
}

/** The module is gone: memory, names, and whatever subsystems still held for it. */
function unloaded(kernel: RunningKernel, module: Module): void {
  for (const callback of module.onUnload.splice(0)) callback();
  hideModule(kernel.modules, module);
  release(kernel.modules, module);
  kernel.modules.announce('gone', module);
  kernel.modules.changed.wake();
}

function initModuleCall(kernel: RunningKernel, task: TaskStruct, address: number, length: number, uargs: number) {
  if (!capable(task.cred, CAP_SYS_MODULE)) return -E.EPERM;
  if (length < 64) return -E.ENOEXEC;
  if (length > MAX_MODULE) return -E.ENOMEM;
  const bytes = new Uint8Array(length);
  if (kernel.copyFromUser(task, address, bytes) < 0) return -E.EFAULT;
  return load(kernel, task, bytes, uargs, 0, ['__do_sys_init_module', ...BOTTOM]);
}

const BOTTOM = ['do_syscall_64', 'entry_SYSCALL_64_after_hwframe'];

function finitModule(kernel: RunningKernel, task: TaskStruct, fd: number, uargs: number, flags: number) {
  if (!capable(task.cred, CAP_SYS_MODULE)) return -E.EPERM;
  if (flags & ~FLAGS) return -E.EINVAL;
  const file = task.files.get(fd | 0);
  if (!file?.readable) return -E.EBADF;
  const { inode } = file;
  if ((inode.mode & S_IFMT) !== S_IFREG) return -E.EINVAL;
  if (inode.size === 0) return -E.EINVAL;
  if (inode.size > MAX_MODULE) return -E.EFBIG;
  return (function* (): Sleeping<number> {
    const bytes = new Uint8Array(inode.size);
    const got = yield* settle(kernel.vfs.readKernel(inode, 0, bytes));
    if (got < 0) return got;
    return yield* load(kernel, task, bytes.subarray(0, got), uargs, flags, ['__do_sys_finit_module', ...BOTTOM]);
  })();
}

function deleteModule(kernel: RunningKernel, task: TaskStruct, nameAt: number, flags: number) {
  if (!capable(task.cred, CAP_SYS_MODULE)) return -E.EPERM;
  const bytes = kernel.readBytesZ(task, nameAt, MODULE_NAME_LEN);
  if (typeof bytes === 'number') return bytes === -E.ENAMETOOLONG ? -E.ENOENT : bytes;
  const system = kernel.modules;
  const module = system.modules.get(utf8Decode(bytes));
  if (!module) return -E.ENOENT;
  if (module.usedBy.size > 0) return -E.EWOULDBLOCK;
  if (module.state !== 'live') return -E.EBUSY;
  const forced = (flags & O_TRUNC) !== 0;
  if (module.initFunction !== 0 && module.exitFunction === 0) {
    if (!forced) return -E.EBUSY;
    system.taint(TAINT.FORCED_RMMOD);
  }
  if (module.refcount !== 0) {
    if (!forced) return -E.EWOULDBLOCK;
    system.taint(TAINT.FORCED_RMMOD);
  }
  return unload(kernel, module);
}

function* unload(kernel: RunningKernel, module: Module): Sleeping<number> {
  module.setState('going');
  kernel.modules.announce('going', module);
  kernel.charge(10_000);
  if (module.exitFunction !== 0)
    yield* callRingZero(kernel, module.exitFunction, [], ['__do_sys_delete_module', ...BOTTOM]);
  unloaded(kernel, module);
  return 0;
}

export const moduleSyscalls: readonly SyscallRow[] = [
  coreRow(175, 'init_module', [arg('umod', 'ptr'), arg('len', 'ulong'), arg('uargs', 'str')], 200, initModuleCall),
  coreRow(176, 'delete_module', [arg('name_user', 'str'), arg('flags', 'open-flags')], 200, deleteModule),
  coreRow(313, 'finit_module', [FD, arg('uargs', 'str'), arg('flags', 'int')], 200, finitModule),
];
