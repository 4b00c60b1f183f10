/**
 * Which driver answers for a character device number. Follows fs/char_dev.c (register_chrdev, chrdev_open) and /proc/devices.
 */
import type { FileOperations } from '../../types';

interface CharRange {
  major: number;
  firstMinor: number;
  count: number;
  /** As /proc/devices names it. */
  name: string;
  ops: FileOperations | ((minor: number) => FileOperations | undefined);
}

export class CharDevices {
  private readonly ranges: CharRange[] = [];

  /** Takes minors `firstMinor … firstMinor + count - 1` of `major`. `ops` may choose by minor number. */
  register(major: number, firstMinor: number, count: number, name: string, ops: CharRange['ops']): void {
    this.ranges.push({ major, firstMinor, count, name, ops });
  }

  /** Gives a range back. */
  unregister(major: number, firstMinor: number, count: number): void {
    const at = this.ranges.findIndex(
      (range) => range.major === major && range.firstMinor === firstMinor && range.count === count,
    );
    if (at >= 0) this.ranges.splice(at, 1);
  }

  /** Some minor of the range has a driver. */
  isTaken(major: number, firstMinor: number, count: number): boolean {
    return this.ranges.some(
      (range) =>
        range.major === major && firstMinor < range.firstMinor + range.count && range.firstMinor < firstMinor + count,
    );
  }

  find(major: number, minor: number): FileOperations | undefined {
    for (const range of this.ranges) {
      if (range.major !== major || minor < range.firstMinor || minor >= range.firstMinor + range.count) continue;
      return typeof range.ops === 'function' ? range.ops(minor) : range.ops;
    }
    return undefined;
  }

  /** Lines of /proc/devices: major and name, by major, one line for each pair. */
  list(): [major: number, name: string][] {
    const seen = new Set<string>();
    const all: [number, string][] = [];
    for (const { major, name } of [...this.ranges].sort((a, b) => a.major - b.major)) {
      if (seen.has(`${major} ${name}`)) continue;
      seen.add(`${major} ${name}`);
      all.push([major, name]);
    }
    return all;
  }
}
