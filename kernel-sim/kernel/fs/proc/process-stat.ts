/**
 * /proc/PID/stat, statm and status. Follows fs/proc/array.c and fs/proc/task_mmu.c:task_mem, Linux 6.1's lines and widths.
 * All files live in tmpfs, so their pages count as RssShmem and RssFile is 0, as on Linux for programs in a tmpfs.
 */

import { PROT_EXEC } from '../../abi/mman';
import { RLIMIT_NOFILE, RLIMIT_RSS, RLIMIT_SIGPENDING } from '../../abi/resource';
import { capsOf } from '../../sched/cred';
import { toTicks } from '../../time/units';
import type { Kernel, SuperBlock, Task, Vma } from '../../types';
import { kernelPriority, policyOf, realTimePriority } from './cpus';
import { details, dispositions, mmDetails, processTimes } from './details';
import { lockedPages, swapPages } from './memory';
import { numberIn, numbersFrom } from './pids';
import { residentPages } from './process-smaps';

const PF_RANDOMIZE = 0x400000;
const PF_FORKNOEXEC = 0x40;
const PAGE_KB = 4;

const STATE_NAMES: Readonly<Record<string, string>> = {
  R: 'R (running)',
  S: 'S (sleeping)',
  D: 'D (disk sleep)',
  T: 'T (stopped)',
  t: 't (tracing stop)',
  Z: 'Z (zombie)',
  X: 'X (dead)',
};

/** `t`: stopped by its tracer. */
const stateLetter = (task: Task): string => (task.state === 'T' && details(task).trace?.stop ? 't' : task.state);

const commText = (task: Task): string => task.comm.replace(/\\/g, '\\\\').replace(/\n/g, '\\n');

/** 52 numbers in one line; `thread`: for /proc/PID/task/TID, whose times are of that thread alone. */
export function statLine(sb: SuperBlock, task: Task, thread: boolean): string {
  const number = (pid: number): number => numberIn(sb, pid);
  const more = details(task);
  const mm = mmDetails(task);
  const own = { user: task.userTime, system: task.systemTime, minor: task.minorFaults, major: task.majorFaults };
  const times = thread ? own : processTimes(task);
  const children = more.signal?.children ?? { user: 0, system: 0, minor: 0, major: 0 };
  const signals = dispositions(task);
  const rssLimit = task.rlimits[RLIMIT_RSS][0];
  const low31 = (set: bigint): string => String(set & 0x7fffffffn);
  return `${[
    number(task.pid),
    `(${commText(task)})`,
    stateLetter(task),
    task.parent === task ? 0 : number(task.parent.tgid),
    number(task.pgid),
    number(task.sid),
    task.tty?.device ?? 0,
    task.tty === null ? -1 : number(task.tty.foreground),
    PF_RANDOMIZE | (more.didExec === false ? PF_FORKNOEXEC : 0),
    times.minor,
    children.minor,
    times.major,
    children.major,
    toTicks(times.user),
    toTicks(times.system),
    toTicks(children.user),
    toTicks(children.system),
    kernelPriority(task) - 100,
    task.nice,
    task.group.length,
    0,
    toTicks(task.startTime),
    (mm?.totalPages ?? 0) * 4096,
    mm?.residentPages ?? 0,
    rssLimit === Number.POSITIVE_INFINITY ? '18446744073709551615' : rssLimit,
    mm?.codeStart ?? 0,
    mm?.codeEnd ?? 0,
    mm?.stackStart ?? 0,
    0,
    0,
    low31(more.pending?.set ?? 0n),
    low31(more.blocked ?? 0n),
    low31(signals.ignored),
    low31(signals.caught),
    task.state === 'S' || task.state === 'D' ? 1 : 0,
    0,
    0,
    thread && task.pid !== task.tgid ? -1 : (more.exitSignal ?? 17),
    task.cpu,
    realTimePriority(task),
    policyOf(task),
    0,
    0,
    0,
    mm?.dataStart ?? 0,
    mm?.dataEnd ?? 0,
    mm?.brkStart ?? 0,
    mm?.argStart ?? 0,
    mm?.argEnd ?? 0,
    mm?.envStart ?? 0,
    mm?.envEnd ?? 0,
    task.exitStatus,
  ].join(' ')}\n`;
}

/** Pages: size, resident, shared, text, lib, data, dirty. */
export function statmLine(kernel: Kernel, task: Task): string {
  const mm = mmDetails(task);
  if (mm === null) return '0 0 0 0 0 0 0\n';
  const text = textPages(task);
  return `${mm.totalPages} ${mm.residentPages} ${residentPages(kernel, task).shared} ${text} 0 ${dataPages(mm.vmas)} 0\n`;
}

const pagesOf = (vma: Vma): number => (vma.end - vma.start) / 4096;

function textPages(task: Task): number {
  const mm = mmDetails(task);
  const start = Math.floor((mm?.codeStart ?? 0) / 4096);
  return Math.ceil((mm?.codeEnd ?? 0) / 4096) - start;
}

/** Private, writable, not the stack: data_vm plus stack_vm as statm counts them. */
function dataPages(vmas: readonly Vma[]): number {
  return vmas.reduce((sum, vma) => sum + ((vma.prot & 2) !== 0 && !vma.shared ? pagesOf(vma) : 0), 0);
}

const stackPages = (vmas: readonly Vma[]): number =>
  vmas.reduce((sum, vma) => sum + (vma.name === '[stack]' ? pagesOf(vma) : 0), 0);

export function statusText(kernel: Kernel, task: Task, sb: SuperBlock): string {
  const number = (pid: number): number => numberIn(sb, pid);
  const numbers = (pid: number): string => numbersFrom(sb, task, pid);
  const uids = [task.cred.uid, task.cred.euid, task.cred.suid, task.cred.fsuid];
  const gids = [task.cred.gid, task.cred.egid, task.cred.sgid, task.cred.fsgid];
  const { cred } = task;
  const more = details(task);
  const lines: string[] = [
    `Name:\t${commText(task)}`,
    `Umask:\t${task.fs.umask.toString(8).padStart(4, '0')}`,
    `State:\t${STATE_NAMES[stateLetter(task)]}`,
    `Tgid:\t${number(task.tgid)}`,
    'Ngid:\t0',
    `Pid:\t${number(task.pid)}`,
    `PPid:\t${task.parent === task ? 0 : number(task.parent.tgid)}`,
    `TracerPid:\t${number(more.trace?.tracer.tgid ?? 0)}`,
    `Uid:\t${uids.join('\t')}`,
    `Gid:\t${gids.join('\t')}`,
    `FDSize:\t${descriptorTableSize(task)}`,
    `Groups:\t${cred.groups.length === 0 ? ' ' : cred.groups.map((gid) => `${gid} `).join('')}`,
    `NStgid:\t${numbers(task.tgid)}`,
    `NSpid:\t${numbers(task.pid)}`,
    `NSpgid:\t${numbers(task.pgid)}`,
    `NSsid:\t${numbers(task.sid)}`,
    ...memoryLines(kernel, task),
    `Threads:\t${task.group.length}`,
    `SigQ:\t0/${signalLimit(task)}`,
    ...signalLines(task),
    ...capabilityLines(task),
    `NoNewPrivs:\t${more.noNewPrivs === true ? 1 : 0}`,
    'Seccomp:\t0',
    'Seccomp_filters:\t0',
    'Speculation_Store_Bypass:\tnot vulnerable',
    'SpeculationIndirectBranch:\talways enabled',
    ...cpuLines(kernel, task),
    'Mems_allowed:\t00000000,00000001',
    'Mems_allowed_list:\t0',
    `voluntary_ctxt_switches:\t${more.voluntarySwitches ?? 0}`,
    `nonvoluntary_ctxt_switches:\t${more.involuntarySwitches ?? 0}`,
  ];
  return `${lines.join('\n')}\n`;
}

/** The table grows in powers of two from 64 (NR_OPEN_DEFAULT). */
function descriptorTableSize(task: Task): number {
  let size = 64;
  for (const [fd] of task.files.entries()) while (fd >= size) size *= 2;
  return task.state === 'Z' ? 0 : Math.min(size, Math.max(64, task.rlimits[RLIMIT_NOFILE][1]));
}

function signalLimit(task: Task): number | string {
  const limit = task.rlimits[RLIMIT_SIGPENDING][0];
  return limit === Number.POSITIVE_INFINITY ? '18446744073709551615' : limit;
}

function memoryLines(kernel: Kernel, task: Task): string[] {
  const mm = mmDetails(task);
  if (mm === null) return [];
  const kb = (name: string, pages: number): string => `${name}:\t${String(pages * PAGE_KB).padStart(8)} kB`;
  const stack = stackPages(mm.vmas);
  const libraries = mm.vmas.reduce((sum, vma) => sum + ((vma.prot & PROT_EXEC) !== 0 ? pagesOf(vma) : 0), 0);
  const text = textPages(task);
  const total = mm.totalPages;
  const { anonymous, shared } = residentPages(kernel, task);
  return [
    kb('VmPeak', total),
    kb('VmSize', total),
    kb('VmLck', lockedPages(task)),
    kb('VmPin', 0),
    kb('VmHWM', Math.max(mm.highWater ?? 0, mm.residentPages)),
    kb('VmRSS', mm.residentPages),
    kb('RssAnon', anonymous),
    kb('RssFile', 0),
    kb('RssShmem', shared),
    kb('VmData', dataPages(mm.vmas) - stack),
    kb('VmStk', stack),
    kb('VmExe', text),
    kb('VmLib', Math.max(0, libraries - text)),
    kb('VmPTE', mm.table?.tables ?? 0),
    kb('VmSwap', swapPages(task)),
    kb('HugetlbPages', 0),
    'CoreDumping:\t0',
    'THP_enabled:\t0',
  ];
}

const hex16 = (set: bigint): string => set.toString(16).padStart(16, '0');

function signalLines(task: Task): string[] {
  const more = details(task);
  const { ignored, caught } = dispositions(task);
  return [
    `SigPnd:\t${hex16(more.pending?.set ?? 0n)}`,
    `ShdPnd:\t${hex16(more.signal?.pending.set ?? 0n)}`,
    `SigBlk:\t${hex16(more.blocked ?? 0n)}`,
    `SigIgn:\t${hex16(ignored)}`,
    `SigCgt:\t${hex16(caught)}`,
  ];
}

function capabilityLines(task: Task): string[] {
  const { inheritable, permitted, effective, bounding, ambient } = capsOf(task.cred);
  const line = (name: string, [low, high]: readonly [number, number]): string =>
    `${name}:\t${hex16((BigInt(high >>> 0) << 32n) | BigInt(low >>> 0))}`;
  return [
    line('CapInh', inheritable),
    line('CapPrm', permitted),
    line('CapEff', effective),
    line('CapBnd', bounding),
    line('CapAmb', ambient),
  ];
}

function cpuLines(kernel: Kernel, task: Task): string[] {
  const count = kernel.core.cpus?.length ?? 1;
  const mask = details(task).affinity ?? (1 << count) - 1;
  const list: string[] = [];
  for (let cpu = 0; cpu < 32; cpu++) {
    if ((mask & (1 << cpu)) === 0) continue;
    let last = cpu;
    while (last < 31 && (mask & (1 << (last + 1))) !== 0) last++;
    list.push(last === cpu ? String(cpu) : `${cpu}-${last}`);
    cpu = last;
  }
  return [`Cpus_allowed:\t${(mask >>> 0).toString(16)}`, `Cpus_allowed_list:\t${list.join(',')}`];
}
