/**
 * Figures of a process in Prometheus' format. Labels are routes as patterns ("/api/classes/[id]"), statuses and verdicts:
 * few, and nobody's. One registry per process, on globalThis, for the server's own code and for what Next bundled.
 */
import { timingSafeEqual } from 'node:crypto';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { QueueState } from '../grader/queue';

const SECONDS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 15];

export interface Metrics {
  registry: Registry;
  requests: Counter<'method' | 'route' | 'status'>;
  duration: Histogram<'method' | 'route'>;
  syncBytes: Histogram<string>;
  database: Histogram<'kind'>;
  verdicts: Counter<'verdict'>;
  grading: Histogram<string>;
  queue: Gauge<'state'>;
  queueAge: Gauge<string>;
}

function makeMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const named = (name: string, help: string) => ({ name: `ringzero_${name}`, help, registers });
  collectDefaultMetrics({ register: registry, prefix: 'ringzero_' });
  return {
    registry,
    requests: new Counter({
      ...named('http_requests_total', 'Requests answered'),
      labelNames: ['method', 'route', 'status'],
    }),
    duration: new Histogram({
      ...named('http_request_duration_seconds', 'From the request to the last byte of its answer'),
      labelNames: ['method', 'route'],
      buckets: SECONDS,
    }),
    syncBytes: new Histogram({
      ...named('sync_bytes', 'Bytes that tabs sent in one sync'),
      buckets: [500, 1_000, 2_000, 5_000, 10_000, 50_000, 200_000, 1_000_000],
    }),
    database: new Histogram({
      ...named('database_seconds', 'Time of one statement in the database'),
      labelNames: ['kind'],
      buckets: SECONDS,
    }),
    verdicts: new Counter({ ...named('verdicts_total', 'Verdicts written by this process'), labelNames: ['verdict'] }),
    grading: new Histogram({
      ...named('grading_wait_seconds', 'From handing in to the verdict'),
      buckets: [0.5, 1, 2, 5, 10, 30, 60, 300, 1800],
    }),
    queue: new Gauge({ ...named('grading_queue', 'Attempts by what they wait for'), labelNames: ['state'] }),
    queueAge: new Gauge(named('grading_queue_oldest_seconds', 'How long the oldest attempt has waited')),
  };
}

const kept = globalThis as { ringzeroMetrics?: Metrics; ringzeroDatabaseTimes?: (kind: string, ms: number) => void };

export function metrics(): Metrics {
  if (!kept.ringzeroMetrics) {
    const all = makeMetrics();
    kept.ringzeroMetrics = all;
    kept.ringzeroDatabaseTimes = (kind, ms) => all.database.observe({ kind }, ms / 1000);
  }
  return kept.ringzeroMetrics;
}

/** All figures as text; the queue is asked now. Null: the database does not answer, and its figures are left out. */
export async function exposition(queue: QueueState | null): Promise<{ body: string; type: string }> {
  const all = metrics();
  all.queue.reset();
  all.queueAge.reset();
  if (queue) {
    for (const state of ['waiting', 'running', 'dead'] as const) all.queue.set({ state }, queue[state]);
    all.queueAge.set(queue.oldest / 1000);
  }
  return { body: await all.registry.metrics(), type: all.registry.contentType };
}

/** The address of who connected, written by our own server (web.ts); empty when a proxy passed the request on. */
export const REMOTE = 'x-ringzero-remote';

/** Who may read them: whoever has METRICS_TOKEN; without such a setting, programs of this machine. */
export function mayReadMetrics(headers: Headers): boolean {
  const token = process.env.METRICS_TOKEN;
  if (token) return same(headers.get('authorization') ?? '', `Bearer ${token}`);
  return isLoopback(headers.get(REMOTE) ?? undefined);
}

function same(a: string, b: string): boolean {
  const [x, y] = [Buffer.from(a), Buffer.from(b)];
  return x.length === y.length && timingSafeEqual(x, y);
}

export function isLoopback(address: string | undefined): boolean {
  return address !== undefined && /^(::1|(::ffff:)?127(\.\d{1,3}){3})$/.test(address);
}
