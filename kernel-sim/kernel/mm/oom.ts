/**
 * Memory is out: the process with the highest badness dies, and its pages come back at once.
 * Follows mm/oom_kill.c: oom_badness, dump_tasks, oom_kill_process, __oom_reap_task_mm, with the texts of Linux 6.1. Init is never chosen.
 */
import { SIGKILL } from '../abi/signal';
import type { Cgroup } from '../fs/cgroup/group';
import type { RunningKernel } from '../kernel';
import type { TaskStruct } from '../sched/task';
import { sendSigInfo } from '../signal/send';

export const OOM_SCORE_ADJ_MIN = -1000;
export const OOM_SCORE_ADJ_MAX = 1000;

/**
 * Kills the worst process, of all or of a control group that has reached its limit. False when `asker` itself was it, or nobody
 * is left.
 */
export function oomKill(kernel: RunningKernel, asker: TaskStruct, group: Cgroup | null = null): boolean {
  // One that is dying already gives its memory back soon (task_will_free_mem).
  const victim = selectVictim(kernel, group);
  if (group) group.memoryHits++;
  // Out of memory and no killable processes.
  if (!victim && group) return false;
  if (!victim) {
    report(kernel, asker);
    kernel.panic('System is deadlocked on memory');
    return false;
  }
  const mm = victim.mm!;
  report(kernel, asker);
  const where = group ? `oom_memcg=${group.path},` : 'global_oom,';
  kernel.printk(
    6,
    `oom-kill:constraint=CONSTRAINT_${group ? 'MEMCG' : 'NONE'},nodemask=(null),cpuset=/,mems_allowed=0,${where}task_memcg=${victim.cgroup?.path ?? '/'},task=${victim.comm},pid=${victim.pid},uid=${victim.cred.uid}`,
  );
  const kb = (pages: number) => pages * 4;
  const resident = mm.residentPages;
  kernel.printk(
    3,
    `${group ? 'Memory cgroup out' : 'Out'} of memory: Killed process ${victim.pid} (${victim.comm}) total-vm:${kb(mm.totalPages)}kB, anon-rss:${kb(resident)}kB, ` +
      `file-rss:0kB, shmem-rss:0kB, UID:${victim.cred.uid} pgtables:${kb(mm.table.tables)}kB oom_score_adj:${victim.signal.oomScoreAdj}`,
  );
  for (let at = victim.cgroup; at?.parent; at = at.parent) if (at.has('memory')) at.oomKills++;
  const { oom_kill_process } = kernel.probes.points;
  if (oom_kill_process.active) oom_kill_process.enter(0, 0);
  const { mark_victim } = kernel.tracepoints.events;
  if (mark_victim.active) mark_victim.emit([victim.pid], [victim.pid]);
  sendSigInfo(kernel, victim, { signal: SIGKILL, code: 0x80, pid: 0, uid: 0 }, true, true);
  if (kernel.wants('mm')) {
    const { now, cpu } = kernel;
    kernel.emit({ type: 'mm', at: now, cpu: cpu.index, pid: victim.pid, op: 'oom', start: 0, end: resident * 4096 });
  }
  // The reaper: nothing that a dead process could still need.
  for (const vma of mm.vmas) if (!vma.shared) mm.zap(vma.start, vma.end);
  return victim.tgid !== asker.tgid;
}

/** RAM and swap in pages: what badness is measured by. */
export function totalPages(kernel: RunningKernel): number {
  return kernel.frames.total - kernel.frames.reserved + kernel.swap.totalPages;
}

/** oom_badness: pages in memory, on swap and of tables, with the process's own adjustment in thousandths; null: never. */
export function oomBadness(kernel: RunningKernel, task: TaskStruct): number | null {
  const { oomScoreAdj } = task.signal;
  const mm = task.group.find((thread) => thread.mm !== null)?.mm;
  if (!mm || task === kernel.init || oomScoreAdj === OOM_SCORE_ADJ_MIN) return null;
  const points = mm.residentPages + mm.swapPages + mm.table.tables;
  return points + Math.trunc((oomScoreAdj * totalPages(kernel)) / 1000);
}

/** /proc/PID/oom_score. */
export function oomScore(kernel: RunningKernel, task: TaskStruct): number {
  const badness = oomBadness(kernel, task.leader);
  if (badness === null) return 0;
  return Math.max(0, Math.trunc(((1000 + Math.trunc((badness * 1000) / totalPages(kernel))) * 2) / 3));
}

function selectVictim(kernel: RunningKernel, group: Cgroup | null): TaskStruct | null {
  let worst: TaskStruct | null = null;
  let most = Number.NEGATIVE_INFINITY;
  for (const task of kernel.tasks.values()) {
    if (!task.mm || !task.isLeader || task.signal.groupExit !== null) continue;
    if (group && !task.cgroup?.isUnder(group)) continue;
    const badness = oomBadness(kernel, task);
    if (badness === null || badness <= most) continue;
    most = badness;
    worst = task;
  }
  return worst;
}

/** dump_header: who asked, what memory is used for, and all candidates. */
function report(kernel: RunningKernel, asker: TaskStruct): void {
  const { frames, swap } = kernel;
  const say = (level: number, text: string) => kernel.printk(level, text);
  say(
    4,
    `${asker.comm} invoked oom-killer: gfp_mask=0x140cca(GFP_HIGHUSER_MOVABLE|__GFP_COMP), order=0, oom_score_adj=${asker.signal.oomScoreAdj}`,
  );
  say(4, `CPU: ${kernel.cpu.index} PID: ${asker.pid} Comm: ${asker.comm} Not tainted 6.1.0-ringzero-amd64 #1`);
  say(4, 'Mem-Info:');
  const { active, inactive } = frames.lru;
  say(4, `active_anon:${active.size} inactive_anon:${inactive.size} isolated_anon:0`);
  say(4, ` active_file:0 inactive_file:${frames.used('page-cache')} isolated_file:0`);
  say(4, ` pagetables:${frames.used('page-table')} free:${frames.free}`);
  say(4, `${swap.cachedPages} pages in swap cache`);
  say(4, `Free swap  = ${swap.freePages * 4}kB`);
  say(4, `Total swap = ${swap.totalPages * 4}kB`);
  say(4, `${frames.total} pages RAM`);
  say(4, `${frames.reserved} pages reserved`);
  say(6, 'Tasks state (memory values in pages):');
  say(6, '[  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name');
  for (const task of kernel.tasks.values()) if (task.mm && task.isLeader) say(6, taskLine(task));
}

function taskLine(task: TaskStruct): string {
  const mm = task.mm!;
  const column = (value: number, width: number) => String(value).padStart(width);
  return (
    `[${column(task.pid, 7)}] ${column(task.cred.uid, 5)} ${column(task.tgid, 5)} ${column(mm.totalPages, 8)} ${column(mm.residentPages, 8)} ` +
    `${column(mm.table.tables * 4096, 8)} ${column(mm.swapPages, 8)}         ${column(task.signal.oomScoreAdj, 5)} ${task.comm}`
  );
}
