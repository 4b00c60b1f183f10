/** One transfer between memory and a block device (struct bio): consecutive sectors, pieces of memory, somebody to tell. */
export interface BioPiece {
  /** Physical address in guest memory. */
  address: number;
  bytes: number;
}

export interface Bio {
  op: 'read' | 'write' | 'flush';
  sector: number;
  pieces: readonly BioPiece[];
  /** 0 or a negative errno; called once, from interrupt context. */
  done(error: number): void;
}

export const bioBytes = (bio: Bio): number => bio.pieces.reduce((sum, piece) => sum + piece.bytes, 0);

/** What takes bios: a disk's queue, a loop device, a RAM disk. */
export interface BioTarget {
  submit(bio: Bio): void;
}

/** Counters of /proc/diskstats and /sys/block/NAME/stat. Ticks are instructions. */
export interface DiskStats {
  reads: number;
  readMerges: number;
  readSectors: number;
  readTicks: number;
  writes: number;
  writeMerges: number;
  writeSectors: number;
  writeTicks: number;
  flushes: number;
  flushTicks: number;
  inFlight: number;
  ioTicks: number;
  queueTicks: number;
}

export const newStats = (): DiskStats => ({
  reads: 0,
  readMerges: 0,
  readSectors: 0,
  readTicks: 0,
  writes: 0,
  writeMerges: 0,
  writeSectors: 0,
  writeTicks: 0,
  flushes: 0,
  flushTicks: 0,
  inFlight: 0,
  ioTicks: 0,
  queueTicks: 0,
});
