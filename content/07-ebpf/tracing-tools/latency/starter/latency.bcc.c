BPF_HASH(start, u64, u64);
BPF_HISTOGRAM(us);

int kprobe__vfs_read(struct pt_regs *ctx) {
    u64 id = bpf_get_current_pid_tgid();
    u64 now = bpf_ktime_get_ns();
    return 0;
}

int kretprobe__vfs_read(struct pt_regs *ctx) {
    u64 id = bpf_get_current_pid_tgid();
    return 0;
}
