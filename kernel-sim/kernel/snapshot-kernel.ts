/** The whole kernel as plain data: tasks, registers, memory, mounts, call counts. Taking it changes nothing. */

import type { Reg } from '../machine/types';
import { bpfSnapshot } from './bpf/snapshot';
import { framebufferShape } from './drivers/video/fbdev';
import type { RunningKernel } from './kernel';
import { moduleSnapshots } from './module/snapshot';
import { networkSnapshot } from './net/snapshot';
import { processStatus } from './sched/notify';
import type { RunQueue } from './sched/runqueue';
import type { TaskStruct } from './sched/task';
import { signalsOf } from './signal/set';
import type {
  CpuSnapshot,
  KernelSnapshot,
  MemorySnapshot,
  RegistersSnapshot,
  TaskSnapshot,
  TlbSnapshot,
} from './snapshot';
import { type File, S_IFCHR, S_IFDIR, S_IFIFO, S_IFMT, S_IFREG, S_IFSOCK } from './types';

export function kernelSnapshot(kernel: RunningKernel): KernelSnapshot {
  const tasks = [...kernel.tasks.values()].sort((a, b) => a.pid - b.pid);
  const bpf = bpfSnapshot(kernel);
  return {
    at: kernel.now,
    tasks: tasks.map((task) => taskSnapshot(kernel, task)),
    cpus: kernel.core.cpus.map((cpu) => registers(kernel, cpu)),
    runQueues: kernel.sched.cpus.map((rq) => queueSnapshot(kernel, rq)),
    ...(kernel.tlb ? { tlb: kernel.core.cpus.map((cpu) => tlbSnapshot(kernel, cpu.index)) } : {}),
    memory: memory(kernel),
    mounts: mounts(kernel),
    framebuffer: framebufferShape(kernel),
    network: networkSnapshot(kernel),
    syscallCounts: kernel.syscalls.callsByName(),
    unimplemented: kernel.syscalls.missingByName(),
    ...moduleSnapshots(kernel.modules),
    ...(bpf ? { bpf } : {}),
  };
}

function taskSnapshot(kernel: RunningKernel, task: TaskStruct): TaskSnapshot {
  const { cred, signal } = task;
  return {
    pid: task.pid,
    tgid: task.tgid,
    ppid: task === kernel.init ? 0 : task.leader.parent.tgid,
    pgid: task.pgid,
    sid: task.sid,
    uid: cred.uid,
    euid: cred.euid,
    gid: cred.gid,
    egid: cred.egid,
    comm: task.comm,
    cmdline: task.cmdline,
    state: task.state,
    waitingFor: task.wchan,
    tty: task.tty?.name ?? null,
    exitStatus: task.state === 'Z' ? processStatus(task.leader) : null,
    nice: task.nice,
    policy: task.policy,
    rtPriority: task.rtPriority,
    execTime: task.execTime,
    waitTime: task.waitTime,
    vruntime: task.se.vruntime,
    migrations: task.migrations,
    swapPages: task.mm?.swapPages ?? 0,
    ...(kernel.tlb ? { tlb: { ...task.tlb } } : {}),
    cpu: task.cpu,
    userTime: task.userTime,
    systemTime: task.systemTime,
    minorFaults: task.minorFaults,
    majorFaults: task.majorFaults,
    syscalls: task.syscalls,
    fds: task.exiting
      ? []
      : [...task.files.entries()].map(([fd, file, cloexec]) => fdSnapshot(kernel, fd, file, cloexec)),
    pendingSignals: signalsOf(task.pending.set | signal.pending.set),
    blockedSignals: signalsOf(task.blocked),
    threads: task.group.map((thread) => thread.pid),
  };
}

type FdKind = TaskSnapshot['fds'][number]['kind'];
const KINDS: ReadonlyMap<number, FdKind> = new Map([
  [S_IFREG, 'file'],
  [S_IFDIR, 'dir'],
  [S_IFIFO, 'pipe'],
  [S_IFCHR, 'char'],
  [S_IFSOCK, 'socket'],
]);
/** Majors of terminals: /dev/tty*, /dev/tty and /dev/console, /dev/pts. */
const TTY_MAJORS = [4, 5, 136];

function fdSnapshot(kernel: RunningKernel, fd: number, file: File, cloexec: boolean): TaskSnapshot['fds'][number] {
  const { inode } = file;
  let kind: FdKind = KINDS.get(inode.mode & S_IFMT) ?? 'anon';
  if (kind === 'char' && TTY_MAJORS.includes(inode.rdev >> 8)) kind = 'tty';
  return { fd, path: kernel.vfs.pathName(file.path), kind, flags: file.flags, pos: file.pos, cloexec };
}

function registers(kernel: RunningKernel, cpu: RunningKernel['cpu']): RegistersSnapshot {
  const task = kernel.sched.cpus[cpu.index].current;
  const hex = (value: bigint | number) => `0x${BigInt.asUintN(64, BigInt(value)).toString(16)}`;
  const inUser = task !== null && task.continuation === null;
  return {
    cpu: cpu.index,
    pid: task?.pid ?? 0,
    layer: inUser ? 'ring3' : 'ring0',
    cpl: inUser ? 3 : 0,
    gpr: Array.from({ length: 16 }, (_, reg) => hex(cpu.getReg(reg as Reg))),
    rip: hex(cpu.rip),
    rflags: hex(cpu.rflags >>> 0),
    cr2: hex(cpu.fault.address),
    cr3: hex(cpu.cr3),
    where: task ? kernel.debug.locate(task.exePath, cpu.ripNumber) : null,
  };
}

function queueSnapshot(kernel: RunningKernel, rq: RunQueue): CpuSnapshot {
  const waiting = [...rq.rt.queue, ...rq.fair.queue].map((task) => task.pid);
  const { index, user, system, switches, current } = rq;
  const idle = Math.max(0, kernel.now - user - system);
  return { cpu: index, current: current?.pid ?? 0, waiting, user, system, idle, switches };
}

function tlbSnapshot(kernel: RunningKernel, cpu: number): TlbSnapshot {
  const { counters, data, code } = kernel.tlb!.state(cpu);
  const misses = { load: counters.loadMisses, store: counters.storeMisses, fetch: counters.fetchMisses };
  return { cpu, entries: data.contents, code: code.contents, misses, flushes: counters.flushes };
}

function memory(kernel: RunningKernel): MemorySnapshot {
  const { frames } = kernel;
  return {
    totalFrames: frames.total,
    freeFrames: frames.free,
    kernelFrames: frames.used('kernel'),
    pageCacheFrames: frames.used('page-cache'),
    anonFrames: frames.used('anon') + frames.used('stack'),
    pageTableFrames: frames.used('page-table'),
    swapPages: kernel.swap.totalPages,
    swapFree: kernel.swap.freePages,
    activeAnon: frames.lru.active.size,
    inactiveAnon: frames.lru.inactive.size,
  };
}

function mounts(kernel: RunningKernel): KernelSnapshot['mounts'] {
  return kernel.vfs.mounts.map((mount) => {
    const extra = mount.sb.showOptions();
    const target = kernel.vfs.pathName({ mount, dentry: mount.root });
    const options = [mount.flags & 1 ? 'ro' : 'rw', ...(extra === '' ? [] : [extra.replace(/^,/, '')])];
    return { source: mount.source, target, type: mount.sb.type.name, options: options.join(',') };
  });
}
