/**
 * Mounts: crossing them, hiding, binding, unmounting; names of files that moved or went away.
 */
import { describe, expect, test } from 'vitest';
import { AT_FDCWD, O_CREAT, O_RDONLY, O_RDWR } from '../abi/fcntl';
import { MNT_DETACH, MS_BIND, MS_NODEV, MS_RDONLY, MS_REMOUNT } from '../abi/mount';
import { EACCES, EBUSY, EINVAL, ENODEV, ENOENT, ENOTDIR, EPERM, EROFS, EXDEV } from '../errno';
import { FakeKernel, userCred } from './testing/fake-kernel';

function machine() {
  const k = new FakeKernel();
  k.call(k.init, 'mkdir', '/m', 0o755);
  k.call(k.init, 'creat', '/m/hidden', 0o644);
  k.call(k.init, 'close', 0);
  return k;
}
const mount = (k: FakeKernel, target: string, flags = 0, type = 'tmpfs') =>
  k.call(k.init, 'mount', 'src', target, type, flags, '');

test('a mount hides what was there; unmounting shows it again', () => {
  const k = machine();
  expect(mount(k, '/m')).toBe(0);
  expect(k.call(k.init, 'open', '/m/hidden', O_RDONLY)).toBe(-ENOENT);
  expect(k.call(k.init, 'umount2', '/m', 0)).toBe(0);
  expect(k.call(k.init, 'open', '/m/hidden', O_RDONLY)).toBe(0);
});

test('.. leaves a mount by its mount point, but not the root', () => {
  const k = machine();
  mount(k, '/m');
  k.call(k.init, 'mkdir', '/m/d', 0o755);
  k.call(k.init, 'chdir', '/m/d');
  const at = k.room(64);
  k.call(k.init, 'chdir', '../../..');
  expect(k.text(at, k.call(k.init, 'getcwd', at, 64) - 1)).toBe('/');
  k.call(k.init, 'chdir', 'm/d/..');
  expect(k.text(at, k.call(k.init, 'getcwd', at, 64) - 1)).toBe('/m');
});

describe('errors', () => {
  const k = machine();
  const user = k.task(2, userCred(1000));
  const table: [string, number, number][] = [
    ['no such file system', mount(k, '/m', 0, 'zfs'), -ENODEV],
    ['no such place', mount(k, '/none'), -ENOENT],
    ['on a file', mount(k, '/m/hidden'), -ENOTDIR],
    ['not root', k.call(user, 'mount', 'x', '/m', 'tmpfs', 0, ''), -EPERM],
    ['unmounting no mount point', k.call(k.init, 'umount2', '/m', 0), -EINVAL],
    ['unmounting the root', k.call(k.init, 'umount2', '/', 0), -EINVAL],
    ['unmounting, not root', k.call(user, 'umount2', '/proc', 0), -EPERM],
  ];
  test.each(table)('%s', (_what, got, expected) => expect(got).toBe(expected));
});

test('a mount in use is busy: an open file, a working directory, a mount on it', () => {
  const k = machine();
  mount(k, '/m');
  const fd = k.call(k.init, 'open', '/m/f', O_CREAT | O_RDWR, 0o644);
  expect(k.call(k.init, 'umount2', '/m', 0)).toBe(-EBUSY);
  k.call(k.init, 'close', fd);
  k.call(k.init, 'mkdir', '/m/sub', 0o755);
  mount(k, '/m/sub');
  expect(k.call(k.init, 'umount2', '/m', 0)).toBe(-EBUSY);
  expect(k.call(k.init, 'rmdir', '/m/sub')).toBe(-EBUSY);
  k.call(k.init, 'chdir', '/m');
  expect(k.call(k.init, 'umount2', '/m', MNT_DETACH)).toBe(0);
  expect(String(k.cat(k.init, '/proc/mounts'))).not.toContain('/m');
});

test('a read-only mount takes no writes; remounting changes that', () => {
  const k = machine();
  mount(k, '/m', MS_RDONLY);
  expect(k.call(k.init, 'creat', '/m/f', 0o644)).toBe(-EROFS);
  expect(k.call(k.init, 'mkdir', '/m/d', 0o755)).toBe(-EROFS);
  expect(mount(k, '/m', MS_REMOUNT)).toBe(0);
  expect(k.call(k.init, 'mkdir', '/m/d', 0o755)).toBe(0);
  mount(k, '/m', MS_REMOUNT | MS_RDONLY);
  expect(k.call(k.init, 'rmdir', '/m/d')).toBe(-EROFS);
});

test('MS_NODEV closes device nodes; links and renames stay within a mount', () => {
  const k = machine();
  mount(k, '/m', MS_NODEV);
  k.call(k.init, 'mknod', '/m/null', 0o020666, 0x103);
  expect(k.call(k.init, 'open', '/m/null', O_RDONLY)).toBe(-EACCES);
  k.call(k.init, 'creat', '/f', 0o644);
  expect(k.call(k.init, 'link', '/f', '/m/f')).toBe(-EXDEV);
  expect(k.call(k.init, 'rename', '/f', '/m/f')).toBe(-EXDEV);
});

test('a bind mount shows a directory at a second place', () => {
  const k = machine();
  k.call(k.init, 'mkdir', '/b', 0o755);
  expect(k.call(k.init, 'mount', '/m', '/b', '', MS_BIND, '')).toBe(0);
  const fd = k.call(k.init, 'open', '/b/hidden', O_RDONLY);
  expect(fd).toBeGreaterThanOrEqual(0);
  expect(k.fs.vfs.pathName(k.init.files.get(fd)!.path)).toBe('/b/hidden');
  expect(k.call(k.init, 'link', '/m/hidden', '/b/link')).toBe(-EXDEV);
});

test('the name of an open file follows renames of its directories and tells of its removal', () => {
  const k = machine();
  const fd = k.call(k.init, 'open', '/m/hidden', O_RDONLY);
  const name = () => k.fs.vfs.pathName(k.init.files.get(fd)!.path);
  expect(name()).toBe('/m/hidden');
  k.call(k.init, 'rename', '/m', '/n');
  expect(name()).toBe('/n/hidden');
  k.call(k.init, 'rename', '/n/hidden', '/n/new');
  expect(name()).toBe('/n/new');
  k.call(k.init, 'unlink', '/n/new');
  expect(name()).toBe('/n/new (deleted)');
});

test('chroot: absolute paths and .. stay inside', () => {
  const k = machine();
  k.call(k.init, 'symlink', '/hidden', '/m/link');
  expect(k.call(k.init, 'chroot', '/m')).toBe(0);
  k.call(k.init, 'chdir', '/');
  expect(k.call(k.init, 'open', '/link', O_RDONLY)).toBeGreaterThanOrEqual(0);
  expect(k.call(k.init, 'open', '/../../m/hidden', O_RDONLY)).toBe(-ENOENT);
  expect(k.call(k.init, 'openat', AT_FDCWD, '../hidden', O_RDONLY)).toBeGreaterThanOrEqual(0);
});
