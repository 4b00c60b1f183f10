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
    char wanted[] = "/etc/shadow";
    for (int i = 0; i < 11; i++) {
        if (name[i] != wanted[i]) return 0;
    }
    alert.uid = bpf_get_current_pid_tgid() >> 32;
    alert.pid = bpf_get_current_pid_tgid() >> 32;
    bpf_get_current_comm(&alert.comm, sizeof(alert.comm));
    alerts.perf_submit(args, &alert, sizeof(alert));
    return 0;
}
