/**
 * The directory of one process, and of each of its threads below `task`: a table of entries. Follows fs/proc/base.c: tgid_base_stuff.
 */

import { EACCES, EINVAL, ENOENT, ESRCH } from '../../errno';
import { showOomAdj, writeOomAdj, writeOomScoreAdj } from '../../mm/oom-proc';
import { KINDS, linkPath, linkText } from '../../nsproxy/files';
import { showMap, showSetgroups, writeMap, writeSetgroups } from '../../nsproxy/proc';
import type { TaskStruct } from '../../sched/task';
import type { Kernel, Path, Task } from '../../types';
import type { BaseInode, BaseSuperBlock } from '../inode';
import { mountLines } from '../mount';
import { utf8Encode } from '../text';
import { mayInspect } from './access';
import { taskSched, taskSchedstat } from './cpus';
import { details, isAlive, mmDetails } from './details';
import { memoryOf } from './memory';
import { mountInfoText, mountsText } from './mounts';
import { netDirectory } from './net';
import { ProcDirectory, ProcFile, ProcFixed, ProcLink } from './node';
import { numberIn } from './pids';
import { FdDirectory, FdInfoDirectory } from './process-fd';
import { limitsText } from './process-limits';
import { mapsText } from './process-maps';
import { smapsText } from './process-smaps';
import { statLine, statmLine, statusText } from './process-stat';

interface Subject {
  kernel: Kernel;
  task: Task;
  reader: Task;
  /** Below /proc/PID/task: of that thread alone. */
  thread: boolean;
  /** The mount of procfs that is read. */
  sb: BaseSuperBlock;
}

interface Entry {
  name: string;
  mode: number;
  /** Only for who may inspect the process (PTRACE_MODE_READ). */
  guarded?: boolean;
  show(subject: Subject): string | Uint8Array | number;
  store?(subject: Subject, text: string): number;
}

const ENTRIES: readonly Entry[] = [
  { name: 'status', mode: 0o444, show: ({ kernel, task, sb }) => statusText(kernel, task, sb) },
  { name: 'personality', mode: 0o400, guarded: true, show: () => '00000000\n' },
  { name: 'limits', mode: 0o444, show: ({ task }) => limitsText(task) },
  { name: 'comm', mode: 0o644, show: ({ task }) => `${task.comm}\n`, store: setComm },
  { name: 'cmdline', mode: 0o444, show: ({ kernel, task }) => userRange(kernel, task, 'argStart', 'argEnd') },
  {
    name: 'environ',
    mode: 0o400,
    guarded: true,
    show: ({ kernel, task }) => userRange(kernel, task, 'envStart', 'envEnd'),
  },
  { name: 'stat', mode: 0o444, show: ({ task, thread, sb }) => statLine(sb, task, thread) },
  {
    name: 'uid_map',
    mode: 0o644,
    show: ({ task }) => showMap(task as TaskStruct, 'uidMap'),
    store: ({ reader, task }, text) => writeMap(reader as TaskStruct, task as TaskStruct, 'uidMap', text),
  },
  {
    name: 'gid_map',
    mode: 0o644,
    show: ({ task }) => showMap(task as TaskStruct, 'gidMap'),
    store: ({ reader, task }, text) => writeMap(reader as TaskStruct, task as TaskStruct, 'gidMap', text),
  },
  {
    name: 'setgroups',
    mode: 0o644,
    show: ({ task }) => showSetgroups(task as TaskStruct),
    store: ({ reader, task }, text) => writeSetgroups(reader as TaskStruct, task as TaskStruct, text),
  },
  { name: 'sched', mode: 0o644, show: ({ kernel, task }) => taskSched(kernel, task) },
  { name: 'schedstat', mode: 0o444, show: ({ task }) => taskSchedstat(task) },
  { name: 'oom_score', mode: 0o444, show: ({ kernel, task }) => `${memoryOf(kernel).oomScore?.(task) ?? 0}\n` },
  {
    name: 'oom_score_adj',
    mode: 0o644,
    show: ({ task }) => `${details(task).signal?.oomScoreAdj ?? 0}\n`,
    store: ({ reader, task }, text) => writeOomScoreAdj(reader as TaskStruct, task as TaskStruct, text),
  },
  {
    name: 'oom_adj',
    mode: 0o644,
    show: ({ task }) => `${showOomAdj(task as TaskStruct)}\n`,
    store: ({ reader, task }, text) => writeOomAdj(reader as TaskStruct, task as TaskStruct, text),
  },
  { name: 'statm', mode: 0o444, show: ({ kernel, task }) => statmLine(kernel, task) },
  {
    name: 'maps',
    mode: 0o444,
    guarded: true,
    show: ({ kernel, task, reader }) => mapsText(kernel, task, reader.fs.root),
  },
  {
    name: 'smaps',
    mode: 0o444,
    guarded: true,
    show: ({ kernel, task, reader }) => smapsText(kernel, task, reader.fs.root),
  },
  { name: 'mounts', mode: 0o444, show: ({ kernel, task }) => mountsText(mountLines(kernel, task.fs.root)) },
  { name: 'mountinfo', mode: 0o444, show: ({ kernel, task }) => mountInfoText(kernel, task.fs.root) },
  { name: 'wchan', mode: 0o444, show: ({ task }) => (task.wchan === '' || task.state === 'R' ? '0' : task.wchan) },
  { name: 'cgroup', mode: 0o444, show: ({ task }) => cgroupLine(task as TaskStruct) },
];

/** The group, and whether it has been removed since (proc_cgroup_show). */
function cgroupLine({ cgroup }: TaskStruct): string {
  return `0::${cgroup?.path ?? '/'}${cgroup?.dead ? ' (deleted)' : ''}\n`;
}

/** Links that lead to a place and not to a text. */
const LINKS: readonly { name: string; to(task: Task): Path | number }[] = [
  { name: 'cwd', to: (task) => (task.state === 'Z' ? -ENOENT : task.fs.cwd) },
  { name: 'root', to: (task) => (task.state === 'Z' ? -ENOENT : task.fs.root) },
  { name: 'exe', to: executable },
];

/** The file that the program's code is mapped from. */
function executable(task: Task): Path | number {
  const mm = mmDetails(task);
  const code = mm?.codeStart ?? 0;
  const vma =
    mm?.vmas.find((each) => each.file !== null && each.start <= code && code < each.end) ??
    mm?.vmas.find((each) => each.file !== null);
  return vma?.file?.path ?? -ENOENT;
}

/** Argument or environment strings, as they lie in the process's memory now. */
function userRange(
  kernel: Kernel,
  task: Task,
  from: 'argStart' | 'envStart',
  to: 'argEnd' | 'envEnd',
): Uint8Array | number {
  const { mm } = task;
  if (mm === null) return utf8Encode('');
  const bytes = new Uint8Array(Math.max(0, Math.min(mm[to] - mm[from], 1 << 17)));
  return kernel.copyFromUser(task, mm[from], bytes) < 0 ? utf8Encode('') : bytes;
}

function setComm({ task, reader }: Subject, text: string): number {
  if (reader.tgid !== task.tgid) return -EINVAL;
  task.comm = text.replace(/\n$/, '').slice(0, 15);
  return utf8Encode(text).length;
}

abstract class TaskDirectory extends ProcDirectory {
  override readonly unkept = true;
  protected readonly entries = new Map<string, BaseInode>();

  constructor(
    sb: BaseSuperBlock,
    protected readonly task: Task,
    thread: boolean,
  ) {
    super(sb, 0o555);
    const { kernel } = sb;
    this.entries.set('fd', new FdDirectory(sb, task));
    this.entries.set('fdinfo', new FdInfoDirectory(sb, task));
    this.entries.set('net', netDirectory(sb, task));
    this.entries.set('ns', namespaceDirectory(sb, task));
    for (const link of LINKS) this.entries.set(link.name, placeLink(sb, task, link.to));
    for (const entry of ENTRIES) {
      const show = (_kernel: Kernel, reader: Task) => {
        if (!isAlive(kernel, task)) return -ESRCH;
        if (entry.guarded === true && !mayInspect(reader, task)) return -EACCES;
        return entry.show({ kernel, task, reader, thread, sb });
      };
      const { store } = entry;
      const write =
        store === undefined
          ? null
          : (_kernel: Kernel, reader: Task, text: string) => store({ kernel, task, reader, thread, sb }, text);
      this.entries.set(entry.name, new ProcFile(sb, entry.mode, show, write));
    }
  }

  find(name: string): BaseInode | undefined {
    if (!isAlive(this.sb.kernel, this.task)) return undefined;
    const inode = this.entries.get(name);
    if (inode !== undefined) {
      inode.uid = this.task.cred.euid;
      inode.gid = this.task.cred.egid;
    }
    return inode;
  }

  *list(): Generator<[string, BaseInode]> {
    if (isAlive(this.sb.kernel, this.task)) yield* this.entries;
  }
}

/** One link for each namespace (proc_ns_dir_inode_operations). */
function namespaceDirectory(sb: BaseSuperBlock, task: Task): BaseInode {
  const entries = new Map<string, BaseInode>();
  for (const { name } of KINDS) {
    const guarded = <T>(reader: Task, value: () => T | number): T | number =>
      mayInspect(reader, task) ? value() : -EACCES;
    const text = (reader: Task) => guarded<string>(reader, () => linkText(sb.kernel, task, name));
    const jump = (reader: Task) => guarded<Path>(reader, () => linkPath(sb.kernel, task, name));
    entries.set(name, new ProcLink(sb, 0o777, text, jump));
  }
  return new ProcFixed(sb, entries, 0o511);
}

function placeLink(sb: BaseSuperBlock, task: Task, to: (task: Task) => Path | number): ProcLink {
  const place = (reader: Task): Path | number => (mayInspect(reader, task) ? to(task) : -EACCES);
  return new ProcLink(
    sb,
    0o777,
    (reader) => {
      const path = place(reader);
      return typeof path === 'number' ? path : sb.kernel.vfs.pathName(path, reader.fs.root);
    },
    place,
  );
}

class ThreadDirectory extends TaskDirectory {
  constructor(sb: BaseSuperBlock, task: Task) {
    super(sb, task, true);
    this.nlink = 6;
  }
}

/** /proc/PID/task: a directory for each thread. */
class ThreadList extends ProcDirectory {
  private readonly threads = new WeakMap<Task, ThreadDirectory>();

  constructor(
    sb: BaseSuperBlock,
    private readonly leader: Task,
  ) {
    super(sb, 0o555);
  }

  find(name: string): BaseInode | undefined {
    const task = this.leader.group.find((each) => String(numberIn(this.sb, each.pid)) === name);
    return task === undefined ? undefined : this.thread(task);
  }

  *list(): Generator<[string, BaseInode]> {
    for (const task of this.leader.group) yield [String(numberIn(this.sb, task.pid)), this.thread(task)];
  }

  private thread(task: Task): ThreadDirectory {
    let inode = this.threads.get(task);
    if (inode === undefined) {
      inode = new ThreadDirectory(this.sb, task);
      this.threads.set(task, inode);
    }
    return inode;
  }
}

class ProcessDirectory extends TaskDirectory {
  constructor(sb: BaseSuperBlock, task: Task) {
    super(sb, task, false);
    this.entries.set('task', new ThreadList(sb, task));
    this.nlink = 9;
  }
}

export function processDirectory(sb: BaseSuperBlock, task: Task): BaseInode {
  // A thread that is not the leader has a directory too, though no listing shows it.
  return new ProcessDirectory(sb, details(task));
}
