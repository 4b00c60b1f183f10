/**
 * The disk itself, as hardware: a medium, a volatile write cache in front of it, and how long things take. The kernel talks to it
 * through one command at a time (blk-queue.ts). What lies in the cache when the power goes is lost, or half written, as the seed says;
 * FLUSH brings it to the medium. Follows what ATA and virtio-blk disks with a write-back cache promise (VIRTIO 1.1, 5.2.6).
 */
import { SECTOR, SparseImage } from './image';

/** 100 instructions are a microsecond. */
const MICROSECOND = 100;
/** A disk gives up sectors of its cache by itself when it holds this many: 1 MiB. */
const CACHE_SECTORS = 2048;

export interface DiskOptions {
  name: string;
  /** Size; with `image` by default that of the image. */
  bytes?: number;
  image?: Uint8Array;
  /** Time to the first byte of a command; default 100 µs. */
  latencyUs?: number;
  /** A head that must move: up to 8 ms more, by the way it has to go. */
  rotational?: boolean;
  readOnly?: boolean;
}

export class Disk {
  readonly name: string;
  readonly sectors: number;
  readonly rotational: boolean;
  readonly readOnly: boolean;
  private readonly medium: SparseImage;
  /** Written, not yet on the medium; oldest first. */
  private readonly cache = new Map<number, Uint8Array>();
  private readonly latency: number;
  private head = 0;

  constructor(options: DiskOptions) {
    const bytes = options.bytes ?? options.image?.length ?? 0;
    this.name = options.name;
    this.sectors = Math.floor(bytes / SECTOR);
    this.medium = new SparseImage(this.sectors, options.image);
    this.latency = (options.latencyUs ?? 100) * MICROSECOND;
    this.rotational = options.rotational ?? false;
    this.readOnly = options.readOnly ?? false;
  }

  /** Instructions that a transfer takes from now on: seek, latency, 250 MB/s. */
  transferTime(sector: number, sectors: number): number {
    const way = Math.abs(sector - this.head) / Math.max(1, this.sectors);
    const seek = this.rotational && way > 0 ? (1000 + 7000 * Math.sqrt(way)) * MICROSECOND : 0;
    this.head = sector + sectors;
    return Math.round(this.latency + seek + sectors * 2 * MICROSECOND);
  }

  flushTime(): number {
    return this.latency * 5 + this.cache.size * 2 * MICROSECOND;
  }

  read(sector: number, to: Uint8Array, offset: number): void {
    const cached = this.cache.get(sector);
    if (cached === undefined) this.medium.read(sector, to, offset);
    else to.set(cached, offset);
  }

  /** Into the cache. */
  write(sector: number, from: Uint8Array, offset: number): void {
    this.cache.delete(sector);
    this.cache.set(sector, from.slice(offset, offset + SECTOR));
    if (this.cache.size <= CACHE_SECTORS) return;
    for (const [oldest, bytes] of this.cache) {
      this.settle(oldest, bytes);
      if (this.cache.size <= CACHE_SECTORS / 2) return;
    }
  }

  flush(): void {
    for (const [sector, bytes] of this.cache) this.settle(sector, bytes);
  }

  private settle(sector: number, bytes: Uint8Array): void {
    this.medium.write(sector, bytes, 0);
    this.cache.delete(sector);
  }

  /** Sectors that a power cut now would endanger. */
  get unsafe(): number {
    return this.cache.size;
  }

  /**
   * The medium as it is when the power goes: of the cache each sector has got there or not, as `chance` (0 ≤ n < 1) says.
   * `flying`: a write that the disk was about: its first sectors may have arrived.
   */
  afterPowerCut(chance: () => number, flying: { sector: number; bytes: Uint8Array } | null): Uint8Array {
    const bytes = this.medium.toBytes();
    for (const [sector, data] of this.cache) if (chance() < 0.5) bytes.set(data, sector * SECTOR);
    if (flying !== null) {
      const arrived = Math.floor((chance() * flying.bytes.length) / SECTOR) * SECTOR;
      bytes.set(flying.bytes.subarray(0, arrived), flying.sector * SECTOR);
    }
    return bytes;
  }

  /** What the guest would read: medium and cache. */
  toBytes(): Uint8Array {
    const bytes = this.medium.toBytes();
    for (const [sector, data] of this.cache) bytes.set(data, sector * SECTOR);
    return bytes;
  }
}
