/**
 * The command lines of the course's source article, typed into one shell as it prints them. What the article shows of their output is
 * compared line by line where it is the same on every machine (names of /proc/meminfo, VmallocTotal, the lines of strace).
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { hostServices } from './host-services';
import { LinuxSession } from './linux';
import { loadAssets } from './node-assets';

const HELLO_C = '#include <stdio.h>\n\nint main(void) {\n    printf("hello world\\n");\n    return 0;\n}\n';
const HELLO_PY = '#!/usr/bin/python3\nprint("hello python")\n';
const BCC_PY = `#!/usr/bin/python3

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

/** Every name that the article's /proc/meminfo shows, in its order. */
const MEMINFO =
  `MemTotal MemFree MemAvailable Buffers Cached SwapCached Active Inactive Active(anon) Inactive(anon) Active(file)
Inactive(file) Unevictable Mlocked SwapTotal SwapFree Dirty Writeback AnonPages Mapped Shmem KReclaimable Slab SReclaimable SUnreclaim
KernelStack PageTables NFS_Unstable Bounce WritebackTmp CommitLimit Committed_AS VmallocTotal VmallocUsed VmallocChunk Percpu AnonHugePages
ShmemHugePages ShmemPmdMapped FileHugePages FilePmdMapped HugePages_Total HugePages_Free HugePages_Rsvd HugePages_Surp Hugepagesize Hugetlb
DirectMap4k DirectMap2M DirectMap1G`.split(/\s+/);

const encode = (text: string) => new TextEncoder().encode(text);

/** A shell on the console, and somebody who types. */
class Terminal {
  readonly session: LinuxSession;

  constructor() {
    const { initramfs, sysroot } = loadAssets();
    const file = (name: string, mode: number, text: string) => ({ path: `/root/${name}`, mode, data: encode(text) });
    this.session = new LinuxSession({
      initramfs,
      seed: 1,
      cpus: 2,
      hostServices: hostServices(sysroot),
      limits: { instructions: 1e11, output: 1 << 20, tasks: 64 },
      files: [file('hello.c', 0o644, HELLO_C), file('hello.py', 0o755, HELLO_PY), file('bcc-hello.py', 0o755, BCC_PY)],
      output: () => {},
    });
    this.settle();
  }

  /** What a line prints, without its echo and the next prompt. */
  type(line: string): string {
    const before = this.screen().length;
    this.press(`${line}\n`);
    this.settle();
    return this.screen().slice(before).replace(/^.*\n/, '').replace(/# $/, '');
  }

  press(keys: string): void {
    this.session.input(encode(keys));
  }

  screen(): string {
    return this.session.view().console.replaceAll('\r\n', '\n');
  }

  /** Until the shell's prompt is there again, 50 virtual seconds at most. */
  settle(): void {
    for (let i = 0; i < 1000 && !(this.session.waiting || this.screen().endsWith('\n# ')); i++)
      this.session.advance(5_000_000);
    if (this.session.end) throw new Error(`${this.session.end}: ${this.session.booted.panicReport}`);
  }

  advance(slices: number): void {
    for (let i = 0; i < slices; i++) this.session.advance(5_000_000);
  }
}

describe('the article, typed', { timeout: 60_000 }, () => {
  let terminal: Terminal;
  const type = (line: string) => terminal.type(line);
  beforeAll(() => {
    terminal = new Terminal();
    type('cd');
  });

  test('cat /proc/meminfo has every line of the article’s, in its order', () => {
    const names = type('cat /proc/meminfo')
      .split('\n')
      .map((line) => line.split(':')[0]);
    expect(names.filter((name) => name && MEMINFO.includes(name))).toEqual(MEMINFO);
  });

  test('grep MemTotal /proc/meminfo', () => {
    expect(type('grep MemTotal /proc/meminfo')).toMatch(/^MemTotal: +\d+ kB\n$/);
  });

  test('grep VmallocTotal /proc/meminfo', () => {
    expect(type('grep VmallocTotal /proc/meminfo')).toBe('VmallocTotal:   34359738367 kB\n');
  });

  test('mount: proc, sysfs, devpts and tmpfs with the article’s options', () => {
    const lines = type('mount').split('\n');
    expect(lines).toContain('devpts on /dev/pts type devpts (rw,nosuid,noexec,relatime,gid=5,mode=620,ptmxmode=666)');
    expect(
      lines.find((line) => line.startsWith('proc on /proc type proc (rw,nosuid,nodev,noexec,relatime)')),
    ).toBeTruthy();
    for (const type of ['sysfs on /sys', 'tmpfs on /dev/shm']) expect(lines.join('\n')).toContain(type);
  });

  test('an overlay is mounted with its layers in mount’s line; file systems that are not here are refused as unknown', () => {
    type('mkdir -p /tmp/o/l /tmp/o/u /tmp/o/w /tmp/o/m');
    type('mount -t overlay overlay -o lowerdir=/tmp/o/l,upperdir=/tmp/o/u,workdir=/tmp/o/w /tmp/o/m');
    expect(type('mount | grep overlay')).toBe(
      'overlay on /tmp/o/m type overlay (rw,relatime,lowerdir=/tmp/o/l,upperdir=/tmp/o/u,workdir=/tmp/o/w)\n',
    );
    for (const name of ['ext4', 'btrfs', 'ntfs', '9p', 'mqueue', 'cgroup'])
      expect(type(`mount -t ${name} none /mnt`)).toContain(`unknown filesystem type '${name}'`);
  });

  test('the paths of mount’s lines: there, or no such file', () => {
    const here = '/dev/console /dev/pts /dev/shm /etc/hostname /etc/hosts /etc/resolv.conf /proc/sys /sys/fs/cgroup';
    expect(type(`for p in ${here}; do ls -d $p; done`).trimEnd().split('\n')).toEqual(here.split(' '));
    const absent = '/proc/bus /proc/fs /proc/irq /proc/acpi /proc/kcore /proc/keys /proc/timer_list /dev/mqueue';
    for (const path of absent.split(' '))
      expect(type(`ls -d ${path}`)).toBe(`ls: cannot access '${path}': No such file or directory\n`);
  });

  test('id --user', () => {
    expect(type('id --user')).toBe('0\n');
  });

  test('strace -o c.log ./hello_c ends in write', () => {
    expect(type('cc hello.c -o hello_c')).toBe('');
    expect(type('strace -o c.log ./hello_c')).toBe('hello world\n');
    const lines = type('cat c.log').split('\n');
    expect(lines[0]).toMatch(/^execve\("\.\/hello_c", \["\.\/hello_c"\], 0x[0-9a-f]+ \/\* \d+ vars \*\/\) = 0$/);
    expect(lines).toContain('write(1, "hello world\\n", 12)           = 12');
    expect(lines.slice(-3)).toEqual(['exit_group(0)                           = ?', '+++ exited with 0 +++', '']);
  });

  test('strace -o c.log  ./hello.py opens and reads the script, then writes', () => {
    expect(type('strace -o c.log  ./hello.py')).toBe('hello python\n');
    const log = type('cat c.log');
    const order = [
      /^execve\("\.\/hello\.py"/m,
      /^openat\(AT_FDCWD, "\.\/hello\.py", O_RDONLY\|O_CLOEXEC\) = 3$/m,
      /^fstat\(3, \{st_mode=S_IFREG\|0755, st_size=41, \.\.\.\}\) = 0$/m,
      /^read\(3, "#!\/usr\/bin\/python3\\nprint\(\\"hello "\.\.\., \d+\) = 41$/m,
      /^close\(3\) +/m,
      /^write\(1, "hello python\\n", 13\) +/m,
      /^exit_group\(0\) +/m,
    ].map((line) => log.search(line));
    expect(order).not.toContain(-1);
    expect(order).toEqual(order.toSorted((a, b) => a - b));
  });

  test('ls /lib/modules/ names the release, with .ko files below; lsmod lists what is loaded', () => {
    expect(type('ls /lib/modules/')).toBe(type('uname -r'));
    const files = type("find /lib/modules/ -name '*.ko'").trimEnd().split('\n');
    expect(files.length).toBeGreaterThan(0);
    expect(type('lsmod')).toBe('Module                  Size  Used by\n');
    type('modprobe hello');
    expect(type('lsmod').split('\n')[1]).toMatch(/^hello +\d+ +0$/);
    expect(type('modinfo -F filename hello').trimEnd()).toBe(files.find((file) => file.endsWith('/hello.ko')));
    type('rmmod hello');
  });

  test('the utilities that the article calls user land: echo grep find ping ps; ssh is not installed', () => {
    expect(type('echo hello')).toBe('hello\n');
    expect(type('find /proc -maxdepth 1 -name meminfo')).toBe('/proc/meminfo\n');
    expect(type('ping -c 1 127.0.0.1')).toContain('1 packets transmitted, 1 received, 0% packet loss');
    expect(type('ps')).toMatch(/^ +PID TTY +TIME CMD\n/);
    expect(type('ssh localhost')).toContain('ssh: not found');
  });

  test('the bcc program prints a line for every clone, until ^C', () => {
    type('(while :; do /bin/true; sleep 0.2; done) &');
    const before = terminal.screen().length;
    terminal.press('./bcc-hello.py\n');
    terminal.advance(60);
    terminal.press('\x03');
    terminal.advance(20);
    const printed = terminal.screen().slice(before).split('\n');
    const hello = printed.filter((line) => line.includes('Hello'));
    expect(hello.length).toBeGreaterThan(2);
    for (const line of hello)
      expect(line).toMatch(/^b' +sh-\d+ +\[00\d\] d\.\.31 +\d+\.\d{6}: bpf_trace_printk: Hello, World!'$/);
    type('kill %1');
  });
});
