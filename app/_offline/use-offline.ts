'use client';
/** What is kept, as React reads it; and whether the browser has a network. */
import { useSyncExternalStore } from 'react';
import { NOTHING, type OfflineView, offlineView, onOffline, startOffline } from './client';

function subscribe(listener: () => void): () => void {
  startOffline();
  return onOffline(listener);
}

export const useOffline = (): OfflineView => useSyncExternalStore(subscribe, offlineView, () => NOTHING);

function subscribeNetwork(listener: () => void): () => void {
  window.addEventListener('online', listener);
  window.addEventListener('offline', listener);
  return () => {
    window.removeEventListener('online', listener);
    window.removeEventListener('offline', listener);
  };
}
export const useOnline = (): boolean =>
  useSyncExternalStore(
    subscribeNetwork,
    () => navigator.onLine,
    () => true,
  );
