/**
 * What userland consists of: which sources make which program, and what the initramfs holds besides. A `.c` in bin/ is a
 * program of that name; those that need more than shared/ are in the table.
 */

/** Programs of several sources; paths are relative to userland/, a folder stands for all its `.c`. */
export const PROGRAMS: Readonly<Record<string, readonly string[]>> = {
  'sbin/init': ['init'],
  'bin/sh': ['sh'],
  'bin/strace': ['strace'],
  'bin/python3': ['python'],
};

/** Symbolic links: path → target. */
export const LINKS: Readonly<Record<string, string>> = {
  'bin/[': 'test',
  'bin/egrep': 'grep',
  'bin/fgrep': 'grep',
  'bin/reboot': 'poweroff',
  'bin/halt': 'poweroff',
  'bin/mke2fs': 'mkfs.ext2',
  'bin/insmod': 'kmod',
  'bin/rmmod': 'kmod',
  'bin/lsmod': 'kmod',
  'bin/modinfo': 'kmod',
  'bin/modprobe': 'kmod',
  'bin/depmod': 'kmod',
  'sbin/insmod': '../bin/kmod',
  'sbin/rmmod': '../bin/kmod',
  'sbin/modprobe': '../bin/kmod',
  'usr/bin': '../bin',
  'usr/sbin': '../sbin',
  init: 'sbin/init',
};

/** Directories with their permissions, parents first. */
export const DIRECTORIES: Readonly<Record<string, number>> = {
  bin: 0o755,
  sbin: 0o755,
  etc: 0o755,
  proc: 0o555,
  sys: 0o555,
  dev: 0o755,
  tmp: 0o1777,
  root: 0o700,
  home: 0o755,
  mnt: 0o755,
  usr: 0o755,
  'usr/lib': 0o755,
  lib: 0o755,
  'lib/modules': 0o755,
  var: 0o755,
};
