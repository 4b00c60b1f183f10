/**
 * A session with the kernel: either one program under init with pipes for standard input and output, or a shell on the console.
 * The program is pid 2, a child of the kernel's own reaper; when it and its children have ended the power goes off.
 */
import { boot } from '../kernel';
import type { DiskOptions } from '../kernel/drivers/block/disk';
import type { KernelEvent } from '../kernel/events';
import { readTurns } from '../kernel/sched/turns';
import type { AddressSpaceSnapshot, KernelSnapshot } from '../kernel/snapshot';
import type { Booted, BootOptions } from '../kernel/types';
import { createCore } from '../machine';
import type { BusPort } from '../machine/types';
import type { DebugInfo } from '../toolchain';
import { memoryHash } from './digest';
import { labDisk } from './disk';
import { RECORDED, Recorder } from './recorder';
import { eventsOf, type OutputListener, type Session } from './session';
import { latin1, Output } from './text';
import type { EndReason, InputReport, Limits, RecordedInput, RunView } from './types';

export const RAM_BYTES = 64 * 1024 * 1024;
/** 2026-01-01 00:00:00 UTC: every run starts then, so that dates are the same everywhere. */
export const BOOT_TIME = 1_767_225_600;
const PROGRAM_PID = 2;
const DEFAULT_OUTPUT = 1 << 20;
/** Address spaces of ended children kept for pictures. */
const KEPT_SPACES = 8;

/** A PC without anything on its ports: devices of Linux sessions are TypeScript drivers of the kernel. */
const emptyBus: BusPort = {
  portIn: (_c, _p, size) => 2 ** (8 * size) - 1,
  portOut: () => {},
  mmioRead: () => 0xffff_ffff_ffff_ffffn,
  mmioWrite: () => {},
};

export interface LinuxOptions {
  initramfs: Uint8Array;
  seed: number;
  /** Its disks; default one of 16 MiB with an empty ext2. */
  disks?: readonly DiskOptions[];
  /** Processors; default 1. */
  cpus?: number;
  /** Count TLB misses (machine/tlb). */
  lessonTlb?: boolean;
  /** Keep the newest events instead of the first: for a machine of one's own, which no record makes again. */
  latestEvents?: boolean;
  /** The cable and the host at its other end. */
  network?: BootOptions['network'];
  /** Reports of keyboard and mouse, given one after another. */
  hand?: readonly InputReport[];
  /** Turns of the CPUs: recorded (`booted.turns.list`), chosen (kernel/sched/turns.ts). */
  interleaving?: BootOptions['interleaving'];
  limits: Limits;
  /** The compiler behind /dev/cc. */
  hostServices?: BootOptions['hostServices'];
  files?: readonly { path: string; mode: number; uid?: number; gid?: number; data: Uint8Array }[];
  /** Absent: an interactive shell on the console. */
  program?: {
    path: string;
    argv: readonly string[];
    env?: readonly string[];
    uid?: number;
    stdin?: Uint8Array;
    debug?: DebugInfo /** More input may come (`input`); else standard input ends after `stdin`. */;
    keepStdin?: boolean;
  };
  output: OutputListener;
}

export class LinuxSession implements Session {
  readonly booted: Booted;
  readonly inputs: RecordedInput[] = [];
  end: EndReason | null = null;
  waiting = false;
  private readonly recorder: Recorder;
  private readonly streams = { stdout: new Output(), stderr: new Output(), console: new Output() };
  private readonly status: RunView['exit'] = { code: null, signal: null };
  private where: RunView['where'] = null;
  private readonly outputLimit: number;
  private readonly hand: InputReport[];

  constructor(private readonly options: LinuxOptions) {
    this.hand = [...(options.hand ?? [])];
    this.outputLimit = options.limits.output ?? DEFAULT_OUTPUT;
    const { program } = options;
    this.recorder = new Recorder(PROGRAM_PID, options.latestEvents);
    this.booted = boot({
      core: createCore({ ramBytes: RAM_BYTES, cpus: options.cpus ?? 1, bus: emptyBus }),
      initramfs: options.initramfs,
      files: options.files,
      seed: options.seed,
      lessonTlb: options.lessonTlb,
      network: options.network,
      bootTime: BOOT_TIME,
      init: program ? [program.path, ...program.argv] : ['/sbin/init'],
      uid: program?.uid,
      env: program?.env,
      stdio: program ? 'pipes' : 'console',
      console: { write: (bytes) => this.emit('console', bytes) },
      disks: options.disks ?? [labDisk(BOOT_TIME)],
      hostServices: options.hostServices,
      maxTasks: options.limits.tasks ?? 256,
      interleaving: options.interleaving?.follow
        ? { ...options.interleaving, follow: readTurns(options.interleaving.follow, options.cpus ?? 1) }
        : options.interleaving,
    });
    this.recorder.onFull = this.booted.listen(this.recorder.listener, RECORDED);
    this.booted.listen((event) => this.onExit(event), ['exit']);
    if (program) this.openProgram(program);
  }

  private openProgram(program: NonNullable<LinuxOptions['program']>): void {
    if (program.debug) this.booted.addDebugInfo(program.path, program.debug);
    const { stdio } = this.booted;
    if (!stdio) return;
    stdio.onOutput = (stream, bytes) => this.emit(stream, bytes);
    if (program.stdin) stdio.input(program.stdin);
    if (!program.keepStdin) stdio.closeInput();
  }

  private emit(stream: 'stdout' | 'stderr' | 'console', bytes: Uint8Array): void {
    const kept = this.streams[stream];
    if (kept.length >= this.outputLimit) {
      this.end ??= 'output-limit';
      return;
    }
    kept.push(bytes.subarray(0, this.outputLimit - kept.length));
    this.options.output(stream, bytes);
  }

  /** The event comes while the task still has its memory: the last moment at which there is something to see. */
  private onExit(event: KernelEvent): void {
    if (event.type !== 'exit' || !this.options.program) return;
    if (event.pid !== PROGRAM_PID) {
      if (this.lastSpaces.size < KEPT_SPACES) this.keepSpace(event.pid);
      return;
    }
    this.atExit = this.booted.snapshot();
    for (const { pid } of this.atExit.tasks) this.keepSpace(pid);
    const signal = event.status & 0x7f;
    if (signal) this.status.signal = signal;
    else this.status.code = event.status >> 8;
    const fault = this.booted.lastFault;
    if (signal && fault?.pid === event.pid) this.where = this.booted.locate(event.pid, fault.ip);
    this.exited = signal ? 'signal' : 'exit';
  }
  private exited: 'exit' | 'signal' | null = null;
  /** State when the program ended, before its memory went; address spaces of it and of its first children when theirs did. */
  private atExit: KernelSnapshot | null = null;
  private readonly lastSpaces = new Map<number, AddressSpaceSnapshot>();

  private keepSpace(pid: number): void {
    const space = this.booted.addressSpace(pid);
    if (space) this.lastSpaces.set(pid, space);
  }

  get now(): number {
    return this.booted.now;
  }

  get events(): readonly KernelEvent[] {
    return this.recorder.events;
  }

  /** Events before `events[0]` that are not kept any more. */
  get droppedEvents(): number {
    return this.recorder.dropped;
  }

  advance(max: number): void {
    if (this.end) return;
    const left = this.options.limits.instructions - this.now;
    if (left <= 0) {
      this.stop('limit');
      return;
    }
    const [report] = this.hand;
    const until = (report?.at ?? Number.POSITIVE_INFINITY) - this.now;
    const { reason } = until > 0 ? this.booted.run(Math.min(max, left, until)) : { reason: 'budget' };
    this.waiting = reason === 'idle';
    if (this.end) return;
    if (report && (this.waiting || this.now >= (report.at ?? Number.POSITIVE_INFINITY))) {
      this.handOver(report);
      return;
    }
    if (reason === 'panic') this.end = this.exited ?? 'panic';
    else if (reason === 'power-off') this.end = this.exited ?? 'halted';
    else if (reason === 'idle' && this.options.program && !this.options.program.keepStdin)
      this.end = this.exited ?? 'idle';
  }

  /** A report of the keyboard or the mouse arrives, closed by SYN_REPORT. */
  private handOver({ device, events }: InputReport): void {
    this.hand.shift();
    const index = device === 'keyboard' ? 0 : 1;
    for (const [type, code, value] of events) this.booted.inputEvent(index, type, code, value);
    this.booted.inputEvent(index, 0, 0, 0);
    this.waiting = false;
  }

  input(bytes: Uint8Array): void {
    const device = this.options.program ? 'stdin' : 'console';
    this.inputs.push({ at: this.now, device, bytes: latin1(bytes) });
    if (device === 'stdin') this.booted.stdio?.input(bytes);
    else this.booted.consoleInput(bytes);
    this.waiting = false;
  }

  stop(reason: EndReason): void {
    if (this.end) return;
    this.end = reason;
    const program = this.booted.tasks.get(PROGRAM_PID);
    const { cpus } = this.booted.snapshot();
    const cpu = cpus.find(({ pid }) => pid === PROGRAM_PID) ?? cpus[0];
    this.where = cpu?.where ?? (program ? this.booted.locate(PROGRAM_PID, Number(cpu?.rip ?? 0)) : null);
  }

  view(): ReturnType<Session['view']> {
    const { stdout, stderr, console } = this.streams;
    const snapshot = this.atExit ?? this.booted.snapshot();
    return {
      stdout: stdout.toString(),
      stderr: stderr.toString(),
      console: console.toString(),
      reason: this.end ?? 'stopped',
      exit: { ...this.status },
      retired: this.now,
      events: this.events,
      of: eventsOf(this.events),
      snapshot,
      log: this.booted.log,
      bare: null,
      addressSpaces: this.atExit
        ? [...this.lastSpaces.values()]
        : snapshot.tasks.map((t) => this.booted.addressSpace(t.pid)).filter((s) => s !== null),
      where: this.where,
      file: (path) => {
        const bytes = this.booted.readFile(path);
        return bytes && new TextDecoder().decode(bytes);
      },
      framebuffer: () => {
        const pixels = this.booted.framebuffer();
        const shape = snapshot.framebuffer;
        return pixels && shape ? { width: shape.width, height: shape.height, stride: shape.stride, pixels } : null;
      },
    };
  }

  kernel() {
    return this.booted.snapshot();
  }
  bare() {
    return null;
  }
  addressSpace(pid: number) {
    return this.booted.addressSpace(pid);
  }
  walk(pid: number, va: number) {
    return this.booted.pageWalk(pid, va);
  }
  memoryHash(): string {
    return memoryHash(this.booted.core.ram, (frame) => this.booted.frames.count(frame) > 0);
  }
}
