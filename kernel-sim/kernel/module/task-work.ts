/**
 * C work that must happen before a task is back in user mode (task_work_add), or on the worker when the task is dying:
 * `release` of a device is called so, because the last close happens where nothing can sleep. Follows kernel/task_work.c, fs/file_table.c: fput.
 */
import type { Sleeping } from '../types';
import { runOnWorker } from './exports/kthread';
import type { ModuleSystem } from './system';

export function addTaskWork(system: ModuleSystem, work: () => Sleeping<unknown>): void {
  const task = system.kernel.current;
  if (!task?.mm || task.exiting || system.inInterrupt) runOnWorker(system, work);
  else task.work.push(work);
}

export function* runTaskWork(works: (() => Sleeping<unknown>)[]): Sleeping<number> {
  for (let work = works.shift(); work; work = works.shift()) yield* work();
  return 0;
}
