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
