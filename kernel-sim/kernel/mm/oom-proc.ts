/** /proc/PID/oom_score_adj and oom_adj as they are written. Follows fs/proc/base.c: __set_oom_adj. */
import { CAP_SYS_RESOURCE } from '../abi/capability';
import { EACCES, EINVAL } from '../errno';
import { capable } from '../sched/cred';
import type { TaskStruct } from '../sched/task';
import { OOM_SCORE_ADJ_MAX, OOM_SCORE_ADJ_MIN } from './oom';

const OOM_ADJUST_MAX = 15;
const OOM_DISABLE = -17;

/** Lower than it has been needs CAP_SYS_RESOURCE. */
export function writeOomScoreAdj(writer: TaskStruct, task: TaskStruct, text: string): number {
  const value = Number(text.trim());
  if (text.trim() === '' || !Number.isInteger(value)) return -EINVAL;
  return value < OOM_SCORE_ADJ_MIN || value > OOM_SCORE_ADJ_MAX ? -EINVAL : set(writer, task, value) || text.length;
}

/** The old file: −17 to 15. */
export function writeOomAdj(writer: TaskStruct, task: TaskStruct, text: string): number {
  const value = Number(text.trim());
  if (!Number.isInteger(value) || value < OOM_DISABLE || value > OOM_ADJUST_MAX) return -EINVAL;
  const adj = value === OOM_ADJUST_MAX ? OOM_SCORE_ADJ_MAX : Math.trunc((value * OOM_SCORE_ADJ_MAX) / -OOM_DISABLE);
  return set(writer, task, adj) || text.length;
}

export function showOomAdj(task: TaskStruct): number {
  const adj = task.signal.oomScoreAdj;
  return adj === OOM_SCORE_ADJ_MAX ? OOM_ADJUST_MAX : Math.trunc((adj * -OOM_DISABLE) / OOM_SCORE_ADJ_MAX);
}

function set(writer: TaskStruct, task: TaskStruct, adj: number): number {
  const { signal } = task;
  const mighty = capable(writer.cred, CAP_SYS_RESOURCE);
  if (adj < signal.oomScoreAdjMin && !mighty) return -EACCES;
  signal.oomScoreAdj = adj;
  if (mighty) signal.oomScoreAdjMin = adj;
  return 0;
}
