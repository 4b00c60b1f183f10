/**
 * A disk by virtio (OASIS Virtual I/O Device 1.2, 5.2): one queue of requests. A request is a header of 16 bytes (type, 0, sector), the
 * data, and one byte that the device sets to 0 (done), 1 (error) or 2 (no such request). Types: 0 read, 1 write, 4 flush, 8 name.
 * A request takes 20 µs and 1 µs a sector.
 */
import { INSTRUCTIONS_PER_SECOND, type PhysicalMemory } from '../types';
import type { DeviceHost } from './device';
import { type Chain, VirtioDevice } from './virtio';

const SECTOR = 512;
const TYPE = { IN: 0, OUT: 1, FLUSH: 4, NAME: 8 } as const;
const STATUS = { OK: 0, ERROR: 1, UNSUPPORTED: 2 } as const;
const FEATURE_FLUSH = 1 << 9;
const NAME = 'ringzero';
const microseconds = (n: number) => (n * INSTRUCTIONS_PER_SECOND) / 1_000_000;

export class VirtioBlk extends VirtioDevice {
  readonly name = 'virtio-blk';
  protected readonly features = FEATURE_FLUSH;
  private readonly waiting: { chain: Chain; at: number }[] = [];
  reads = 0;
  writes = 0;

  /** `image` is the disk itself: whole sectors, changed in place. */
  constructor(
    host: DeviceHost,
    ram: PhysicalMemory,
    readonly image: Uint8Array,
  ) {
    super(host, ram, { type: 2, classCode: 0x01_0000, queues: 1, configBytes: 60, port: 0xc000, irq: 11 });
  }

  protected config(): Uint8Array {
    const bytes = new Uint8Array(60);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(Math.floor(this.image.length / SECTOR)), true);
    return bytes;
  }

  protected notified(): void {
    for (let chain = this.take(0); chain; chain = this.take(0)) {
      const bytes = [...chain.readable, ...chain.writable].reduce((sum, part) => sum + part.length, 0);
      const last = this.waiting.at(-1)?.at ?? this.host.now();
      this.waiting.push({ chain, at: last + microseconds(20 + Math.ceil(bytes / SECTOR)) });
    }
    this.host.stop();
  }

  /** Carries a request out; the bytes written into the chain, its status byte included. */
  private serve(chain: Chain): number {
    const request = this.gather(chain);
    const space = chain.writable.reduce((sum, part) => sum + part.length, 0);
    if (request.length < 16 || space < 1) return 0;
    const view = new DataView(request.buffer);
    const at = Number(view.getBigUint64(8, true)) * SECTOR;
    const { status, answer } = this.answer(view.getUint32(0, true), at, request.subarray(16), space - 1);
    const written = new Uint8Array(space);
    written.set(answer);
    written[space - 1] = status;
    return this.scatter(chain, written);
  }

  private answer(type: number, at: number, data: Uint8Array, space: number): { status: number; answer: Uint8Array } {
    const none = new Uint8Array(0);
    const length = type === TYPE.IN ? space : data.length;
    const outside = at + length > this.image.length || length % SECTOR !== 0;
    if ((type === TYPE.IN || type === TYPE.OUT) && outside) return { status: STATUS.ERROR, answer: none };
    if (type === TYPE.IN) {
      this.reads++;
      return { status: STATUS.OK, answer: this.image.slice(at, at + space) };
    }
    if (type === TYPE.OUT) {
      this.writes++;
      this.image.set(data, at);
      return { status: STATUS.OK, answer: none };
    }
    if (type === TYPE.NAME) return { status: STATUS.OK, answer: new TextEncoder().encode(NAME).subarray(0, space) };
    return { status: type === TYPE.FLUSH ? STATUS.OK : STATUS.UNSUPPORTED, answer: none };
  }

  nextEvent(): number {
    return this.waiting[0]?.at ?? Number.POSITIVE_INFINITY;
  }
  tick(now: number): void {
    while (this.waiting.length && this.waiting[0].at <= now) {
      const { chain } = this.waiting.shift()!;
      this.finish(0, chain, this.serve(chain));
    }
  }
  protected resetDevice(): void {
    // Called by the constructor's base too, before the fields are there.
    this.waiting?.splice(0);
  }
  override state() {
    return {
      ...super.state(),
      sectors: Math.floor(this.image.length / SECTOR),
      reads: this.reads,
      writes: this.writes,
    };
  }
}
