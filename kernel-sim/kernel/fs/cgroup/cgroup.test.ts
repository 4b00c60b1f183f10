/** Controllers in the guest. What groups and BPF on them do beside the real kernel is conformance/programs/bpf/cgroup.c. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { runProgram } from '../../testing/machine';
import { compileFile, musl } from '../../testing/native';

const fixture = fileURLToPath(new URL('limits.fixture.c', import.meta.url));

describe.skipIf(!musl)('controllers', () => {
  test('pids, memory and cpu', () => {
    const path = compileFile(fixture, 'cgroup-limits', 'musl-gcc');
    const run = runProgram(readFileSync(path), { limit: 3_000_000_000 });
    expect(run.kernel.panicReport).toBeNull();
    const lines = run.stdout.split('\n');
    const share = Number(/share of 300 to 100: ([\d.]+)/.exec(run.stdout)?.[1]);
    expect(share).toBeGreaterThan(2.7);
    expect(share).toBeLessThan(3.3);
    expect(lines.filter((line) => !line.startsWith('share')).join('\n')).toMatchInlineSnapshot(`
      "cgroup.controllers: cpu memory pids
      not yet -1
      enable 18
      cgroup.subtree_control: cpu memory pids
      p/cgroup.controllers: cpu memory pids
      p/pids.max: max
      what is not there -2
      below 5
      inner process -16
      taken away in use -16
      weight 0: -34
      weight 20000: -34
      max 1
      made 2 error 11
      p/pids.current: 3
      p/pids.events: max 1
      p/pids.current: 0
      p/cgroup.events: populated 0;frozen 0
      max 2, nonsense -22
      m/memory.max: 1048576
      signal 9
      m/memory.current: 0
      oom_kill over
      "
    `);
    const log = run.kernel.log.map(({ text }) => text).join('\n');
    expect(log).toContain('cgroup: fork rejected by pids controller in /p');
    expect(log).toMatch(/Memory cgroup out of memory: Killed process \d+ \(prog\)/);
    expect(log).toContain('constraint=CONSTRAINT_MEMCG');
    expect(log).toContain('oom_memcg=/m,task_memcg=/m');
  });
});
