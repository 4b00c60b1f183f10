/**
 * Sends the outbox to the server: soon after a change, when the connection is back, and again with growing pauses after
 * a failure. One tab at a time (Web Lock), and every thing has its own id, so sending twice changes nothing.
 */
import type { MeResponse, ProgressState, SyncResponse } from '../../_shared/api';
import { LIMITS } from '../../_shared/limits';
import { batchOf, type Work } from './work';

/** `account`: everything is with the server, under an account; `server`: without one yet; `here`: this browser only. */
export type SyncState = 'here' | 'server' | 'account' | 'offline';

const FIRST_RETRY = 2_000;
const LAST_RETRY = 60_000;
const PULL_KEY = 'rz.pulled';
const PULL_EVERY = 60_000;

export class Syncer {
  state: SyncState = 'here';
  private timer: ReturnType<typeof setTimeout> | null = null;
  private due = Number.POSITIVE_INFINITY;
  private failures = 0;
  private busy = false;
  private readonly listeners = new Set<() => void>();

  constructor(
    private readonly work: Work,
    private readonly request: typeof fetch = (...args) => fetch(...args),
  ) {}

  /** Starts listening; sends what an earlier visit left behind. */
  start(): () => void {
    const online = () => this.soon(0);
    const offline = () => this.set('offline');
    window.addEventListener('online', online);
    window.addEventListener('offline', offline);
    const stop = this.work.subscribe((change, other) => {
      if (!other && change.type === 'attempt') this.soon(500);
      else if (!other && change.type === 'outbox') this.soon(4_000);
    });
    if (!navigator.onLine) this.set('offline');
    void this.work.outbox().then((items) => (items.length > 0 ? this.soon(1_000) : this.pull()));
    return () => {
      stop();
      window.removeEventListener('online', online);
      window.removeEventListener('offline', offline);
      this.cancel();
    };
  }

  /** Nothing more is sent by itself. */
  cancel(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private set(state: SyncState): void {
    if (this.state === state) return;
    this.state = state;
    for (const listener of this.listeners) listener();
  }

  /** Sends in `delay` milliseconds, or sooner when that was planned. */
  soon(delay: number): void {
    const at = Date.now() + delay;
    if (this.timer && this.due <= at) return;
    if (this.timer) clearTimeout(this.timer);
    this.due = at;
    this.timer = setTimeout(() => {
      this.timer = null;
      void this.send();
    }, delay);
  }

  /** Sends everything that waits. */
  async send(): Promise<void> {
    if (this.busy) return;
    if (!navigator.onLine) return this.set('offline');
    this.busy = true;
    try {
      const more = await exclusively(() => this.sendBatch());
      this.failures = 0;
      if (more) this.soon(0);
    } catch (failure) {
      this.failures += 1;
      const asked = failure instanceof Refused ? failure.retryAfter * 1000 : 0;
      const pause = Math.min(LAST_RETRY, FIRST_RETRY * 2 ** (this.failures - 1));
      this.set('offline');
      this.soon(Math.max(asked, pause * (0.75 + Math.random() / 2)));
    } finally {
      this.busy = false;
    }
  }

  /** True when more is left. */
  private async sendBatch(): Promise<boolean> {
    const items = await this.work.outbox();
    if (items.length === 0) return false;
    const { request, sent } = batchOf(items, LIMITS.batch, LIMITS.body);
    const answer = await this.ask<SyncResponse>('/api/sync', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(request),
    });
    const before = items.length;
    await this.work.settle(sent, answer);
    const left = (await this.work.outbox()).length;
    this.set(left > 0 ? 'here' : answer.state.user && !answer.state.user.anonymous ? 'account' : 'server');
    // Something the server neither took nor refused would loop for ever: it waits for the next change.
    return left > 0 && left < before;
  }

  /** What other devices did, once in a while. A reader without a session is left alone. */
  private async pull(): Promise<void> {
    if (!navigator.onLine || Date.now() - Number(sessionStorage.getItem(PULL_KEY) ?? 0) < PULL_EVERY) return;
    try {
      sessionStorage.setItem(PULL_KEY, String(Date.now()));
      const me = await this.ask<MeResponse>('/api/me');
      if (!me.user) return;
      const state = await this.ask<ProgressState>('/api/progress');
      await this.work.merge(state);
      this.set(me.user.anonymous ? 'server' : 'account');
    } catch {
      // Nothing of ours was to be sent: the next visit asks again.
    }
  }

  private async ask<T>(url: string, init?: RequestInit): Promise<T> {
    const response = await this.request(url, { ...init, signal: AbortSignal.timeout(20_000) });
    if (!response.ok) throw new Refused(Number(response.headers.get('retry-after') ?? 0) || 0);
    return (await response.json()) as T;
  }
}

class Refused extends Error {
  constructor(readonly retryAfter: number) {
    super('the server refused');
  }
}

async function exclusively<T>(action: () => Promise<T>): Promise<T> {
  const locks: LockManager | undefined = navigator.locks;
  return locks ? await locks.request('ringzero-sync', action) : action();
}
