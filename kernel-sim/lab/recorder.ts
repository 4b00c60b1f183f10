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

  /** `from`: pids below are left out (1 is init). */
  constructor(private readonly from: number) {}

  readonly listener: EventListener = (event) => {
    if (event.pid < this.from && event.type !== 'fork') return;
    if (this.events.length < MAX_EVENTS) this.events.push(event);
    else if (!this.full) {
      this.full = true;
      this.onFull();
    }
  };
}
