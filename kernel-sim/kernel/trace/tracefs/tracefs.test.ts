import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { runProgram } from '../../testing/machine';
import { compileFile, musl } from '../../testing/native';
import { entryLine } from './state';

test('a line of trace_pipe has Linux’s columns', () => {
  const entry = { at: 1_234_567_800, cpu: 0, pid: 1234, comm: 'bash', flags: 'd..31', text: 'bpf_trace_printk: Hello' };
  expect(entryLine(entry)).toBe('            bash-1234    [000] d..31    12.345678: bpf_trace_printk: Hello\n');
});

test.skipIf(!musl)('events and kprobes are switched on by files and read from trace_pipe', () => {
  const path = compileFile(fileURLToPath(new URL('./events.fixture.c', import.meta.url)), 'tracefs-events', 'musl-gcc');
  const { stdout, status } = runProgram(readFileSync(path), { init: [path], limit: 2_000_000_000 });
  const lines = stdout.split('\n');
  const texts = lines.map((line) => line.replace(/^.*\d\.\d{6}: /, ''));
  expect(status).toBe(0);
  expect(texts).toContain('tracing_mark_write: hello from user');
  expect(texts).toContain('sys_getppid()');
  expect(texts).toContain('sys_getppid -> 0x1');
  expect(texts.some((text) => /^sched_process_fork: comm=\S+ pid=\d+ child_comm=\S+ child_pid=\d+$/.test(text))).toBe(
    true,
  );
  expect(texts.some((text) => /^sched_switch: prev_comm=.* prev_state=S ==> next_comm=/.test(text))).toBe(true);
  expect(texts).toContain('myopen: (do_sys_openat2+0x0/0x40) dfd=0xffffffffffffff9c flags=0');
  expect(texts.some((text) => text.endsWith('<- vfs_read) ret=4'))).toBe(true);
  expect(lines).toContain('p:kprobes/myopen do_sys_openat2 dfd=%di flags=%dx:u32');
});
