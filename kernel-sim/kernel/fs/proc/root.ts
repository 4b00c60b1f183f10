/**
 * The top of /proc: system files, `self`, and a directory for each process. Follows fs/proc/root.c.
 */
import { ENOENT } from '../../errno';
import type { Task } from '../../types';
import type { BaseInode, BaseSuperBlock } from '../inode';
import { dynamicRoot, inodeOf } from './dynamic';
import { ProcDirectory, ProcFile, ProcLink } from './node';
import { numberIn, pidIn } from './pids';
import { processDirectory } from './process';
import { sysctlDirectory } from './sysctl';
import { SYSTEM_FILES } from './system';

/** The text of a link, or -ENOENT when the reader has no number here. */
const visible = (number: number, rest = ''): string | number => (number > 0 ? `${number}${rest}` : -ENOENT);

export class ProcRoot extends ProcDirectory {
  private readonly fixed = new Map<string, BaseInode>();
  private readonly processes = new WeakMap<Task, BaseInode>();

  constructor(sb: BaseSuperBlock) {
    super(sb);
    for (const { name, mode, show, store } of SYSTEM_FILES)
      this.fixed.set(name, new ProcFile(sb, mode ?? 0o444, show, store ?? null));
    this.fixed.set('self', new ProcLink(sb, 0o777, (reader) => visible(numberIn(sb, reader.tgid))));
    this.fixed.set(
      'thread-self',
      new ProcLink(sb, 0o777, ({ tgid, pid }) => visible(numberIn(sb, tgid), `/task/${numberIn(sb, pid)}`)),
    );
    this.fixed.set('mounts', new ProcLink(sb, 0o777, () => 'self/mounts'));
    this.fixed.set('net', new ProcLink(sb, 0o777, () => 'self/net'));
    this.fixed.set('sys', sysctlDirectory(sb));
    this.nlink = 3;
  }

  find(name: string): BaseInode | undefined {
    const known = this.fixed.get(name);
    if (known !== undefined) return known;
    const made = dynamicRoot(this.sb.kernel).children.get(name);
    if (made !== undefined) return inodeOf(this.sb, made);
    if (!/^[1-9]\d*$/.test(name)) return undefined;
    const task = this.sb.kernel.tasks.get(pidIn(this.sb, Number(name)));
    return task === undefined ? undefined : this.process(task);
  }

  /** Fixed names first, then the processes (not their threads) by number. */
  *list(): Generator<[string, BaseInode]> {
    yield* this.fixed;
    for (const [name, entry] of dynamicRoot(this.sb.kernel).children) yield [name, inodeOf(this.sb, entry)];
    const leaders = [...this.sb.kernel.tasks.values()].filter(
      (task) => task.pid === task.tgid && numberIn(this.sb, task.pid) > 0,
    );
    const numbered = leaders.map((task) => [numberIn(this.sb, task.pid), task] as const);
    for (const [number, task] of numbered.sort(([a], [b]) => a - b)) yield [String(number), this.process(task)];
  }

  private process(task: Task): BaseInode {
    let inode = this.processes.get(task);
    if (inode === undefined) {
      inode = processDirectory(this.sb, task);
      this.processes.set(task, inode);
    }
    inode.uid = task.cred.euid;
    inode.gid = task.cred.egid;
    return inode;
  }
}
