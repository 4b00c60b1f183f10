struct name_t {
    char text[64];
};
struct pair_t {
    u32 pid;
    char text[64];
};
BPF_HASH(names, u64, struct name_t);
BPF_HASH(failures, struct pair_t, u64);

TRACEPOINT_PROBE(syscalls, sys_enter_openat) {
    u64 id = bpf_get_current_pid_tgid();
    struct name_t name = {};
    bpf_probe_read_user_str(&name.text, sizeof(name.text), args->filename);
    names.update(&id, &name);
    return 0;
}

TRACEPOINT_PROBE(syscalls, sys_exit_openat) {
    u64 id = bpf_get_current_pid_tgid();
    struct name_t *name = names.lookup(&id);
    if (!name) return 0;
    if (args->ret < 0) {
        struct pair_t pair = {};
        pair.pid = id >> 32;
        __builtin_memcpy(&pair.text, name->text, sizeof(pair.text));
        failures.increment(pair);
    }
    names.delete(&id);
    return 0;
}
