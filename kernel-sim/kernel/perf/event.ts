/**
 * One opened perf event: what counts (a source), its counter, its ring, and the BPF program that hangs on it.
 * Follows kernel/events/core.c. Sources register by type in pmu.ts.
 */
import { POLLHUP, POLLIN } from '../abi/poll';
import { EINVAL, ENOSPC } from '../errno';
import type { RunningKernel } from '../kernel';
import type { TaskStruct } from '../sched/task';
import type { WaitQueue } from '../types';
import type { PerfAttr } from './attr';
import { ReadFormat, Sample } from './attr';
import { PerfRing, type RingPage } from './ring';

/** What makes an event count. */
export interface PerfSource {
  /** What it listens to, for people: `kprobe:vfs_read`, `tracepoint:sched:sched_switch`. */
  readonly what?: string;
  /** Begins and stops counting. */
  start(event: PerfEvent): void;
  stop(event: PerfEvent): void;
  /** The count since the beginning, for sources that know it better than `event.add`. */
  count?(event: PerfEvent): number;
  /** A BPF program is put on it (PERF_EVENT_IOC_SET_BPF) or, with null, taken away; a negative errno. */
  setProgram?(event: PerfEvent, program: AttachedProgram | null): number;
  /** The descriptor is closed. */
  close?(event: PerfEvent): void;
}

/** A BPF program on an event; made by bpf/attach. */
export interface AttachedProgram {
  readonly programId: number;
  /** Runs it with the context the source has; false: no sample is written. */
  run(context: {
    kind: 'regs' | 'record' | 'raw';
    regs?: import('../trace/probes').ProbeRegs;
    record?: Uint8Array;
  }): boolean;
  override(): number | undefined;
  release(): void;
}

export interface SampleData {
  ip?: bigint;
  addr?: bigint;
  raw?: Uint8Array;
  period?: number;
  callchain?: readonly bigint[];
}

const RECORD_LOST = 2;
const RECORD_SAMPLE = 9;
const MISC_KERNEL = 1;
const MISC_USER = 2;

export class PerfEvent {
  readonly id: number;
  refs = 1;
  enabled = false;
  program: AttachedProgram | null = null;
  ring: PerfRing | null = null;
  /** Another event's ring (PERF_EVENT_IOC_SET_OUTPUT). */
  target: PerfEvent | null = null;
  private value = 0;
  private enabledTime = 0;
  private since = 0;
  private unwoken = 0;
  readonly queue: WaitQueue;

  constructor(
    readonly kernel: RunningKernel,
    readonly attr: PerfAttr,
    readonly source: PerfSource,
    /** null: every task. */
    readonly task: TaskStruct | null,
    /** −1: every CPU. */
    readonly cpu: number,
    id: number,
  ) {
    this.id = id;
    this.queue = kernel.newWaitQueue('perf_event');
  }

  get what(): string {
    return this.source.what ?? `perf_event:${this.attr.type}:${this.attr.config}`;
  }

  // ---------------------------------------------------------------- counting

  enable(): void {
    if (this.enabled) return;
    this.enabled = true;
    this.since = this.kernel.now;
    this.source.start(this);
  }
  disable(): void {
    if (!this.enabled) return;
    this.value = this.total;
    this.enabled = false;
    this.enabledTime += this.kernel.now - this.since;
    this.source.stop(this);
  }
  reset(): void {
    this.value = 0;
  }
  add(count = 1): void {
    this.value += count;
  }
  private get total(): number {
    return this.enabled && this.source.count ? this.value + this.source.count(this) : this.value;
  }

  /** Does it look at what runs now? */
  matches(): boolean {
    if (this.cpu >= 0 && this.kernel.cpu.index !== this.cpu) return false;
    return this.task === null || this.kernel.current === this.task;
  }

  read(): { value: bigint; enabled: bigint; running: bigint } {
    const now = this.enabledTime + (this.enabled ? this.kernel.now - this.since : 0);
    const time = BigInt(now) * 10n;
    return { value: BigInt(Math.floor(this.total)), enabled: time, running: time };
  }

  /** What read(2) gives. */
  readBytes(): Uint8Array {
    const { value, enabled, running } = this.read();
    const { readFormat } = this.attr;
    const words: bigint[] = [];
    const group = (readFormat & ReadFormat.GROUP) !== 0;
    if (group) words.push(1n);
    else words.push(value);
    if (readFormat & ReadFormat.TOTAL_TIME_ENABLED) words.push(enabled);
    if (readFormat & ReadFormat.TOTAL_TIME_RUNNING) words.push(running);
    if (group) words.push(value);
    if (readFormat & ReadFormat.ID) words.push(BigInt(this.id));
    if (readFormat & ReadFormat.LOST) words.push(BigInt(this.ring?.lost ?? 0));
    return new Uint8Array(BigUint64Array.from(words).buffer);
  }

  // ---------------------------------------------------------------- sampling

  /** Makes the ring of 1 + 2^n pages. */
  map(pages: number): PerfRing | number {
    const data = pages - 1;
    if (pages < 1 || (data & (data - 1)) !== 0) return -EINVAL;
    if (this.ring) return this.ring.pages.length === pages ? this.ring : -EINVAL;
    const made: RingPage[] = [];
    for (let i = 0; i < pages; i++) {
      const frame = this.kernel.frames.alloc('kernel');
      if (frame < 0) {
        for (const page of made) this.kernel.frames.put(page.frame);
        return -12;
      }
      made.push({ frame, bytes: this.kernel.core.ram.bytes.subarray(frame * 4096, frame * 4096 + 4096) });
    }
    this.ring = new PerfRing(made);
    return this.ring;
  }

  /** bpf_perf_event_output. */
  output(data: Uint8Array, cpu: number): number {
    if (this.cpu >= 0 && cpu !== this.cpu) return -95;
    return this.sample({ raw: data }) ? 0 : -ENOSPC;
  }
  get(): void {
    this.refs++;
  }
  put(): void {
    if (--this.refs === 0) this.close();
  }

  /** Writes a sample record. */
  sample(data: SampleData): boolean {
    const ring = this.ring ?? this.target?.ring;
    if (!ring) return false;
    if (ring.lost > 0 && ring.fits(24 + 64)) {
      const lost = ring.lost;
      ring.lost = 0;
      ring.write(this.lostRecord(lost));
    }
    const written = ring.write(this.sampleRecord(data));
    if (written) this.wakeReader(ring);
    return written;
  }

  private wakeReader(ring: PerfRing): void {
    const { attr } = this;
    this.unwoken++;
    const due = attr.watermark
      ? ring.pending - ring.woken >= Math.max(1, attr.wakeup || ring.size / 2)
      : this.unwoken >= attr.wakeup && attr.wakeup > 0;
    if (!due) return;
    this.unwoken = 0;
    (this.target ?? this).queue.wake();
  }

  private lostRecord(lost: number): Uint8Array {
    const bytes = new Uint8Array(24);
    const view = new DataView(bytes.buffer);
    view.setUint32(0, RECORD_LOST, true);
    view.setUint16(6, 24, true);
    view.setBigUint64(8, BigInt(this.id), true);
    view.setBigUint64(16, BigInt(lost), true);
    return bytes;
  }

  private sampleRecord(data: SampleData): Uint8Array {
    const { kernel, attr } = this;
    const { sampleType } = attr;
    const words: bigint[] = [];
    const current = kernel.current;
    const has = (bit: number) => (sampleType & bit) !== 0;
    const ip = data.ip ?? kernel.cpu.rip;
    if (has(Sample.IDENTIFIER)) words.push(BigInt(this.id));
    if (has(Sample.IP)) words.push(ip);
    if (has(Sample.TID)) words.push((BigInt(current?.pid ?? 0) << 32n) | BigInt(current?.tgid ?? 0));
    if (has(Sample.TIME)) words.push(BigInt(kernel.now) * 10n);
    if (has(Sample.ADDR)) words.push(data.addr ?? 0n);
    if (has(Sample.ID)) words.push(BigInt(this.id));
    if (has(Sample.STREAM_ID)) words.push(BigInt(this.id));
    if (has(Sample.CPU)) words.push(BigInt(kernel.cpu.index));
    if (has(Sample.PERIOD)) words.push(BigInt(data.period ?? 1));
    if (has(Sample.READ)) words.push(this.read().value);
    if (has(Sample.CALLCHAIN)) words.push(BigInt(data.callchain?.length ?? 0), ...(data.callchain ?? []));
    // u32 size and the bytes, filled up to 8: the size counts the filling.
    const rawBytes = has(Sample.RAW) ? Math.ceil(((data.raw?.length ?? 0) + 4) / 8) * 8 : 0;
    const length = 8 + words.length * 8 + rawBytes;
    const bytes = new Uint8Array(length);
    const view = new DataView(bytes.buffer);
    view.setUint32(0, RECORD_SAMPLE, true);
    view.setUint16(4, ip >> 63n === 0n ? MISC_USER : MISC_KERNEL, true);
    view.setUint16(6, length, true);
    words.forEach((word, index) => {
      view.setBigUint64(8 + index * 8, BigInt.asUintN(64, word), true);
    });
    if (rawBytes > 0) {
      view.setUint32(8 + words.length * 8, rawBytes - 4, true);
      bytes.set(data.raw ?? new Uint8Array(), 12 + words.length * 8);
    }
    return bytes;
  }

  poll(queues: WaitQueue[]): number {
    queues.push(this.queue);
    if (!this.ring) return POLLHUP;
    return this.ring.pending > 0 ? POLLIN : 0;
  }

  private close(): void {
    this.disable();
    this.source.setProgram?.(this, null);
    this.program?.release();
    this.program = null;
    this.source.close?.(this);
    for (const page of this.ring?.pages ?? []) this.kernel.frames.put(page.frame);
    this.ring = null;
    this.target?.put();
  }
}
