/**
 * BPF_MAP_TYPE_RINGBUF: records from programs to one reader, through shared pages. Follows kernel/bpf/ringbuf.c, byte for byte in what
 * user space maps: page 0 the consumer's position, page 1 the producer's, then the data pages twice.
 */
import { POLLIN, POLLRDNORM } from '../../abi/poll';
import { EINVAL, EPERM } from '../../errno';
import type { WaitQueue } from '../../types';
import { REGION_BASE, type Region, type Wide } from '../interp/memory';
import { BpfMap, ENOTSUPP, type MapAttributes, type MapHost } from './map';
import { PagedBytes } from './pages';

const HEADER = 8;
const BUSY = 0x8000_0000;
const DISCARD = 0x4000_0000;
export const BPF_RB_NO_WAKEUP = 1;
export const BPF_RB_FORCE_WAKEUP = 2;

/** What bpf_ringbuf_query asks for. */
export const RingQuery = { AVAIL_DATA: 0, RING_SIZE: 1, CONS_POS: 2, PROD_POS: 3 } as const;

export class RingBuffer extends BpfMap {
  private readonly consumer: PagedBytes;
  private readonly producer: PagedBytes;
  private readonly data: PagedBytes;
  private readonly region: Region;
  private readonly queue: WaitQueue;

  static make(host: MapHost, attributes: MapAttributes): RingBuffer | null {
    const consumer = PagedBytes.make(host, 4096);
    const producer = consumer && PagedBytes.make(host, 4096);
    const data = producer && PagedBytes.make(host, attributes.maxEntries);
    if (consumer && producer && data) return new RingBuffer(host, attributes, consumer, producer, data);
    consumer?.free(host);
    producer?.free(host);
    return null;
  }

  private constructor(
    host: MapHost,
    attributes: MapAttributes,
    consumer: PagedBytes,
    producer: PagedBytes,
    data: PagedBytes,
  ) {
    super(host, attributes);
    this.consumer = consumer;
    this.producer = producer;
    this.data = data;
    this.region = host.memory.addSlow(this.name, attributes.maxEntries * 2, data);
    this.queue = host.newWaitQueue('ringbuf');
  }

  /** High half of the addresses of its records. */
  get high(): number {
    return this.region.high;
  }

  private position(page: PagedBytes): number {
    const bytes = new Uint8Array(8);
    page.read(0, bytes);
    return Number(new DataView(bytes.buffer).getBigUint64(0, true));
  }
  get consumerPosition(): number {
    return this.position(this.consumer);
  }
  get producerPosition(): number {
    return this.position(this.producer);
  }
  private produce(position: number): void {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(position), true);
    this.producer.write(0, bytes);
  }

  private header(at: number): number {
    const out: Wide = { lo: 0, hi: 0 };
    this.data.load(at % this.maxEntries, 4, out);
    return out.lo >>> 0;
  }
  private setHeader(at: number, length: number): void {
    this.data.store(at % this.maxEntries, 4, length | 0, 0);
  }

  /** Makes room for a record. The address of its data in `out`, or false when the ring is full. */
  reserve(size: number, out: Wide): boolean {
    const length = (size + HEADER + 7) & ~7;
    if (size > 0x3fff_ffff || length > this.maxEntries) return false;
    const at = this.producerPosition;
    if (at + length - this.consumerPosition > this.maxEntries - 1) return false;
    this.setHeader(at, size | BUSY);
    // pg_off: from the start of the kernel's ring structure to the record.
    this.data.store((at % this.maxEntries) + 4, 4, ((at % this.maxEntries) >>> 12) + 3, 0);
    this.produce(at + length);
    out.lo = REGION_BASE + (at % this.maxEntries) + HEADER;
    out.hi = this.region.high;
    return true;
  }

  /** Gives a reserved record to the reader, or takes it back. */
  commit(dataLow: number, discard: boolean, flags: number): void {
    const at = (dataLow >>> 0) - REGION_BASE - HEADER;
    const length = this.header(at) & ~BUSY;
    this.setHeader(at, length | (discard ? DISCARD : 0) | 0);
    const consumed = this.consumerPosition % this.maxEntries;
    // The reader is woken when it has read all that came before, or when the program says so.
    if (flags & BPF_RB_FORCE_WAKEUP || (consumed === at % this.maxEntries && !(flags & BPF_RB_NO_WAKEUP)))
      this.queue.wake();
  }

  output(data: Uint8Array, flags: number): boolean {
    const out: Wide = { lo: 0, hi: 0 };
    if (!this.reserve(data.length, out)) return false;
    this.data.write((out.lo >>> 0) - REGION_BASE, data);
    this.commit(out.lo, false, flags);
    return true;
  }

  query(what: number): number {
    switch (what) {
      case RingQuery.AVAIL_DATA:
        return this.producerPosition - this.consumerPosition;
      case RingQuery.RING_SIZE:
        return this.maxEntries;
      case RingQuery.CONS_POS:
        return this.consumerPosition;
      case RingQuery.PROD_POS:
        return this.producerPosition;
      default:
        return 0;
    }
  }

  override lookup(): number {
    return -ENOTSUPP;
  }
  override update(): number {
    return -ENOTSUPP;
  }
  override delete(): number {
    return -ENOTSUPP;
  }
  override nextKey(): number {
    return -ENOTSUPP;
  }

  override mapPage(index: number): number {
    if (index === 0) return this.consumer.pages[0].frame;
    if (index === 1) return this.producer.pages[0].frame;
    const { pages } = this.data;
    return index - 2 < 2 * pages.length ? pages[(index - 2) % pages.length].frame : -EINVAL;
  }

  /** Only the consumer's page may be written. */
  override mmap(pages: number, offset: number, write: boolean): number {
    if (write && (offset !== 0 || pages !== 1)) return -EPERM;
    return offset + pages > 2 + 2 * this.data.pages.length ? -EINVAL : 0;
  }

  override poll(queues: WaitQueue[]): number {
    queues.push(this.queue);
    return this.producerPosition > this.consumerPosition ? POLLIN | POLLRDNORM : 0;
  }

  /** Committed records that nobody has read yet, for snapshots. */
  override entries(limit: number): { key: Uint8Array; value: Uint8Array }[] {
    const list: { key: Uint8Array; value: Uint8Array }[] = [];
    for (let at = this.consumerPosition; at < this.producerPosition && list.length < limit; ) {
      const header = this.header(at);
      if (header & BUSY) break;
      const length = header & 0x3fff_ffff;
      const value = new Uint8Array(length);
      this.data.read((at % this.maxEntries) + HEADER, value);
      if (!(header & DISCARD)) list.push({ key: new Uint8Array(), value });
      at += (length + HEADER + 7) & ~7;
    }
    return list;
  }

  override release(): void {
    this.host.memory.remove(this.region);
    for (const part of [this.consumer, this.producer, this.data]) part.free(this.host);
  }
}
