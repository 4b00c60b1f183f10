/** docs/seed-coverage.md is complete and true: see seed-coverage.ts. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { SYSCALL_ROWS } from '../kernel-sim/kernel/syscalls/table';
import { LINKS, PROGRAMS } from '../kernel-sim/userland/programs';
import { coverageDocument, DOCUMENT, folderOf, type Kind, SECTIONS } from './seed-coverage';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** What the article names, from its text. */
const NAMED: Readonly<Record<Exclude<Kind, 'concept'>, string>> = {
  command: 'ps ssh grep find ping cat mount echo lsmod',
  call: `clone fork execve getpid setuid setns getrusage capset ptrace brk mmap munmap mremap mlock mincore
    socket setsockopt bind listen open close read write time clock_settime getuid geteuid bpf`,
  path: `/proc/meminfo /dev/pts /lib/modules .ko /usr/bin/python3 /proc /dev /sys /sys/fs/cgroup /dev/mqueue /dev/shm /dev/console
    /etc/resolv.conf /etc/hostname /etc/hosts /proc/bus /proc/fs /proc/irq /proc/sys /proc/acpi /proc/kcore /proc/keys /proc/timer_list`,
  filesystem: 'ext4 btrfs ntfs overlay proc tmpfs devpts sysfs cgroup mqueue 9p',
  program: 'hello_c hello.py attach_kprobe __x64_sys_clone bpf_trace_printk trace_print init shell',
};
const LINES = [
  'strace -o c.log ./hello_c',
  'strace -o c.log  ./hello.py',
  'grep MemTotal /proc/meminfo',
  'grep VmallocTotal /proc/meminfo',
  'id --user',
  'ls /lib/modules/',
  'from bcc import BPF',
];

const rows = SECTIONS.flatMap(({ kind, rows }) => rows.map((row) => ({ kind, ...row })));

/** All text of a folder. */
const textOf = (folder: string): string =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .join('\n');

const isCommand = (name: string): boolean =>
  existsSync(join(ROOT, 'kernel-sim/userland/bin', `${name}.c`)) ||
  [...Object.keys(PROGRAMS), ...Object.keys(LINKS)].some((path) => path.endsWith(`/${name}`)) ||
  ['cd', 'exec', 'kill'].includes(name);

test('every name of the article has its line', () => {
  const have = new Set(rows.map(({ name }) => name));
  const wanted = [...Object.values(NAMED).flatMap((names) => names.trim().split(/\s+/)), ...LINES];
  expect(wanted.filter((name) => !have.has(name))).toEqual([]);
});

describe.each(rows)('$kind $name', ({ kind, name, lesson, lessonSays, test: file, testSays, absent }) => {
  test(`lesson ${lesson} speaks of it`, () => {
    const folder = folderOf(lesson);
    expect(folder, 'no such lesson in content/course.ts').not.toBeUndefined();
    if (folder)
      expect(textOf(join(ROOT, 'content', folder)).toLowerCase()).toContain((lessonSays ?? name).toLowerCase());
  });

  test(`${file} runs it`, () => {
    expect(readFileSync(join(ROOT, file), 'utf8')).toContain(testSays ?? name);
  });

  test.runIf(kind === 'command' && !name.startsWith('man '))('is a command of the guest', () => {
    expect(isCommand(name.split(' ')[0] ?? '')).toBe(absent === undefined);
  });

  test.runIf(kind === 'call')('is a system call', () => {
    expect(SYSCALL_ROWS.map((row) => row.name)).toContain(name);
  });
});

test('docs/seed-coverage.md is what the rows say', () => {
  const text = coverageDocument();
  const before = existsSync(DOCUMENT) ? readFileSync(DOCUMENT, 'utf8') : '';
  // Written on the developer's machine; where it differs in CI, the developer forgot to commit it.
  if (before !== text && !process.env.CI) writeFileSync(DOCUMENT, text);
  expect(process.env.CI ? before : text).toBe(text);
});
