/** The article's bcc program, and what bcc tools use, in the guest: our Python, our compiler, our verifier, our kernel. */
import { expect, test } from 'vitest';
import { hostServices } from '../../lab/host-services';
import { LinuxSession } from '../../lab/linux';
import { loadAssets } from '../../lab/node-assets';

const encode = (text: string) => new TextEncoder().encode(text);

/** Files in /root and a script in the shell; what it printed. */
function guest(files: Readonly<Record<string, string>>, script: string): string {
  const { initramfs, sysroot } = loadAssets();
  const session = new LinuxSession({
    initramfs,
    seed: 1,
    hostServices: hostServices(sysroot),
    limits: { instructions: 5e9, output: 1 << 20, tasks: 64 },
    files: Object.entries(files).map(([name, text]) => ({ path: `/root/${name}`, mode: 0o755, data: encode(text) })),
    program: { path: '/bin/sh', argv: [], stdin: encode(`cd /root\nexec 2>&1\n${script}\n`), env: ['PATH=/bin:/sbin'] },
    output: () => {},
  });
  while (!session.end) session.advance(50_000_000);
  return session.view().stdout;
}

const HELLO = `#!/usr/bin/python3
from bcc import BPF
bpf_text = """
int trace_sys_clone(struct pt_regs *ctx) {
    bpf_trace_printk("Hello, World!\\\\n");
    return 0;
}
"""
b = BPF(text=bpf_text)
b.attach_kprobe(event="__x64_sys_clone", fn_name="trace_sys_clone")
b.trace_print()
`;

test('the article’s program runs as typed', { timeout: 60_000 }, () => {
  const out = guest({ 'hello.py': HELLO }, './hello.py &\nsleep 2\n/bin/true\n/bin/true\nsleep 1\nkill $!');
  const lines = out.split('\n').filter((line) => line.includes('Hello'));
  expect(lines.length).toBeGreaterThanOrEqual(2);
  for (const line of lines)
    expect(line).toMatch(/^b' +sh-\d+ +\[00\d\] d\.\.31 +\d+\.\d{6}: bpf_trace_printk: Hello, World!'$/);
});

const TOOLS = `from bcc import BPF
import os
b = BPF(text=r"""
struct data_t { u32 pid; char comm[TASK_COMM_LEN]; char fname[64]; };
BPF_PERF_OUTPUT(events);
BPF_RINGBUF_OUTPUT(ring, 8);
BPF_HASH(counts, u32, u64);
BPF_HISTOGRAM(dist);
TRACEPOINT_PROBE(syscalls, sys_enter_openat) {
  struct data_t data = {};
  data.pid = bpf_get_current_pid_tgid() >> 32;
  bpf_get_current_comm(&data.comm, sizeof(data.comm));
  bpf_probe_read_user_str(&data.fname, sizeof(data.fname), args->filename);
  events.perf_submit(args, &data, sizeof(data));
  ring.ringbuf_output(&data, sizeof(data), 0);
  u32 pid = data.pid;
  counts.increment(pid);
  return 0;
}
int kretprobe__vfs_read(struct pt_regs *ctx) {
  dist.increment(bpf_log2l(PT_REGS_RC(ctx)));
  return 0;
}
""")
def perf(cpu, data, size):
    e = b["events"].event(data)
    if e.fname == b"/etc/passwd":
        print("perf", e.comm, e.fname)
def ring(ctx, data, size):
    e = b["ring"].event(data)
    if e.fname == b"/etc/passwd":
        print("ring", e.pid == os.getpid(), size)
b["events"].open_perf_buffer(perf)
b["ring"].open_ring_buffer(ring)
f = open("/etc/passwd")
f.read()
f.close()
b.perf_buffer_poll(10)
b.ring_buffer_poll(10)
print([k.value == os.getpid() and v.value > 0 for k, v in b["counts"].items()])
b["dist"].print_log2_hist("bytes")
for text in ["int f(struct pt_regs *ctx) { u64 *p = 0; return *p; }", "int f(struct pt_regs *ctx) { retrun 0; }"]:
    try:
        BPF(text=text).attach_kprobe(event="vfs_read", fn_name="f")
    except Exception as e:
        print("Exception:", e)
`;

test('tables, histograms, rings; a refused and a mistaken program', { timeout: 60_000 }, () => {
  const out = guest({ 'tools.py': TOOLS }, 'python3 tools.py');
  expect(out).toContain("perf b'python3' b'/etc/passwd'\n");
  expect(out).toContain('ring True 84\n');
  expect(out).toContain('[True]\n');
  expect(out).toMatch(/ {5}bytes {15}: count {5}distribution\n/);
  expect(out).toContain("R1 invalid mem access 'scalar'");
  expect(out).toContain("Exception: Failed to load BPF program b'f': Permission denied\n");
  expect(out).toContain('Exception: Failed to compile BPF module <text>\n');
  expect(out).toContain("error: 'retrun' is not declared");
});
