/**
 * What a terminal has shown: bytes in order, kept for a view that opens later, the oldest dropped over a megabyte.
 * Views are told once per frame at most, so that a flood of output never blocks the page.
 */
const CAPACITY = 1 << 20;

export class TerminalBuffer {
  private chunks: Uint8Array[] = [];
  private size = 0;
  private fresh: Uint8Array[] = [];
  private frame = 0;
  private readonly views = new Set<(bytes: readonly Uint8Array[], reset: boolean) => void>();
  private wiped = false;

  constructor(private readonly schedule: (run: () => void) => number = (run) => requestAnimationFrame(run)) {}

  /** True when nothing has been shown. */
  get empty(): boolean {
    return this.size === 0;
  }

  write(bytes: Uint8Array): void {
    this.chunks.push(bytes);
    this.fresh.push(bytes);
    this.size += bytes.length;
    while (this.size > CAPACITY && this.chunks.length > 1) this.size -= this.chunks.shift()?.length ?? 0;
    // A view that is behind shows the tail; what scrolled away it never had to draw.
    let pending = this.fresh.reduce((sum, chunk) => sum + chunk.length, 0);
    while (pending > CAPACITY && this.fresh.length > 1) pending -= this.fresh.shift()?.length ?? 0;
    this.plan();
  }

  clear(): void {
    this.chunks = [];
    this.fresh = [];
    this.size = 0;
    this.wiped = true;
    this.plan();
  }

  /** A view hears everything so far, then what comes. */
  attach(view: (bytes: readonly Uint8Array[], reset: boolean) => void): () => void {
    view(this.chunks, true);
    this.views.add(view);
    return () => this.views.delete(view);
  }

  /** All of it as text. */
  text(): string {
    const decoder = new TextDecoder();
    return this.chunks.map((chunk) => decoder.decode(chunk, { stream: true })).join('') + decoder.decode();
  }

  private plan(): void {
    if (this.frame !== 0) return;
    this.frame = this.schedule(() => {
      this.frame = 0;
      const { fresh, wiped } = this;
      this.fresh = [];
      this.wiped = false;
      for (const view of this.views) view(fresh, wiped);
    });
  }
}
