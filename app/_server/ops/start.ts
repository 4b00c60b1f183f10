/**
 * What a serving process has from its start. The server in front (scripts/lib/web-server.mjs) is not part of Next's bundle: it
 * finds these on globalThis.
 */
import { db } from '../db/client';
import { tidyDaily } from '../privacy/daily';
import { beginEnding } from './health';
import { log, requestScope } from './log';
import { metrics, REMOTE } from './metrics';

export interface Ops {
  log: ReturnType<typeof log>;
  scope: ReturnType<typeof requestScope>;
  /** The header that tells who connected. */
  remoteHeader: string;
  answered(answer: { method: string; route: string; status: number; ms: number; syncBytes: number | null }): void;
  /** From now on not ready. */
  beginEnding(): void;
  /** The last thing: the database is let go. */
  close(): Promise<void>;
}

const kept = globalThis as { ringzeroOps?: Ops; ringzeroDb?: { $disconnect(): Promise<void> } };

export function startOps(): void {
  const figures = metrics();
  const daily = tidyDaily(db);
  kept.ringzeroOps = {
    log: log(),
    scope: requestScope(),
    remoteHeader: REMOTE,
    answered({ method, route, status, ms, syncBytes }) {
      figures.requests.inc({ method, route, status: String(status) });
      figures.duration.observe({ method, route }, ms / 1000);
      if (syncBytes !== null) figures.syncBytes.observe(syncBytes);
    },
    beginEnding,
    async close() {
      daily.stop();
      await kept.ringzeroDb?.$disconnect();
    },
  };
}
