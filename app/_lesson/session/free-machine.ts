/** A machine of the reader's own, booted to a shell with no exercise: on the home page and in the lab. */
import type { AddressSpaceSnapshot, PageWalkSnapshot } from '@ringzero/kernel-sim/kernel/snapshot';
import type { Job, JobMessage, SimClient } from '../sim/client';
import { LiveData, type LiveView } from './live';
import { TerminalBuffer } from './terminal-buffer';

export interface FreeState extends LiveView {
  phase: 'off' | 'starting' | 'live';
  failure: string | null;
  spaces: readonly AddressSpaceSnapshot[];
  walk: PageWalkSnapshot | null;
}

const OFF: FreeState = { phase: 'off', failure: null, trace: [], kernel: null, bare: null, spaces: [], walk: null };

export class FreeMachine {
  state: FreeState = OFF;
  readonly terminal = new TerminalBuffer();
  private job: Job | null = null;
  private readonly listeners = new Set<() => void>();
  private readonly live = new LiveData(
    () => this.state,
    (view) => this.set(view),
  );

  constructor(
    private readonly sim: () => SimClient,
    private readonly snapshotsPerSecond: number,
  ) {}

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
  snapshot = (): FreeState => this.state;
  static readonly serverSnapshot = (): FreeState => OFF;

  private set(part: Partial<FreeState>): void {
    this.state = { ...this.state, ...part };
    for (const listener of this.listeners) listener();
  }

  boot(): void {
    if (this.state.phase !== 'off') return;
    this.terminal.clear();
    this.set({ ...OFF, phase: 'starting' });
    this.job = this.sim().start({ type: 'boot', exerciseId: null, seed: 1 }, (message) => this.hear(message));
  }

  stop(): void {
    this.job?.stop();
  }

  input(bytes: Uint8Array): void {
    this.job?.input(bytes);
  }

  inspect(want: 'address-space' | 'walk', pid: number, va?: number): void {
    this.job?.inspect(want, pid, va);
  }

  private hear(message: JobMessage): void {
    switch (message.type) {
      case 'phase':
        if (message.phase === 'running') {
          this.job?.watch(this.snapshotsPerSecond);
          this.set({ phase: 'live' });
        }
        return;
      case 'output':
        if (this.state.phase !== 'live') this.set({ phase: 'live' });
        this.terminal.write(message.bytes);
        return;
      case 'events':
      case 'snapshot':
        this.live.push(message);
        return;
      case 'address-space':
        if (message.space)
          this.set({ spaces: [...this.state.spaces.filter((s) => s.pid !== message.space?.pid), message.space] });
        return;
      case 'walk':
        this.set({ walk: message.walk });
        return;
      case 'stopped':
      case 'done':
        this.set({ phase: 'off' });
        return;
      case 'failed':
        this.set({ phase: 'off', failure: message.detail });
        return;
      default:
        return;
    }
  }
}
