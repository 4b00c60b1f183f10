/**
 * /proc: line by line in the shape of the real one (this machine's own, where it is Linux), and what it tells of processes.
 */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { O_RDONLY, O_RDWR } from '../../abi/fcntl';
import { EACCES, ENOENT, ESRCH } from '../../errno';
import type { Mm, Task, Vma } from '../../types';
import { FakeKernel, userCred } from '../testing/fake-kernel';
import { mapLine } from './process-maps';

const onLinux = process.platform === 'linux' && existsSync('/proc/self/status');
if (!onLinux) console.warn('not on Linux: shapes of /proc are not compared with a real one');

function machine() {
  const k = new FakeKernel();
  const task = k.init;
  const read = (path: string): string => {
    const text = k.cat(task, path);
    if (typeof text === 'number') throw new Error(`${path}: ${text}`);
    return text;
  };
  return { k, task, read };
}

/** Room that a program takes, so that status has its Vm lines. */
function withMemory(task: Task): Mm {
  const vma = (start: number, end: number, prot: number, name: string): Vma => ({
    start,
    end,
    prot,
    shared: false,
    file: null,
    offset: 0,
    name,
  });
  const mm = {
    cr3: 0,
    vmas: [vma(0x400000, 0x401000, 5, ''), vma(0x7ffffffde000, 0x7ffffffff000, 3, '[stack]')],
    brkStart: 0,
    brk: 0,
    argStart: 0x1000,
    argEnd: 0x1000,
    envStart: 0x1000,
    envEnd: 0x1000,
    residentPages: 7,
    totalPages: 34,
  } as unknown as Mm;
  task.mm = mm;
  return mm;
}

/** Digits become one N with the blanks before them: columns are compared by length, words as they are. */
const shape = (line: string): string => line.replace(/ *\d+/g, 'N').replace(/[0-9a-f]{16}/g, 'H');
const lines = (text: string): string[] => text.split('\n').slice(0, -1);
const nameOf = (line: string): string => line.split(':')[0].trim();

describe.skipIf(!onLinux)('in the shape of the real one', () => {
  test('meminfo: each line as long as the real one, in the same order', () => {
    const { read } = machine();
    const real = new Map(lines(readFileSync('/proc/meminfo', 'utf8')).map((line) => [nameOf(line), line]));
    const ours = lines(read('/proc/meminfo'));
    for (const line of ours) {
      const other = real.get(nameOf(line));
      if (other !== undefined) expect([line.length, shape(line)]).toEqual([other.length, shape(other)]);
    }
    const shared = ours.map(nameOf).filter((name) => real.has(name));
    expect(shared).toEqual([...real.keys()].filter((name) => shared.includes(name)));
    expect(shared.length).toBeGreaterThan(45);
    expect(ours).toContain('VmallocTotal:   34359738367 kB');
  });

  test('status: the lines of 6.1 that the real one has, in the same order and shape', () => {
    const { read, task } = machine();
    withMemory(task);
    const real = new Map(lines(readFileSync('/proc/self/status', 'utf8')).map((line) => [nameOf(line), line]));
    const ours = lines(read('/proc/self/status'));
    const shared = ours.map(nameOf).filter((name) => real.has(name));
    expect(shared).toEqual([...real.keys()].filter((name) => shared.includes(name)));
    expect(ours.length - shared.length).toBe(0);
    const same = ['Tgid', 'PPid', 'Uid', 'Gid', 'FDSize', 'VmPeak', 'VmRSS', 'VmSwap', 'Threads', 'SigQ', 'NoNewPrivs'];
    for (const line of ours) if (same.includes(nameOf(line))) expect(shape(line)).toBe(shape(real.get(nameOf(line))!));
    for (const line of ours) if (/^Vm/.test(line)) expect(line).toMatch(/^Vm\w+:\t {3,7}\d+ kB$/);
  });

  test('limits: every column where it is', () => {
    const { read } = machine();
    const real = lines(readFileSync('/proc/self/limits', 'utf8'));
    const ours = lines(read('/proc/self/limits'));
    const frame = (line: string) => [line.slice(0, 26), line.slice(68), line.length];
    expect(ours.map(frame)).toEqual(real.map(frame));
  });

  test('stat: as many fields', () => {
    const { read } = machine();
    const fields = (text: string) => text.slice(text.lastIndexOf(')')).split(' ').length;
    expect(fields(read('/proc/self/stat'))).toBe(fields(readFileSync('/proc/self/stat', 'utf8')));
  });

  test.each([
    ['/proc/uptime', /^\d+\.\d\d \d+\.\d\d\n$/],
    ['/proc/loadavg', /^\d+\.\d\d \d+\.\d\d \d+\.\d\d \d+\/\d+ \d+\n$/],
    ['/proc/version', /^Linux version \S+ \(.*\) \(.*\) #.*\n$/],
    ['/proc/self/statm', /^(\d+ ){6}\d+\n$/],
    ['/proc/self/mounts', /^(\S+ \S+ \S+ r[wo]\S* 0 0\n)+$/],
    ['/proc/self/mountinfo', /^(\d+ \d+ \d+:\d+ \S+ \S+ r[wo]\S* .*- \S+ \S+ r[wo]\S*\n)+$/],
    ['/proc/filesystems', /^((nodev)?\t\w+\n)+$/],
    ['/proc/devices', /^Character devices:\n( *\d+ \S+\n)+\nBlock devices:\n( *\d+ \S+\n)*$/],
    ['/proc/sys/kernel/random/uuid', /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\n$/],
    ['/proc/self/fdinfo/0', /^pos:\t\d+\nflags:\t0\d+\nmnt_id:\t\d+\nino:\t\d+\n/],
    ['/proc/stat', /^cpu {2}\d+( \d+){9}\ncpu0 \d+( \d+){9}\n/],
    ['/proc/interrupts', /^ {11}CPU0 {7}.*\n[\s\S]*LOC: {1,10}\d+ .* {2}Local timer interrupts\n/],
    ['/proc/cpuinfo', /^processor\t: 0\nvendor_id\t: \w+\ncpu family\t: \d+\nmodel\t\t: \d+\nmodel name\t: .*\n/],
  ])('%s', (path, pattern) => {
    const { k, task, read } = machine();
    k.call(task, 'open', '/dev/null', O_RDONLY);
    expect(read(path)).toMatch(pattern);
    // The machine of a test runner may have no LOC line or no descriptor 0 as a file.
    if (!['/proc/interrupts', '/proc/devices'].includes(path)) expect(readFileSync(path, 'utf8')).toMatch(pattern);
  });

  test('cpuinfo: the same names in the same order', () => {
    const { read } = machine();
    const real = lines(readFileSync('/proc/cpuinfo', 'utf8')).map((line) => line.split(':')[0]);
    const ours = lines(read('/proc/cpuinfo')).map((line) => line.split(':')[0]);
    const shared = ours.filter((name) => name !== '' && real.includes(name));
    expect(shared).toEqual([...new Set(real)].filter((name) => shared.includes(name)));
    expect(ours.length - shared.length).toBe(1);
  });
});

describe('maps', () => {
  const vma = (more: Partial<Vma>): Vma => ({
    start: 0x7ffff7ffd000,
    end: 0x7ffff7fff000,
    prot: 3,
    shared: false,
    file: null,
    offset: 0,
    name: '',
    ...more,
  });
  test('anonymous memory ends in a blank; a name begins in column 74', () => {
    const { k, task } = machine();
    const line = (more: Partial<Vma>) => mapLine(k.kernel, vma(more), task.fs.root);
    expect(line({})).toBe('7ffff7ffd000-7ffff7fff000 rw-p 00000000 00:00 0 \n');
    expect(line({ name: '[stack]' })).toBe(
      `7ffff7ffd000-7ffff7fff000 rw-p 00000000 00:00 0 ${' '.repeat(25)}[stack]\n`,
    );
    expect(line({ start: 0x400000, end: 0x401000, prot: 5, name: '[heap]' }).indexOf('[heap]')).toBe(73);
    expect(line({ shared: true, prot: 0 })).toContain(' ---s ');
  });

  test('a file shows its device, inode, offset and name', () => {
    const { k, task } = machine();
    const file = task.files.get(k.call(task, 'creat', '/prog', 0o755))!;
    const { ino, sb } = file.inode;
    const text = mapLine(
      k.kernel,
      vma({ start: 0x401000, end: 0x402000, prot: 5, file, offset: 0x1000 }),
      task.fs.root,
    );
    expect(text).toBe(
      `${`00401000-00402000 r-xp 00001000 00:${sb.dev.toString(16).padStart(2, '0')} ${ino} `.padEnd(73)}/prog\n`,
    );
  });
});

describe('processes', () => {
  test('each has a directory, threads only below task; the dead have none', () => {
    const { k, task } = machine();
    const child = k.task(7, userCred(1000), task);
    const thread = k.task(8, userCred(1000), task);
    Object.assign(thread, { tgid: 7, group: child.group });
    child.group.push(thread);
    const fd = k.call(task, 'open', '/proc', O_RDONLY);
    const names = k.names(task, fd);
    expect(names.filter((name) => /^\d/.test(name))).toEqual(['1', '7']);
    expect(k.cat(task, '/proc/7/task/8/comm')).toBe('test\n');
    expect(k.cat(task, '/proc/8/comm')).toBe('test\n');
    const stat = k.call(task, 'open', '/proc/7/stat', O_RDONLY);
    k.taskMap.delete(7);
    expect(k.read(task, stat)).toBe(-ESRCH);
    expect(k.cat(task, '/proc/7/comm')).toBe(-ENOENT);
  });

  test('directory and files belong to the process; others may not look into environ, fd and links', () => {
    const { k, task } = machine();
    const mine = k.task(7, userCred(1000), task);
    const other = k.task(8, userCred(1001), task);
    const at = k.room(144);
    k.call(mine, 'stat', '/proc/7', at);
    expect(k.view(at, 144).getUint32(28, true)).toBe(1000);
    expect(k.call(other, 'open', '/proc/7/fd', O_RDONLY)).toBe(-EACCES);
    expect(k.cat(other, '/proc/7/environ')).toBe(-EACCES);
    expect(k.call(other, 'readlink', '/proc/7/cwd', at, 64)).toBe(-EACCES);
    expect(k.call(mine, 'readlink', '/proc/7/cwd', at, 64)).toBe(1);
    expect(typeof k.cat(other, '/proc/7/status')).toBe('string');
  });

  test('fd links lead to the open file itself, also a pipe', () => {
    const { k, task } = machine();
    const at = k.room(64);
    k.call(task, 'pipe', at);
    k.write(task, 1, 'through');
    const again = k.call(task, 'open', '/proc/self/fd/0', O_RDONLY);
    expect(k.read(task, again)).toBe('through');
    expect(k.text(at, k.call(task, 'readlink', '/proc/self/fd/1', at, 64))).toMatch(/^pipe:\[\d+\]$/);
    expect(k.call(task, 'open', '/dev/stdout', O_RDWR)).toBeGreaterThan(0);
  });

  test('comm can be changed from within', () => {
    const { k, task } = machine();
    const fd = k.call(task, 'open', '/proc/self/comm', O_RDWR);
    k.write(task, fd, 'a-name-that-is-too-long\n');
    expect(k.cat(task, '/proc/self/comm')).toBe('a-name-that-is-\n');
  });

  test('the host name is a file', () => {
    const { k, task } = machine();
    expect(k.cat(task, '/proc/sys/kernel/hostname')).toBe('ringzero\n');
    k.write(task, k.call(task, 'open', '/proc/sys/kernel/hostname', O_RDWR), 'other\n');
    expect(k.kernel.hostname.nodename).toBe('other');
  });

  test('kallsyms shows addresses to root only', () => {
    const { k, task } = machine();
    const user = k.task(2, userCred(1000));
    const find = (who: Task) =>
      lines(String(k.cat(who, '/proc/kallsyms'))).find((line) => line.endsWith('__x64_sys_write'));
    expect(find(task)).toMatch(/^ffffffff81[0-9a-f]{6} T __x64_sys_write$/);
    expect(find(user)).toBe('0000000000000000 T __x64_sys_write');
  });
});
