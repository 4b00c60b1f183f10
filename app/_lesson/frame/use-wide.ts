'use client';
/** Whether the machine has room beside the text (UX: from 1100 px). The static page is laid out by CSS alone and does not need to know. */
import { useSyncExternalStore } from 'react';

const QUERY = '(min-width: 1100px)';

function subscribe(listener: () => void): () => void {
  const query = window.matchMedia(QUERY);
  query.addEventListener('change', listener);
  return () => query.removeEventListener('change', listener);
}

export const useWide = (): boolean =>
  useSyncExternalStore(
    subscribe,
    () => window.matchMedia(QUERY).matches,
    () => true,
  );
