/** A session without a kernel: the learner's image owns the whole computer (machine/bare). */
import type { KernelEvent } from '../kernel/events';
import type { BareSnapshot, RegistersSnapshot } from '../kernel/snapshot';
import { BareMachine, type DeviceReport, type PhysAddr, SECTOR } from '../machine';
import type { DebugInfo } from '../toolchain';
import { memoryHash } from './digest';
import { eventsOf, type OutputListener, type Session } from './session';
import { fromLatin1, latin1, Output } from './text';
import type { EndReason, Limits, RecordedInput, RunView } from './types';

const DEFAULT_OUTPUT = 1 << 20;
const MAX_EVENTS = 100_000;
const DISK_SECTORS = 64;

function diskImage(content: readonly { sector: number; text: string }[]): Uint8Array {
  const image = new Uint8Array(DISK_SECTORS * SECTOR);
  for (const { sector, text } of content) image.set(new TextEncoder().encode(text), sector * SECTOR);
  return image;
}

/** The sectors somebody wrote something into. */
function usedSectors(image: Uint8Array): { sector: number; text: string }[] {
  const used: { sector: number; text: string }[] = [];
  for (let sector = 0; sector * SECTOR < image.length; sector++) {
    const bytes = image.subarray(sector * SECTOR, (sector + 1) * SECTOR);
    if (bytes.every((b) => b === 0)) continue;
    const end = bytes.indexOf(0);
    const shown = Array.from(bytes.subarray(0, end < 0 ? SECTOR : end), (b) =>
      b === 10 || (b >= 0x20 && b < 0x7f) ? String.fromCharCode(b) : '\u00b7',
    );
    used.push({ sector, text: shown.join('') });
  }
  return used;
}

export interface BareSessionOptions {
  elf: Uint8Array;
  debug?: DebugInfo;
  limits: Limits;
  /** Keys pressed at set times. */
  keys?: readonly { at: number; text: string }[];
  /** What lies on the disk. */
  disk?: readonly { sector: number; text: string }[];
  output: OutputListener;
}

export class BareSession implements Session {
  readonly machine: BareMachine;
  readonly inputs: RecordedInput[] = [];
  readonly events: KernelEvent[] = [];
  end: EndReason | null = null;
  waiting = false;
  private readonly serial = new Output();
  private readonly keys: { at: number; text: string }[];
  private where: RunView['where'] = null;

  constructor(private readonly options: BareSessionOptions) {
    this.keys = [...(options.keys ?? [])].sort((a, b) => a.at - b.at);
    this.machine = new BareMachine({
      onSerial: (byte) => this.emit(byte),
      onReport: (report) => this.record(report),
      disk: diskImage(options.disk ?? []),
    });
    if (this.machine.load(options.elf).error) this.end = 'not-run';
  }

  private emit(byte: number): void {
    if (this.serial.length >= (this.options.limits.output ?? DEFAULT_OUTPUT)) {
      this.end ??= 'output-limit';
      return;
    }
    const bytes = Uint8Array.of(byte);
    this.serial.push(bytes);
    this.options.output('console', bytes);
  }

  private record({ at, ...report }: DeviceReport): void {
    if (this.events.length < MAX_EVENTS) this.events.push({ type: 'device', at, cpu: 0, pid: 0, ...report });
  }

  get now(): number {
    return this.machine.now();
  }

  advance(max: number): void {
    if (this.end) return;
    const left = this.options.limits.instructions - this.now;
    if (left <= 0) {
      this.stop('limit');
      return;
    }
    while (this.keys.length && this.keys[0].at <= this.now) this.machine.type(this.keys.shift()!.text);
    const untilKey = this.keys.length ? this.keys[0].at - this.now : Number.POSITIVE_INFINITY;
    const { end } = this.machine.run(Math.min(max, left, untilKey));
    this.waiting = end === 'halted';
    if (this.end) return;
    if (end === 'exit') this.end = 'exit';
    else if (end === 'triple-fault') this.finish('triple-fault');
    else if (end === 'halted') this.sleep();
  }

  /** The CPU is halted and no device will wake it: a key that is still to come can, if interrupts are on. */
  private sleep(): void {
    const [key] = this.keys;
    if (key && this.machine.cpu.interruptible) this.machine.pass(key.at - this.now);
    else this.end = 'halted';
  }

  input(bytes: Uint8Array): void {
    this.inputs.push({ at: this.now, device: 'keyboard', bytes: latin1(bytes) });
    this.machine.type(latin1(fromLatin1(latin1(bytes))).replaceAll('\r', '\n'));
    this.waiting = false;
  }

  stop(reason: EndReason): void {
    if (!this.end) this.finish(reason);
  }

  private finish(reason: EndReason): void {
    this.end = reason;
    this.where = this.locate(this.machine.cpu.ripNumber);
  }

  private locate(address: number): RunView['where'] {
    const f = this.options.debug?.functions.find((x) => address >= x.low && address < x.high);
    if (!f) return null;
    const line = this.options.debug?.lines.filter((x) => x.address <= address && x.address >= f.low).at(-1);
    return { function: f.name, file: line?.file ?? f.file, line: line?.line ?? f.line };
  }

  view(): ReturnType<Session['view']> {
    const status = this.machine.exit.status;
    return {
      stdout: '',
      stderr: '',
      console: this.serial.toString(),
      reason: this.end ?? 'stopped',
      exit: { code: status === null ? null : status >> 1, signal: null },
      retired: this.now,
      events: this.events,
      of: eventsOf(this.events),
      snapshot: null,
      bare: this.bare(),
      addressSpaces: [],
      where: this.where,
      file: () => null,
    };
  }

  kernel() {
    return null;
  }

  bare(): BareSnapshot {
    const { machine } = this;
    return {
      at: this.now,
      cpus: [this.registers()],
      vga: machine.screen(),
      serial: this.serial.toString(),
      disk: usedSectors(machine.disk.image),
      devices: machine.shownDevices().map((d) => ({ name: d.name, state: d.state() })),
      interrupts: { ...machine.interrupts },
      idt: this.idt(),
      shutDown:
        this.end === 'triple-fault'
          ? 'triple-fault'
          : this.end === 'exit'
            ? 'exit'
            : machine.cpu.halted
              ? 'halted'
              : 'running',
    };
  }

  /** Gates as SDM 3A figure 6-8 lays them out; the table lies in identity-mapped RAM. */
  private idt(): BareSnapshot['idt'] {
    const { core, cpu } = this.machine;
    const { base, limit } = cpu.idt;
    const start = Number(base);
    const gates: BareSnapshot['idt']['gates'][number][] = [];
    for (let vector = 0; vector * 16 + 15 <= limit && start + vector * 16 + 16 <= core.ram.size; vector++) {
      const low = core.ram.read64((start + vector * 16) as PhysAddr);
      const high = core.ram.read64((start + vector * 16 + 8) as PhysAddr);
      if (low === 0n && high === 0n) continue;
      const offset = (low & 0xffffn) | ((low >> 32n) & 0xffff0000n) | ((high & 0xffffffffn) << 32n);
      const type = Number((low >> 40n) & 0xffn);
      gates.push({
        vector,
        offset: `0x${offset.toString(16)}`,
        selector: Number((low >> 16n) & 0xffffn),
        type: type & 0x1f,
        present: (type & 0x80) !== 0,
      });
    }
    return { base: start, limit, gates };
  }

  private registers(): RegistersSnapshot {
    const { cpu } = this.machine;
    const hex = (n: bigint | number) => `0x${n.toString(16)}`;
    return {
      cpu: 0,
      pid: 0,
      layer: cpu.cpl === 0 ? 'ring0' : 'ring3',
      cpl: cpu.cpl,
      gpr: Array.from({ length: 16 }, (_, i) => hex(cpu.getReg(i))),
      rip: hex(cpu.rip),
      rflags: hex(cpu.rflags >>> 0),
      cr2: hex(cpu.fault.address),
      cr3: hex(cpu.cr3),
      where: this.locate(cpu.ripNumber),
    };
  }

  addressSpace() {
    return null;
  }
  walk() {
    return null;
  }
  memoryHash(): string {
    return memoryHash(this.machine.core.ram, () => true);
  }
}
