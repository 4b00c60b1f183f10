/**
 * What a disk holds: bytes by sector, sparse. Reading costs nothing for what was never written, so a disk of many megabytes is
 * cheap until it is used.
 */
export const SECTOR = 512;
const CHUNK = 4096;
const SECTORS_PER_CHUNK = CHUNK / SECTOR;

export class SparseImage {
  private readonly chunks = new Map<number, Uint8Array>();

  constructor(
    readonly sectors: number,
    /** Content at the beginning; never changed. */
    private readonly base: Uint8Array = new Uint8Array(0),
  ) {}

  /** Copies one sector to `to` at `offset`. */
  read(sector: number, to: Uint8Array, offset: number): void {
    const chunk = this.chunks.get(Math.floor(sector / SECTORS_PER_CHUNK));
    const at = chunk === undefined ? sector * SECTOR : (sector % SECTORS_PER_CHUNK) * SECTOR;
    const from = chunk ?? this.base;
    const part = from.subarray(Math.min(at, from.length), Math.min(at + SECTOR, from.length));
    to.set(part, offset);
    if (part.length < SECTOR) to.fill(0, offset + part.length, offset + SECTOR);
  }

  write(sector: number, from: Uint8Array, offset: number): void {
    const index = Math.floor(sector / SECTORS_PER_CHUNK);
    let chunk = this.chunks.get(index);
    if (chunk === undefined) {
      chunk = new Uint8Array(CHUNK);
      chunk.set(this.base.subarray(Math.min(index * CHUNK, this.base.length), (index + 1) * CHUNK));
      this.chunks.set(index, chunk);
    }
    chunk.set(from.subarray(offset, offset + SECTOR), (sector % SECTORS_PER_CHUNK) * SECTOR);
  }

  /** The whole as one array. */
  toBytes(): Uint8Array {
    const bytes = new Uint8Array(this.sectors * SECTOR);
    bytes.set(this.base.subarray(0, bytes.length));
    for (const [index, chunk] of this.chunks)
      bytes.set(chunk.subarray(0, Math.min(CHUNK, bytes.length - index * CHUNK)), index * CHUNK);
    return bytes;
  }
}
