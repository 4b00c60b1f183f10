/**
 * The helpers of Linux 6.1: all names by number, and the prototypes of those that some program type here may call. Follows
 * include/uapi/linux/bpf.h (__BPF_FUNC_MAPPER) and the bpf_func_proto structures in kernel/bpf/helpers.c, kernel/trace/bpf_trace.c
 * and net/core/filter.c. What they do is in helpers/.
 */
import type { ArgType, HelperProto, RetType } from './types';

/** BPF_FUNC_*: index = id. */
const NAMES = `
  unspec map_lookup_elem map_update_elem map_delete_elem probe_read ktime_get_ns trace_printk get_prandom_u32
  get_smp_processor_id skb_store_bytes l3_csum_replace l4_csum_replace tail_call clone_redirect
  get_current_pid_tgid get_current_uid_gid get_current_comm get_cgroup_classid skb_vlan_push skb_vlan_pop
  skb_get_tunnel_key skb_set_tunnel_key perf_event_read redirect get_route_realm perf_event_output
  skb_load_bytes get_stackid csum_diff skb_get_tunnel_opt skb_set_tunnel_opt skb_change_proto skb_change_type
  skb_under_cgroup get_hash_recalc get_current_task probe_write_user current_task_under_cgroup skb_change_tail
  skb_pull_data csum_update set_hash_invalid get_numa_node_id skb_change_head xdp_adjust_head probe_read_str
  get_socket_cookie get_socket_uid set_hash setsockopt skb_adjust_room redirect_map sk_redirect_map
  sock_map_update xdp_adjust_meta perf_event_read_value perf_prog_read_value getsockopt override_return
  sock_ops_cb_flags_set msg_redirect_map msg_apply_bytes msg_cork_bytes msg_pull_data bind xdp_adjust_tail
  skb_get_xfrm_state get_stack skb_load_bytes_relative fib_lookup sock_hash_update msg_redirect_hash
  sk_redirect_hash lwt_push_encap lwt_seg6_store_bytes lwt_seg6_adjust_srh lwt_seg6_action rc_repeat rc_keydown
  skb_cgroup_id get_current_cgroup_id get_local_storage sk_select_reuseport skb_ancestor_cgroup_id
  sk_lookup_tcp sk_lookup_udp sk_release map_push_elem map_pop_elem map_peek_elem msg_push_data msg_pop_data
  rc_pointer_rel spin_lock spin_unlock sk_fullsock tcp_sock skb_ecn_set_ce get_listener_sock skc_lookup_tcp
  tcp_check_syncookie sysctl_get_name sysctl_get_current_value sysctl_get_new_value sysctl_set_new_value strtol
  strtoul sk_storage_get sk_storage_delete send_signal tcp_gen_syncookie skb_output probe_read_user
  probe_read_kernel probe_read_user_str probe_read_kernel_str tcp_send_ack send_signal_thread jiffies64
  read_branch_records get_ns_current_pid_tgid xdp_output get_netns_cookie get_current_ancestor_cgroup_id
  sk_assign ktime_get_boot_ns seq_printf seq_write sk_cgroup_id sk_ancestor_cgroup_id ringbuf_output
  ringbuf_reserve ringbuf_submit ringbuf_discard ringbuf_query csum_level skc_to_tcp6_sock skc_to_tcp_sock
  skc_to_tcp_timewait_sock skc_to_tcp_request_sock skc_to_udp6_sock get_task_stack load_hdr_opt store_hdr_opt
  reserve_hdr_opt inode_storage_get inode_storage_delete d_path copy_from_user snprintf_btf seq_printf_btf
  skb_cgroup_classid redirect_neigh per_cpu_ptr this_cpu_ptr redirect_peer task_storage_get task_storage_delete
  get_current_task_btf bprm_opts_set ktime_get_coarse_ns ima_inode_hash sock_from_file check_mtu
  for_each_map_elem snprintf sys_bpf btf_find_by_name_kind sys_close timer_init timer_set_callback timer_start
  timer_cancel get_func_ip get_attach_cookie task_pt_regs get_branch_snapshot trace_vprintk skc_to_unix_sock
  kallsyms_lookup_name find_vma loop strncmp get_func_arg get_func_ret get_func_arg_cnt get_retval set_retval
  xdp_get_buff_len xdp_load_bytes xdp_store_bytes copy_from_user_task skb_set_tstamp ima_file_hash kptr_xchg
  map_lookup_percpu_elem skc_to_mptcp_sock dynptr_from_mem ringbuf_reserve_dynptr ringbuf_submit_dynptr
  ringbuf_discard_dynptr dynptr_read dynptr_write dynptr_data tcp_raw_gen_syncookie_ipv4
  tcp_raw_gen_syncookie_ipv6 tcp_raw_check_syncookie_ipv4 tcp_raw_check_syncookie_ipv6 ktime_get_tai_ns
  user_ringbuf_drain
`
  .trim()
  .split(/\s+/);

export const MAX_HELPER = NAMES.length - 1;

/** `bpf_map_lookup_elem`, or `unknown`. */
export const helperName = (id: number): string => (id >= 0 && id <= MAX_HELPER ? `bpf_${NAMES[id]}` : 'unknown');

const helperId = (name: string): number => NAMES.indexOf(name);

/**
 * `name: return arguments… [flags]`. Flags: G GPL only, P packet pointers allowed as memory, C the packet may move,
 * A takes a reference, R gives one back.
 */
const PROTOTYPES = `
map_lookup_elem: map-value-or-null const-map-ptr map-key [P]
map_update_elem: integer const-map-ptr map-key map-value anything [P]
map_delete_elem: integer const-map-ptr map-key [P]
map_push_elem: integer const-map-ptr map-value anything [P]
map_pop_elem: integer const-map-ptr uninit-map-value
map_peek_elem: integer const-map-ptr uninit-map-value
map_lookup_percpu_elem: map-value-or-null const-map-ptr map-key anything [P]
for_each_map_elem: integer const-map-ptr func stack-or-null anything
loop: integer anything func stack-or-null anything
tail_call: void ctx const-map-ptr anything
ktime_get_ns: integer
ktime_get_boot_ns: integer
ktime_get_coarse_ns: integer
ktime_get_tai_ns: integer
jiffies64: integer
get_prandom_u32: integer
get_smp_processor_id: integer
get_numa_node_id: integer
trace_printk: integer mem const-size [G]
trace_vprintk: integer mem const-size mem-or-null const-size-or-zero [G]
snprintf: integer mem-or-null const-size-or-zero const-str mem-or-null const-size-or-zero
strncmp: integer mem const-size const-str
strtol: integer mem const-size anything long-ptr
strtoul: integer mem const-size anything long-ptr
spin_lock: void spin-lock
spin_unlock: void spin-lock
timer_init: integer timer const-map-ptr anything
timer_set_callback: integer timer func
timer_start: integer timer anything anything
timer_cancel: integer timer
ringbuf_output: integer const-map-ptr mem const-size-or-zero anything
ringbuf_reserve: alloc-mem-or-null const-map-ptr const-alloc-size-or-zero anything [A]
ringbuf_submit: void alloc-mem-release anything [R]
ringbuf_discard: void alloc-mem-release anything [R]
ringbuf_query: integer const-map-ptr anything
probe_read: integer uninit-mem const-size-or-zero anything [G]
probe_read_str: integer uninit-mem const-size-or-zero anything [G]
probe_read_user: integer uninit-mem const-size-or-zero anything [G]
probe_read_user_str: integer uninit-mem const-size-or-zero anything [G]
probe_read_kernel: integer uninit-mem const-size-or-zero anything [G]
probe_read_kernel_str: integer uninit-mem const-size-or-zero anything [G]
probe_write_user: integer anything mem const-size [G]
get_current_pid_tgid: integer
get_current_uid_gid: integer
get_current_comm: integer uninit-mem const-size
get_current_task: integer [G]
get_current_task_btf: btf-id [G]
get_current_cgroup_id: integer
get_current_ancestor_cgroup_id: integer anything
current_task_under_cgroup: integer const-map-ptr anything
get_ns_current_pid_tgid: integer anything anything uninit-mem const-size
send_signal: integer anything
send_signal_thread: integer anything
perf_event_read: integer const-map-ptr anything [G]
perf_event_read_value: integer const-map-ptr anything uninit-mem const-size [G]
perf_event_output: integer ctx const-map-ptr anything mem const-size-or-zero [G]
perf_prog_read_value: integer ctx uninit-mem const-size [G]
read_branch_records: integer ctx mem-or-null const-size-or-zero anything [G]
get_stackid: integer ctx const-map-ptr anything [G]
get_stack: integer ctx uninit-mem const-size-or-zero anything [G]
get_func_ip: integer ctx [G]
get_attach_cookie: integer ctx
override_return: integer ctx anything [G]
skb_load_bytes: integer ctx anything uninit-mem const-size
skb_load_bytes_relative: integer ctx anything uninit-mem const-size anything
skb_store_bytes: integer ctx anything mem const-size anything [C]
skb_pull_data: integer ctx anything [C]
skb_change_tail: integer ctx anything anything [C]
skb_change_head: integer ctx anything anything [C]
skb_change_proto: integer ctx anything anything [C]
skb_change_type: integer ctx anything
skb_adjust_room: integer ctx anything anything anything [C]
skb_vlan_push: integer ctx anything anything [C]
skb_vlan_pop: integer ctx [C]
skb_get_tunnel_key: integer ctx uninit-mem const-size anything
skb_set_tunnel_key: integer ctx mem const-size anything
skb_get_tunnel_opt: integer ctx uninit-mem const-size
skb_set_tunnel_opt: integer ctx mem const-size
skb_under_cgroup: integer ctx const-map-ptr anything
skb_cgroup_id: integer ctx
skb_cgroup_classid: integer ctx
skb_ancestor_cgroup_id: integer ctx anything
skb_ecn_set_ce: integer ctx
skb_set_tstamp: integer ctx anything anything
l3_csum_replace: integer ctx anything anything anything anything [C]
l4_csum_replace: integer ctx anything anything anything anything [C]
csum_diff: integer mem-or-null const-size-or-zero mem-or-null const-size-or-zero anything [P]
csum_update: integer ctx anything
csum_level: integer ctx anything
clone_redirect: integer ctx anything anything [C]
redirect: integer anything anything
redirect_peer: integer anything anything
redirect_neigh: integer anything mem-or-null const-size-or-zero anything
redirect_map: integer const-map-ptr anything anything
get_cgroup_classid: integer ctx
get_route_realm: integer ctx
get_hash_recalc: integer ctx
set_hash_invalid: integer ctx
set_hash: integer ctx anything
get_socket_cookie: integer ctx
get_socket_uid: integer ctx
get_netns_cookie: integer ctx-or-null
get_local_storage: map-value const-map-ptr anything
fib_lookup: integer ctx mem const-size anything [G]
check_mtu: integer ctx anything int-ptr anything anything
xdp_adjust_head: integer ctx anything [C]
xdp_adjust_tail: integer ctx anything [C]
xdp_adjust_meta: integer ctx anything [C]
xdp_get_buff_len: integer ctx
xdp_load_bytes: integer ctx anything uninit-mem const-size
xdp_store_bytes: integer ctx anything mem const-size
sk_lookup_tcp: socket-or-null ctx mem const-size anything anything [PA]
sk_lookup_udp: socket-or-null ctx mem const-size anything anything [PA]
skc_lookup_tcp: sock-common-or-null ctx mem const-size anything anything [PA]
sk_release: integer socket-release [R]
sk_fullsock: socket-or-null sock-common
tcp_sock: tcp-sock-or-null sock-common
get_listener_sock: socket-or-null sock-common
skc_to_tcp6_sock: btf-id-or-null sock-common
skc_to_tcp_sock: btf-id-or-null sock-common
skc_to_tcp_timewait_sock: btf-id-or-null sock-common
skc_to_tcp_request_sock: btf-id-or-null sock-common
skc_to_udp6_sock: btf-id-or-null sock-common
skc_to_unix_sock: btf-id-or-null sock-common
sk_cgroup_id: integer sock-common
sk_ancestor_cgroup_id: integer sock-common anything
tcp_check_syncookie: integer sock-common mem const-size mem const-size [P]
tcp_gen_syncookie: integer sock-common mem const-size mem const-size [P]
sk_storage_get: map-value-or-null const-map-ptr sock-common mem-or-null anything
sk_storage_delete: integer const-map-ptr sock-common
bind: integer ctx mem const-size
setsockopt: integer ctx anything anything mem-or-null const-size
getsockopt: integer ctx anything anything uninit-mem const-size
get_retval: integer
set_retval: integer anything
sysctl_get_name: integer ctx uninit-mem const-size anything
sysctl_get_current_value: integer ctx uninit-mem const-size
sysctl_get_new_value: integer ctx uninit-mem const-size
sysctl_set_new_value: integer ctx mem const-size
`;

function parse(line: string): HelperProto {
  const [, name, types, flags = ''] = /^(\w+): ([^[]+?)(?: \[(\w+)\])?$/.exec(line) as RegExpExecArray;
  const [ret, ...args] = types.split(' ');
  return {
    id: helperId(name),
    name: `bpf_${name}`,
    gplOnly: flags.includes('G'),
    ret: ret as RetType,
    args: args as ArgType[],
    pktAccess: flags.includes('P'),
    changesPacket: flags.includes('C'),
    acquires: flags.includes('A'),
    releases: flags.includes('R'),
  };
}

const BY_NAME = new Map<string, HelperProto>();
for (const line of PROTOTYPES.trim().split('\n')) {
  const proto = parse(line);
  BY_NAME.set(proto.name.slice('bpf_'.length), proto);
}

/** The prototype of a helper by name without `bpf_`. */
export const protoOf = (name: string): HelperProto | undefined => BY_NAME.get(name);

/** All prototypes, for documentation and tests. */
export const allProtos = (): readonly HelperProto[] => [...BY_NAME.values()];

/** Base helpers that need CAP_BPF or CAP_PERFMON (bpf_base_func_proto, behind its two checks). */
const PRIVILEGED = new Set(
  (
    'spin_lock spin_unlock jiffies64 per_cpu_ptr this_cpu_ptr timer_init timer_set_callback timer_start timer_cancel ' +
    'for_each_map_elem loop user_ringbuf_drain trace_printk get_current_task get_current_task_btf probe_read_user probe_read_kernel ' +
    'probe_read_user_str probe_read_kernel_str snprintf trace_vprintk'
  )
    .split(' ')
    .map(helperId),
);

export const needsPrivilege = (id: number): boolean => PRIVILEGED.has(id);
