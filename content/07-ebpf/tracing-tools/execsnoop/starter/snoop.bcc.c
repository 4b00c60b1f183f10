struct data_t {
    u32 pid;
    char comm[16];
    char file[64];
};
BPF_PERF_OUTPUT(events);

TRACEPOINT_PROBE(syscalls, sys_enter_execve) {
    struct data_t data = {};
    events.perf_submit(args, &data, sizeof(data));
    return 0;
}
