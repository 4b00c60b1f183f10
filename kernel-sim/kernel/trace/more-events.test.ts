/** Everything that can be listened to is heard: each tracepoint and each function point of the tables fires. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { runProgram } from '../testing/machine';
import { compileFile, musl } from '../testing/native';
import { EVENTS } from './events-table';
import { KERNEL_POINTS } from './points';

const fixture = fileURLToPath(new URL('events.fixture.c', import.meta.url));
/** They need what this program has not: a lossy link, a module, XDP, a BPF program that prints. */
const ELSEWHERE = [
  'tcp_retransmit_skb',
  'module_load',
  'module_free',
  'timer_expire_entry',
  'xdp_exception',
  'bpf_trace_printk',
];

describe.skipIf(!musl)('what fires', () => {
  test('every tracepoint and every function', () => {
    const path = compileFile(fixture, 'trace-events', 'musl-gcc');
    const events = new Map<string, string>();
    const points = new Map<string, readonly number[]>();
    const run = runProgram(readFileSync(path), {
      init: [path],
      cpus: 2,
      limit: 3_000_000_000,
      disks: [{ name: 'vda', bytes: 1 << 20 }],
      before(kernel) {
        for (const { system, name } of EVENTS) {
          const tracepoint = kernel.tracepoints.find(system, name)!;
          kernel.tracepoints.listen(tracepoint, (_point, record) => {
            if (!events.has(name)) events.set(name, tracepoint.format(tracepoint.read(record)));
          });
        }
        for (const { name } of KERNEL_POINTS)
          kernel.probes.attach(name, {
            entry({ di, si, dx, cx }) {
              points.set(name, [di, si, dx, cx]);
              return undefined;
            },
          });
      },
    });
    expect(run.kernel.panicReport).toBeNull();
    expect(run.status).toBe(0);
    expect(EVENTS.map(({ name }) => name).filter((name) => !events.has(name) && !ELSEWHERE.includes(name))).toEqual([]);
    expect(KERNEL_POINTS.map(({ name }) => name).filter((name) => !points.has(name))).toEqual([]);
    expect(events.get('sched_process_wait')).toMatch(/^comm=trace-events pid=\d+ prio=120$/);
    expect(events.get('kfree_skb')).toMatch(/ protocol=2048 location=0+ reason: NO_SOCKET$/);
    expect(events.get('inet_sock_set_state')).toMatch(/oldstate=7 newstate=10$/);
    expect(events.get('block_rq_issue')).toMatch(/^254,0 R \d+ \(\) 0 \+ \d+ \[/);
  });
});
