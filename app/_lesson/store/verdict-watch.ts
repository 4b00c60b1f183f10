/**
 * Waits for the server's verdicts on passed exercises: asks soon after something was sent, then with growing pauses, not while
 * the page is hidden or off-line, and not at all when nothing is open. An answer that says nothing new costs a 304.
 */
import type { ServerVerdict, VerdictsResponse } from '../../_shared/api';
import type { ProgressRecord } from './types';
import type { Work } from './work';

const FIRST = 1_000;
const LAST = 60_000;

const REFUSED: ReadonlySet<ServerVerdict> = new Set(['mismatch', 'outdated', 'error']);

/** Waits in the server's queue, or was not confirmed and the page does not know why. */
export const isOpen = ({ status, verdict, why }: ProgressRecord): boolean =>
  status === 'passed' && (verdict === 'pending' || (REFUSED.has(verdict) && why === undefined));

export class VerdictWatch {
  private timer: ReturnType<typeof setTimeout> | null = null;
  private pause = FIRST;
  /** The exercises that were asked for last, and the ETag of the answer. */
  private asked = '';
  private etag: string | null = null;
  private running = false;

  constructor(
    private readonly work: Work,
    private readonly request: typeof fetch = (...args) => fetch(...args),
  ) {}

  start(): () => void {
    const wake = () => {
      this.pause = FIRST;
      void this.plan();
    };
    const visible = () => (document.visibilityState === 'hidden' ? this.cancel() : wake());
    document.addEventListener('visibilitychange', visible);
    window.addEventListener('online', wake);
    const leave = this.work.subscribe((change) => {
      if (change.type === 'progress') void this.plan();
    });
    void this.plan();
    return () => {
      document.removeEventListener('visibilitychange', visible);
      window.removeEventListener('online', wake);
      leave();
      this.cancel();
    };
  }

  private cancel(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
  }

  private async open(): Promise<string> {
    const open = (await this.work.progress()).filter(isOpen);
    return open
      .map(({ exerciseId }) => exerciseId)
      .sort()
      .join(',');
  }

  /** Another set of exercises begins with the short pause again. */
  private async plan(): Promise<void> {
    const open = await this.open();
    if (open !== this.asked) {
      this.asked = open;
      this.etag = null;
      this.pause = FIRST;
      this.cancel();
    }
    if (open === '' || this.timer || this.running || document.visibilityState === 'hidden' || !navigator.onLine) return;
    this.timer = setTimeout(() => {
      this.timer = null;
      void this.ask();
    }, this.pause);
    this.pause = Math.min(LAST, this.pause * 2);
  }

  private async ask(): Promise<void> {
    this.running = true;
    try {
      const headers: Record<string, string> = this.etag ? { 'If-None-Match': this.etag } : {};
      const url = `/api/attempts/verdicts?exercises=${encodeURIComponent(this.asked)}`;
      const response = await this.request(url, { headers, signal: AbortSignal.timeout(20_000) });
      if (response.status === 200) {
        this.etag = response.headers.get('etag');
        const { verdicts } = (await response.json()) as VerdictsResponse;
        await this.work.takeVerdicts(verdicts);
      }
    } catch {
      // The next pause is longer.
    } finally {
      this.running = false;
    }
    await this.plan();
  }
}
