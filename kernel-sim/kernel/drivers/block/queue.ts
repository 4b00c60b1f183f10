/**
 * The request queue of a disk: bios become requests, neighbours are merged, an elevator chooses the order, the disk's interrupt
 * tells of the end. Follows block/blk-mq.c, blk-merge.c and the deadline elevator (block/mq-deadline.c): reads before writes, in
 * the order of sectors, but nobody waits for ever. Departs from them: one queue, one command at a time in the disk.
 */

import type { PhysAddr } from '../../../machine/types';
import { EIO, EROFS } from '../../errno';
import { traceBlock } from '../../trace/more-events';
import type { Kernel } from '../../types';
import { type Bio, type BioTarget, bioBytes, type DiskStats, newStats } from './bio';
import type { Disk } from './disk';
import { SECTOR } from './image';

/** Largest request, in sectors: max_sectors_kb 1280. */
const MOST_SECTORS = 2560;
/** mq-deadline: a read waits half a second at most, a write five. */
const READ_EXPIRE = 50_000_000;
const WRITE_EXPIRE = 500_000_000;

interface Request {
  op: Bio['op'];
  sector: number;
  sectors: number;
  bios: Bio[];
  queuedAt: number;
}

export class RequestQueue implements BioTarget {
  readonly stats: DiskStats = newStats();
  private readonly waiting: Request[] = [];
  private active: { request: Request; startedAt: number; data: Uint8Array | null } | null = null;
  private position = 0;
  /** Power is off: nothing moves any more. */
  private dead = false;

  constructor(
    private readonly kernel: Kernel,
    readonly disk: Disk,
    /** Of its line in /proc/interrupts. */
    private readonly interrupts: number[],
    /** dev_t inside the kernel: major in the upper twelve bits, twenty of minor. */
    private readonly device = 0,
  ) {}

  submit(bio: Bio): void {
    const sectors = bioBytes(bio) / SECTOR;
    if (bio.op !== 'flush' && (bio.sector < 0 || bio.sector + sectors > this.disk.sectors)) {
      this.kernel.printk(4, `${this.disk.name}: attempt to access beyond end of device`);
      bio.done(-EIO);
      return;
    }
    if (bio.op === 'write' && this.disk.readOnly) {
      bio.done(-EROFS);
      return;
    }
    this.stats.inFlight++;
    if (!this.merge(bio, sectors))
      this.waiting.push({ op: bio.op, sector: bio.sector, sectors, bios: [bio], queuedAt: this.kernel.now });
    this.start();
  }

  /** A waiting request that ends where this one begins, or the other way round, takes it in. */
  private merge(bio: Bio, sectors: number): boolean {
    if (bio.op === 'flush') return false;
    for (const request of this.waiting) {
      if (request.op !== bio.op || request.sectors + sectors > MOST_SECTORS) continue;
      if (request.sector + request.sectors === bio.sector) request.bios.push(bio);
      else if (bio.sector + sectors === request.sector) {
        request.bios.unshift(bio);
        request.sector = bio.sector;
      } else continue;
      request.sectors += sectors;
      if (bio.op === 'read') this.stats.readMerges++;
      else this.stats.writeMerges++;
      return true;
    }
    return false;
  }

  /** Gives the disk the next command when it has none. */
  private start(): void {
    if (this.active !== null || this.dead) return;
    const request = this.choose();
    if (request === null) return;
    this.position = request.sector + request.sectors;
    const { disk, kernel } = this;
    const time = request.op === 'flush' ? disk.flushTime() : disk.transferTime(request.sector, request.sectors);
    // A write's bytes leave memory now; what is changed there later is another write.
    const data = request.op === 'write' ? this.gather(request) : null;
    traceBlock(kernel, 'issue', this.device, request);
    this.active = { request, startedAt: kernel.now, data };
    kernel.timer(kernel.now + time, () => this.interrupt());
  }

  /** Expired requests first, then flushes, then reads and writes onward from where the head is, then from the start. */
  private choose(): Request | null {
    const { waiting } = this;
    if (waiting.length === 0) return null;
    const now = this.kernel.now;
    const late = waiting.find(
      ({ op, queuedAt }) => now - queuedAt > (op === 'read' ? READ_EXPIRE : WRITE_EXPIRE) || op === 'flush',
    );
    // A flush must come after the writes that were there before it.
    const chosen = late?.op === 'flush' ? this.beforeFlush(late) : (late ?? this.onward(waiting));
    waiting.splice(waiting.indexOf(chosen), 1);
    return chosen;
  }

  private beforeFlush(flush: Request): Request {
    const earlier = this.waiting.slice(0, this.waiting.indexOf(flush));
    return earlier.length === 0 ? flush : this.onward(earlier);
  }

  private onward(requests: readonly Request[]): Request {
    const reads = requests.filter(({ op }) => op === 'read');
    const candidates = reads.length > 0 ? reads : requests;
    let best: Request | null = null;
    let lowest = candidates[0];
    for (const request of candidates) {
      if (request.sector < lowest.sector) lowest = request;
      if (request.sector >= this.position && (best === null || request.sector < best.sector)) best = request;
    }
    return best ?? lowest;
  }

  private gather(request: Request): Uint8Array {
    const bytes = new Uint8Array(request.sectors * SECTOR);
    const ram = this.kernel.core.ram.bytes;
    let at = 0;
    for (const bio of request.bios)
      for (const { address, bytes: length } of bio.pieces) {
        bytes.set(ram.subarray(address, address + length), at);
        at += length;
      }
    return bytes;
  }

  /** The disk has done its command. */
  private interrupt(): void {
    const { active, disk, kernel } = this;
    if (active === null || this.dead) return;
    const { request, startedAt, data } = active;
    // The timer that plays the disk runs on some CPU; line 24 on is bound to the first.
    this.interrupts[0]++;
    if (request.op === 'flush') disk.flush();
    else if (data !== null) for (let i = 0; i < request.sectors; i++) disk.write(request.sector + i, data, i * SECTOR);
    else this.scatter(request);
    this.account(request, startedAt);
    traceBlock(kernel, 'complete', this.device, request);
    if (kernel.wants('device'))
      kernel.emit({
        type: 'device',
        at: kernel.now,
        cpu: 0,
        pid: kernel.current?.pid ?? 0,
        device: disk.name,
        op: 'interrupt',
        detail: `${request.op} sector ${request.sector}, ${request.sectors} sectors`,
      });
    this.active = null;
    this.start();
    for (const bio of request.bios) bio.done(0);
  }

  private scatter(request: Request): void {
    const { ram } = this.kernel.core;
    let sector = request.sector;
    for (const bio of request.bios)
      for (const { address, bytes } of bio.pieces) {
        const piece = new Uint8Array(bytes);
        for (let at = 0; at < bytes; at += SECTOR) this.disk.read(sector++, piece, at);
        ram.write(address as PhysAddr, piece);
      }
  }

  private account({ op, sectors, bios, queuedAt }: Request, startedAt: number): void {
    const { stats } = this;
    const now = this.kernel.now;
    const ticks = now - queuedAt;
    stats.inFlight -= bios.length;
    stats.ioTicks += now - startedAt;
    stats.queueTicks += ticks;
    if (op === 'flush') {
      stats.flushes++;
      stats.flushTicks += ticks;
    } else if (op === 'read') {
      stats.reads++;
      stats.readSectors += sectors;
      stats.readTicks += ticks;
    } else {
      stats.writes++;
      stats.writeSectors += sectors;
      stats.writeTicks += ticks;
    }
  }

  /** The plug is pulled. */
  powerCut(chance: () => number): Uint8Array {
    this.dead = true;
    const flying = this.active?.data ? { sector: this.active.request.sector, bytes: this.active.data } : null;
    return this.disk.afterPowerCut(chance, flying);
  }
}
