/**
 * The page's side of the service worker: registers it, tells it which build this page is of, asks it for what is kept, and
 * hears when a newer build has taken over. Without a service worker (development, plain http) everything answers "not here".
 */
import type { FromOfflineWorker, KeepAnswer, OfflineStatus, ToOfflineWorker } from './protocol';

/** The build that this page is of; set by the build (scripts/lib/prepare.mjs), empty in development. */
export const BUILD = process.env.RINGZERO_BUILD ?? '';
/** A page asks for a newer build this often, and when it is looked at again. */
const LOOK_EVERY = 60 * 60_000;
const PATIENCE = 10_000;

export interface OfflineView {
  /** null: not known yet; false: this browser (or this address) cannot. */
  able: boolean | null;
  status: OfflineStatus | null;
  /** A newer build is ready: the next page will be of it. */
  newer: boolean;
}

let view: OfflineView = { able: null, status: null, newer: false };
const listeners = new Set<() => void>();

export const offlineView = (): OfflineView => view;
export const NOTHING: OfflineView = { able: null, status: null, newer: false };

export function onOffline(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function show(part: Partial<OfflineView>): void {
  view = { ...view, ...part };
  for (const listener of listeners) listener();
}

let started = false;
/** Once per page. In a frame of another site there is nothing to keep: its storage is apart and short-lived. */
export function startOffline(): void {
  if (started) return;
  started = true;
  const able = 'serviceWorker' in navigator && window.isSecureContext && BUILD !== '' && window.top === window;
  show({ able });
  if (!able) return;
  const { serviceWorker } = navigator;
  serviceWorker.addEventListener('message', (event: MessageEvent<FromOfflineWorker>) => {
    if (event.data.type === 'which-build') event.ports[0]?.postMessage(BUILD);
    else heard(event.data.status);
  });
  serviceWorker.startMessages();
  serviceWorker.addEventListener('controllerchange', () => void refresh());
  void serviceWorker.register('/sw.js', { updateViaCache: 'none' }).then(
    (registration) => lookForNewer(registration),
    () => show({ able: false }),
  );
  void serviceWorker.ready.then(refresh);
}

function lookForNewer(registration: ServiceWorkerRegistration): void {
  let last = Date.now();
  const look = () => {
    if (document.visibilityState !== 'visible' || !navigator.onLine || Date.now() - last < LOOK_EVERY / 12) return;
    last = Date.now();
    void registration.update().catch(() => undefined);
  };
  document.addEventListener('visibilitychange', look);
  window.addEventListener('online', look);
  setInterval(look, LOOK_EVERY);
}

function heard(status: OfflineStatus): void {
  show({ status, newer: status.build !== BUILD });
}

async function ask<T>(message: ToOfflineWorker, patience: number | null = PATIENCE): Promise<T | null> {
  if (!view.able) return null;
  const { active } = await navigator.serviceWorker.ready;
  if (!active) return null;
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    const timer = patience === null ? undefined : setTimeout(() => resolve(null), patience);
    port1.onmessage = ({ data }: MessageEvent<T>) => {
      clearTimeout(timer);
      resolve(data);
    };
    active.postMessage(message, [port2]);
  });
}

export async function refresh(): Promise<void> {
  const status = await ask<OfflineStatus>({ type: 'status' });
  if (status) heard(status);
}

/** Keeps pages; null when there is nobody to do it. Large sets are sent in parts: a worker may not work for ever on one message. */
export async function keepPages(paths: readonly string[]): Promise<KeepAnswer | null> {
  const sum = { ok: true, failed: 0, full: false };
  for (let at = 0; at < Math.max(1, paths.length) && !sum.full; at += PART) {
    const answer = await ask<KeepAnswer>({ type: 'keep', paths: paths.slice(at, at + PART), build: BUILD }, null);
    if (answer === null) return null;
    sum.ok &&= answer.ok;
    sum.failed += answer.failed;
    sum.full = answer.full;
  }
  await refresh();
  return sum;
}
const PART = 10;

export async function removePages(paths: readonly string[]): Promise<void> {
  await ask({ type: 'remove', paths }, null);
  await refresh();
}

export async function removeAll(): Promise<void> {
  await ask({ type: 'remove-all' }, null);
  await refresh();
}

/** Keeps what the reader has opened, quietly; not where data is dear. */
export async function keepVisited(path: string): Promise<void> {
  const { connection } = navigator as Navigator & { connection?: { saveData?: boolean } };
  if (connection?.saveData || !view.able || view.newer) return;
  const lang = path.split('/')[1];
  await ask<KeepAnswer>({ type: 'keep', paths: [path, `/${lang}`, `/${lang}/lab`], build: BUILD }, null);
  await refresh();
}

/** 1_234_567 → "1.2 MB". */
export function inMegabytes(bytes: number): string {
  const mb = bytes / 1_000_000;
  return `${mb >= 10 ? Math.round(mb) : Math.max(0.1, Math.round(mb * 10) / 10)} MB`;
}
