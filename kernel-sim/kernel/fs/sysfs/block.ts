/** Block devices in /sys: /sys/block/vda and what is in it. Follows block/genhd.c, block/blk-sysfs.c and block/partitions/core.c. */
import type { BlockDevice } from '../../drivers/block/device';
import { statFields } from '../../drivers/block/registry';
import type { Kernel } from '../../types';
import { contextOf } from '../context';
import { majorOf, minorOf } from '../inode';
import { type SysFs, sysfsOf } from './index';

export function showBlockDevices(kernel: Kernel): void {
  const { blockDevices } = contextOf(kernel);
  const tree = sysfsOf(kernel);
  for (const device of blockDevices.all()) show(tree, device);
  blockDevices.onAdd.push((device) => show(tree, device));
  blockDevices.onRemove.push((device) => hide(tree, device));
}

/** Disks hang on their virtio device, all others are virtual. */
function placeOf(device: BlockDevice): string {
  if (device.parent !== null) return `${placeOf(device.parent)}/${device.name}`;
  const index = minorOf(device.number) / 16;
  if (device.name.startsWith('vd'))
    return `/devices/pci0000:00/0000:00:0${4 + index}.0/virtio${index}/block/${device.name}`;
  return `/devices/virtual/block/${device.name}`;
}

const numberOf = ({ number }: BlockDevice): string => `${majorOf(number)}:${minorOf(number)}`;

function show(tree: SysFs, device: BlockDevice): void {
  const place = placeOf(device);
  const value = (name: string, text: () => string | number) =>
    tree.create(`${place}/${name}`, { show: () => `${text()}\n` });
  value('dev', () => numberOf(device));
  value('size', () => device.sectors);
  value('ro', () => (device.readOnly ? 1 : 0));
  value('stat', () =>
    statFields(device)
      .map((field) => String(field).padStart(8))
      .join(' '),
  );
  value('inflight', () => `${String(device.stats.inFlight).padStart(8)} ${'0'.padStart(8)}`);
  value('alignment_offset', () => 0);
  tree.create(`${place}/uevent`, { show: () => uevent(device) });
  tree.link(`${place}/subsystem`, '/class/block');
  tree.link(`/class/block/${device.name}`, place);
  tree.link(`/dev/block/${numberOf(device)}`, place);
  if (device.parent !== null) {
    value('partition', () => device.partition);
    value('start', () => device.start);
    return;
  }
  tree.link(`/block/${device.name}`, place);
  value('removable', () => 0);
  value('range', () => (device.name.startsWith('vd') ? 16 : 1));
  value('ext_range', () => 256);
  value('hidden', () => 0);
  value('capability', () => 0);
  queue(tree, device, `${place}/queue`);
  if (device.name.startsWith('loop')) tree.directory(`${place}/loop`);
}

function queue(tree: SysFs, device: BlockDevice, place: string): void {
  const disk = device.name.startsWith('vd');
  const values: Record<string, () => string | number> = {
    rotational: () => (device.rotational ? 1 : 0),
    scheduler: () => (disk ? '[mq-deadline] none' : 'none'),
    nr_requests: () => 256,
    logical_block_size: () => 512,
    physical_block_size: () => 512,
    hw_sector_size: () => 512,
    minimum_io_size: () => 512,
    optimal_io_size: () => 0,
    max_sectors_kb: () => 1280,
    read_ahead_kb: () => 128,
    write_cache: () => (disk ? 'write back' : 'write through'),
    nomerges: () => 0,
    zoned: () => 'none',
  };
  for (const [name, text] of Object.entries(values)) tree.create(`${place}/${name}`, { show: () => `${text()}\n` });
}

function uevent(device: BlockDevice): string {
  const partition = device.parent === null ? '' : `PARTN=${device.partition}\n`;
  const type = device.parent === null ? 'disk' : 'partition';
  return `MAJOR=${majorOf(device.number)}\nMINOR=${minorOf(device.number)}\nDEVNAME=${device.name}\nDEVTYPE=${type}\n${partition}`;
}

function hide(tree: SysFs, device: BlockDevice): void {
  tree.remove(placeOf(device));
  tree.remove(`/class/block/${device.name}`);
  tree.remove(`/block/${device.name}`);
  tree.remove(`/dev/block/${numberOf(device)}`);
}
