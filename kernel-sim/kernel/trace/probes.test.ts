import { expect, test } from 'vitest';
import { ENOENT } from '../errno';
import { Probes } from './probes';
import { Tracepoints } from './tracepoints';

test('a probe hears entry and return, and is gone when taken away', () => {
  const probes = new Probes((symbol) => symbol.length);
  const seen: string[] = [];
  const stop = probes.attach('vfs_read', {
    entry: ({ dx, ip }) => {
      seen.push(`entry ${dx} ${ip}`);
      return undefined;
    },
    return: ({ ax }) => {
      seen.push(`return ${ax}`);
    },
  });
  if (typeof stop === 'number') throw new Error('not attached');
  const point = probes.points.vfs_read;
  expect(point.active).toBe(true);
  expect(point.around([1, 2, 3], () => 42)).toBe(42);
  expect(seen).toEqual(['entry 3 8', 'return 42']);
  stop();
  expect(point.active).toBe(false);
});

test('a system call is found under its entry symbol; an unknown function is not', () => {
  const probes = new Probes();
  const stop = probes.attach('__x64_sys_clone', {});
  expect(probes.syscalls[56]?.symbol).toBe('__x64_sys_clone');
  expect(probes.callsWatched).toBe(true);
  if (typeof stop !== 'number') stop();
  expect(probes.syscalls[56]).toBeUndefined();
  expect(probes.callsWatched).toBe(false);
  expect(probes.attach('no_such_function', {})).toBe(-ENOENT);
});

test('a record has Linux’s layout and reads as trace_pipe prints it', () => {
  const tracepoints = new Tracepoints(() => 1234);
  const records: Uint8Array[] = [];
  const point = tracepoints.events.sched_process_exec;
  tracepoints.listen(point, (_, record) => records.push(record));
  point.emit(['/bin/ls', 7, 7]);
  expect(point.format(point.read(records[0]))).toBe('filename=/bin/ls pid=7 old_pid=7');
  expect(new DataView(records[0].buffer).getInt32(4, true)).toBe(1234);
  expect(tracepoints.find('syscalls', 'sys_enter_openat')?.formatText()).toContain(
    '\tfield:const char * filename;\toffset:24;\tsize:8;\tsigned:0;\n',
  );
});
