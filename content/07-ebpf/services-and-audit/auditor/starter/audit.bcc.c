struct alert_t {
    u32 uid;
    u32 pid;
    char comm[16];
};
BPF_PERF_OUTPUT(alerts);

TRACEPOINT_PROBE(syscalls, sys_enter_openat) {
    struct alert_t alert = {};
    char name[16] = {};
    bpf_probe_read_user_str(&name, sizeof(name), args->filename);
    alerts.perf_submit(args, &alert, sizeof(alert));
    return 0;
}
