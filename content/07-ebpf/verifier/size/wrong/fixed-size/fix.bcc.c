BPF_HASH(out, u32, u64);
BPF_ARRAY(sizes, u64, 1);

int fix(struct pt_regs *ctx) {
    u32 key = 0;
    char buffer[16] = {};
    u64 *wanted = sizes.lookup(&key);
    if (!wanted) return 0;
    u64 size = (*wanted + 8) & 255;
    bpf_probe_read_kernel(&buffer, 0, (void *)PT_REGS_SP(ctx));
    size = 0;
    out.update(&key, &size);
    return 0;
}
