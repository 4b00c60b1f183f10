/**
 * A network card by virtio (OASIS Virtual I/O Device 1.2, 5.1): queue 0 receives, queue 1 sends. Every frame stands behind a header of
 * ten bytes, all 0 here. Configuration: the six bytes of the MAC address, then the link's status (bit 0: up).
 * A frame that arrives while no buffer waits is lost, and counted.
 */
import { INSTRUCTIONS_PER_SECOND, type PhysicalMemory } from '../types';
import type { DeviceHost } from './device';
import { type Chain, VirtioDevice } from './virtio';

const FEATURE = { MAC: 1 << 5, STATUS: 1 << 16 } as const;
const HEADER = 10;
const MAX_FRAME = 1514;
/** A frame is on its way for this long: 10 µs. */
const TRAVEL = (10 * INSTRUCTIONS_PER_SECOND) / 1_000_000;
const RECEIVE = 0;
const SEND = 1;
export const MAC = [0x52, 0x54, 0x00, 0x12, 0x34, 0x56] as const;

/** The other end of the cable: what it answers to a frame. */
export type Cable = (frame: Uint8Array) => readonly Uint8Array[];

export class VirtioNet extends VirtioDevice {
  readonly name = 'virtio-net';
  protected readonly features = FEATURE.MAC | FEATURE.STATUS;
  private readonly sending: { chain: Chain; at: number }[] = [];
  private readonly arriving: { frame: Uint8Array; at: number }[] = [];
  sent = 0;
  received = 0;
  lost = 0;

  constructor(
    host: DeviceHost,
    ram: PhysicalMemory,
    private readonly cable: Cable,
  ) {
    super(host, ram, { type: 1, classCode: 0x02_0000, queues: 2, configBytes: 12, port: 0xc080, irq: 10 });
  }

  protected config(): Uint8Array {
    return Uint8Array.of(...MAC, 1, 0, 0, 0, 0, 0);
  }

  /** A frame comes in from the cable. */
  receive(frame: Uint8Array): void {
    this.arriving.push({ frame, at: this.host.now() + TRAVEL });
    this.host.stop();
  }

  protected notified(queue: number): void {
    if (queue !== SEND) return;
    for (let chain = this.take(SEND); chain; chain = this.take(SEND))
      this.sending.push({ chain, at: this.host.now() + TRAVEL });
    this.host.stop();
  }

  private sendNext(): void {
    const { chain } = this.sending.shift()!;
    const frame = this.gather(chain).subarray(HEADER);
    this.finish(SEND, chain, 0);
    if (frame.length === 0 || frame.length > MAX_FRAME) return;
    this.sent++;
    for (const answer of this.cable(frame.slice())) this.receive(answer);
  }

  private deliverNext(): void {
    const { frame } = this.arriving.shift()!;
    const chain = this.take(RECEIVE);
    if (!chain) {
      this.lost++;
      return;
    }
    const bytes = new Uint8Array(HEADER + Math.max(frame.length, 60));
    bytes.set(frame, HEADER);
    this.received++;
    this.finish(RECEIVE, chain, this.scatter(chain, bytes));
  }

  nextEvent(): number {
    const never = Number.POSITIVE_INFINITY;
    return Math.min(this.sending[0]?.at ?? never, this.arriving[0]?.at ?? never);
  }
  tick(now: number): void {
    while (this.sending.length && this.sending[0].at <= now) this.sendNext();
    while (this.arriving.length && this.arriving[0].at <= now) this.deliverNext();
  }
  protected resetDevice(): void {
    this.sending?.splice(0);
    this.arriving?.splice(0);
  }
  override state() {
    return { ...super.state(), sent: this.sent, received: this.received, lost: this.lost };
  }
}
