/**
 * The disk that every machine of the lab has: /dev/vda, 16 MiB with an empty ext2. Made once; a machine copies what it writes.
 */
import type { DiskOptions } from '../kernel/drivers/block/disk';
import { makeExt2 } from '../kernel/fs/ext2/make';

const BYTES = 16 << 20;
let image: Uint8Array | null = null;

/** `time`: when the file system was made, seconds since the epoch. */
export function labDisk(time: number): DiskOptions {
  image ??= makeExt2({ bytes: BYTES, blockSize: 4096, time, label: 'ringzero', trim: true }) ?? new Uint8Array(0);
  return { name: 'vda', bytes: BYTES, image };
}
