/** What /sys has without any driver: processors, the classes of memory devices and terminals, /sys/kernel. Follows drivers/base/cpu.c, kernel/ksysfs.c. */
import { MEM_DEVICES, MEM_MAJOR } from '../../drivers/char/mem';
import type { Kernel } from '../../types';
import { sysfsOf } from './index';

/** A character device in /sys: under /devices, in its class, and by number in /dev/char. Drivers call this when they register one. */
export function showCharDevice(
  kernel: Kernel,
  className: string,
  name: string,
  major: number,
  minor: number,
  parent = '/devices/virtual',
): void {
  const tree = sysfsOf(kernel);
  const place = `${parent}/${className}/${name.replace(/\//g, '!')}`;
  tree.create(`${place}/dev`, { show: () => `${major}:${minor}\n` });
  tree.create(`${place}/uevent`, { show: () => `MAJOR=${major}\nMINOR=${minor}\nDEVNAME=${name}\n` });
  tree.link(`${place}/subsystem`, `/class/${className}`);
  tree.link(`/class/${className}/${name.split('/').pop()}`, place);
  tree.link(`/dev/char/${major}:${minor}`, place);
}

const TTYS: readonly (readonly [string, number, number])[] = [
  ['tty', 5, 0],
  ['console', 5, 1],
  ['ptmx', 5, 2],
  ['tty0', 4, 0],
  ['tty1', 4, 1],
];

export function showSystem(kernel: Kernel): void {
  const tree = sysfsOf(kernel);
  for (const { name, minor } of MEM_DEVICES) showCharDevice(kernel, 'mem', name, MEM_MAJOR, minor);
  for (const [name, major, minor] of TTYS) showCharDevice(kernel, 'tty', name, major, minor);
  tree.create('/devices/virtual/tty/tty0/active', { show: () => 'tty1\n' });
  processors(kernel);
  for (const name of ['net', 'input', 'graphics', 'block', 'misc']) tree.directory(`/class/${name}`);
  for (const name of [
    '/bus/pci/devices',
    '/bus/virtio/devices',
    '/firmware',
    '/fs',
    '/module',
    '/power',
    '/kernel/mm',
    '/kernel/debug',
    '/kernel/tracing',
    '/fs/cgroup',
    '/fs/bpf',
  ])
    tree.directory(name);
  tree.create('/kernel/uevent_seqnum', { show: () => '0\n' });
  tree.create('/kernel/profiling', { show: () => '0\n' });
  tree.create('/kernel/kexec_loaded', { show: () => '0\n' });
  tree.create('/kernel/rcu_expedited', { show: () => '0\n' });
  tree.create('/kernel/mm/transparent_hugepage/enabled', { show: () => 'always madvise [never]\n' });
  tree.create('/power/state', { show: () => '\n' });
}

function processors(kernel: Kernel): void {
  const tree = sysfsOf(kernel);
  const count = kernel.core.cpus?.length ?? 1;
  const all = count === 1 ? '0' : `0-${count - 1}`;
  const base = '/devices/system/cpu';
  for (const name of ['online', 'possible', 'present']) tree.create(`${base}/${name}`, { show: () => `${all}\n` });
  tree.create(`${base}/offline`, { show: () => '\n' });
  tree.create(`${base}/kernel_max`, { show: () => '8191\n' });
  for (let cpu = 0; cpu < count; cpu++) {
    const place = `${base}/cpu${cpu}`;
    // The boot processor cannot be taken off-line and has no such file.
    if (cpu > 0) tree.create(`${place}/online`, { show: () => '1\n' });
    tree.create(`${place}/topology/core_id`, { show: () => `${cpu}\n` });
    tree.create(`${place}/topology/physical_package_id`, { show: () => '0\n' });
    tree.create(`${place}/topology/core_cpus_list`, { show: () => `${cpu}\n` });
    tree.link(`${place}/subsystem`, '/bus/cpu');
    tree.link(`/bus/cpu/devices/cpu${cpu}`, place);
  }
}
