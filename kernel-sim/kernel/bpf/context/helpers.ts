/**
 * Sets of helpers that program types share. Follows bpf_base_func_proto, bpf_sk_base_func_proto and bpf_tracing_func_proto (Linux 6.1).
 */
export const HELPERS = {
  base:
    'map_lookup_elem map_update_elem map_delete_elem map_push_elem map_pop_elem map_peek_elem map_lookup_percpu_elem ' +
    'get_prandom_u32 get_smp_processor_id get_numa_node_id tail_call ktime_get_ns ktime_get_boot_ns ktime_get_tai_ns ' +
    'ringbuf_output ringbuf_reserve ringbuf_submit ringbuf_discard ringbuf_query strncmp strtol strtoul spin_lock spin_unlock ' +
    'jiffies64 timer_init timer_set_callback timer_start timer_cancel for_each_map_elem loop trace_printk trace_vprintk ' +
    'get_current_task get_current_task_btf probe_read_user probe_read_kernel probe_read_user_str probe_read_kernel_str snprintf',
  socket:
    'ktime_get_coarse_ns skc_to_tcp6_sock skc_to_tcp_sock skc_to_tcp_timewait_sock skc_to_tcp_request_sock ' +
    'skc_to_udp6_sock skc_to_unix_sock',
  filter: 'skb_load_bytes skb_load_bytes_relative get_socket_cookie get_socket_uid perf_event_output',
  lookup: 'sk_lookup_tcp sk_lookup_udp skc_lookup_tcp sk_release',
  current:
    'get_current_pid_tgid get_current_uid_gid get_current_comm get_current_cgroup_id get_current_ancestor_cgroup_id',
  tracing:
    'get_current_pid_tgid get_current_uid_gid get_current_comm get_current_cgroup_id get_current_ancestor_cgroup_id ' +
    'perf_event_read current_task_under_cgroup probe_read probe_read_str probe_write_user send_signal send_signal_thread ' +
    'perf_event_read_value get_ns_current_pid_tgid get_func_ip perf_event_output get_stackid get_stack get_attach_cookie',
} as const;
