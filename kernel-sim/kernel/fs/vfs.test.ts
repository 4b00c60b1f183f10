/**
 * Names, files and pipes through the system calls, on a kernel without a processor.
 */
import { describe, expect, test } from 'vitest';
import { O_APPEND, O_CREAT, O_DIRECTORY, O_EXCL, O_NOFOLLOW, O_RDONLY, O_RDWR, O_TRUNC, O_WRONLY } from '../abi/fcntl';
import { EACCES, EBADF, EEXIST, EISDIR, ELOOP, ENAMETOOLONG, ENOENT, ENOTDIR } from '../errno';
import { FakeKernel, userCred } from './testing/fake-kernel';

describe('open, read and write', () => {
  test('what is written is read back, and the file grows', () => {
    const k = new FakeKernel();
    const fd = k.call(k.init, 'open', '/hello', O_CREAT | O_RDWR, 0o644);
    expect(fd).toBe(0);
    expect(k.write(k.init, fd, 'hello, world\n')).toBe(13);
    expect(k.call(k.init, 'lseek', fd, 0, 0)).toBe(0);
    expect(k.read(k.init, fd)).toBe('hello, world\n');
    expect(k.read(k.init, fd)).toBe('');
    expect(k.call(k.init, 'close', fd)).toBe(0);
    expect(k.call(k.init, 'close', fd)).toBe(-EBADF);
  });

  test('O_APPEND writes at the end, O_TRUNC empties', () => {
    const k = new FakeKernel();
    const fd = k.call(k.init, 'open', '/log', O_CREAT | O_WRONLY | O_APPEND, 0o644);
    k.write(k.init, fd, 'one ');
    k.call(k.init, 'lseek', fd, 0, 0);
    k.write(k.init, fd, 'two');
    expect(k.cat(k.init, '/log')).toBe('one two');
    k.call(k.init, 'open', '/log', O_WRONLY | O_TRUNC, 0);
    expect(k.cat(k.init, '/log')).toBe('');
  });

  const errors: [string, string, number, number][] = [
    ['a missing file', '/none', O_RDONLY, -ENOENT],
    ['a file as a directory on the way', '/file/x', O_RDONLY, -ENOTDIR],
    ['a file with a slash behind', '/file/', O_RDONLY, -ENOTDIR],
    ['a directory for writing', '/dir', O_WRONLY, -EISDIR],
    ['creating a directory by open', '/dir', O_CREAT, -EISDIR],
    ['creating with a slash behind', '/new/', O_CREAT, -EISDIR],
    ['O_EXCL on what is there', '/file', O_CREAT | O_EXCL, -EEXIST],
    ['O_EXCL on a dangling link', '/dangling', O_CREAT | O_EXCL, -EEXIST],
    ['O_NOFOLLOW on a link', '/link', O_NOFOLLOW, -ELOOP],
    ['O_DIRECTORY on a file', '/file', O_DIRECTORY, -ENOTDIR],
    ['a link to itself', '/loop', O_RDONLY, -ELOOP],
    ['an empty path', '', O_RDONLY, -ENOENT],
    ['a name of 256 bytes', `/${'x'.repeat(256)}`, O_RDONLY, -ENAMETOOLONG],
    ['a path of 4096 bytes', `/${'x/'.repeat(2048)}`, O_RDONLY, -ENAMETOOLONG],
  ];
  test.each(errors)('%s', (_what, path, flags, expected) => {
    const k = new FakeKernel();
    k.call(k.init, 'close', k.call(k.init, 'creat', '/file', 0o644));
    k.call(k.init, 'mkdir', '/dir', 0o755);
    k.call(k.init, 'symlink', 'file', '/link');
    k.call(k.init, 'symlink', 'loop', '/loop');
    k.call(k.init, 'symlink', 'nowhere', '/dangling');
    expect(k.call(k.init, 'open', path, flags, 0o644)).toBe(expected);
  });

  test('a dangling link is created through', () => {
    const k = new FakeKernel();
    k.call(k.init, 'symlink', 'tmp/target', '/dangling');
    const fd = k.call(k.init, 'open', '/dangling', O_CREAT | O_WRONLY, 0o644);
    expect(fd).toBeGreaterThanOrEqual(0);
    k.write(k.init, fd, 'x');
    expect(k.cat(k.init, '/tmp/target')).toBe('x');
  });

  test('a user may not read what is not for him', () => {
    const k = new FakeKernel();
    const user = k.task(2, userCred(1000));
    k.call(k.init, 'creat', '/secret', 0o600);
    expect(k.call(user, 'open', '/secret', O_RDONLY)).toBe(-EACCES);
    expect(k.call(user, 'creat', '/mine', 0o600)).toBe(-EACCES);
    expect(k.call(user, 'creat', '/tmp/mine', 0o600)).toBeGreaterThanOrEqual(0);
  });
});

describe('the console', () => {
  test('newlines become carriage return and newline', () => {
    const k = new FakeKernel();
    const [file] = k.fs.openStdio(k.init);
    k.init.files.install(file);
    k.write(k.init, 0, 'hi\n');
    expect(k.screen()).toBe('hi\r\n');
  });
});

describe('/proc', () => {
  test('mounts', () => {
    const k = new FakeKernel();
    expect(k.cat(k.init, '/proc/mounts')).toMatchInlineSnapshot(`
      "rootfs / rootfs rw,size=1024k,nr_inodes=256,inode64 0 0
      sysfs /sys sysfs rw,nosuid,nodev,noexec,relatime 0 0
      proc /proc proc rw,nosuid,nodev,noexec,relatime 0 0
      udev /dev devtmpfs rw,nosuid,relatime,size=4096k,nr_inodes=256,mode=755,inode64 0 0
      devpts /dev/pts devpts rw,nosuid,noexec,relatime,gid=5,mode=620,ptmxmode=666 0 0
      tmpfs /run tmpfs rw,nosuid,nodev,noexec,relatime,size=204k,mode=755,inode64 0 0
      tmpfs /dev/shm tmpfs rw,nosuid,nodev,relatime,inode64 0 0
      tmpfs /tmp tmpfs rw,nosuid,nodev,relatime,inode64 0 0
      cgroup2 /sys/fs/cgroup cgroup2 rw,nosuid,nodev,noexec,relatime,nsdelegate,memory_recursiveprot 0 0
      tracefs /sys/kernel/tracing tracefs rw,nosuid,nodev,noexec,relatime 0 0
      debugfs /sys/kernel/debug debugfs rw,nosuid,nodev,noexec,relatime 0 0
      tracefs /sys/kernel/debug/tracing tracefs rw,nosuid,nodev,noexec,relatime 0 0
      bpf /sys/fs/bpf bpf rw,nosuid,nodev,noexec,relatime,mode=700 0 0
      "
    `);
  });
  test('every file of the system can be read', () => {
    const k = new FakeKernel();
    for (const name of [
      'meminfo',
      'stat',
      'uptime',
      'loadavg',
      'version',
      'devices',
      'filesystems',
      'interrupts',
      'kallsyms',
      'cpuinfo',
      'self/status',
      'self/stat',
      'self/statm',
      'self/limits',
      'self/maps',
      'self/cmdline',
      'self/comm',
      'self/mountinfo',
      'sys/kernel/hostname',
    ]) {
      expect([name, typeof k.cat(k.init, `/proc/${name}`)]).toEqual([name, 'string']);
    }
  });
});

describe('events', () => {
  test('tell of each operation with its path and bytes, and only while somebody listens', () => {
    const k = new FakeKernel();
    const fd = k.call(k.init, 'open', '/tmp/f', O_CREAT | O_RDWR, 0o644);
    expect(k.events).toEqual([]);
    k.listening = true;
    k.write(k.init, fd, 'abc');
    k.call(k.init, 'close', fd);
    k.call(k.init, 'mkdir', '/tmp/d', 0o755);
    k.call(k.init, 'rename', '/tmp/f', '/tmp/d/g');
    k.call(k.init, 'unlink', '/tmp/d/g');
    k.call(k.init, 'mount', 'none', '/tmp/d', 'tmpfs', 0, '');
    const told = k.events.map((event) =>
      event.type === 'vfs' ? `${event.op} ${event.fs} ${event.path} ${event.bytes ?? ''}`.trim() : event.type,
    );
    expect(told).toEqual([
      'write tmpfs /tmp/f 3',
      'close tmpfs /tmp/f',
      'mkdir tmpfs /tmp/d',
      'rename tmpfs /tmp/d/g',
      'unlink tmpfs /tmp/d/g',
      'mount tmpfs /tmp/d',
    ]);
  });
});
