/** The eBPF back end against the real verifier: what we compile is loaded by bpf(2) and run by BPF_PROG_TEST_RUN. */
import { describe, expect, it } from 'vitest';
import { compile } from '..';
import { readBpfObject } from './object';
import { bpfInclude } from './testing/headers';
import { kernelRefuses, runInKernel } from './testing/kernel';

const DROP = `#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/ip.h>
#include <linux/in.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_endian.h>
struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __type(key, __u32);
  __type(value, __u64);
  __uint(max_entries, 1024);
} counts SEC(".maps");
int limit = 3;
static __always_inline int parse(void *data, void *end) {
  struct ethhdr *eth = data;
  if ((void *)(eth + 1) > end) return -1;
  if (eth->h_proto != bpf_htons(ETH_P_IP)) return -2;
  struct iphdr *ip = (void *)(eth + 1);
  if ((void *)(ip + 1) > end) return -3;
  return ip->protocol;
}
SEC("xdp")
int drop(struct xdp_md *ctx) {
  int p = parse((void *)(long)ctx->data, (void *)(long)ctx->data_end);
  if (p < 0) return XDP_PASS;
  __u32 key = p;
  __u64 one = 1, *v = bpf_map_lookup_elem(&counts, &key);
  if (v) __sync_fetch_and_add(v, 1);
  else bpf_map_update_elem(&counts, &key, &one, BPF_ANY);
  bpf_printk("proto %d limit %d\\n", p, limit);
  return p == IPPROTO_UDP ? XDP_DROP : XDP_PASS;
}
char LICENSE[] SEC("license") = "GPL";
`;

function build(text: string): Uint8Array {
  const { elf, diagnostics } = compile([{ path: 'prog.c', text }], { target: 'bpf', include: bpfInclude });
  expect(diagnostics).toEqual([]);
  return elf ?? new Uint8Array(0);
}

describe('an object for eBPF', () => {
  it('says what a loader wants to know', () => {
    const object = readBpfObject(build(DROP));
    expect(object.license).toBe('GPL');
    expect(object.programs.map((p) => [p.section, p.name])).toEqual([['xdp', 'drop']]);
    expect(object.maps).toMatchObject([{ name: 'counts', type: 1, keySize: 4, valueSize: 8, maxEntries: 1024 }]);
    const [{ relocations, lineInfo }] = object.programs;
    expect(new Set(relocations.map((r) => `${r.kind} ${r.symbol}`))).toEqual(
      new Set(['map counts', 'data .data', 'data .rodata']),
    );
    expect(lineInfo.find((l) => l.text.includes('IPPROTO_UDP'))?.line).toBe(
      DROP.slice(0, DROP.indexOf('IPPROTO_UDP ?')).split('\n').length,
    );
  });

  const refused = kernelRefuses();
  if (refused !== undefined) console.log(`skipped: ${refused}`);
  it.skipIf(refused !== undefined)('is accepted by the verifier and counts packets', () => {
    const udp = new Uint8Array(64);
    udp.set([8, 0, 0x45], 12);
    udp[23] = 17;
    const [outcome] = runInKernel([{ object: build(DROP), withBtf: true, runs: [udp, udp, new Uint8Array(64)] }]);
    expect(outcome.results.map((r) => r.ret)).toEqual([1, 1, 2]);
    expect(outcome.maps.counts).toEqual({ '11000000': '0200000000000000' });
  });

  const LIBBPF = `#include <vmlinux.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>
struct filename;
struct event { u32 pid; u32 parent; char comm[16]; };
struct {
  __uint(type, BPF_MAP_TYPE_RINGBUF);
  __uint(max_entries, 4096);
} events SEC(".maps");
struct bpf_map_def SEC("maps") old = {
  .type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = 8, .max_entries = 2,
};
SEC("kprobe/do_unlinkat")
int BPF_KPROBE(unlinked, int dfd, struct filename *name) {
  struct task_struct *task = (void *) bpf_get_current_task();
  struct event *e = bpf_ringbuf_reserve(&events, sizeof(*e), 0);
  if (!e) return 0;
  e->pid = bpf_get_current_pid_tgid() >> 32;
  e->parent = BPF_CORE_READ(task, real_parent, tgid);
  bpf_get_current_comm(e->comm, sizeof(e->comm));
  bpf_ringbuf_submit(e, 0);
  bpf_printk("fd %d", dfd);
  return 0;
}
SEC("tracepoint/syscalls/sys_enter_openat")
int opened(struct trace_event_raw_sys_enter *ctx) {
  u32 key = ctx->args[2] & 1;
  u64 *count = bpf_map_lookup_elem(&old, &key);
  if (count) (*count)++;
  return 0;
}
SEC("kretprobe/do_unlinkat")
int BPF_KRETPROBE(done, long ret) {
  bpf_printk("%ld %d %d %d", ret, 1, 2, 3);
  return 0;
}
char LICENSE[] SEC("license") = "GPL";
`;

  it('in the style of libbpf, with maps of the old kind too', () => {
    const { maps, programs } = readBpfObject(build(LIBBPF));
    expect(maps.map((m) => [m.name, m.type, m.maxEntries])).toEqual([
      ['events', 27, 4096],
      ['old', 2, 2],
    ]);
    expect(programs.map((p) => p.section)).toEqual([
      'kprobe/do_unlinkat',
      'tracepoint/syscalls/sys_enter_openat',
      'kretprobe/do_unlinkat',
    ]);
  });

  it.skipIf(refused !== undefined).each(['unlinked', 'opened', 'done'])('%s is accepted', (entry) => {
    const [outcome] = runInKernel([{ object: build(LIBBPF), entry, withBtf: true }]);
    expect(outcome.log.slice(-500)).toContain('processed');
    expect(outcome.ok).toBe(true);
  });

  it('what the machine cannot do is said at its line', () => {
    const codes = (body: string, before = '') =>
      compile([{ path: 'p.c', text: `${before}\nint p(long *c) {\n${body}\n}` }], {
        target: 'bpf',
        include: bpfInclude,
      }).diagnostics.map((d) => `${d.code}@${d.at.line}`);
    expect(codes('return c[0] / c[1];')).toEqual(['bpf-signed-division@3']);
    expect(codes('return c[0] * 1.5;')).toEqual(['bpf-float@3']);
    expect(codes('int (*f)(int) = (void *) c[0]; return f(1);')).toEqual(['bpf-indirect-call@3']);
    expect(codes('return six(1, 2, 3, 4, 5, 6);', 'int six(int, int, int, int, int, int);')).toEqual([
      'bpf-too-many-arguments@3',
    ]);
    expect(codes('char big[600]; for (int i = 0; i < 600; i++) big[i] = c[i]; return big[c[0]];')).toEqual([
      'bpf-stack-limit@2',
    ]);
  });
});
