BPF_HASH(start, u64, u64);
BPF_HISTOGRAM(us);

int kprobe__vfs_read(struct pt_regs *ctx) {
    u64 id = bpf_get_current_pid_tgid();
    u64 now = bpf_ktime_get_ns();
    start.update(&id, &now);
    return 0;
}

int kretprobe__vfs_read(struct pt_regs *ctx) {
    u64 id = bpf_get_current_pid_tgid();
    u64 *then = start.lookup(&id);
    us.increment(bpf_log2l((bpf_ktime_get_ns() - *then) / 1000));
    start.delete(&id);
    return 0;
}
