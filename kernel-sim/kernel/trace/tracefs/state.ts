/**
 * The trace of the kernel: a bounded list of entries that trace and trace_pipe show. Follows kernel/trace/trace.c and trace_output.c.
 */
import { INSTRUCTIONS_PER_SECOND } from '../../../machine/types';
import type { RunningKernel } from '../../kernel';
import type { WaitQueue } from '../../types';
import type { Tracepoint } from '../tracepoints';

export interface TraceEntry {
  at: number;
  cpu: number;
  pid: number;
  comm: string;
  /** irqs-off, need-resched, hard/soft irq, preempt depth, migrate-disable: `d..31`. */
  flags: string;
  /** `bpf_trace_printk: Hello`. */
  text: string;
}

const LIMIT = 20_000;

export class TraceState {
  on = true;
  entries: TraceEntry[] = [];
  /** Entries ever written, and those that were overwritten before anybody read them. */
  written = 0;
  /** Entries that trace_pipe has taken. */
  readonly queue: WaitQueue;
  /** Events switched on by their `enable` file. */
  readonly enabled = new Map<Tracepoint, () => void>();
  /** Lines of kprobe_events, by event. */
  readonly dynamic = new Map<string, { line: string; remove(): void; tracepoint: Tracepoint }>();
  /** Total of all output, for lessons: what trace_pipe consumed stays here. */
  readonly recent: string[] = [];

  constructor(private readonly kernel: RunningKernel) {
    this.queue = kernel.newWaitQueue('trace_pipe');
  }

  add(flags: string, text: string): void {
    if (!this.on) return;
    const { kernel } = this;
    const { subject } = kernel.tracepoints;
    const current = subject === undefined ? kernel.current : subject;
    const entry: TraceEntry = {
      at: kernel.now,
      cpu: kernel.cpu.index,
      pid: current?.pid ?? 0,
      comm: current?.comm ?? '<idle>',
      flags,
      text,
    };
    this.entries.push(entry);
    if (this.entries.length > LIMIT) this.entries.shift();
    this.written++;
    this.recent.push(entryLine(entry));
    if (this.recent.length > 1000) this.recent.shift();
    this.queue.wake();
  }

  /** trace_bpf_trace_printk: the event's text and a line end of its own. */
  bpfPrintk(text: string): void {
    const { bpf_trace_printk } = this.kernel.tracepoints.events;
    if (bpf_trace_printk.active) bpf_trace_printk.emit([text]);
    this.add('d..31', `bpf_trace_printk: ${text}`);
  }

  setEnabled(tracepoint: Tracepoint, on: boolean): void {
    const stop = this.enabled.get(tracepoint);
    if (on === (stop !== undefined)) return;
    if (stop) {
      stop();
      this.enabled.delete(tracepoint);
      return;
    }
    const listen = this.kernel.tracepoints.listen(tracepoint, (point, record) => {
      const text = point.format(point.read(record));
      const syscall = point.system === 'syscalls';
      const exit = syscall && point.name.startsWith('sys_exit_');
      this.add(
        point.system === 'sched' ? 'd..2.' : '.....',
        exit ? `${point.name.replace('_exit', '')} -> ${text}` : syscall ? text : `${point.name}: ${text}`,
      );
    });
    this.enabled.set(tracepoint, listen);
  }
}

/** `            bash-1234    [000] d..31    12.345678: bpf_trace_printk: Hello`. */
export function entryLine({ at, cpu, pid, comm, flags, text }: TraceEntry): string {
  const micros = Math.floor((at * 1e6) / INSTRUCTIONS_PER_SECOND);
  const seconds = String(Math.floor(micros / 1e6)).padStart(5);
  const rest = String(micros % 1e6).padStart(6, '0');
  const who = `${comm.padStart(16)}-${String(pid).padEnd(7)}`;
  return `${who} [${String(cpu).padStart(3, '0')}] ${flags} ${seconds}.${rest}: ${text}\n`;
}

const states = new WeakMap<RunningKernel, TraceState>();

export function traceOf(kernel: RunningKernel): TraceState {
  let state = states.get(kernel);
  if (!state) {
    state = new TraceState(kernel);
    states.set(kernel, state);
  }
  return state;
}
export const traceIfAny = (kernel: RunningKernel): TraceState | undefined => states.get(kernel);
