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

const SERVICE = `from bcc import BPF, BPFAttachType
import os, socket
b = BPF(text=r"""
#include <linux/bpf.h>
int service(struct bpf_sock_addr *ctx) {
  if (ctx->user_ip4 == htonl(0x0a600001) && ctx->user_port == htons(80)) {
    ctx->user_ip4 = htonl(0x7f000001);
    ctx->user_port = htons(8001);
  }
  return 1;
}
int closed(struct __sk_buff *skb) {
  return 0;
}
""")
server = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
server.bind(("127.0.0.1", 8001))
server.listen(4)
os.mkdir("/sys/fs/cgroup/lesson")
with open("/sys/fs/cgroup/lesson/cgroup.procs", "w") as f:
    f.write("0")
fd = os.open("/sys/fs/cgroup/lesson", os.O_RDONLY)
fn = b.load_func("service", BPF.CGROUP_SOCK_ADDR, attach_type=BPFAttachType.CGROUP_INET4_CONNECT)
b.attach_func(fn, fd, BPFAttachType.CGROUP_INET4_CONNECT)
c = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
c.connect(("10.96.0.1", 80))
print("connected to", c.getpeername())
b.detach_func(fn, fd, BPFAttachType.CGROUP_INET4_CONNECT)
skb = b.load_func("closed", BPF.CGROUP_SKB)
b.attach_func(skb, fd, BPFAttachType.CGROUP_INET_EGRESS)
u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
try:
    u.sendto(b"hello", ("127.0.0.1", 9))
except OSError as e:
    print("sendto:", e.strerror)
b.detach_func(skb, fd, BPFAttachType.CGROUP_INET_EGRESS)
try:
    b.detach_func(skb, fd, BPFAttachType.CGROUP_INET_EGRESS)
except Exception as e:
    print(e)
`;

test('a service address rewritten at connect, as Cilium does; packets refused', { timeout: 60_000 }, () => {
  const out = guest({ 'service.py': SERVICE }, 'python3 service.py');
  expect(out).toContain("connected to ('127.0.0.1', 8001)\n");
  expect(out).toContain('sendto: Operation not permitted\n');
  expect(out).toContain('Failed to detach BPF function with attach_type 1: No such file or directory\n');
});

const RAW = `from bcc import BPF
import os, socket
b = BPF(text=r"""
#include <linux/bpf.h>
int only_udp(struct __sk_buff *skb) {
  unsigned char protocol = 0;
  if (skb->protocol != htons(0x0800)) return 0;
  bpf_skb_load_bytes(skb, 23, &protocol, 1);
  return protocol == 17 ? -1 : 0;
}
""")
fn = b.load_func("only_udp", BPF.SOCKET_FILTER)
b.attach_raw_socket(fn, "lo")
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.sendto(b"hello", ("127.0.0.1", 9))
packet = os.read(fn.sock, 2048)
print(len(packet), packet[23], packet[-5:])
`;

test('a socket filter on lo', { timeout: 60_000 }, () => {
  const out = guest({ 'raw.py': RAW }, 'python3 raw.py');
  expect(out).toContain("47 17 b'hello'\n");
});
