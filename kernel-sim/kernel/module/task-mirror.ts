/**
 * `struct task_struct` and `struct cred` as C code sees them: copies in guest RAM, brought up to date whenever a task enters ring 0.
 * Departs from Linux: writes of C code to them have no effect, but for what the kernel reads back (nothing yet).
 */
import type { RunningKernel } from '../kernel';
import { makeCred } from '../sched/cred';
import { TaskStruct } from '../sched/task';
import { SighandStruct } from '../signal/struct';
import { at, sizeOf } from './structs';
import type { ModuleSystem } from './system';

const STATE_BITS: Readonly<Record<string, number>> = { R: 0, S: 1, D: 2, T: 4, Z: 0x20, X: 0x10 };
const PF_KTHREAD = 0x00200000;

interface Copy {
  task: number;
  cred: number;
}

export class TaskMirror {
  private readonly copies = new Map<TaskStruct, Copy>();
  private idleTask: TaskStruct | null = null;

  constructor(private readonly system: ModuleSystem) {}

  /** swapper/0: current where no task is. */
  get idle(): TaskStruct {
    if (!this.idleTask) {
      const { kernel } = this.system;
      const { files, fs } = kernel.newFileState();
      const none = null as unknown as TaskStruct;
      this.idleTask = new TaskStruct(0, 0, none, makeCred(0, 0), files, fs, new SighandStruct(), 0);
      this.idleTask.comm = 'swapper/0';
    }
    return this.idleTask;
  }

  addressOf(task: TaskStruct | null): number {
    const owner = task ?? this.idle;
    return this.copies.get(owner)?.task ?? this.sync(owner);
  }

  /** The task whose copy lies at `address`. */
  taskAt(address: number): TaskStruct | undefined {
    for (const [task, copy] of this.copies) if (copy.task === address) return task;
    return undefined;
  }

  sync(task: TaskStruct): number {
    const { memory } = this.system;
    const copy = this.copies.get(task) ?? this.make(task);
    const { task: base, cred } = copy;
    memory.setU32(base + at('task_struct', '__state'), STATE_BITS[task.state] ?? 0);
    memory.setU32(base + at('task_struct', 'flags'), task.mm ? 0 : PF_KTHREAD);
    memory.setU32(base + at('task_struct', 'pid'), task.pid);
    memory.setU32(base + at('task_struct', 'tgid'), task.tgid);
    memory.setU32(base + at('task_struct', 'prio'), 120 + task.nice);
    memory.setU32(base + at('task_struct', 'static_prio'), 120 + task.nice);
    memory.setI64(base + at('task_struct', 'utime'), task.userTime * 10);
    memory.setI64(base + at('task_struct', 'stime'), task.systemTime * 10);
    memory.setI64(base + at('task_struct', 'start_time'), task.startTime * 10);
    const name = new Uint8Array(16);
    name.set(new TextEncoder().encode(task.comm).subarray(0, 15));
    memory.setBytes(base + at('task_struct', 'comm'), name);
    this.syncCred(task, cred);
    return base;
  }

  private syncCred(task: TaskStruct, base: number): void {
    const { memory } = this.system;
    const { cred } = task;
    const ids = { uid: 'uid', gid: 'gid', suid: 'suid', sgid: 'sgid', euid: 'euid', egid: 'egid' } as const;
    for (const [field, from] of Object.entries(ids))
      memory.setU32(base + at('cred', field as 'uid'), cred[from as keyof typeof ids]);
    memory.setU32(base + at('cred', 'fsuid'), cred.fsuid);
    memory.setU32(base + at('cred', 'fsgid'), cred.fsgid);
  }

  private make(task: TaskStruct): Copy {
    const { slab, memory } = this.system;
    this.sweep();
    const copy = { task: slab.kmalloc(sizeOf('task_struct')), cred: slab.kmalloc(sizeOf('cred')) };
    if (copy.task === 0 || copy.cred === 0) this.system.kernel.panic('no memory for a task_struct');
    this.copies.set(task, copy);
    memory.fill(copy.task, sizeOf('task_struct'), 0);
    for (const field of ['cred', 'real_cred'] as const) memory.setI64(copy.task + at('task_struct', field), copy.cred);
    for (const field of ['tasks', 'children', 'sibling', 'thread_group'] as const) {
      const list = copy.task + at('task_struct', field);
      memory.setI64(list, list);
      memory.setI64(list + 8, list);
    }
    memory.setI64(copy.task + at('task_struct', 'group_leader'), task.isLeader ? copy.task : this.of(task.leader));
    const parent = task.parent && task.parent !== task ? this.of(task.parent) : copy.task;
    memory.setI64(copy.task + at('task_struct', 'parent'), parent);
    memory.setI64(copy.task + at('task_struct', 'real_parent'), parent);
    return copy;
  }

  private of(task: TaskStruct): number {
    return this.copies.get(task)?.task ?? this.sync(task);
  }

  /** Copies of the dead are given back. */
  private sweep(): void {
    const { slab, kernel } = this.system;
    for (const [task, copy] of this.copies) {
      if (task === this.idleTask || (kernel as RunningKernel).tasks.get(task.pid) === task) continue;
      slab.kfree(copy.task);
      slab.kfree(copy.cred);
      this.copies.delete(task);
    }
  }
}
