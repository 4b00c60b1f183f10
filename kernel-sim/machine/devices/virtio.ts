/**
 * What virtio devices share: the legacy interface over PCI (OASIS Virtual I/O Device 1.2, 4.1.4.10) and split virtqueues (2.7).
 * I/O space at base address register 0: +0 device features, +4 driver features, +8 page number of the queue, +12 its size, +14 which
 * queue, +16 notify, +18 status, +19 interrupt status (reading it clears it and lowers the line), +20 the device's own configuration.
 * A queue is a table of descriptors, the ring of available ones and, on the next page, the ring of used ones.
 * Not modelled: the modern interface, MSI-X, indirect descriptors, event indices: none is offered.
 */
import type { PhysAddr, PhysicalMemory } from '../types';
import type { Device, DeviceHost } from './device';
import { type Bar, PciFunction } from './pci';

const QUEUE_SIZE = 256;
const PAGE = 4096;
const DESCRIPTOR = { NEXT: 1, WRITE: 2 } as const;
const NO_INTERRUPT = 1;
/** Bytes of one chain that are looked at. */
const MAX_CHAIN = 1 << 20;
const VENDOR = 0x1af4;
const REGISTERS = 20;

/** A chain of descriptors: what the device may read, and where it may write. */
export interface Chain {
  head: number;
  readable: { address: number; length: number }[];
  writable: { address: number; length: number }[];
}

class Queue {
  page = 0;
  private seen = 0;
  private used = 0;

  constructor(private readonly ram: PhysicalMemory) {}

  private get descriptors(): number {
    return this.page * PAGE;
  }
  private get available(): number {
    return this.descriptors + QUEUE_SIZE * 16;
  }
  private get usedRing(): number {
    return Math.ceil((this.available + 6 + QUEUE_SIZE * 2) / PAGE) * PAGE;
  }
  /** Whether the whole queue lies in RAM. */
  get usable(): boolean {
    return this.page !== 0 && this.usedRing + 6 + QUEUE_SIZE * 8 <= this.ram.size;
  }
  get interrupts(): boolean {
    return !(this.ram.read16(this.available as PhysAddr) & NO_INTERRUPT);
  }

  /** The next chain that the driver made available. */
  take(): Chain | undefined {
    if (!this.usable) return undefined;
    // A driver that claims more than the ring holds has lost its way: nothing is taken until it resets the device.
    const waiting = (this.ram.read16((this.available + 2) as PhysAddr) - this.seen) & 0xffff;
    if (waiting === 0 || waiting > QUEUE_SIZE) return undefined;
    const head = this.ram.read16((this.available + 4 + (this.seen % QUEUE_SIZE) * 2) as PhysAddr);
    this.seen++;
    return this.chain(head);
  }

  private chain(head: number): Chain {
    const chain: Chain = { head, readable: [], writable: [] };
    let total = 0;
    for (let n = head, steps = 0; steps < QUEUE_SIZE; steps++) {
      const at = this.descriptors + (n % QUEUE_SIZE) * 16;
      const address = Number(this.ram.read64(at as PhysAddr));
      const length = this.ram.read32((at + 8) as PhysAddr);
      const flags = this.ram.read16((at + 12) as PhysAddr);
      total += length;
      if (address + length <= this.ram.size && total <= MAX_CHAIN)
        (flags & DESCRIPTOR.WRITE ? chain.writable : chain.readable).push({ address, length });
      if (!(flags & DESCRIPTOR.NEXT)) break;
      n = this.ram.read16((at + 14) as PhysAddr);
    }
    return chain;
  }

  /** Gives a chain back; `length` bytes were written into it. */
  give({ head }: Chain, length: number): void {
    const at = this.usedRing + 4 + (this.used % QUEUE_SIZE) * 8;
    this.ram.write32(at as PhysAddr, head);
    this.ram.write32((at + 4) as PhysAddr, length);
    this.used++;
    this.ram.write16((this.usedRing + 2) as PhysAddr, this.used & 0xffff);
  }
}

export abstract class VirtioDevice implements Device {
  abstract readonly name: string;
  readonly ports = [] as const;
  readonly pci: PciFunction;
  private queues: Queue[];
  private selected = 0;
  private status = 0;
  private interruptStatus = 0;
  protected driverFeatures = 0;

  /** `type`: virtio device number; the PCI device number of the legacy interface is 0xfff more. */
  constructor(
    protected readonly host: DeviceHost,
    protected readonly ram: PhysicalMemory,
    private readonly shape: {
      type: number;
      classCode: number;
      queues: number;
      configBytes: number;
      port: number;
      irq: number;
    },
  ) {
    const size = 2 ** Math.ceil(Math.log2(REGISTERS + shape.configBytes));
    const bar: Bar = { io: true, size, address: shape.port };
    const { type, classCode, irq } = shape;
    const identity = { vendor: VENDOR, device: 0xfff + type, classCode, subsystemVendor: VENDOR, subsystem: type };
    this.pci = new PciFunction(identity, [bar], irq);
    this.queues = this.makeQueues();
  }

  private makeQueues(): Queue[] {
    return Array.from({ length: this.shape.queues }, () => new Queue(this.ram));
  }

  protected abstract readonly features: number;
  /** The device's configuration, little-endian. */
  protected abstract config(): Uint8Array;
  /** The driver has put something into a queue. */
  protected abstract notified(queue: number): void;
  protected abstract resetDevice(): void;

  answers(space: 'port' | 'memory', address: number): boolean {
    return this.pci.find(space, address) !== undefined;
  }

  read(port: number, size: 1 | 2 | 4): number {
    const offset = this.pci.find('port', port)?.offset ?? 0;
    if (offset >= REGISTERS) return this.readConfig(offset - REGISTERS, size);
    const queue = this.queues[this.selected];
    switch (offset) {
      case 0:
        return this.features;
      case 4:
        return this.driverFeatures;
      case 8:
        return queue?.page ?? 0;
      case 12:
        return queue ? QUEUE_SIZE : 0;
      case 14:
        return this.selected;
      case 18:
        return this.status;
      case 19: {
        const status = this.interruptStatus;
        this.interruptStatus = 0;
        this.host.line(this.shape.irq, false);
        return status;
      }
      default:
        return 0;
    }
  }

  private readConfig(offset: number, size: number): number {
    const bytes = this.config();
    let value = 0;
    for (let i = size - 1; i >= 0; i--) value = value * 256 + (bytes[offset + i] ?? 0);
    return value;
  }

  write(port: number, _size: number, value: number): void {
    const offset = this.pci.find('port', port)?.offset ?? 0;
    const queue = this.queues[this.selected];
    if (offset === 4) this.driverFeatures = value & this.features;
    else if (offset === 8 && queue) queue.page = value >>> 0;
    else if (offset === 14) this.selected = value & 0xffff;
    else if (offset === 16) {
      if (this.pci.mayMaster && this.queues[value & 0xffff]?.usable) this.notified(value & 0xffff);
    } else if (offset === 18) {
      if ((value & 0xff) === 0) this.reset();
      else this.status = value & 0xff;
    }
  }

  protected take(queue: number): Chain | undefined {
    return this.queues[queue].take();
  }

  /** Ends a chain and says so. */
  protected finish(queue: number, chain: Chain, length: number): void {
    this.queues[queue].give(chain, length);
    if (!this.queues[queue].interrupts) return;
    this.interruptStatus |= 1;
    this.host.line(this.shape.irq, true);
  }

  /** All that the driver lets the device read of a chain. */
  protected gather(chain: Chain): Uint8Array {
    const bytes = new Uint8Array(chain.readable.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const { address, length } of chain.readable) {
      bytes.set(this.ram.bytes.subarray(address, address + length), at);
      at += length;
    }
    return bytes;
  }

  /** Writes into a chain from the front; the bytes that fitted. */
  protected scatter(chain: Chain, bytes: Uint8Array): number {
    let at = 0;
    for (const { address, length } of chain.writable) {
      const part = bytes.subarray(at, at + length);
      if (part.length === 0) break;
      this.ram.write(address as PhysAddr, part);
      at += part.length;
    }
    return at;
  }

  abstract nextEvent(): number;
  abstract tick(now: number): void;

  reset(): void {
    this.queues = this.makeQueues();
    this.selected = 0;
    this.status = 0;
    this.interruptStatus = 0;
    this.driverFeatures = 0;
    this.host.line(this.shape.irq, false);
    this.resetDevice();
  }

  state(): Readonly<Record<string, string | number | boolean>> {
    return { status: this.status, queues: this.queues.filter((q) => q.usable).length };
  }
}
