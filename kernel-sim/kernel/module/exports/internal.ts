/** Kernel functions that only show in back-traces: the TypeScript callers of C code, under the names that they have on Linux. */
import type { ExportGroup, ExportRow } from './types';

const names = (...list: string[]): ExportRow[] => list.map((name) => ({ name, internal: true }));

export const INTERNAL: readonly ExportGroup[] = [
  { base: 0xffffffff81001000n, rows: names('do_one_initcall') },
  {
    base: 0xffffffff810b0000n,
    rows: names('__wake_up_common', 'rcu_do_batch', 'process_one_work', 'worker_thread', 'kthread', 'ret_from_fork'),
  },
  { base: 0xffffffff810e8000n, rows: names('parse_args', 'param_attr_show') },
  {
    base: 0xffffffff81170000n,
    rows: names('call_timer_fn', '__run_timers', 'run_timer_softirq', '__do_softirq', 'hrtimer_run_queues'),
  },
  {
    base: 0xffffffff811a0000n,
    rows: names(
      'do_init_module',
      'load_module',
      '__do_sys_finit_module',
      '__do_sys_init_module',
      '__do_sys_delete_module',
    ),
  },
  { base: 0xffffffff811c0000n, rows: names('kprobe_ftrace_handler', 'kretprobe_trampoline_handler') },
  {
    base: 0xffffffff81380000n,
    rows: names(
      'do_dentry_open',
      'chrdev_open',
      'misc_open',
      'vfs_open',
      'do_filp_open',
      'do_sys_openat2',
      'vfs_read',
      'ksys_read',
      'vfs_write',
      'ksys_write',
      'vfs_llseek',
      'vfs_poll',
      '__x64_sys_ioctl',
      '__fput',
      'task_work_run',
      'vfs_mmap',
    ).filter(({ name }) => !name.startsWith('__x64_sys_')),
  },
  {
    base: 0xffffffff813a0000n,
    rows: names(
      '__lookup_slow',
      'lookup_open',
      'vfs_create',
      'vfs_mkdir',
      'vfs_unlink',
      'vfs_rmdir',
      'iterate_dir',
      'vfs_get_tree',
      'path_mount',
      'vfs_statfs',
      'evict',
      'deactivate_super',
    ),
  },
  { base: 0xffffffff81430000n, rows: names('proc_reg_open', 'proc_reg_read', 'proc_reg_write', 'seq_read_iter') },
  {
    base: 0xffffffff81a10000n,
    rows: names('nf_hook_slow', 'ip_local_deliver', 'ip_rcv', '__netif_receive_skb_one_core'),
  },
  { base: 0xffffffff81c00000n, rows: names('do_syscall_64', 'entry_SYSCALL_64_after_hwframe') },
];
