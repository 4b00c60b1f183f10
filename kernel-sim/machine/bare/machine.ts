/**
 * The computer of chapter 1: processor, memory and devices, and nobody in between. Runs an image in ring 0, delivers the devices' interrupts
 * through the image's own IDT, and keeps virtual time.
 */
import { Bus } from '../bus';
import { createCore } from '../core';
import { AtaDisk, SECTOR } from '../devices/ata';
import { COLUMNS, Crtc, ROWS, VGA_TEXT } from '../devices/crtc';
import { DebugExit } from '../devices/debug-exit';
import type { Device, DeviceHost } from '../devices/device';
import { Framebuffer } from '../devices/framebuffer';
import { gateway } from '../devices/gateway';
import { IoApic } from '../devices/io-apic';
import { Keyboard, scanCodes } from '../devices/keyboard';
import { LocalApic } from '../devices/local-apic';
import { Nvm } from '../devices/nvm';
import { Pci, PciFunction } from '../devices/pci';
import { Pic } from '../devices/pic';
import { Pit } from '../devices/pit';
import { Rtc } from '../devices/rtc';
import { Uart } from '../devices/uart';
import { VirtioBlk } from '../devices/virtio-blk';
import { type Cable, VirtioNet } from '../devices/virtio-net';
import { type Core, type PhysAddr, Stop, type Tiers } from '../types';
import { BARE } from './layout';
import { type LoadError, loadImage, startCpu } from './load';

export type BareEnd = 'budget' | 'halted' | 'triple-fault' | 'exit';
export type DeviceReport = Parameters<DeviceHost['report']>[0] & { at: number };

export interface BareOptions {
  ramBytes?: number;
  /** The IDE disk, whole sectors, changed in place; default: 64 empty ones. */
  disk?: Uint8Array;
  tiers?: Tiers;
  /** The virtio disk, as `disk`. */
  virtioDisk?: Uint8Array;
  /** What is at the other end of the network card's cable; default: 10.0.2.2, which answers ARP and ping. */
  cable?: Cable;
  /** What the clock chip shows at the start, in seconds since 1970; default 2026-01-01 00:00 UTC. */
  clock?: number;
  /** Bytes that leave the serial port. */
  onSerial: (byte: number) => void;
  onReport?: (report: DeviceReport) => void;
}

const DEFAULT_SECTORS = 64;
const DEFAULT_CLOCK = 1_767_225_600;
/** Functions that a program finds but that have nothing behind them: host bridge, ISA bridge. */
const BRIDGES: readonly [slot: number, device: number, classCode: number][] = [
  [0, 0x1237, 0x06_0000],
  [1, 0x7000, 0x06_0100],
];

export class BareMachine implements DeviceHost {
  readonly core: Core;
  readonly bus: Bus;
  readonly pic = new Pic();
  readonly pit: Pit;
  readonly uart: Uart;
  readonly keyboard: Keyboard;
  readonly crtc = new Crtc();
  readonly nvm: Nvm;
  readonly disk: AtaDisk;
  readonly exit: DebugExit;
  readonly localApic: LocalApic;
  readonly ioApic: IoApic;
  readonly rtc: Rtc;
  readonly pci = new Pci();
  readonly framebuffer = new Framebuffer();
  readonly virtioDisk: VirtioBlk;
  readonly network: VirtioNet;
  /** Interrupts delivered, by vector. */
  readonly interrupts: Record<number, number> = {};
  /** Time that passed while the CPU was halted, on top of what it retired. */
  private idle = 0;
  private shutDown = false;

  constructor(private readonly options: BareOptions) {
    this.bus = new Bus((event) => this.report(event));
    this.core = createCore({
      ramBytes: options.ramBytes ?? BARE.ramBytes,
      cpus: 1,
      bus: this.bus,
      tiers: options.tiers,
    });
    this.pit = new Pit(this);
    this.uart = new Uart(this, options.onSerial);
    this.keyboard = new Keyboard(this);
    this.nvm = new Nvm(this);
    this.disk = new AtaDisk(this, options.disk ?? new Uint8Array(DEFAULT_SECTORS * SECTOR));
    this.exit = new DebugExit(this);
    const { cpu } = this;
    this.ioApic = new IoApic((vector, level) => this.localApic.receive(vector, level));
    this.localApic = new LocalApic(this, {
      get taskPriority() {
        return cpu.cr8;
      },
      set taskPriority(value: number) {
        cpu.cr8 = value;
      },
      ended: (vector) => this.ioApic.ended(vector),
    });
    this.rtc = new Rtc(this, options.clock ?? DEFAULT_CLOCK);
    const { ram } = this.core;
    this.virtioDisk = new VirtioBlk(this, ram, options.virtioDisk ?? new Uint8Array(DEFAULT_SECTORS * SECTOR));
    this.network = new VirtioNet(this, ram, options.cable ?? gateway);
    for (const device of this.allDevices()) this.bus.add(device);
    this.plugCards();
    this.pic.changed = () => this.stop();
    this.bus.priorityChanged = () => this.stop();
    this.bus.apicBaseChanged = (_cpu, value) => this.localApic.setBase(value);
  }

  /** The devices of an old PC. */
  private oldDevices(): Device[] {
    return [this.pic, this.pit, this.uart, this.keyboard, this.crtc, this.disk, this.nvm, this.exit];
  }

  /** What the pictures show: the old ones, and those of the newer ones that the program uses. */
  shownDevices(): Device[] {
    const old = this.oldDevices();
    return this.bus.devices.filter((device) => old.includes(device) || this.bus.used.has(device));
  }

  private allDevices(): Device[] {
    const newer = [this.localApic, this.ioApic, this.rtc, this.pci, this.framebuffer, this.virtioDisk, this.network];
    return [...this.oldDevices(), ...newer];
  }

  private plugCards(): void {
    for (const [slot, device, classCode] of BRIDGES)
      this.pci.plug(slot, 0, new PciFunction({ vendor: 0x8086, device, classCode }, []));
    this.pci.plug(2, 0, this.framebuffer.pci);
    this.pci.plug(3, 0, this.virtioDisk.pci);
    this.pci.plug(4, 0, this.network.pci);
  }

  get cpu() {
    return this.core.cpus[0];
  }

  now(): number {
    return this.cpu.retired + this.idle;
  }

  line(irq: number, high: boolean): void {
    this.pic.line(irq, high);
    this.ioApic?.line(irq, high);
    if (high) this.stop();
  }

  stop(): void {
    this.core.requestStop(0);
  }

  report(event: Parameters<DeviceHost['report']>[0]): void {
    this.options.onReport?.({ ...event, at: this.now() });
  }

  /** Puts an image into RAM and points the CPU at it. */
  load(elf: Uint8Array): { error?: LoadError } {
    this.bus.reset();
    const loaded = loadImage(this.core, elf);
    if ('error' in loaded) return loaded;
    startCpu(this.core, this.cpu, loaded.entry);
    this.clearScreen();
    return {};
  }

  private clearScreen(): void {
    for (let i = 0; i < COLUMNS * ROWS; i++) this.core.ram.write16((VGA_TEXT + i * 2) as PhysAddr, 0x0720);
  }

  type(text: string): void {
    for (const code of scanCodes(text)) this.keyboard.press(code);
  }

  /**
   * Runs until `max` units of virtual time have passed (retired instructions, plus time skipped while halted), or the machine ends.
   * 'halted': the CPU waits and nothing that could wake it is under way (a key from outside still can, if interrupts are on).
   */
  run(max: number): { elapsed: number; end: BareEnd } {
    const start = this.now();
    const limit = start + max;
    while (this.now() < limit) {
      if (this.exit.status !== null) return { elapsed: this.now() - start, end: 'exit' };
      if (this.shutDown) return { elapsed: this.now() - start, end: 'triple-fault' };
      this.bus.tick(this.now());
      this.deliver();
      if (this.cpu.halted) {
        const next = Math.min(this.canWake() ? this.bus.nextEvent() : this.bus.outputDoneAt(), limit);
        if (!this.canWake() && this.bus.outputDoneAt() === Number.POSITIVE_INFINITY)
          return { elapsed: this.now() - start, end: 'halted' };
        this.pass(next - this.now());
        continue;
      }
      const slice = Math.min(limit, this.bus.nextEvent()) - this.now();
      if (slice <= 0) continue;
      this.cpu.interruptWanted = this.pending;
      if (this.cpu.run(Math.min(slice, 1 << 30)) === Stop.TRIPLE_FAULT) this.shutDown = true;
    }
    return { elapsed: this.now() - start, end: this.shutDown ? 'triple-fault' : 'budget' };
  }

  /** Time goes by while the CPU is halted. */
  pass(time: number): void {
    if (time <= 0) return;
    this.idle += time;
    this.cpu.timeStamp += time;
  }

  /** A vector from the local APIC comes before the 8259s'. */
  private get pending(): boolean {
    return this.localApic.request >= 0 || (this.localApic.passesPic && this.pic.pending);
  }

  private deliver(): void {
    if (!this.pending || !this.cpu.interruptible) return;
    const vector = this.localApic.request >= 0 ? this.localApic.acknowledge() : this.pic.acknowledge();
    this.interrupts[vector] = (this.interrupts[vector] ?? 0) + 1;
    this.report({ device: 'cpu', op: 'interrupt', value: vector });
    if (this.cpu.interrupt(vector) === Stop.TRIPLE_FAULT) this.shutDown = true;
  }

  /** A halted CPU wakes only by an interrupt: IF must be set, and some device must have something coming. */
  private canWake(): boolean {
    return this.cpu.interruptible && (this.pending || this.bus.nextEvent() !== Number.POSITIVE_INFINITY);
  }

  screen(): { text: string[]; attributes: number[]; cursor: number } {
    const text: string[] = [];
    const attributes: number[] = [];
    for (let row = 0; row < ROWS; row++) {
      let line = '';
      for (let column = 0; column < COLUMNS; column++) {
        const cell = this.core.ram.read16((VGA_TEXT + (row * COLUMNS + column) * 2) as PhysAddr);
        const code = cell & 0xff;
        line += code >= 0x20 && code < 0x7f ? String.fromCharCode(code) : code === 0 ? ' ' : '\u00b7';
        attributes.push(cell >> 8);
      }
      text.push(line);
    }
    return { text, attributes, cursor: this.crtc.cursor };
  }
}
