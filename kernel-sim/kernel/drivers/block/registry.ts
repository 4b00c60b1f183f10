/**
 * Which block devices there are, by number, and the lines that /proc shows of them. Follows block/genhd.c (register_blkdev,
 * add_disk, show_partition, diskstats_show).
 */
import { majorOf, minorOf } from '../../fs/inode';
import type { BlockDevice } from './device';
import type { RequestQueue } from './queue';

export class BlockDevices {
  private readonly byNumber = new Map<number, BlockDevice>();
  private readonly majors: [major: number, name: string][] = [];
  /** Disks with a queue: power cuts and interrupts. */
  readonly queues: RequestQueue[] = [];
  /** Told of every device that comes or goes: /dev nodes, /sys. */
  onAdd: ((device: BlockDevice) => void)[] = [];
  onRemove: ((device: BlockDevice) => void)[] = [];

  registerMajor(major: number, name: string): void {
    if (!this.majors.some(([known]) => known === major)) this.majors.push([major, name]);
  }

  add(device: BlockDevice): void {
    this.byNumber.set(device.number, device);
    device.parent?.partitions.push(device);
    for (const told of this.onAdd) told(device);
  }

  remove(device: BlockDevice): void {
    this.byNumber.delete(device.number);
    const siblings = device.parent?.partitions;
    siblings?.splice(siblings.indexOf(device), 1);
    for (const told of this.onRemove) told(device);
  }

  find(number: number): BlockDevice | undefined {
    return this.byNumber.get(number);
  }

  named(name: string): BlockDevice | undefined {
    for (const device of this.byNumber.values()) if (device.name === name) return device;
    return undefined;
  }

  /** By device number, as Linux walks its class. */
  all(): BlockDevice[] {
    return [...this.byNumber.values()].sort((a, b) => a.number - b.number);
  }

  /** /proc/devices, second half. */
  majorLines(): string {
    return [...this.majors]
      .sort(([a], [b]) => a - b)
      .map(([major, name]) => `${String(major).padStart(3)} ${name}\n`)
      .join('');
  }

  /** /proc/partitions. Loop devices without a file have no size and are left out. */
  partitionsText(): string {
    let text = 'major minor  #blocks  name\n\n';
    for (const { number, sectors, name } of this.all()) {
      if (sectors === 0) continue;
      const blocks = String(Math.floor(sectors / 2)).padStart(10);
      text += `${String(majorOf(number)).padStart(4)}  ${String(minorOf(number)).padStart(7)} ${blocks} ${name}\n`;
    }
    return text;
  }

  /** /proc/diskstats. */
  diskstatsText(): string {
    return this.all()
      .map((device) => {
        const number = `${String(majorOf(device.number)).padStart(4)} ${String(minorOf(device.number)).padStart(7)}`;
        return `${number} ${device.name} ${statFields(device).join(' ')}\n`;
      })
      .join('');
  }
}

const ms = (instructions: number): number => Math.floor(instructions / 100_000);

/** The seventeen numbers of Documentation/admin-guide/iostats.rst. */
export function statFields({ stats: s }: BlockDevice): number[] {
  return [
    s.reads,
    s.readMerges,
    s.readSectors,
    ms(s.readTicks),
    s.writes,
    s.writeMerges,
    s.writeSectors,
    ms(s.writeTicks),
    s.inFlight,
    ms(s.ioTicks),
    ms(s.queueTicks),
    0,
    0,
    0,
    0,
    s.flushes,
    ms(s.flushTicks),
  ];
}
