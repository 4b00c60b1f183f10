/**
 * What tools look for under /sys: tracefs in its two places, bpffs, and the types of the perf PMUs.
 * Follows kernel/trace/trace.c (tracing_init_dentry), kernel/bpf/inode.c (bpf_init) and kernel/events/core.c (pmu_dev_alloc).
 */
import { mountAt } from '../../fs/mount';
import { sysfsOf } from '../../fs/sysfs/index';
import { pmus } from '../../perf/pmu';
import { atOnce } from '../../sleeping';
import type { Kernel, Task } from '../../types';

const MS_NOSUID_NODEV_NOEXEC = 14;
const MOUNTS = [
  ['tracefs', '/sys/kernel/tracing'],
  ['debugfs', '/sys/kernel/debug'],
  ['tracefs', '/sys/kernel/debug/tracing'],
  ['bpf', '/sys/fs/bpf'],
] as const;

/** Mounts what a booted Debian has there; sysfs is mounted and has the directories. */
export function mountTracing(kernel: Kernel, task: Task): void {
  for (const [type, target] of MOUNTS) atOnce(mountAt(kernel, task, type, target, type, MS_NOSUID_NODEV_NOEXEC, ''));
  for (const pmu of pmus()) {
    const directory = `/bus/event_source/devices/${pmu.name}`;
    sysfsOf(kernel).create(`${directory}/type`, { show: () => `${pmu.type}\n` });
    for (const [name, text] of Object.entries(pmu.format ?? {}))
      sysfsOf(kernel).create(`${directory}/format/${name}`, { show: () => text });
  }
}
