/**
 * What `strace -f -o FILE` writes, collected from the events: one line a call, signals, exits, and calls that another task's
 * line cuts in two (`<unfinished ...>`, `<... resumed>`). Follows strace's strace.c: printleader, print_exited.
 */
import { signalName } from '../abi/signal';
import type { KernelEvent } from '../events';
import type { Booted } from '../types';

export interface StraceOptions {
  /** -f: children too, and a pid before each line. */
  follow?: boolean;
  /** Where to begin; default: everybody. */
  pids?: readonly number[];
}

export interface StraceLog {
  readonly lines: readonly string[];
  stop(): void;
}

/** Collects from now on. */
export function straceLines(booted: Booted, options: StraceOptions = {}): StraceLog {
  const writer = new StraceWriter(options.follow ?? false, options.pids ? new Set(options.pids) : null);
  const stop = booted.listen(
    (event) => writer.see(event),
    ['syscall-enter', 'syscall-exit', 'signal-deliver', 'exit', 'fork'],
  );
  return { lines: writer.lines, stop };
}

class StraceWriter {
  readonly lines: string[] = [];
  /** Calls that have begun, with their text so far. */
  private readonly open = new Map<number, { text: string; name: string; cut: boolean }>();

  constructor(
    private readonly follow: boolean,
    private readonly pids: Set<number> | null,
  ) {}

  see(event: KernelEvent): void {
    if (this.pids && !this.pids.has(event.pid)) return;
    switch (event.type) {
      case 'fork':
        if (this.follow) this.pids?.add(event.child);
        return;
      case 'syscall-enter':
        this.open.set(event.pid, { text: event.text, name: event.name, cut: false });
        return;
      case 'syscall-exit':
        this.ended(event.pid, event.text);
        return;
      case 'signal-deliver':
        if (event.text) this.line(event.pid, `--- ${event.text} ---`);
        if (event.action === 'stop') this.line(event.pid, `--- stopped by ${signalName(event.signal)} ---`);
        return;
      case 'exit':
        this.exited(event.pid, event.status);
        return;
    }
  }

  private ended(pid: number, text: string): void {
    const open = this.open.get(pid);
    this.open.delete(pid);
    if (!open) this.line(pid, text);
    else if (open.cut) this.line(pid, `<... ${open.name} resumed>${text.slice(open.text.length)}`);
    else this.line(pid, text);
  }

  private exited(pid: number, status: number): void {
    const open = this.open.get(pid);
    this.open.delete(pid);
    const own = open?.name === 'exit_group' || open?.name === 'exit';
    if (open && !open.cut) this.line(pid, own ? `${open.text}) = ?` : `${open.text} <unfinished ...>`);
    else if (open) this.line(pid, `<... ${open.name} resumed>) = ?`);
    const signal = status & 0x7f;
    if (signal === 0) this.line(pid, `+++ exited with ${status >> 8} +++`);
    else this.line(pid, `+++ killed by ${signalName(signal)}${status & 0x80 ? ' (core dumped)' : ''} +++`);
  }

  /** Whoever is in the middle of a call when another's line comes is cut. */
  private line(pid: number, text: string): void {
    for (const [other, open] of this.open) {
      if (other === pid || open.cut) continue;
      open.cut = true;
      this.push(other, `${open.text} <unfinished ...>`);
    }
    this.push(pid, text);
  }

  private push(pid: number, text: string): void {
    const leader = this.follow ? `${String(pid).padEnd(5)} ` : '';
    this.lines.push(leader + aligned(text, leader.length));
  }
}

const COLUMN = 39;

/** The result stands in column 40 of the line, its leader included, where there is room. */
function aligned(text: string, leader: number): string {
  const match = /^(.*\))\s+= (.*)$/s.exec(text);
  return match ? `${match[1].padEnd(COLUMN - leader)} = ${match[2]}` : text;
}
