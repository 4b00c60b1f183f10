/**
 * A network card's non-volatile memory: 64 words of 16 bits that a careless program destroys for good.
 * Modelled on the Intel 8254x/82574 NVM: words 0–2 hold the MAC address, and all 64 words must add up to 0xbaba (word 0x3f
 * makes up the difference), else the card refuses to start. In autumn 2008 stray kernel writes into this memory left e1000e
 * cards dead in development kernels (2.6.27-rc) until their NVM could be written anew.
 *
 * Ports (16-bit unless said):  0x300 command (8)  0x301 status (8, read)  0x302 address  0x304 data
 *   commands: 0x06 write enable · 0x04 write disable · 0x03 read the addressed word into data · 0x02 program data into it ·
 *             0xf0 reset: the card reads its NVM and comes up, or never does again
 *   status:   bit 0 busy programming · bit 1 write enabled · bit 6 link up · bit 7 dead
 * Programming takes 20 µs and clears the write enable. A command given while it is busy tears the word that is being written: it still
 * reads as it should, but it does not last until the next reset.
 * Simpler than the real part: ports instead of MMIO, one word at a time, no erase blocks.
 */
import { INSTRUCTIONS_PER_SECOND } from '../types';
import type { Device, DeviceHost } from './device';

export const NVM_WORDS = 64;
export const NVM_CHECKSUM = 0xbaba;
const CHECKSUM_WORD = 0x3f;
const PROGRAM_TIME = (20 * INSTRUCTIONS_PER_SECOND) / 1_000_000;
const FACTORY_MAC = [0x5452, 0x0000, 0x2008];

export class Nvm implements Device {
  readonly name = 'nvm';
  readonly ports = [[0x300, 0x305]] as const;
  readonly words = new Uint16Array(NVM_WORDS);
  private address = 0;
  private data = 0;
  private writeEnabled = false;
  private busyUntil = Number.NEGATIVE_INFINITY;
  private linkUp = true;
  private programmed = 0;
  private programming = 0;
  /** Words whose cells never settled. */
  private readonly torn = new Set<number>();
  dead = false;

  constructor(private readonly host: DeviceHost) {
    this.words.set(FACTORY_MAC);
    for (let i = FACTORY_MAC.length; i < CHECKSUM_WORD; i++) this.words[i] = (i * 0x0b0b) & 0xffff;
    this.words[CHECKSUM_WORD] = NVM_CHECKSUM - this.sum() + this.words[CHECKSUM_WORD];
  }

  private sum(): number {
    return this.words.reduce((a, w) => (a + w) & 0xffff, 0);
  }

  private get busy(): boolean {
    return this.host.now() < this.busyUntil;
  }

  read(port: number, size: 1 | 2 | 4): number {
    if (this.dead) return port === 0x301 ? 0xff : size === 1 ? 0xff : 0xffff;
    switch (port) {
      case 0x301:
        return (this.busy ? 1 : 0) | (this.writeEnabled ? 2 : 0) | (this.linkUp ? 0x40 : 0);
      case 0x302:
        return this.address;
      case 0x304:
        return this.data;
      default:
        return 0xff;
    }
  }

  write(port: number, _size: number, value: number): void {
    if (this.dead) return;
    if (port === 0x302) this.address = value & (NVM_WORDS - 1);
    else if (port === 0x304) this.data = value & 0xffff;
    else if (port === 0x300) this.command(value & 0xff);
  }

  private command(command: number): void {
    if (this.busy) {
      // The charge pump is cut off half-way: the cells hold for a moment and then lose their charge.
      this.torn.add(this.programming);
      this.host.report({ device: this.name, op: 'out', detail: 'torn' });
    }
    if (command === 0x06) this.writeEnabled = true;
    else if (command === 0x04) this.writeEnabled = false;
    else if (command === 0x03) this.data = this.words[this.address];
    else if (command === 0x02 && this.writeEnabled) {
      this.words[this.address] = this.data;
      this.programming = this.address;
      this.programmed++;
      this.writeEnabled = false;
      this.busyUntil = this.host.now() + PROGRAM_TIME;
    } else if (command === 0xf0) this.restart();
  }

  private restart(): void {
    for (const word of this.torn) this.words[word] |= 0xf000;
    if (this.sum() === NVM_CHECKSUM && this.torn.size === 0) {
      this.linkUp = true;
      return;
    }
    this.dead = true;
    this.linkUp = false;
    this.host.report({ device: this.name, op: 'destroyed', detail: this.torn.size ? 'torn' : 'checksum' });
  }

  nextEvent(): number {
    return Number.POSITIVE_INFINITY;
  }
  tick(): void {}

  /** A machine reset resets the card too; a dead one stays dead. */
  reset(): void {
    this.writeEnabled = false;
    this.busyUntil = Number.NEGATIVE_INFINITY;
    if (!this.dead) this.restart();
  }

  state() {
    const mac = [0, 1, 2].flatMap((i) => [this.words[i] & 0xff, this.words[i] >> 8]);
    return {
      dead: this.dead,
      linkUp: this.linkUp,
      mac: mac.map((b) => b.toString(16).padStart(2, '0')).join(':'),
      checksum: `0x${this.sum().toString(16).padStart(4, '0')}`,
      programmed: this.programmed,
      torn: this.torn.size,
    };
  }
}
