/**
 * What the course's source article names, and where it is: the lesson that teaches it and the test that runs it. docs/seed-coverage.md is
 * generated from these rows (`node --import tsx scripts/seed-coverage.ts`); seed-coverage.test.ts keeps them true.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { course } from '../content/course';

export interface Row {
  /** As the article writes it. */
  name: string;
  /** Slug of the lesson. */
  lesson: string;
  /** A word of the lesson's files, when it is not the name. */
  lessonSays?: string;
  test: string;
  /** A word of the test, when it is not the name. */
  testSays?: string;
  /** What the machine has instead, where it has not this. */
  absent?: string;
}

export type Kind = 'command' | 'call' | 'path' | 'filesystem' | 'program' | 'concept';

const ARTICLE = 'kernel-sim/lab/article.test.ts';
const PROGRAMS = 'kernel-sim/conformance/programs';
const LESSONS = 'content';
const DEVICES = 'kernel-sim/machine/devices/devices.test.ts';
const LAYERS = 'kernel-sim/kernel/net/ethernet.test.ts';

const says = (name: string, lesson: string, test: string, lessonSays = name, testSays = name): Row => ({
  name,
  lesson,
  test,
  ...(lessonSays !== name && { lessonSays }),
  ...(testSays !== name && { testSays }),
});
const call = (name: string, lesson: string, program: string): Row => says(name, lesson, `${PROGRAMS}/${program}.c`);
const notHere = (name: string, absent: string, lesson = 'mount', lessonSays = 'mount'): Row => ({
  ...says(name, lesson, ARTICLE, lessonSays),
  absent,
});

export const SECTIONS: readonly { kind: Kind; title: string; rows: readonly Row[] }[] = [
  {
    kind: 'command',
    title: 'Commands',
    rows: [
      says('ps', 'three-layers', ARTICLE),
      notHere('ssh', '`ssh: not found`: there is no encryption in the guest', 'three-layers', 'ssh'),
      says('grep', 'userland-is-programs', ARTICLE),
      says('find', 'userland-is-programs', ARTICLE),
      says('ping', 'a-packet', ARTICLE),
      says('cat', 'meminfo', ARTICLE, 'cat', 'cat /proc/meminfo'),
      says('mount', 'mount', ARTICLE),
      says('echo', 'write-strace', ARTICLE),
      says('id --user', 'who-am-i', ARTICLE),
      says('strace -o c.log ./hello_c', 'seeing-calls', ARTICLE),
      says('strace -o c.log  ./hello.py', 'seeing-calls', ARTICLE, './hello.py'),
      says('grep MemTotal /proc/meminfo', 'meminfo', ARTICLE, 'MemTotal'),
      says('grep VmallocTotal /proc/meminfo', 'meminfo', ARTICLE, 'VmallocTotal'),
      says('ls /lib/modules/', 'ko-files', ARTICLE, '/lib/modules'),
      says('lsmod', 'ko-files', ARTICLE),
      says('man 2 write', 'write', `${PROGRAMS}/fs/read-write-seek.c`, 'write', 'write'),
    ],
  },
  {
    kind: 'call',
    title: 'System calls',
    rows: [
      call('clone', 'threads-are-tasks', 'kernel/clone_sharing'),
      call('fork', 'fork-exec-wait', 'kernel/fork_tree'),
      call('execve', 'fork-exec-wait', 'kernel/exec_errors'),
      call('getpid', 'sessions-and-groups', 'kernel/kill_targets'),
      call('setuid', 'who-am-i', 'kernel/credentials'),
      call('setns', 'namespaces', 'kernel/ns_uts'),
      call('getrusage', 'user-and-kernel-mode', 'kernel/rusage_switches'),
      call('capset', 'who-am-i', 'kernel/capabilities'),
      call('ptrace', 'write-strace', 'kernel/ptrace_syscalls'),
      call('brk', 'malloc', 'kernel/heap_brk'),
      call('mmap', 'memory-calls', 'kernel/mmap_anonymous'),
      call('munmap', 'memory-calls', 'kernel/mmap_anonymous'),
      call('mremap', 'memory-calls', 'kernel/mremap_move'),
      call('mlock', 'memory-calls', 'kernel/memory_lock'),
      call('mincore', 'memory-calls', 'kernel/memory_lock'),
      call('socket', 'network-calls', 'net/tcp_stream'),
      call('setsockopt', 'network-calls', 'net/reuse'),
      call('bind', 'network-calls', 'net/reuse'),
      call('listen', 'network-calls', 'net/tcp_accept'),
      call('open', 'vfs', 'fs/open-errors'),
      says('close', 'vfs', `${PROGRAMS}/fs/descriptors.c`, 'read'),
      call('read', 'vfs', 'fs/read-write-seek'),
      call('write', 'write', 'fs/read-write-seek'),
      call('time', 'time-and-cost', 'kernel/clocks'),
      call('clock_settime', 'time-and-cost', 'kernel/clock_set'),
      says('getuid', 'who-am-i', `${PROGRAMS}/kernel/ptrace_syscalls.c`),
      call('geteuid', 'who-am-i', 'kernel/credentials'),
      says('bpf', 'maps', `${PROGRAMS}/bpf/map_hash.c`),
    ],
  },
  {
    kind: 'path',
    title: 'Files and directories',
    rows: [
      says('/proc/meminfo', 'meminfo', ARTICLE),
      says('/dev/pts', 'dev', ARTICLE),
      says('/lib/modules', 'ko-files', ARTICLE),
      says('.ko', 'ko-files', ARTICLE),
      says('/usr/bin/python3', 'seeing-calls', ARTICLE),
      says('/proc', 'mount', ARTICLE),
      says('/sys', 'five-interfaces', ARTICLE),
      says('/dev', 'dev', ARTICLE),
      says('/dev/shm', 'mount', ARTICLE, 'tmpfs'),
      says('/dev/console', 'framebuffer', ARTICLE, 'console'),
      says('/sys/fs/cgroup', 'namespaces', ARTICLE, 'cgroup'),
      says('/proc/sys', 'swap-and-oom', ARTICLE, '/proc'),
      says('/etc/hosts', 'mount', ARTICLE, 'mount'),
      says('/etc/hostname', 'namespaces', ARTICLE, 'hostname'),
      says('/etc/resolv.conf', 'mount', ARTICLE, 'mount'),
      notHere('/proc/bus', 'no such file'),
      notHere('/proc/fs', 'no such file'),
      notHere('/proc/irq', 'no such file; `/proc/interrupts` is there'),
      notHere('/proc/acpi', 'no such file: the machine has no ACPI'),
      notHere('/proc/kcore', 'no such file'),
      notHere('/proc/keys', 'no such file: no key rings'),
      notHere('/proc/timer_list', 'no such file'),
      notHere('/dev/mqueue', 'no POSIX message queues; those of System V are there'),
    ],
  },
  {
    kind: 'filesystem',
    title: 'File systems',
    rows: [
      says('proc', 'mount', ARTICLE),
      says('sysfs', 'parameters', ARTICLE),
      says('devpts', 'dev', ARTICLE, '/dev/pts'),
      says('tmpfs', 'mount', ARTICLE),
      says('overlay', 'mount', ARTICLE),
      notHere('ext4', 'unknown file system; the disk has ext2, as Linux writes it', 'vfs', 'ext4'),
      notHere('btrfs', 'unknown file system', 'vfs', 'btrfs'),
      notHere('ntfs', 'unknown file system', 'vfs', 'ntfs'),
      notHere('cgroup', 'version 1 is not here; cgroup2 is', 'namespaces', 'cgroup'),
      notHere('mqueue', 'unknown file system'),
      notHere('9p', 'unknown file system'),
    ],
  },
  {
    kind: 'program',
    title: 'Programs and languages',
    rows: [
      says('hello_c', 'seeing-calls', ARTICLE),
      says('hello.py', 'seeing-calls', ARTICLE),
      says('from bcc import BPF', 'hello-bcc', ARTICLE),
      says('attach_kprobe', 'hello-bcc', ARTICLE),
      says('__x64_sys_clone', 'hello-bcc', ARTICLE),
      says('bpf_trace_printk', 'hello-bcc', ARTICLE),
      says('trace_print', 'hello-bcc', ARTICLE),
      says('init', 'userland-is-programs', 'kernel-sim/lab/run.test.ts', 'init', 'shell session'),
      says('shell', 'write-a-shell', 'kernel-sim/userland/native.test.ts', 'shell', 'shell'),
    ],
  },
  {
    kind: 'concept',
    title: 'Subjects',
    rows: [
      says('a system without a kernel', 'one-program', 'kernel-sim/lab/bare-disk.test.ts', 'kernel', 'bare'),
      says('a bug ends the system', 'one-bug', 'kernel-sim/machine/cpu/bare-metal.test.ts', 'fault', 'fault'),
      says('a device that never works again', 'broken-for-good', DEVICES, 'checksum', 'kills it'),
      says(
        'hardware driven by the program itself',
        'you-are-the-driver',
        'kernel-sim/lab/bare-disk.test.ts',
        'sector',
        'disk',
      ),
      says(
        'several programs, one device',
        'two-programs-one-device',
        `${LESSONS}/01-bare-metal/two-programs-one-device/arbiter/exercise.ts`,
        'serial',
        'checks',
      ),
      says(
        'the neighbour’s memory',
        'the-neighbours-memory',
        'kernel-sim/machine/cpu/bare-metal.test.ts',
        'page',
        'page',
      ),
      says('why a kernel', 'why-kernels-exist', 'kernel-sim/machine/devices/devices.test.ts', 'interrupt', 'interrupt'),
      says('hardware, kernel, user land', 'three-layers', ARTICLE, 'ring3', 'user land'),
      says(
        'the five hardware interfaces',
        'five-interfaces',
        `${LESSONS}/02-architecture/five-interfaces/five-answers/exercise.ts`,
        '/sys',
        'checks',
      ),
      says('interrupts', 'interrupts', DEVICES, 'interrupt', 'IRQ'),
      says(
        'user mode and kernel mode',
        'user-and-kernel-mode',
        'kernel-sim/machine/cpu/user-mode.test.ts',
        'mode',
        'user',
      ),
      says('session (SID)', 'sessions-and-groups', `${PROGRAMS}/kernel/sessions.c`, 'session', 'setsid'),
      says('process group (PGID)', 'sessions-and-groups', `${PROGRAMS}/kernel/orphaned_group.c`, 'group', 'setpgid'),
      says(
        'a session without a tty',
        'a-daemon',
        `${LESSONS}/03-components/a-daemon/leave-the-terminal/exercise.ts`,
        'setsid',
        'checks',
      ),
      says('process (PID)', 'fork-exec-wait', `${PROGRAMS}/kernel/fork_tree.c`, 'process', 'fork'),
      says('thread = process', 'threads-are-tasks', `${PROGRAMS}/kernel/threads.c`, 'clone', 'thread'),
      says('several CPUs', 'scheduler', 'kernel-sim/kernel/sched/smp.test.ts', 'CPU', 'cpus'),
      says('pages of 4 kB', 'pages', 'kernel-sim/kernel/mm/mm.test.ts', 'page', 'page'),
      says('one frame, two processes', 'copy-on-write', `${PROGRAMS}/kernel/copy_on_write.c`, 'frame', 'fork'),
      says('more memory than there is', 'swap-and-oom', 'kernel-sim/kernel/mm/swap.test.ts', 'swap', 'swap'),
      says('TLB', 'tlb', 'kernel-sim/machine/tlb/lesson.test.ts', 'TLB', 'TLB'),
      says('sockets', 'a-packet', `${PROGRAMS}/net/socket_errors.c`, 'socket', 'socket'),
      says('TCP', 'tcp-and-http', `${PROGRAMS}/net/tcp_stream.c`, 'TCP', 'SOCK_STREAM'),
      says('UDP', 'udp', `${PROGRAMS}/net/udp_basic.c`, 'UDP', 'SOCK_DGRAM'),
      says('IP', 'a-packet', LAYERS, 'IP', 'wrong header checksum'),
      says('HTTP in user space', 'tcp-and-http', LAYERS, 'HTTP', 'serves the web'),
      says('VFS', 'vfs', 'kernel-sim/kernel/fs/vfs.test.ts', 'VFS', 'file'),
      says(
        'file systems as plug-ins',
        'a-file-system',
        'kernel-sim/userland/kmodules.test.ts',
        'register_filesystem',
        'notefs',
      ),
      says('keyboard', 'you-are-the-driver', 'kernel-sim/kernel/drivers/devices.test.ts', 'keyboard', 'keyboard'),
      says('mouse', 'interrupts', 'kernel-sim/kernel/drivers/devices.test.ts', 'mouse', 'mouse'),
      says('disk', 'fsync', 'kernel-sim/lab/bare-disk.test.ts', 'disk', 'disk'),
      says('pseudo terminals', 'dev', `${PROGRAMS}/fs/pty.c`, '/dev/pts', 'ptmx'),
      says('GPU', 'framebuffer', 'kernel-sim/kernel/drivers/devices.test.ts', '/dev/fb0', 'fb0'),
      says('ring protection', 'forbidden', 'kernel-sim/machine/cpu/user-mode.test.ts', 'ring', 'user'),
      says('syscall in and out', 'syscall-in-and-out', 'kernel-sim/machine/cpu/user-mode.test.ts', 'rcx', 'syscall'),
      says('forbidden calls and instructions', 'forbidden', `${PROGRAMS}/kernel/signal_fault.c`, 'SIGSEGV', 'SIG'),
      says('kernel modules', 'hello-ring-zero', 'kernel-sim/userland/kmodules.test.ts', 'init_module', 'insmod'),
      says(
        'eBPF: a 64-bit RISC in the kernel',
        'a-machine-in-the-kernel',
        'kernel-sim/conformance/bpf/suite.test.ts',
        'eBPF',
        'bpf',
      ),
      says(
        'verified before it runs',
        'verifier',
        'kernel-sim/conformance/bpf-verifier/generated.test.ts',
        'verifier',
        'nothing refused there is accepted',
      ),
      says('Cilium', 'services-and-audit', 'kernel-sim/lab/bpf.test.ts', 'Cilium', 'bpf'),
      says('iovisor (bcc)', 'hello-bcc', 'kernel-sim/userland/python-bcc/bcc.test.ts', 'bcc', 'bcc'),
      says('Falco', 'services-and-audit', 'kernel-sim/lab/bpf.test.ts', 'Falco', 'bpf'),
      says('Katran', 'xdp', 'kernel-sim/lab/bpf.test.ts', 'Katran', 'bpf'),
    ],
  },
];

export const DOCUMENT = fileURLToPath(new URL('../docs/seed-coverage.md', import.meta.url));

/** Folder under content/ of the lesson of this slug; null while it is not written, undefined when there is none. */
export function folderOf(slug: string): string | null | undefined {
  const lesson = course.chapters.flatMap((chapter) => chapter.lessons).find((one) => one.slug === slug);
  return lesson && (lesson.folder ?? null);
}

const lessonCell = (slug: string): string => {
  const folder = folderOf(slug);
  return folder ? `[${folder}](../content/${folder})` : `${slug}: still to be written`;
};
const code = (row: Row, kind: Kind): string => (kind === 'concept' ? row.name : `\`${row.name}\``);

function section({ kind, title, rows }: (typeof SECTIONS)[number]): string {
  const line = (row: Row) =>
    `| ${code(row, kind)} | ${row.absent ?? 'yes'} | ${lessonCell(row.lesson)} | [${row.test.split('/').slice(-2).join('/')}](../${row.test}) |`;
  return [`## ${title}`, '', '| name | here | lesson | test |', '|---|---|---|---|', ...rows.map(line), ''].join('\n');
}

export function coverageDocument(): string {
  const rows = SECTIONS.flatMap((one) => one.rows);
  const absent = rows.filter((row) => row.absent).length;
  const unwritten = rows.filter((row) => !folderOf(row.lesson)).length;
  return `# What the source article names

Generated by \`node --import tsx scripts/seed-coverage.ts\`; do not edit. A test (\`scripts/seed-coverage.test.ts\`) holds each line: the lesson
exists and speaks of it, the test exists and speaks of it, commands and system calls are there.

${rows.length} names: ${rows.length - absent} work, ${absent} are not in the machine and say so as Linux does; ${unwritten} have a lesson still to be written.

${SECTIONS.map(section).join('\n')}`;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href)
  writeFileSync(DOCUMENT, coverageDocument());
