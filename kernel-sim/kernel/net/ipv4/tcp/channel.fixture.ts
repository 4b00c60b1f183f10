/** Two pure TCP ends and a channel between them that loses, doubles and reorders: no kernel, no packets. For tests. */
import { SeededRandom } from '../../../random';
import { tcpInput } from './input';
import { acceptTcb, connectTcb } from './open';
import { afterRead, tcpOutput } from './output';
import type { Segment } from './segment';
import { Tcb, type TcpSettings, type TcpSink } from './tcb';
import { tcpTimers } from './timer';

export interface Weather {
  delay?: number;
  loss?: number;
  duplicate?: number;
  reorder?: number;
  seed?: number;
}

interface Flying {
  at: number;
  order: number;
  to: End;
  seg: Segment;
}

export class End implements TcpSink {
  readonly tcb: Tcb;
  sent: Segment[] = [];
  listening = false;
  /** Bytes that the application has read. */
  readonly heard: Uint8Array[] = [];
  /** The application takes what comes at once. */
  reads = true;

  constructor(
    readonly channel: Channel,
    settings?: TcpSettings,
  ) {
    this.tcb = new Tcb(settings);
  }

  transmit(_tcb: Tcb, header: Omit<Segment, 'data'>, offset: number, length: number): void {
    const data = new Uint8Array(length);
    this.tcb.sendQueue.copy(offset, length, data, 0);
    const seg = { ...header, data };
    this.sent.push(seg);
    this.channel.carry(this, seg);
  }

  receive(seg: Segment): void {
    if (this.listening) {
      this.listening = false;
      acceptTcb(this.tcb, seg, 5000, this.channel.now, this);
    } else tcpInput(this.tcb, seg, this.channel.now, this);
    this.read();
  }

  read(): void {
    const waiting = this.tcb.receiveQueue.length;
    if (!this.reads || waiting === 0) return;
    const bytes = new Uint8Array(waiting);
    this.tcb.receiveQueue.copy(0, waiting, bytes, 0);
    this.tcb.receiveQueue.drop(waiting);
    this.heard.push(bytes);
    afterRead(this.tcb, waiting, this.channel.now, this);
  }

  write(bytes: Uint8Array): void {
    this.tcb.sendQueue.push(bytes);
    tcpOutput(this.tcb, this.channel.now, this);
  }

  get text(): Uint8Array {
    const all = new Uint8Array(this.heard.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of this.heard) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }
}

export class Channel {
  now = 0;
  readonly a: End;
  readonly b: End;
  private readonly random: SeededRandom;
  private flying: Flying[] = [];
  private order = 0;
  carried = 0;
  /** Drops the segments for which it says so. */
  lose: (from: End, seg: Segment) => boolean = () => false;

  constructor(
    readonly weather: Weather = {},
    settings?: TcpSettings,
  ) {
    this.random = new SeededRandom(weather.seed ?? 1);
    this.a = new End(this, settings);
    this.b = new End(this, settings);
    this.b.listening = true;
  }

  private chance(percent = 0): boolean {
    return percent > 0 && this.random.next32() < (percent / 100) * 2 ** 32;
  }

  carry(from: End, seg: Segment): void {
    this.carried++;
    if (this.lose(from, seg) || this.chance(this.weather.loss)) return;
    const to = from === this.a ? this.b : this.a;
    for (let copies = this.chance(this.weather.duplicate) ? 2 : 1; copies > 0; copies--) {
      const late = this.chance(this.weather.reorder) ? (this.random.next32() % 3000) + 1 : 0;
      this.flying.push({ at: this.now + (this.weather.delay ?? 500) + late, order: this.order++, to, seg });
    }
  }

  connect(): void {
    connectTcb(this.a.tcb, 1000, this.now, this.a);
  }

  /** Until nothing more happens before `until` (µs), or `done` says so. */
  run(until: number, done: () => boolean = () => false): void {
    for (let steps = 0; steps < 2_000_000 && !done(); steps++) {
      const first = this.flying.reduce<Flying | null>(
        (best, one) =>
          best === null || one.at < best.at || (one.at === best.at && one.order < best.order) ? one : best,
        null,
      );
      const timer = Math.min(this.a.tcb.nextTimer, this.b.tcb.nextTimer);
      const next = Math.min(first?.at ?? Number.POSITIVE_INFINITY, timer);
      if (next > until) {
        this.now = until;
        return;
      }
      this.now = Math.max(this.now, next);
      if (first !== null && first.at <= timer) {
        this.flying.splice(this.flying.indexOf(first), 1);
        first.to.receive(first.seg);
      } else for (const end of [this.a, this.b]) if (end.tcb.nextTimer <= this.now) tcpTimers(end.tcb, this.now, end);
    }
  }
}
