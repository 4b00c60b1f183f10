/** A machine of the reader's own, booted to a shell with no exercise: on the home page and in the lab. */
import type { AddressSpaceSnapshot, PageWalkSnapshot } from '@ringzero/kernel-sim/kernel/snapshot';
import type { Frame } from '../inspect/FramebufferPicture';
import type { FileRequest, Job, JobMessage, SimClient } from '../sim/client';
import { LiveData, type LiveView } from './live';
import { TerminalBuffer } from './terminal-buffer';

export interface FreeState extends LiveView {
  phase: 'off' | 'starting' | 'live';
  failure: string | null;
  spaces: readonly AddressSpaceSnapshot[];
  walk: PageWalkSnapshot | null;
  /** /dev/fb0 as it was last seen. */
  frame: Frame | null;
}

/** Answers about files, by what was asked. */
interface Answers {
  'put-file': Extract<JobMessage, { type: 'file-put' }>;
  'list-files': Extract<JobMessage, { type: 'files' }>;
  'get-file': Extract<JobMessage, { type: 'file' }>;
  build: Extract<JobMessage, { type: 'built' }>;
}
type Ask<T extends keyof Answers> = Omit<Extract<FileRequest, { type: T }>, 'token'>;
type Answer = Answers[keyof Answers];

const OFF: FreeState = {
  phase: 'off',
  failure: null,
  trace: [],
  kernel: null,
  bare: null,
  spaces: [],
  walk: null,
  frame: null,
};

export class FreeMachine {
  state: FreeState = OFF;
  readonly terminal = new TerminalBuffer();
  private job: Job | null = null;
  private nextToken = 1;
  private readonly asked = new Map<number, (answer: Answer | null) => void>();
  /** Resolved when the machine lives, or with false when it does not come to that. */
  private readonly starting = new Set<(live: boolean) => void>();
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
    if (part.phase && part.phase !== 'starting') this.settled(part.phase === 'live');
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

  /** Asks for the files of the living machine; null when it is off or ends meanwhile. */
  ask<T extends keyof Answers>(request: Ask<T>): Promise<Answers[T] | null> {
    if (this.state.phase !== 'live' || !this.job) return Promise.resolve(null);
    const token = this.nextToken++;
    const job = this.job;
    return new Promise((resolve) => {
      this.asked.set(token, (answer) => resolve(answer as Answers[T] | null));
      job.files({ ...request, token } as FileRequest);
    });
  }

  /** The machine, booted when it is off; false when it could not be. */
  ready(): Promise<boolean> {
    if (this.state.phase === 'live') return Promise.resolve(true);
    const live = new Promise<boolean>((resolve) => this.starting.add(resolve));
    this.boot();
    return live;
  }

  private settled(live: boolean): void {
    for (const resolve of this.starting) resolve(live);
    this.starting.clear();
    if (live) return;
    for (const resolve of this.asked.values()) resolve(null);
    this.asked.clear();
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
      case 'file-put':
      case 'files':
      case 'file':
      case 'built':
        this.asked.get(message.token)?.(message);
        this.asked.delete(message.token);
        return;
      case 'framebuffer':
        this.set({ frame: message });
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
