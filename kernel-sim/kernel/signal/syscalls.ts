/** The system calls on signals. Follows kernel/signal.c. */

import { Reg } from '../../machine/types';
import * as S from '../abi/signal';
import { EAGAIN, EFAULT, EINTR, EINVAL, ENOMEM, EPERM, ERESTARTNOHAND, ESRCH } from '../errno';
import type { RunningKernel } from '../kernel';
import { visibleTo } from '../nsproxy/calls';
import type { TaskStruct } from '../sched/task';
import { arg, coreRow, out } from '../syscalls/row';
import { Struct } from '../syscalls/struct';
import { fromTimeSpec } from '../time/units';
import { type Sleeping, type SyscallRow, TIMED_OUT } from '../types';
import { dequeueSignal } from './deliver';
import { altStackFlags, onAltStack, restoreFrame } from './frame';
import { forceSignal, mayKill, recalcPending, sendSigInfo, setBlocked } from './send';
import { hasSignal, IGNORED_BY_DEFAULT, sigmask, UNBLOCKABLE } from './set';
import { decodeSigInfo, encodeSigInfo } from './siginfo';
import type { SigInfo } from './struct';

const SIGSET_BYTES = 8;

function readSet(kernel: RunningKernel, task: TaskStruct, address: number): bigint | number {
  const struct = Struct.get(kernel, task, address, SIGSET_BYTES);
  return typeof struct === 'number' ? struct : struct.u64(0);
}

// ---------------------------------------------------------------- dispositions and masks

/** struct sigaction of the kernel: handler, flags, restorer, mask. */
function rtSigaction(
  kernel: RunningKernel,
  task: TaskStruct,
  signal: number,
  act: number,
  old: number,
  size: number,
): number {
  if (size !== SIGSET_BYTES) return -EINVAL;
  if (signal < 1 || signal > S.NSIG) return -EINVAL;
  const wanted = act === 0 ? null : Struct.get(kernel, task, act, 32);
  if (typeof wanted === 'number') return wanted;
  if (wanted && hasSignal(UNBLOCKABLE, signal)) return -EINVAL;
  const previous = task.sighand.get(signal);
  if (wanted) setAction(task, signal, wanted);
  if (old === 0) return 0;
  const struct = new Struct(32).setI64(0, previous.handler).setI64(8, previous.flags);
  return struct.setI64(16, previous.restorer).setI64(24, previous.mask).put(kernel, task, old);
}

function setAction(task: TaskStruct, signal: number, struct: Struct): void {
  const handler = struct.i64(0);
  const mask = struct.u64(24) & ~UNBLOCKABLE;
  task.sighand.set(signal, { handler, flags: struct.i64(8), restorer: struct.i64(16), mask });
  // POSIX: setting a pending signal to be ignored drops it, blocked or not.
  const nowIgnored = handler === S.SIG_IGN || (handler === S.SIG_DFL && hasSignal(IGNORED_BY_DEFAULT, signal));
  if (!nowIgnored) return;
  task.signal.pending.flush(sigmask(signal));
  for (const thread of task.group) {
    thread.pending.flush(sigmask(signal));
    recalcPending(thread);
  }
}

function rtSigprocmask(
  kernel: RunningKernel,
  task: TaskStruct,
  how: number,
  set: number,
  old: number,
  size: number,
): number {
  if (size !== SIGSET_BYTES) return -EINVAL;
  const before = task.blocked;
  if (set !== 0) {
    const mask = readSet(kernel, task, set);
    if (typeof mask === 'number') return mask;
    if (how === S.SIG_BLOCK) setBlocked(kernel, task, before | mask);
    else if (how === S.SIG_UNBLOCK) setBlocked(kernel, task, before & ~mask);
    else if (how === S.SIG_SETMASK) setBlocked(kernel, task, mask);
    else return -EINVAL;
  }
  return old === 0 ? 0 : new Struct(8).setI64(0, before).put(kernel, task, old);
}

function rtSigpending(kernel: RunningKernel, task: TaskStruct, address: number, size: number): number {
  if (size > SIGSET_BYTES) return -EINVAL;
  const set = (task.pending.set | task.signal.pending.set) & task.blocked;
  return new Struct(8).setI64(0, set).put(kernel, task, address);
}

function rtSigreturn(kernel: RunningKernel, task: TaskStruct): number {
  const restored = restoreFrame(kernel, task, kernel.cpu);
  task.keepAx = true;
  task.origAx = -1;
  if (restored) setBlocked(kernel, task, restored.mask);
  else forceSignal(kernel, task, { signal: S.SIGSEGV, code: S.SI_KERNEL, pid: 0, uid: 0, address: 0 });
  return 0;
}

function sigaltstack(kernel: RunningKernel, task: TaskStruct, address: number, old: number): number {
  const sp = kernel.cpu.regNumber(Reg.RSP);
  const before = task.altStack;
  if (address !== 0) {
    const struct = Struct.get(kernel, task, address, 24);
    if (typeof struct === 'number') return struct;
    if (onAltStack(before, sp)) return -EPERM;
    const flags = struct.i32(8);
    const mode = flags & ~S.SS_AUTODISARM;
    if (mode !== 0 && mode !== S.SS_DISABLE && mode !== S.SS_ONSTACK) return -EINVAL;
    const size = struct.i64(16);
    if (mode !== S.SS_DISABLE && size < S.MINSIGSTKSZ) return -ENOMEM;
    task.altStack =
      mode === S.SS_DISABLE
        ? { sp: 0, size: 0, flags: S.SS_DISABLE }
        : { sp: struct.i64(0), size, flags: flags & S.SS_AUTODISARM };
  }
  if (old === 0) return 0;
  const struct = new Struct(24).setI64(0, before.sp).setI64(16, before.size);
  return struct.setI32(8, altStackFlags(before, sp) | (before.flags & S.SS_AUTODISARM)).put(kernel, task, old);
}

// ---------------------------------------------------------------- sending

function userInfo(task: TaskStruct, signal: number, code: number): SigInfo {
  return { signal, code, pid: task.tgid, uid: task.cred.uid };
}

function valid(signal: number): boolean {
  return signal >= 0 && signal <= S.NSIG;
}

/** Permission, then the signal (0 only asks). */
function killOne(kernel: RunningKernel, task: TaskStruct, target: TaskStruct, signal: number): number {
  if (!mayKill(task, target, signal)) return -EPERM;
  if (signal !== 0) sendSigInfo(kernel, target, userInfo(task, signal, S.SI_USER), true);
  return 0;
}

/** 0 when at least one could be signalled. */
function killMany(kernel: RunningKernel, task: TaskStruct, targets: TaskStruct[], signal: number): number {
  let result = targets.length === 0 ? -ESRCH : 0;
  let success = false;
  for (const target of targets) {
    const error = killOne(kernel, task, target, signal);
    if (error === 0) success = true;
    else result = error;
  }
  return success ? 0 : result;
}

function kill(kernel: RunningKernel, task: TaskStruct, pid32: number, signal: number): number {
  const pid = pid32 | 0;
  if (!valid(signal)) return -EINVAL;
  const leaders = [...kernel.tasks.values()].filter((other) => other.isLeader);
  if (pid > 0) {
    const target = kernel.tasks.get(pid);
    return target ? killOne(kernel, task, target.leader, signal) : -ESRCH;
  }
  if (pid === -1) {
    const visible = visibleTo(kernel, task);
    const others = leaders.filter((other) => visible(other) && other !== task.leader);
    return killMany(kernel, task, others, signal);
  }
  const pgid = pid === 0 ? task.pgid : -pid;
  return killMany(
    kernel,
    task,
    leaders.filter((other) => other.pgid === pgid),
    signal,
  );
}

function tgkill(kernel: RunningKernel, task: TaskStruct, tgid: number, tid: number, signal: number): number {
  if (tid <= 0 || tgid <= 0 || !valid(signal)) return -EINVAL;
  const target = kernel.tasks.get(tid);
  if (!target || target.tgid !== tgid) return -ESRCH;
  return killThread(kernel, task, target, signal);
}

function tkill(kernel: RunningKernel, task: TaskStruct, tid: number, signal: number): number {
  if (tid <= 0 || !valid(signal)) return -EINVAL;
  const target = kernel.tasks.get(tid);
  return target ? killThread(kernel, task, target, signal) : -ESRCH;
}

function killThread(kernel: RunningKernel, task: TaskStruct, target: TaskStruct, signal: number): number {
  if (!mayKill(task, target, signal)) return -EPERM;
  if (signal !== 0) sendSigInfo(kernel, target, userInfo(task, signal, S.SI_TKILL), false);
  return 0;
}

/** The sender may not pretend to be the kernel or kill(2). */
function queueInfo(
  kernel: RunningKernel,
  task: TaskStruct,
  target: TaskStruct | undefined,
  signal: number,
  address: number,
  group: boolean,
): number {
  const raw = new Uint8Array(128);
  if (kernel.copyFromUser(task, address, raw) < 0) return -EFAULT;
  if (!target) return -ESRCH;
  const info = decodeSigInfo(signal, raw);
  if ((info.code >= 0 || info.code === S.SI_TKILL) && target.tgid !== task.tgid) return -EPERM;
  if (!valid(signal)) return -EINVAL;
  if (!mayKill(task, target, signal)) return -EPERM;
  if (signal !== 0) sendSigInfo(kernel, target, info, group);
  return 0;
}

function rtSigqueueinfo(kernel: RunningKernel, task: TaskStruct, pid: number, signal: number, info: number): number {
  return queueInfo(kernel, task, kernel.tasks.get(pid)?.leader, signal, info, true);
}

function rtTgsigqueueinfo(
  kernel: RunningKernel,
  task: TaskStruct,
  tgid: number,
  tid: number,
  signal: number,
  info: number,
): number {
  const target = kernel.tasks.get(tid);
  return queueInfo(kernel, task, target?.tgid === tgid ? target : undefined, signal, info, false);
}

// ---------------------------------------------------------------- waiting

function* pause(): Sleeping<number> {
  for (;;) {
    const reason = yield { queue: null, until: Number.POSITIVE_INFINITY, interruptible: true, what: 'pause' };
    if (reason !== 0) return -ERESTARTNOHAND;
  }
}

function rtSigsuspend(
  kernel: RunningKernel,
  task: TaskStruct,
  address: number,
  size: number,
): number | Sleeping<number> {
  if (size !== SIGSET_BYTES) return -EINVAL;
  const mask = readSet(kernel, task, address);
  if (typeof mask === 'number') return mask;
  task.savedMask = task.blocked;
  setBlocked(kernel, task, mask);
  return pause();
}

function rtSigtimedwait(
  kernel: RunningKernel,
  task: TaskStruct,
  setAddress: number,
  infoAddress: number,
  timeout: number,
  size: number,
): number | Sleeping<number> {
  if (size !== SIGSET_BYTES) return -EINVAL;
  const set = readSet(kernel, task, setAddress);
  if (typeof set === 'number') return set;
  const spec = timeout === 0 ? null : kernel.readTimespec(task, timeout);
  if (typeof spec === 'number') return spec;
  const wanted = set & ~UNBLOCKABLE;
  const finish = (info: SigInfo | null, error: number) => {
    if (!info) return error;
    return infoAddress !== 0 &&
      kernel.copyToUser(
        task,
        infoAddress,
        encodeSigInfo(info, (pid) => task.pidNs.numberOf(pid)),
      ) < 0
      ? -EFAULT
      : info.signal;
  };
  const info = dequeueSignal(task, ~wanted);
  if (info || (spec && spec[0] === 0 && spec[1] === 0)) return finish(info, -EAGAIN);
  const until = spec ? kernel.now + fromTimeSpec(spec[0], spec[1]) : Number.POSITIVE_INFINITY;
  return (function* (): Sleeping<number> {
    task.waitingFor = wanted;
    const blocked = task.blocked;
    task.blocked &= ~wanted;
    recalcPending(task);
    const reason = yield { queue: null, until, interruptible: true, what: 'do_sigtimedwait' };
    task.blocked = blocked;
    task.waitingFor = 0n;
    recalcPending(task);
    return finish(dequeueSignal(task, ~wanted), reason === TIMED_OUT ? -EAGAIN : -EINTR);
  })();
}

const SIGNAL = arg('sig', 'signal');
const SIZE = arg('sigsetsize', 'size');
const TGID = arg('tgid', 'pid');
const TID = arg('pid', 'pid');
const INFO = arg('uinfo', 'ptr');

export const signalSyscalls: readonly SyscallRow[] = [
  coreRow(13, 'rt_sigaction', [SIGNAL, arg('act', 'sigaction'), out('oact', 'sigaction'), SIZE], 60, rtSigaction),
  coreRow(
    14,
    'rt_sigprocmask',
    [arg('how', 'sigprocmask-how'), arg('nset', 'sigset'), out('oset', 'sigset'), SIZE],
    40,
    rtSigprocmask,
  ),
  coreRow(15, 'rt_sigreturn', [], 100, rtSigreturn),
  coreRow(34, 'pause', [], 40, () => pause()),
  coreRow(62, 'kill', [TID, SIGNAL], 100, kill),
  coreRow(127, 'rt_sigpending', [out('uset', 'sigset'), SIZE], 40, rtSigpending),
  coreRow(
    128,
    'rt_sigtimedwait',
    [arg('uthese', 'sigset'), out('uinfo', 'ptr'), arg('uts', 'timespec'), SIZE],
    100,
    rtSigtimedwait,
  ),
  coreRow(129, 'rt_sigqueueinfo', [TID, SIGNAL, INFO], 100, rtSigqueueinfo),
  coreRow(130, 'rt_sigsuspend', [arg('unewset', 'sigset'), SIZE], 60, rtSigsuspend),
  coreRow(131, 'sigaltstack', [arg('uss', 'stack_t'), out('uoss', 'stack_t')], 40, sigaltstack),
  coreRow(200, 'tkill', [TID, SIGNAL], 100, tkill),
  coreRow(234, 'tgkill', [TGID, TID, SIGNAL], 100, tgkill),
  coreRow(297, 'rt_tgsigqueueinfo', [TGID, TID, SIGNAL, INFO], 100, rtTgsigqueueinfo),
];
