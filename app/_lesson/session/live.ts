/** Events and snapshots of a live machine, gathered and handed on once per frame, so that a busy machine never floods the page. */
import type { BareSnapshot, KernelSnapshot } from '@ringzero/kernel-sim/kernel/snapshot';
import type { TraceStep } from '@ringzero/kernel-sim/lab/types';
import type { JobMessage } from '../sim/client';

export interface LiveView {
  trace: readonly TraceStep[];
  kernel: KernelSnapshot | null;
  bare: BareSnapshot | null;
}

/** The oldest steps go when a machine has been alive for long. */
const KEEP = 4_000;

export class LiveData {
  private pending: JobMessage[] = [];
  private frame = 0;

  constructor(
    private readonly read: () => LiveView,
    private readonly write: (view: LiveView) => void,
  ) {}

  push(message: Extract<JobMessage, { type: 'events' | 'snapshot' }>): void {
    this.pending.push(message);
    if (this.frame === 0) this.frame = requestAnimationFrame(() => this.apply());
  }

  /** Forgets what has not been shown: the report that follows holds it all. */
  drop(): void {
    this.pending = [];
  }

  private apply(): void {
    this.frame = 0;
    let { trace, kernel, bare } = this.read();
    const fresh: TraceStep[] = [];
    const from = (trace.at(-1)?.index ?? -1) + 1;
    for (const message of this.pending.splice(0)) {
      if (message.type === 'snapshot') {
        kernel = message.kernel ?? kernel;
        bare = message.bare ?? bare;
      } else if (message.type === 'events') {
        for (const event of message.events) fresh.push({ index: from + fresh.length, event });
      }
    }
    if (fresh.length > 0) trace = [...trace, ...fresh].slice(-KEEP);
    this.write({ trace, kernel, bare });
  }
}
