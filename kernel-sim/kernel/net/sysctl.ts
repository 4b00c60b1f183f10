/** Settings of one network namespace: /proc/sys/net. Defaults of Linux 6.1. Follows net/ipv4/sysctl_net_ipv4.c, net/core/sysctl_net_core.c. */

/** Path below /proc/sys/net → value; numbers may be changed, texts are lists of numbers. */
export type NetSysctl = Record<string, number | string>;

export const defaultSysctl = (): NetSysctl => ({
  'core/rmem_default': 212992,
  'core/rmem_max': 212992,
  'core/wmem_default': 212992,
  'core/wmem_max': 212992,
  'core/somaxconn': 4096,
  'core/netdev_max_backlog': 1000,
  'core/optmem_max': 20480,
  'ipv4/ip_forward': 0,
  'ipv4/ip_default_ttl': 64,
  'ipv4/ip_local_port_range': '32768\t60999',
  'ipv4/ip_nonlocal_bind': 0,
  'ipv4/ip_unprivileged_port_start': 1024,
  'ipv4/ping_group_range': '0\t2147483647',
  'ipv4/icmp_echo_ignore_all': 0,
  'ipv4/icmp_echo_ignore_broadcasts': 1,
  'ipv4/ipfrag_time': 30,
  'ipv4/tcp_timestamps': 1,
  'ipv4/tcp_window_scaling': 1,
  'ipv4/tcp_sack': 0,
  'ipv4/tcp_syn_retries': 6,
  'ipv4/tcp_synack_retries': 5,
  'ipv4/tcp_retries2': 15,
  'ipv4/tcp_orphan_retries': 0,
  'ipv4/tcp_fin_timeout': 60,
  'ipv4/tcp_keepalive_time': 7200,
  'ipv4/tcp_keepalive_intvl': 75,
  'ipv4/tcp_keepalive_probes': 9,
  'ipv4/tcp_max_syn_backlog': 128,
  'ipv4/tcp_syncookies': 0,
  'ipv4/tcp_abort_on_overflow': 0,
  'ipv4/tcp_tw_reuse': 2,
  'ipv4/tcp_congestion_control': 'reno',
  'ipv4/tcp_available_congestion_control': 'reno',
  'ipv4/tcp_rmem': '4096\t131072\t6291456',
  'ipv4/tcp_wmem': '4096\t16384\t4194304',
  'ipv4/udp_rmem_min': 4096,
  'ipv4/udp_wmem_min': 4096,
  'unix/max_dgram_qlen': 10,
});

export const setting = (sysctl: NetSysctl, name: string): number => Number(sysctl[name]);

/** The pair of a setting such as ip_local_port_range. */
export function pairOf(sysctl: NetSysctl, name: string): [low: number, high: number] {
  const [low, high] = String(sysctl[name]).split(/\s+/).map(Number);
  return [low, high];
}
