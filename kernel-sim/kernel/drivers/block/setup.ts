/**
 * The block devices of a machine at boot: its disks with their partitions, RAM disk and loop devices. Follows drivers/block/virtio_blk.c
 * (names, major, lines in the log), block/partitions/core.c and drivers/base (nodes in /dev).
 */
import { EBUSY } from '../../errno';
import { contextOf } from '../../fs/context';
import { createNode, removeNode } from '../../fs/devtmpfs';
import type { BootOptions, Kernel, MaySleep } from '../../types';
import { S_IFBLK } from '../../types';
import { BlockDevice } from './device';
import { Disk } from './disk';
import { SECTOR } from './image';
import { addLoopDevices } from './loop';
import { readMbr } from './partitions';
import { RequestQueue } from './queue';
import { addRamDisk } from './ramdisk';

const VIRTBLK_MAJOR = 254;
const MINORS_PER_DISK = 16;
/** Interrupt numbers of message-signalled interrupts begin here. */
const FIRST_MSI = 24;
/** `disk`, in Debian's /etc/group. */
const DISK_GROUP = 6;

export function addBlockDevices(kernel: Kernel, options: BootOptions): void {
  const { blockDevices } = contextOf(kernel);
  blockDevices.onAdd.push((device) => createNode(kernel, device.name, S_IFBLK | 0o660, device.number, DISK_GROUP));
  blockDevices.onRemove.push((device) => removeNode(kernel, device.name));
  blockDevices.registerMajor(259, 'blkext');
  addRamDisk(kernel);
  addLoopDevices(kernel);
  options.disks?.forEach((disk, index) => {
    addDisk(kernel, new Disk(disk), index);
  });
}

function addDisk(kernel: Kernel, disk: Disk, index: number): void {
  const context = contextOf(kernel);
  const { blockDevices } = context;
  blockDevices.registerMajor(VIRTBLK_MAJOR, 'virtblk');
  const line = context.addInterruptLine(FIRST_MSI + index, 'PCI-MSI', `virtio${index}-req.0`);
  const queue = new RequestQueue(kernel, disk, line, (VIRTBLK_MAJOR << 20) | (index * MINORS_PER_DISK));
  blockDevices.queues.push(queue);
  const device = new BlockDevice(kernel, {
    name: disk.name,
    major: VIRTBLK_MAJOR,
    minor: index * MINORS_PER_DISK,
    target: queue,
    sectors: disk.sectors,
    stats: queue.stats,
    rotational: disk.rotational,
  });
  device.readOnly = disk.readOnly;
  blockDevices.add(device);
  const [mb, mib] = [1e6, 2 ** 20].map((unit) => (device.bytes / unit).toFixed(1));
  kernel.printk(
    5,
    `virtio_blk virtio${index}: [${disk.name}] ${disk.sectors} 512-byte logical blocks (${mb} MB/${mib} MiB)`,
  );
  device.rescan = () => scan(kernel, device, disk, index);
  scan(kernel, device, disk, index);
}

/** The partitions that the table names; those that were there go, unless one of them is in use. */
function scan(kernel: Kernel, device: BlockDevice, disk: Disk, index: number): MaySleep<number> {
  const { blockDevices } = contextOf(kernel);
  if (device.partitions.some((part) => part.openers > 0 || part.holder !== null)) return -EBUSY;
  for (const part of [...device.partitions]) blockDevices.remove(part);
  const table = new Uint8Array(SECTOR);
  if (disk.sectors > 0) disk.read(0, table, 0);
  const names: string[] = [];
  for (const { number, start, sectors } of readMbr(table, disk.sectors)) {
    const name = `${disk.name}${/\d$/.test(disk.name) ? 'p' : ''}${number}`;
    names.push(name);
    const part = new BlockDevice(kernel, {
      name,
      major: VIRTBLK_MAJOR,
      minor: index * MINORS_PER_DISK + number,
      target: device,
      start,
      sectors,
      parent: device,
      partition: number,
      rotational: disk.rotational,
    });
    part.readOnly = device.readOnly;
    blockDevices.add(part);
  }
  if (names.length > 0) kernel.printk(6, ` ${disk.name}: ${names.join(' ')}`);
  return 0;
}

/** The plug: what every disk holds after it. */
export function cutPower(kernel: Kernel): { name: string; image: Uint8Array }[] {
  const four = new Uint8Array(4);
  const chance = (): number => {
    kernel.randomBytes(four);
    return new DataView(four.buffer).getUint32(0, true) / 2 ** 32;
  };
  return contextOf(kernel).blockDevices.queues.map((queue) => ({
    name: queue.disk.name,
    image: queue.powerCut(chance),
  }));
}

export function diskContent(kernel: Kernel, name: string): Uint8Array | null {
  const queue = contextOf(kernel).blockDevices.queues.find(({ disk }) => disk.name === name);
  return queue === undefined ? null : queue.disk.toBytes();
}
