/**
 * Watched classes of this process: the database is asked once every two seconds for each class that somebody watches,
 * however many watch it, and not at all when nobody does. Several processes each do so for their own watchers: nothing
 * has to be passed between them.
 */
import { createHash } from 'node:crypto';
import type { LiveState } from '@/app/_shared/insight';
import { db } from '../../db/client';
import { FactReader } from './facts';
import { liveState } from './rules';

const POLL = 2_000;

export interface Told {
  /** Of the state's content, so that every process gives the same state the same id. */
  id: string;
  json: string;
}
type Listener = (told: Told) => void;

interface Watched {
  reader: FactReader;
  listeners: Set<Listener>;
  last: Told | null;
  timer: ReturnType<typeof setTimeout> | null;
}

export function tellable(state: LiveState): Told {
  const json = JSON.stringify(state);
  return { json, id: createHash('sha256').update(json).digest('base64url').slice(0, 16) };
}

class LiveHub {
  private readonly watched = new Map<string, Watched>();

  /** Calls the listener with the present state and then with each new one; the answer stops it. */
  watch(classId: string, listener: Listener): () => void {
    const entry = this.watched.get(classId) ?? this.open(classId);
    entry.listeners.add(listener);
    if (entry.last) listener(entry.last);
    return () => {
      entry.listeners.delete(listener);
      if (entry.listeners.size > 0) return;
      if (entry.timer) clearTimeout(entry.timer);
      if (this.watched.get(classId) === entry) this.watched.delete(classId);
    };
  }

  get classes(): number {
    return this.watched.size;
  }

  private open(classId: string): Watched {
    const entry: Watched = { reader: new FactReader(db(), classId), listeners: new Set(), last: null, timer: null };
    this.watched.set(classId, entry);
    void this.poll(classId, entry);
    return entry;
  }

  /** The next question is asked only after this one was answered: a slow database is not asked more. */
  private async poll(classId: string, entry: Watched): Promise<void> {
    try {
      const told = tellable(liveState(await entry.reader.read(Date.now())));
      if (told.id !== entry.last?.id) {
        entry.last = told;
        for (const listener of entry.listeners) listener(told);
      }
    } catch (error) {
      console.error(`The live view of class ${classId} could not be read:`, error);
    }
    if (entry.listeners.size > 0) entry.timer = setTimeout(() => void this.poll(classId, entry), POLL);
  }
}

const kept = globalThis as { ringzeroLive?: LiveHub };
export function liveHub(): LiveHub {
  kept.ringzeroLive ??= new LiveHub();
  return kept.ringzeroLive;
}
