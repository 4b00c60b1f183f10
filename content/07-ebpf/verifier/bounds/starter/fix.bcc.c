struct table {
    u64 slots[8];
};
BPF_ARRAY(tables, struct table, 1);
BPF_HASH(out, u32, u64);

int fix(struct pt_regs *ctx) {
    u32 key = 0;
    u32 number = bpf_get_current_pid_tgid() & 0xffff;
    struct table *table = tables.lookup(&key);
    if (!table) return 0;
    table->slots[number] += 1;
    u64 seen = table->slots[number];
    out.update(&key, &seen);
    return 0;
}
