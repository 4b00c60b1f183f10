'use client';
/** The sessions of this page: one per exercise, made when it is first shown and kept until the page is left. */
import { useEffect, useState, useSyncExternalStore } from 'react';
import type { ExerciseData } from '../model';
import { ExerciseSession } from '../session/session';
import type { SessionState } from '../session/state';
import { pageSim } from '../sim/page-sim';
import { currentSyncer, refreshProgress } from '../store/use-progress';
import { openWork } from '../store/work';

const sessions = new Map<string, ExerciseSession>();

async function sessionFor(data: ExerciseData): Promise<ExerciseSession> {
  const key = `${data.id}/${data.hash}`;
  const known = sessions.get(key);
  if (known) return known;
  const work = await openWork();
  const again = sessions.get(key);
  if (again) return again;
  const session = new ExerciseSession(data, { sim: pageSim, work, syncer: currentSyncer, now: Date.now });
  sessions.set(key, session);
  void refreshProgress();
  return session;
}

if (typeof window !== 'undefined') {
  const flushAll = () => {
    for (const session of sessions.values()) session.flush();
  };
  window.addEventListener('pagehide', flushAll);
  document.addEventListener('visibilitychange', () => document.visibilityState === 'hidden' && flushAll());
}

/** The session of an exercise; null for the moment in which the store opens. */
export function useSession(data: ExerciseData | undefined): ExerciseSession | null {
  const [session, setSession] = useState<ExerciseSession | null>(() =>
    data ? (sessions.get(`${data.id}/${data.hash}`) ?? null) : null,
  );
  useEffect(() => {
    let current = true;
    if (data) void sessionFor(data).then((next) => current && setSession(next));
    return () => {
      current = false;
    };
  }, [data]);
  return session?.data.id === data?.id ? session : null;
}

/** What the session shows now. */
export const useSessionState = (session: ExerciseSession): SessionState =>
  useSyncExternalStore(session.subscribe, session.snapshot, session.snapshot);
