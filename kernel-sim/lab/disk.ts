/**
 * The disk that every machine of the lab has: /dev/vda, 16 MiB with an empty ext2. Made once; a machine copies what it writes.
 */
import type { DiskOptions } from '../kernel/drivers/block/disk';
import { makeExt2 } from '../kernel/fs/ext2/make';

const BYTES = 16 << 20;
let image: Uint8Array | null = null;

/** `time`: when the file system was made, seconds since the epoch. */
export function labDisk(time: number): DiskOptions {
  image ??= trimmed(makeExt2({ bytes: BYTES, blockSize: 4096, time, label: 'ringzero' }) ?? new Uint8Array(0));
  return { name: 'vda', bytes: BYTES, image };
}

/** Without the zeros at the end, which are most of it. */
function trimmed(bytes: Uint8Array): Uint8Array {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end--;
  return bytes.slice(0, end);
}
