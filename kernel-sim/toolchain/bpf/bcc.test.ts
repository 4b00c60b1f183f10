/** bcc's dialect: what it is rewritten to, what is compiled of it, and that the real verifier takes it. */
import { describe, expect, it } from 'vitest';
import { compileBcc } from './bcc';
import { rewriteBcc } from './bcc-rewrite';
import { bpfInclude } from './testing/headers';
import { kernelRefuses, runInKernel } from './testing/kernel';

const FORMAT = `name: sys_enter_openat
ID: 614
format:
	field:unsigned short common_type;	offset:0;	size:2;	signed:0;
	field:unsigned char common_flags;	offset:2;	size:1;	signed:0;
	field:unsigned char common_preempt_count;	offset:3;	size:1;	signed:0;
	field:int common_pid;	offset:4;	size:4;	signed:1;

	field:int __syscall_nr;	offset:8;	size:4;	signed:1;
	field:int dfd;	offset:16;	size:8;	signed:0;
	field:const char * filename;	offset:24;	size:8;	signed:0;
`;
const host = {
  include: bpfInclude,
  tracepointFormat: (category: string, event: string) =>
    category === 'syscalls' && event === 'sys_enter_openat' ? FORMAT : undefined,
};
const build = (text: string, cflags: string[] = []) => compileBcc(text, cflags, host);

const ARTICLE = `
int trace_sys_clone(struct pt_regs *ctx) {
  bpf_trace_printk("Hello, World!\\n");
  return 0;
}
`;
const OPEN = `#include <uapi/linux/ptrace.h>
struct data_t {
  u32 pid;
  u64 ts;
  char comm[TASK_COMM_LEN];
  char fname[64];
};
BPF_PERF_OUTPUT(events);
BPF_HASH(start, u32);
struct node { int value; struct node *next; };

int kprobe__do_sys_openat2(struct pt_regs *ctx, int dfd, const char __user *filename,
    struct node *how) {
  struct data_t data = {};
  u64 ts = bpf_ktime_get_ns();
  u32 pid = bpf_get_current_pid_tgid() >> 32;
  data.pid = pid;
  bpf_get_current_comm(&data.comm, sizeof(data.comm));
  bpf_probe_read_user_str(&data.fname, sizeof(data.fname), filename);
  start.update(&pid, &ts);
  if (how->next->value == 5) return 0;
  events.perf_submit(ctx, &data, sizeof(data));
  return 0;
}
`;
const LATENCY = `
struct key_t { u32 pid; u64 slot; };
BPF_HASH(start, u32, u64, 1024);
BPF_HISTOGRAM(dist);
BPF_HISTOGRAM(by_process, struct key_t);
BPF_ARRAY(totals, u64, 4);
BPF_PERCPU_ARRAY(each, u64, 1);
BPF_TABLE("lru_hash", u32, u64, recent, 16);
static int big(u64 x) { return x > 1000; }
int on_enter(struct pt_regs *ctx) {
  u32 pid = bpf_get_current_pid_tgid();
  u64 now = bpf_ktime_get_ns();
  start.update(&pid, &now);
  return 0;
}
int on_return(struct pt_regs *ctx) {
  u32 pid = bpf_get_current_pid_tgid();
  u64 *from = start.lookup(&pid), zero = 0;
  if (from == 0)
    return 0;
  u64 delta = bpf_ktime_get_ns() - *from;
  start.delete(&pid);
  dist.increment(bpf_log2l(delta / 1000));
  struct key_t key = {};
  key.pid = pid;
  key.slot = bpf_log2l(delta);
  by_process.increment(key);
  totals.increment(1, delta);
  u64 *seen = recent.lookup_or_try_init(&pid, &zero);
  if (seen) (*seen)++;
  recent.lookup_or_init(&pid, &zero);
  if (big(PT_REGS_RC(ctx)))
    bpf_trace_printk("%d took %llu\\n", pid, delta);
  return 0;
}
`;

describe('rewriting', () => {
  it('keeps every line where it was', () => {
    for (const text of [ARTICLE, OPEN, LATENCY]) {
      const lines = rewriteBcc(text, 'x', host.tracepointFormat).text.split('\n');
      text.split('\n').forEach((line, i) => {
        const kept = /^ {2}(data\.|return|u32|if \(tsp)/.exec(line);
        if (kept) expect(lines[i]).toContain(kept[0].trim());
      });
    }
  });

  it('leaves comments, strings and other members alone', () => {
    const text =
      'BPF_HASH(t);\nstruct s { int t; } *p; // t.lookup(&k)\nchar *x = "t.lookup(&k)"; int f(void) { return p->t; }';
    expect(rewriteBcc(text, 'x', host.tracepointFormat).text).toContain(text.split('\n')[1]);
    expect(rewriteBcc(text, 'x', host.tracepointFormat).text).toContain('"t.lookup(&k)"');
  });
});

describe('compiling', () => {
  it('the program of the article', () => {
    const { functions, maps, diagnostics, object } = build(ARTICLE);
    expect(diagnostics).toEqual([]);
    expect(object?.length).toBeGreaterThan(200);
    expect(maps).toEqual([]);
    expect(functions).toEqual([
      { name: 'trace_sys_clone', kind: 'fn', target: '', section: '.bpf.fn.trace_sys_clone', line: 2 },
    ]);
  });

  it('tables with the types of their entries', () => {
    const { maps, diagnostics } = build(LATENCY);
    expect(diagnostics).toEqual([]);
    expect(maps.map((m) => [m.name, m.macro, m.type, m.keySize, m.valueSize, m.maxEntries])).toEqual([
      ['start', 'BPF_HASH', 1, 4, 8, 1024],
      ['dist', 'BPF_HISTOGRAM', 2, 4, 8, 64],
      ['by_process', 'BPF_HISTOGRAM', 1, 16, 8, 64],
      ['totals', 'BPF_ARRAY', 2, 4, 8, 4],
      ['each', 'BPF_PERCPU_ARRAY', 6, 4, 8, 1],
      ['recent', 'BPF_TABLE', 9, 4, 8, 16],
    ]);
    expect(maps[2].key).toMatchObject({
      kind: 'struct',
      name: 'key_t',
      fields: [{ name: 'pid' }, { name: 'slot', offset: 8 }],
    });
  });

  it('what is submitted', () => {
    const { maps, functions } = build(OPEN);
    expect(maps[0].event).toMatchObject({
      name: 'data_t',
      size: 96,
      fields: [{}, {}, { name: 'comm', offset: 16 }, {}],
    });
    expect(functions[0]).toMatchObject({ kind: 'kprobe', target: 'do_sys_openat2' });
  });

  it('defines from cflags', () => {
    expect(build('int f(void *ctx) { return LIMIT + 0; }', ['-DLIMIT=5']).diagnostics).toEqual([]);
  });

  it('mistakes at their lines', () => {
    const codes = (text: string) => build(text).diagnostics.map((d) => `${d.code}@${d.at.file}:${d.at.line}`);
    expect(codes('BPF_HASH(t);\nint f(void *ctx) {\n  t.lokup(0);\n  return 0; }')).toEqual([
      'bcc-method@/virtual/main.c:3',
    ]);
    expect(codes('BPF_HASH(t);\nint f(void *ctx) {\n  t.lookup();\n  return 0; }')).toEqual([
      'bcc-arguments@/virtual/main.c:3',
    ]);
    expect(codes('\nint f(struct pt_regs *ctx, int a,\n int b) {\n  return a + c; }')).toEqual([
      'undeclared-identifier@/virtual/main.c:4',
    ]);
    expect(codes('TRACEPOINT_PROBE(a, b) {\n return 0; }')).toEqual(['bcc-tracepoint@/virtual/main.c:1']);
  });
});

const refused = kernelRefuses();
if (refused !== undefined) console.log(`bcc programs in the kernel: skipped: ${refused}`);

describe.skipIf(refused !== undefined)('the verifier of this machine takes', () => {
  const TRACEPOINT = `TRACEPOINT_PROBE(syscalls, sys_enter_openat) {
  char name[32];
  bpf_probe_read_user_str(name, sizeof(name), args->filename);
  bpf_trace_printk("%s %d\\n", name, args->dfd);
  return 0;
}`;
  const TASK = `#include <linux/sched.h>
#include <net/sock.h>
BPF_HASH(ports, u16);
int kprobe__tcp_v4_connect(struct pt_regs *ctx, struct sock *sk) {
  struct task_struct *task = (struct task_struct *) bpf_get_current_task();
  u16 port = sk->sk_dport;
  ports.increment(port);
  return task->real_parent->tgid == sk->__sk_common.skc_num;
}`;
  it.each([
    ['fields of the kernel', TASK, 'kprobe__tcp_v4_connect'],
    ['the article', ARTICLE, 'trace_sys_clone'],
    ['a kprobe with parameters', OPEN, 'kprobe__do_sys_openat2'],
    ['latencies', LATENCY, 'on_return'],
    ['a tracepoint', TRACEPOINT, 'tracepoint__syscalls__sys_enter_openat'],
  ])('%s', (_name, text, entry) => {
    const { object, diagnostics } = build(text);
    expect(diagnostics).toEqual([]);
    const [outcome] = runInKernel([{ object: object ?? new Uint8Array(0), entry, withBtf: true }]);
    expect(outcome.log.slice(-400)).toContain('processed');
    expect(outcome.ok).toBe(true);
  });
});
