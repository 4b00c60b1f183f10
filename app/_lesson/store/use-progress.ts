'use client';
/** Progress and place as React reads them: empty in the static page, filled from this browser once scripts run. */
import { useSyncExternalStore } from 'react';
import { Syncer } from './sync';
import type { PlaceRecord, ProgressRecord } from './types';
import { VerdictWatch } from './verdict-watch';
import { openWork, type Work } from './work';

export type ProgressMap = ReadonlyMap<string, ProgressRecord['status']>;

interface View {
  progress: ProgressMap;
  records: ReadonlyMap<string, ProgressRecord>;
  place: PlaceRecord | null;
  damaged: number;
  lasting: boolean;
}
const EMPTY: View = { progress: new Map(), records: new Map(), place: null, damaged: 0, lasting: true };

let view = EMPTY;
let syncer: Syncer | null = null;
const listeners = new Set<() => void>();

async function refresh(work: Work): Promise<void> {
  const [progress, place] = await Promise.all([work.progress(), work.place()]);
  view = {
    progress: new Map(progress.map((p) => [p.exerciseId, p.status])),
    records: new Map(progress.map((p) => [p.exerciseId, p])),
    place,
    damaged: work.db.damaged(),
    lasting: work.db.lasting,
  };
  for (const listener of listeners) listener();
}

let started = false;
function start(): void {
  if (started) return;
  started = true;
  void openWork().then(async (work) => {
    work.subscribe((change) => {
      if (change.type === 'progress' || change.type === 'place') void refresh(work);
    });
    await refresh(work);
    syncer = new Syncer(work);
    syncer.start();
    new VerdictWatch(work).start();
    for (const listener of listeners) listener();
  });
}

function subscribe(listener: () => void): () => void {
  start();
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const useView = () =>
  useSyncExternalStore(
    subscribe,
    () => view,
    () => EMPTY,
  );

/** Status by exercise id; absent = not begun. */
export const useProgress = (): ProgressMap => useView().progress;
/** What is known of one exercise, the server's verdict included. */
export const useProgressOf = (exerciseId: string): ProgressRecord | null => useView().records.get(exerciseId) ?? null;
/** The lesson and exercise that the reader was at last. */
export const useLastPlace = (): PlaceRecord | null => useView().place;
/** What the reader should know about storage: damaged records, or none at all. */
export const useStorageHealth = (): { damaged: number; lasting: boolean } => useView();
/** The page's syncer, once the store is open. */
export const currentSyncer = (): Syncer | null => syncer;
/** Re-reads after records were found damaged elsewhere. */
export const refreshProgress = (): Promise<void> => openWork().then(refresh);
