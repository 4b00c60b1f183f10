/**
 * From power-on to the first program. Follows init/main.c: start_kernel, kernel_init, run_init_process.
 * With stdio 'console' the given program is pid 1, as on a real machine: its death is a panic. With 'pipes' (one program run for
 * a lesson or on the command line) pid 1 is a kernel thread that starts the program as its child, reaps orphans and powers the
 * machine off when the program and all it left behind are gone; so getppid, signals and orphans are as under a shell.
 */
import * as R from './abi/resource';
import { SIGCHLD } from './abi/signal';
import { BootedKernel } from './booted';
import { BUG } from './bug';
import { errnoName } from './errno';
import { execve } from './exec/execve';
import { setupFs } from './fs/index';
import { utf8Encode } from './fs/text';
import type { RunningKernel } from './kernel';
import { configureNetwork, netOf } from './net/index';
import { makeCred } from './sched/cred';
import { firstTask } from './sched/fork';
import { processStatus, releaseProcess } from './sched/notify';
import type { TaskStruct } from './sched/task';
import { UTS } from './syscalls/uts';
import type { Booted, BootOptions, Sleeping } from './types';

const DEFAULT_ENV = ['HOME=/', 'TERM=linux'];

/** Builds a machine's kernel and starts the first program; nothing runs until `run`. */
export function boot(options: BootOptions): Booted {
  const kernel = new BootedKernel(options);
  configureNetwork(kernel, options.network);
  kernel.printk(5, `Linux version ${UTS.release} (debian-kernel@lists.debian.org) ${UTS.version}`);
  kernel.printk(6, `Memory: ${kernel.frames.free * 4}K/${kernel.frames.total * 4}K available`);
  kernel.files = setupFs(kernel, options);
  netOf(kernel);
  const init = firstTask(kernel, kernel.allocPid(), null, makeCred(0, 0));
  kernel.init = init;
  init.comm = 'init';
  init.signal.subreaper = true;
  init.rlimits = defaultLimits(kernel);
  init.pgid = init.pid;
  init.sid = init.pid;
  if (options.stdio === 'console') startConsoleInit(kernel, init, options);
  else startProgram(kernel, init, options);
  return kernel;
}

function startConsoleInit(kernel: RunningKernel, init: TaskStruct, options: BootOptions): void {
  const uid = options.uid ?? 0;
  init.cred = makeCred(uid, uid);
  init.signal.unkillable = true;
  openStdio(kernel, init);
  begin(kernel, init, options, (error) => kernel.panic(`No working init found: ${errnoName(-error)}`));
}

function startProgram(kernel: RunningKernel, init: TaskStruct, options: BootOptions): void {
  const uid = options.uid ?? 0;
  const main = firstTask(kernel, kernel.allocPid(), init, makeCred(uid, uid));
  main.exitSignal = SIGCHLD;
  main.pgid = main.pid;
  kernel.main = main;
  openStdio(kernel, main);
  // A program that cannot be executed ends like a shell's: 127 not found, 126 not executable.
  begin(kernel, main, options, (error) => {
    kernel.printk(4, `exec ${options.init?.[0] ?? '/sbin/init'}: ${errnoName(-error)}`);
    kernel.exitTask(main, (error === -2 ? 127 : 126) << 8);
  });
  init.continuation = { body: reaper(kernel, init), done: () => BUG('init returned') };
  kernel.sched.wakeNew(init);
}

/** pid 1 as a kernel thread. */
function* reaper(kernel: RunningKernel, init: TaskStruct): Sleeping<number> {
  for (;;) {
    for (const child of [...init.children]) {
      if (child.state !== 'Z' || child.signal.live > 0) continue;
      if (child === kernel.main) kernel.mainStatus = processStatus(child);
      releaseProcess(kernel, child);
    }
    if (kernel.mainStatus !== null && init.children.size === 0) kernel.powerOff();
    yield* init.signal.waitChild.sleep('do_wait');
  }
}

function openStdio(kernel: RunningKernel, task: TaskStruct): void {
  for (const file of kernel.files.openStdio(task)) task.files.install(file);
}

function begin(kernel: RunningKernel, task: TaskStruct, options: BootOptions, failed: (error: number) => void): void {
  const argv = options.init ?? ['/sbin/init'];
  const env = options.env ?? DEFAULT_ENV;
  task.comm = (argv[0].split('/').pop() ?? '').slice(0, 15);
  const body = execve(kernel, task, argv[0], argv.map(utf8Encode), env.map(utf8Encode));
  const done = (result: number) => {
    if (kernel.tracing) kernel.tracer.firstExec(task, argv, env, result);
    if (result < 0) failed(result);
  };
  task.continuation = { body, done };
  kernel.sched.wakeNew(task);
}

/** As Debian 12 sets them: soft, hard. */
function defaultLimits(kernel: RunningKernel): [number, number][] {
  const limits: [number, number][] = Array.from({ length: R.RLIM_NLIMITS }, () => [R.RLIM_INFINITY, R.RLIM_INFINITY]);
  const processes = Math.max(32, Math.floor(kernel.frames.total / 64));
  limits[R.RLIMIT_STACK][0] = 8 * 1024 * 1024;
  limits[R.RLIMIT_CORE][0] = 0;
  limits[R.RLIMIT_NPROC] = [processes, processes];
  limits[R.RLIMIT_NOFILE] = [1024, 1_048_576];
  limits[R.RLIMIT_MEMLOCK] = [8 * 1024 * 1024, 8 * 1024 * 1024];
  limits[R.RLIMIT_SIGPENDING] = [processes, processes];
  limits[R.RLIMIT_MSGQUEUE] = [819_200, 819_200];
  limits[R.RLIMIT_NICE] = [0, 0];
  limits[R.RLIMIT_RTPRIO] = [0, 0];
  return limits;
}
