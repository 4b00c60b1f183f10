/**
 * The files of a group: what each shows and what writing to it does. Follows kernel/cgroup/cgroup.c (cgroup_base_files), pids.c,
 * mm/memcontrol.c, kernel/sched/core.c (cpu_files) and Documentation/admin-guide/cgroup-v2.rst.
 */
import { EACCES, EBUSY, EINVAL, ENOENT, EOPNOTSUPP, ERANGE, ESRCH } from '../../errno';
import { NICE_TO_WEIGHT } from '../../sched/fair';
import type { TaskStruct } from '../../sched/task';
import type { Kernel, Task } from '../../types';
import { MAY_WRITE, permission } from '../permission';
import { type Cgroup, CONTROLLERS, type Controller } from './group';
import { taskWeight } from './weight';

export interface GroupFile {
  readonly name: string;
  /** Absent: every group has it. */
  readonly controller?: Controller;
  /** The root has it too. */
  readonly root?: boolean;
  show?(group: Cgroup, reader: TaskStruct): string | number;
  store?(group: Cgroup, text: string, writer: TaskStruct): number;
}

const INSTRUCTIONS_PER_MICROSECOND = 100;
const PAGE = 4096;

const numberOf = (text: string): number => (/^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN);
const limitText = (value: number): string => `${value === Number.POSITIVE_INFINITY ? 'max' : value}\n`;

/** `max` or a number from 0. */
function limit(text: string): number {
  if (text === 'max') return Number.POSITIVE_INFINITY;
  const value = numberOf(text);
  return Number.isNaN(value) || value < 0 ? -EINVAL : value;
}

/** memparse: a number of bytes with K, M, G. */
function bytes(text: string): number {
  const match = /^(\d+)([kmgt])?$/i.exec(text);
  if (!match) return -EINVAL;
  return Number(match[1]) * 1024 ** (match[2] ? 'kmgt'.indexOf(match[2].toLowerCase()) + 1 : 0);
}

/** Numbers as the reader's pid namespace has them. */
function idsOf(tasks: Iterable<TaskStruct>, reader: TaskStruct): string {
  const ids: number[] = [];
  for (const task of tasks) if (!task.exiting) ids.push(reader.pidNs ? reader.pidNs.numberOf(task.pid) : task.pid);
  return ids.map((pid) => `${pid}\n`).join('');
}

function* processes(group: Cgroup): Iterable<TaskStruct> {
  const seen = new Set<number>();
  for (const task of group.tasks()) {
    if (seen.has(task.tgid) || task.exiting) continue;
    seen.add(task.tgid);
    yield task.leader;
  }
}

/** A task by the number that the writer knows it by; 0: the writer. */
function named(group: Cgroup, text: string, writer: TaskStruct): TaskStruct | number {
  const pid = numberOf(text);
  if (Number.isNaN(pid) || pid < 0) return -EINVAL;
  if (pid === 0) return writer;
  const { kernel } = group.tree;
  for (const task of kernel.tasks.values())
    if ((writer.pidNs ? writer.pidNs.numberOf(task.pid) : task.pid) === pid) return task;
  return -ESRCH;
}

/** cgroup_attach_permissions: cgroup.procs of the nearest common ancestor must be writable too. */
function mayMove(from: Cgroup, to: Cgroup, writer: TaskStruct): number {
  let common = to;
  while (!from.isUnder(common)) common = common.parent!;
  const file = common.tree.inodeOf(common, 'cgroup.procs');
  return file && permission(writer.cred, file, MAY_WRITE) < 0 ? -EACCES : 0;
}

function moveProcess(group: Cgroup, text: string, writer: TaskStruct): number {
  const task = named(group, text, writer);
  if (typeof task === 'number') return task;
  // Kernel threads stay in the root.
  if (task.mm === null && !task.exiting) return -EINVAL;
  if (task.exiting && task.signal.live === 0) return -ESRCH;
  const { tree } = group;
  const from = tree.of(task);
  const denied = mayMove(from, group, writer);
  if (denied < 0) return denied;
  if (from === group) return 0;
  // Processes live in leaves (cgroup_migrate_vet_dst).
  if (group.parent && group.subtree.size > 0) return -EBUSY;
  tree.move(task.group, group);
  return 0;
}

/** No threaded groups: a thread stays where its process is. */
function moveThread(group: Cgroup, text: string, writer: TaskStruct): number {
  const task = named(group, text, writer);
  if (typeof task === 'number') return task;
  return group.tree.of(task) === group ? 0 : -EOPNOTSUPP;
}

/** `+pids -memory`. */
function setSubtree(group: Cgroup, text: string): number {
  const enable = new Set<Controller>();
  const disable = new Set<Controller>();
  for (const word of text.split(' ').filter((part) => part !== '')) {
    const name = CONTROLLERS.find((known) => known === word.slice(1));
    if (!name || (word[0] !== '+' && word[0] !== '-')) return -EINVAL;
    (word[0] === '+' ? enable : disable).add(name);
    (word[0] === '+' ? disable : enable).delete(name);
  }
  for (const name of enable) {
    if (group.subtree.has(name)) enable.delete(name);
    else if (!group.controllers.includes(name)) return -ENOENT;
  }
  for (const name of disable) {
    if (!group.subtree.has(name)) disable.delete(name);
    else for (const child of group.children.values()) if (child.subtree.has(name)) return -EBUSY;
  }
  if (enable.size > 0 && group.parent && group.hasTasks) return -EBUSY;
  for (const name of enable) group.subtree.add(name);
  for (const name of disable) {
    group.subtree.delete(name);
    for (const child of group.children.values()) reset(child, name);
  }
  group.tree.refresh(group);
  if (enable.has('cpu')) {
    const { tree } = group;
    tree.kernel.sched.groupWeight = (task) => taskWeight(task, tree.of(task));
  }
  return 0;
}

/** A controller that is taken away forgets its settings. */
function reset(group: Cgroup, controller: Controller): void {
  if (controller === 'pids') group.pidsMax = Number.POSITIVE_INFINITY;
  else if (controller === 'cpu') group.cpuWeight = 100;
  else group.tree.setMemoryMax(group, Number.POSITIVE_INFINITY);
}

function cpuStat(group: Cgroup): string {
  const { user, system } = group.usage;
  const [u, s] = [user, system].map((time) => Math.floor(time / INSTRUCTIONS_PER_MICROSECOND));
  return `usage_usec ${u + s}\nuser_usec ${u}\nsystem_usec ${s}\n`;
}

function setWeight(group: Cgroup, weight: number): number {
  if (Number.isNaN(weight)) return -EINVAL;
  if (weight < 1 || weight > 10_000) return -ERANGE;
  group.cpuWeight = weight;
  return 0;
}

const names = (list: Iterable<string>): string => `${[...list].join(' ')}\n`;

function setLimit(text: string, set: (value: number) => void, parse = limit): number {
  const value = parse(text);
  if (value < 0) return value;
  set(value);
  return 0;
}

export const GROUP_FILES: readonly GroupFile[] = [
  { name: 'cgroup.controllers', root: true, show: (group) => names(group.controllers) },
  {
    name: 'cgroup.subtree_control',
    root: true,
    show: (group) => names(CONTROLLERS.filter((name) => group.subtree.has(name))),
    store: setSubtree,
  },
  { name: 'cgroup.procs', root: true, show: (group, reader) => idsOf(processes(group), reader), store: moveProcess },
  { name: 'cgroup.threads', root: true, show: (group, reader) => idsOf(group.tasks(), reader), store: moveThread },
  {
    name: 'cgroup.type',
    show: () => 'domain\n',
    store: (_group, text) => (text === 'threaded' ? -EOPNOTSUPP : -EINVAL),
  },
  { name: 'cgroup.events', show: (group) => `populated ${Number(group.populated)}\nfrozen 0\n` },
  {
    name: 'cgroup.max.descendants',
    root: true,
    show: (group) => limitText(group.maxDescendants),
    store: (group, text) => setLimit(text, (value) => (group.maxDescendants = value)),
  },
  {
    name: 'cgroup.max.depth',
    root: true,
    show: (group) => limitText(group.maxDepth),
    store: (group, text) => setLimit(text, (value) => (group.maxDepth = value)),
  },
  {
    name: 'cgroup.stat',
    root: true,
    show: (group) => `nr_descendants ${group.descendants}\nnr_dying_descendants 0\n`,
  },
  {
    name: 'cgroup.freeze',
    show: () => '0\n',
    store: (_group, text) => {
      const value = numberOf(text);
      // Freezing is not there: thawed groups stay as they are.
      return Number.isNaN(value) ? -EINVAL : value === 0 ? 0 : value === 1 ? -EOPNOTSUPP : -ERANGE;
    },
  },
  {
    name: 'cgroup.kill',
    store(group, text) {
      const value = numberOf(text);
      if (Number.isNaN(value)) return -EINVAL;
      if (value !== 1) return -ERANGE;
      group.killAll();
      return 0;
    },
  },
  { name: 'cpu.stat', root: true, show: cpuStat },
  {
    name: 'cpu.weight',
    controller: 'cpu',
    show: (group) => `${group.cpuWeight}\n`,
    store: (group, text) => setWeight(group, numberOf(text)),
  },
  {
    name: 'cpu.weight.nice',
    controller: 'cpu',
    show: (group) => `${niceOf(group.cpuWeight)}\n`,
    store(group, text) {
      const nice = numberOf(text);
      if (Number.isNaN(nice)) return -EINVAL;
      if (nice < -20 || nice > 19) return -ERANGE;
      return setWeight(group, Math.round((NICE_TO_WEIGHT[nice + 20] * 100) / 1024));
    },
  },
  {
    name: 'cpu.max',
    controller: 'cpu',
    show: () => 'max 100000\n',
    // No bandwidth control: only what means "no limit" is taken.
    store: (_group, text) => (/^max( \d+)?$/.test(text) ? 0 : /^\d+( \d+)?$/.test(text) ? -EOPNOTSUPP : -EINVAL),
  },
  { name: 'memory.current', controller: 'memory', show: (group) => `${group.residentPages * PAGE}\n` },
  {
    name: 'memory.max',
    controller: 'memory',
    show: (group) => limitText(group.memoryMax * PAGE),
    store: (group, text) =>
      setLimit(
        text,
        (value) => group.tree.setMemoryMax(group, Math.floor(value / PAGE)),
        (word) => (word === 'max' ? Number.POSITIVE_INFINITY : bytes(word)),
      ),
  },
  {
    name: 'memory.events',
    controller: 'memory',
    show: ({ memoryHits, oomKills }) =>
      `low 0\nhigh 0\nmax ${memoryHits}\noom ${memoryHits}\noom_kill ${oomKills}\noom_group_kill 0\n`,
  },
  { name: 'pids.current', controller: 'pids', show: (group) => `${[...group.tasks(true)].length}\n` },
  {
    name: 'pids.max',
    controller: 'pids',
    show: (group) => limitText(group.pidsMax),
    store: (group, text) => setLimit(text, (value) => (group.pidsMax = value)),
  },
  { name: 'pids.events', controller: 'pids', show: (group) => `max ${group.pidsRefused}\n` },
];

function niceOf(weight: number): number {
  const load = (weight * 1024) / 100;
  let best = 0;
  for (let i = 0; i < NICE_TO_WEIGHT.length; i++)
    if (Math.abs(NICE_TO_WEIGHT[i] - load) < Math.abs(NICE_TO_WEIGHT[best] - load)) best = i;
  return best - 20;
}

/** Writes to a file of a group: bytes taken or an error. */
export function storeFile(file: GroupFile, group: Cgroup, _kernel: Kernel, writer: Task, text: string): number {
  if (group.dead) return -19; // ENODEV
  const error = file.store?.(group, text.trim(), writer as TaskStruct) ?? -EINVAL;
  return error < 0 ? error : new TextEncoder().encode(text).length;
}
