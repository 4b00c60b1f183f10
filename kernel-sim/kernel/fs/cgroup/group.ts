/**
 * Control groups: the tree, who is in which group, what controllers a group has. Follows kernel/cgroup/cgroup.c (version 2 only).
 * Controllers here: cpu (weights), memory (resident pages of processes), pids. Departs from Linux: no threaded groups, no freezing,
 * cgroup namespaces hide nothing; the page cache and the kernel's own memory are charged to nobody.
 */
import { SIGKILL } from '../../abi/signal';
import { CgroupPrograms } from '../../bpf/attach/cgroup-programs';
import type { RunningKernel } from '../../kernel';
import type { TaskStruct } from '../../sched/task';
import { sendSigInfo } from '../../signal/send';
import type { Inode, Kernel, Task } from '../../types';

export const CONTROLLERS = ['cpu', 'memory', 'pids'] as const;
export type Controller = (typeof CONTROLLERS)[number];

export const CPU_WEIGHT_DEFAULT = 100;

export class Cgroup {
  /** Number of its directory, and its id (bpf_get_current_cgroup_id). */
  id = 1n;
  readonly children = new Map<string, Cgroup>();
  /** cgroup.subtree_control: what its children have. */
  readonly subtree = new Set<Controller>();
  readonly level: number;
  /** BPF programs on it. */
  readonly programs: CgroupPrograms;
  /** rmdir has taken it away. */
  dead = false;
  maxDepth = Number.POSITIVE_INFINITY;
  maxDescendants = Number.POSITIVE_INFINITY;
  /** pids: limit, and how often a fork was refused. */
  pidsMax = Number.POSITIVE_INFINITY;
  pidsRefused = 0;
  cpuWeight = CPU_WEIGHT_DEFAULT;
  /** memory: limit in pages, how often it was reached, and who died of it. */
  memoryMax = Number.POSITIVE_INFINITY;
  memoryHits = 0;
  oomKills = 0;
  /** CPU time in instructions of tasks that have ended or moved away. */
  pastUser = 0;
  pastSystem = 0;

  constructor(
    readonly tree: CgroupTree,
    readonly name: string,
    readonly parent: Cgroup | null,
  ) {
    this.level = parent ? parent.level + 1 : 0;
    this.programs = new CgroupPrograms(parent?.programs ?? null);
  }

  /** cgroup.controllers: what it may hand on. */
  get controllers(): readonly Controller[] {
    return this.parent ? CONTROLLERS.filter((name) => this.parent!.subtree.has(name)) : CONTROLLERS;
  }
  has(controller: Controller): boolean {
    return this.parent?.subtree.has(controller) ?? false;
  }

  get path(): string {
    if (!this.parent) return '/';
    return this.parent.parent ? `${this.parent.path}/${this.name}` : `/${this.name}`;
  }

  /** Is `ancestor` this group or one above it? */
  isUnder(ancestor: Cgroup): boolean {
    for (let at: Cgroup | null = this; at; at = at.parent) if (at === ancestor) return true;
    return false;
  }
  /** The group above (or itself) at a level; null below its own. */
  ancestorAt(level: number): Cgroup | null {
    let at: Cgroup | null = this;
    while (at && at.level > level) at = at.parent;
    return at?.level === level ? at : null;
  }

  get descendants(): number {
    let count = 0;
    for (const child of this.children.values()) count += 1 + child.descendants;
    return count;
  }

  /** Tasks directly in it; with `below` also those of the groups under it. */
  *tasks(below = false): Iterable<TaskStruct> {
    for (const task of this.tree.kernel.tasks.values()) {
      const group = this.tree.of(task);
      if (group === this || (below && group.isUnder(this))) yield task;
    }
  }
  /** Some process here or below that is not dead yet. */
  get populated(): boolean {
    for (const task of this.tasks(true)) if (!task.exiting) return true;
    return false;
  }
  get hasTasks(): boolean {
    for (const task of this.tasks()) if (!task.exiting) return true;
    return false;
  }

  /** Pages of all processes in it and below: each address space once. */
  get residentPages(): number {
    const seen = new Set<object>();
    let pages = 0;
    for (const { mm } of this.tasks(true)) {
      if (!mm || seen.has(mm)) continue;
      seen.add(mm);
      pages += mm.residentPages;
    }
    return pages;
  }

  /** User and system time in instructions, of those who were in it too. */
  get usage(): { user: number; system: number } {
    let { pastUser: user, pastSystem: system } = this;
    for (const task of this.tasks()) {
      user += task.userTime - task.cgroupUser;
      system += task.systemTime - task.cgroupSystem;
    }
    for (const child of this.children.values()) {
      const more = child.usage;
      user += more.user;
      system += more.system;
    }
    return { user, system };
  }

  /** cgroup.kill. */
  killAll(): void {
    for (const task of [...this.tasks(true)]) {
      if (!task.isLeader || task.exiting || task.mm === null) continue;
      sendSigInfo(this.tree.kernel, task, { signal: SIGKILL, code: 0x80, pid: 0, uid: 0 }, true, true);
    }
  }
}

export class CgroupTree {
  readonly root: Cgroup;
  /** Set by the file system: a file of a group, and "controllers of the children have changed". */
  inodeOf: (group: Cgroup, name: string) => Inode | undefined = () => undefined;
  refresh: (group: Cgroup) => void = () => {};
  /** Groups with a memory limit: while there are none, faults ask nobody. */
  private limits = 0;

  constructor(readonly kernel: RunningKernel) {
    this.root = new Cgroup(this, '', null);
  }

  of(task: Task): Cgroup {
    return (task as TaskStruct).cgroup ?? this.root;
  }

  /** cgroup_attach_task: a process with all its threads, or one thread. */
  move(tasks: readonly TaskStruct[], to: Cgroup): void {
    for (const task of tasks) {
      this.settle(task);
      task.cgroup = to;
    }
  }

  /** What a task has used stays with the group that it leaves. */
  settle(task: TaskStruct): void {
    const group = this.of(task);
    group.pastUser += task.userTime - task.cgroupUser;
    group.pastSystem += task.systemTime - task.cgroupSystem;
    task.cgroupUser = task.userTime;
    task.cgroupSystem = task.systemTime;
  }

  /** pids_can_fork: the group above whose limit forbids one more, reported as Linux does. */
  mayFork(parent: TaskStruct): boolean {
    const own = this.of(parent);
    for (let at: Cgroup | null = own; at?.parent; at = at.parent) {
      if (!at.has('pids') || at.pidsMax === Number.POSITIVE_INFINITY) continue;
      if ([...at.tasks(true)].length < at.pidsMax) continue;
      const told: Cgroup = nearest(own, 'pids');
      if (told.pidsRefused++ === 0) this.kernel.printk(6, `cgroup: fork rejected by pids controller in ${told.path}`);
      return false;
    }
    return true;
  }

  setMemoryMax(group: Cgroup, pages: number): void {
    this.limits += Number(Number.isFinite(pages)) - Number(Number.isFinite(group.memoryMax));
    group.memoryMax = pages;
  }
  /** The group above `task` that may have no more pages, or null. */
  memoryFull(task: Task | null): Cgroup | null {
    if (this.limits === 0 || !task) return null;
    for (let at: Cgroup | null = this.of(task); at?.parent; at = at.parent)
      if (at.has('memory') && at.memoryMax < Number.POSITIVE_INFINITY && at.residentPages >= at.memoryMax) return at;
    return null;
  }
}

/** The group at or above `group` that has a controller (the root has all). */
export function nearest(group: Cgroup, controller: Controller): Cgroup {
  let at = group;
  while (at.parent && !at.has(controller)) at = at.parent;
  return at;
}

const trees = new WeakMap<Kernel, CgroupTree>();

export function cgroupsOf(kernel: Kernel): CgroupTree {
  let tree = trees.get(kernel);
  if (!tree) {
    tree = new CgroupTree(kernel as RunningKernel);
    trees.set(kernel, tree);
  }
  return tree;
}
/** Without making any: null while nobody has mounted cgroup2. */
export const cgroupsIfAny = (kernel: Kernel): CgroupTree | undefined => trees.get(kernel);
