/**
 * NET_RX: packets that have arrived wait here and are brought up through the layers one after the other, after the work that is
 * under way has ended. Follows net/core/dev.c: process_backlog, net_rx_action and kernel/softirq.c.
 * Departs from Linux: there is one queue for everything, so the order of packets is the order of arrival; and it can be paused,
 * while a netfilter or XDP hook that runs on the simulated processor has not answered yet.
 */
type Work = () => void;

/** net.core.netdev_max_backlog. */
const MAX_BACKLOG = 1000;

export class Softirq {
  private readonly queue: Work[] = [];
  private depth = 0;
  private paused = 0;
  private draining = false;
  /** Third column of /proc/softirqs and of /proc/net/softnet_stat. */
  processed = 0;
  dropped = 0;

  /** Work to be done soon; false: the backlog is full and it was refused. */
  raise(work: Work): boolean {
    if (this.queue.length >= MAX_BACKLOG) {
      this.dropped++;
      return false;
    }
    this.queue.push(work);
    if (this.depth === 0) this.drain();
    return true;
  }

  /** local_bh_disable … enable: what is raised inside runs when the outermost one ends. */
  guard<T>(body: () => T): T {
    this.depth++;
    try {
      return body();
    } finally {
      this.depth--;
      if (this.depth === 0 && this.queue.length > 0) this.drain();
    }
  }

  get isPaused(): boolean {
    return this.paused > 0;
  }

  /** A hook will answer later: everything waits. */
  pause(): void {
    this.paused++;
  }

  /** The answer is there: `first` goes on with the packet that waited, then the others. */
  resume(first: Work): void {
    this.paused--;
    this.guard(first);
  }

  private drain(): void {
    if (this.draining) return;
    this.draining = true;
    try {
      while (this.paused === 0) {
        const work = this.queue.shift();
        if (work === undefined) break;
        this.processed++;
        this.depth++;
        try {
          work();
        } finally {
          this.depth--;
        }
      }
    } finally {
      this.draining = false;
    }
  }
}
