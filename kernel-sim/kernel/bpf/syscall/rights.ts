/** Who may do what with BPF: CAP_BPF, CAP_PERFMON, CAP_NET_ADMIN and kernel.unprivileged_bpf_disabled. Follows kernel/bpf/syscall.c. */
import { CAP_SYS_ADMIN } from '../../abi/capability';
import { capable } from '../../fs/permission';
import type { Cred } from '../../types';
import { ProgType } from '../types';

const CAP_NET_ADMIN = 12;
const CAP_PERFMON = 38;
const CAP_BPF = 39;

export const bpfCapable = (cred: Cred): boolean => capable(cred, CAP_BPF) || capable(cred, CAP_SYS_ADMIN);
export const perfmonCapable = (cred: Cred): boolean => capable(cred, CAP_PERFMON) || capable(cred, CAP_SYS_ADMIN);
export const netCapable = (cred: Cred): boolean => capable(cred, CAP_NET_ADMIN) || capable(cred, CAP_SYS_ADMIN);

/** Program types that touch the network: is_net_admin_prog_type. */
export const NET_TYPES: readonly number[] = [
  ProgType.SCHED_CLS,
  ProgType.SCHED_ACT,
  ProgType.XDP,
  ProgType.CGROUP_SOCK,
  ProgType.CGROUP_SOCK_ADDR,
  ProgType.CGROUP_SYSCTL,
  ProgType.CGROUP_SKB,
  ProgType.SOCKET_FILTER,
];
/** Types that look into the kernel: is_perfmon_prog_type. */
export const PERF_TYPES: readonly number[] = [
  ProgType.KPROBE,
  ProgType.TRACEPOINT,
  ProgType.PERF_EVENT,
  ProgType.RAW_TRACEPOINT,
  ProgType.TRACING,
  ProgType.LSM,
];
