/**
 * cpu.weight: what a task weighs when groups share the processors. Follows kernel/sched/fair.c (calc_group_shares, update_cfs_group):
 * a group counts like one task of its weight, and its tasks share that. The tree is flattened to one number for each task.
 */
import type { TaskStruct } from '../../sched/task';
import { type Cgroup, CPU_WEIGHT_DEFAULT, nearest } from './group';

const NICE_0 = 1024;
const MIN_WEIGHT = 2;

/** cgroup_weight to load: 100 is a task of nice 0. */
export const loadOf = (group: Cgroup): number => Math.max(MIN_WEIGHT, (group.cpuWeight * NICE_0) / CPU_WEIGHT_DEFAULT);

const above = (group: Cgroup): Cgroup => nearest(group.parent!, 'cpu');

/** Sum of what competes inside a group: tasks of its own and groups below that have some who can run. */
function competing(group: Cgroup): number {
  let sum = 0;
  const groups = new Set<Cgroup>();
  for (const task of group.tasks(true)) {
    if (task.state !== 'R' || task.rtPriority > 0) continue;
    let at = nearest(group.tree.of(task), 'cpu');
    if (at === group) {
      sum += task.se.weight;
      continue;
    }
    while (at.parent && above(at) !== group) at = above(at);
    groups.add(at);
  }
  for (const child of groups) sum += loadOf(child);
  return sum;
}

/** The weight that its virtual time runs by. */
export function taskWeight(task: TaskStruct, own: Cgroup): number {
  let weight = task.se.weight;
  for (let at = nearest(own, 'cpu'); at.parent; at = above(at)) {
    const sum = Math.max(competing(at), weight);
    weight = (weight / sum) * loadOf(at);
  }
  return Math.max(MIN_WEIGHT, weight);
}
