/** The partition table of a disk: a PC master boot record. Follows block/partitions/msdos.c. GPT and extended partitions are not read. */
export interface Partition {
  number: number;
  start: number;
  sectors: number;
  type: number;
}

const TABLE = 446;
const EXTENDED = new Set([0x05, 0x0f, 0x85]);

/** The partitions in the first sector; none when it is not a partition table (a file system right on the disk has its boot sector there). */
export function readMbr(sector: Uint8Array, diskSectors: number): Partition[] {
  if (sector.length < 512 || sector[510] !== 0x55 || sector[511] !== 0xaa) return [];
  const view = new DataView(sector.buffer, sector.byteOffset, 512);
  const found: Partition[] = [];
  for (let number = 1; number <= 4; number++) {
    const at = TABLE + (number - 1) * 16;
    const [boot, type] = [sector[at], sector[at + 4]];
    // Neither "active" nor "not active": this is no table.
    if ((boot & 0x7f) !== 0) return [];
    const start = view.getUint32(at + 8, true);
    const sectors = view.getUint32(at + 12, true);
    if (type === 0 || sectors === 0 || EXTENDED.has(type)) continue;
    if (start + sectors > diskSectors) continue;
    found.push({ number, start, sectors, type });
  }
  return found;
}
