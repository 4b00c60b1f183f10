/** Lines of the strace-like list, from the trace: one per finished call, signals and exits as strace prints them. Pure. */
import type { TraceStep } from '@ringzero/kernel-sim/lab/types';
import { signalName } from './signal-names';

export interface TraceLine {
  /** Position in the trace, for "show in the picture". */
  step: number;
  pid: number;
  text: string;
  kind: 'call' | 'failed' | 'signal' | 'exit';
}

export function traceLines(trace: readonly TraceStep[]): TraceLine[] {
  const lines: TraceLine[] = [];
  const open = new Map<number, { step: number; text: string }>();
  for (const { index, event } of trace) {
    const { pid } = event;
    if (event.type === 'syscall-enter') open.set(pid, { step: index, text: event.text });
    else if (event.type === 'syscall-exit') {
      open.delete(pid);
      lines.push({
        step: index,
        pid,
        text: event.text,
        kind: event.result < 0 && event.result > -4096 ? 'failed' : 'call',
      });
    } else if (event.type === 'signal-deliver') {
      lines.push({ step: index, pid, text: `--- ${event.text ?? signalName(event.signal)} ---`, kind: 'signal' });
    } else if (event.type === 'exit') {
      const unfinished = open.get(pid);
      if (unfinished)
        lines.push({ step: unfinished.step, pid, text: `${unfinished.text}) = ?`.replace('))', ')'), kind: 'call' });
      open.delete(pid);
      const signal = event.status & 0x7f;
      lines.push({
        step: index,
        pid,
        kind: 'exit',
        text: signal
          ? `+++ killed by ${signalName(signal)}${event.core ? ' (core dumped)' : ''} +++`
          : `+++ exited with ${(event.status >> 8) & 0xff} +++`,
      });
    }
  }
  for (const [pid, { step, text }] of open) lines.push({ step, pid, text: `${text} <unfinished ...>`, kind: 'call' });
  return lines;
}
