/**
 * Signing up, in and out from a page, without losing anything on the way: what waits in this browser is sent first, no
 * sync runs meanwhile (it would answer with the old person's cookie), and afterwards this browser takes in what the
 * account knows. Signing out empties this browser: the next person at it finds nothing.
 */
import { Syncer } from '../_lesson/store/sync';
import { KEYS, type TableName } from '../_lesson/store/types';
import { openWork } from '../_lesson/store/work';
import type { ProgressState } from '../_shared/api';
import { call, type Result } from './call';

const LOCK = 'ringzero-sync';
const PULLED = 'rz.pulled';

/** `path` is one of better-auth's: `sign-up/email`, `sign-in/email`. */
export async function enter(path: string, body: object): Promise<Result<unknown>> {
  return enterBy(() => call('POST', `/api/auth/${path}`, body));
}

/** The same for a way in that is more than one call (a passkey). */
export async function enterBy(action: () => Promise<Result<unknown>>): Promise<Result<unknown>> {
  await sendWaiting();
  const result = await alone(action);
  if (result.ok) await takeIn();
  return result;
}

/** Before leaving for another service: everything is sent, and the account's work is taken in after coming back. */
export async function beforeLeaving(): Promise<void> {
  await sendWaiting();
  sessionStorage.removeItem(PULLED);
}

/** How many things are still only in this browser, after an attempt to send them. */
export async function sendWaiting(): Promise<number> {
  try {
    const work = await openWork();
    if ((await work.outbox()).length > 0) await new Syncer(work).send();
    return (await work.outbox()).length;
  } catch {
    return 0; // the browser keeps nothing
  }
}

export async function leave(): Promise<Result<unknown>> {
  const result = await alone(() => call('POST', '/api/auth/sign-out', {}));
  if (result.ok) await forget();
  return result;
}

/** Removes this person's work from this browser. */
export async function forget(): Promise<void> {
  sessionStorage.removeItem(PULLED);
  const { db } = await openWork();
  for (const table of Object.keys(KEYS) as TableName[]) {
    const keys = (await db.all(table)).map((record) =>
      String((record as unknown as Record<string, unknown>)[KEYS[table]]),
    );
    if (keys.length > 0) await db.remove(table, ...keys);
  }
}

async function takeIn(): Promise<void> {
  sessionStorage.removeItem(PULLED);
  const progress = await call<ProgressState>('GET', '/api/progress');
  if (progress.ok) await (await openWork()).merge(progress.value).catch(() => undefined);
}

async function alone<T>(action: () => Promise<T>): Promise<T> {
  const locks: LockManager | undefined = navigator.locks;
  return locks ? await locks.request(LOCK, action) : action();
}
