/**
 * A simulated Ethernet cable: frames arrive after a delay; some are lost, doubled or overtaken, by a seeded chance.
 * No Linux file: it stands for the wire, and for what `tc netem` would do to it.
 */
import { SeededRandom } from '../../random';

export interface LinkOptions {
  /** One way, microseconds of virtual time. Default 100. */
  delayUs?: number;
  /** Of each hundred frames; 0 unless given. */
  lossPercent?: number;
  duplicatePercent?: number;
  /** These come up to three delays later, so that others overtake them. */
  reorderPercent?: number;
  seed?: number;
}

/** Instructions to the microsecond of virtual time. */
const MICROSECOND = 100;
const DEFAULT_DELAY = 100;

export interface LinkClock {
  now(): number;
  at(time: number, callback: () => void): void;
}

export class EthernetLink {
  private readonly random: SeededRandom;
  lost = 0;

  constructor(
    private readonly clock: LinkClock,
    readonly options: LinkOptions,
  ) {
    this.random = new SeededRandom(options.seed ?? 1);
  }

  private chance(percent: number | undefined): boolean {
    return percent !== undefined && percent > 0 && this.random.next32() < (percent / 100) * 0x100000000;
  }

  /** Puts a frame on the wire; `arrive` is called when it is at the other end. */
  carry(frame: Uint8Array, arrive: (frame: Uint8Array) => void): void {
    if (this.chance(this.options.lossPercent)) {
      this.lost++;
      return;
    }
    this.deliver(frame, arrive);
    if (this.chance(this.options.duplicatePercent)) this.deliver(frame.slice(), arrive);
  }

  private deliver(frame: Uint8Array, arrive: (frame: Uint8Array) => void): void {
    const delay = (this.options.delayUs ?? DEFAULT_DELAY) * MICROSECOND;
    const late = this.chance(this.options.reorderPercent)
      ? 1 + (this.random.next32() % (3 * Math.max(delay, 1000)))
      : 0;
    this.clock.at(this.clock.now() + Math.max(1, delay) + late, () => arrive(frame));
  }
}
