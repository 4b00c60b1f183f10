/** Keeps the events of a run: all that checks and pictures need, within a bound, without those of init and of the boot. */
import type { EventListener, EventType, KernelEvent } from '../kernel/events';

const MAX_EVENTS = 50_000;
/** Events of every instruction-near kind would drown the rest; pictures that need them ask for them live. */
export const RECORDED: readonly EventType[] = [
  'syscall-enter',
  'syscall-exit',
  'fault',
  'fork',
  'exec',
  'exit',
  'reap',
  'signal-send',
  'signal-deliver',
  'switch',
  'vfs',
  'mm',
  'device',
  'mode',
  'wakeup',
  'migrate',
  'packet',
  'module',
  'oops',
  'bpf',
];

export class Recorder {
  readonly events: KernelEvent[] = [];
  /** There were more than are kept: what a program does in a loop for ever is the same over and over. */
  full = false;
  /** Ends the listening, once full, so that making events costs nothing any more. */
  onFull: () => void = () => {};

  /** `latest`: events dropped at the front so far. */
  dropped = 0;

  /** `from`: pids below are left out (1 is init). `latest`: of a machine that lives for long, the newest are kept, not the first. */
  constructor(
    private readonly from: number,
    private readonly latest = false,
  ) {}

  readonly listener: EventListener = (event) => {
    // Packets arrive in interrupts, when no task or any task runs.
    if (event.pid < this.from && event.type !== 'fork' && event.type !== 'packet') return;
    if (this.latest && this.events.length >= MAX_EVENTS) {
      this.events.splice(0, MAX_EVENTS / 2);
      this.dropped += MAX_EVENTS / 2;
    }
    if (this.events.length < MAX_EVENTS) this.events.push(event);
    else if (!this.full) {
      this.full = true;
      this.onFull();
    }
  };
}
