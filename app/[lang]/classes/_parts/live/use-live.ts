'use client';
/**
 * The live view of a class in this tab. The browser comes back by itself when a connection ends; when the server refuses one
 * (too many tabs, busy) it does not, and we ask again after a while.
 */
import { useEffect, useState } from 'react';
import type { LiveState } from '@/app/_shared/insight';

export type Connection = 'connecting' | 'on' | 'lost' | 'refused';
const AGAIN = 10_000;
const NOTHING: LiveState = { stuck: [], active: [], runs: [] };

export function useLive(classId: string): { state: LiveState; connection: Connection; heard: boolean } {
  const [state, setState] = useState<LiveState | null>(null);
  const [connection, setConnection] = useState<Connection>('connecting');
  useEffect(() => {
    let source: EventSource | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const open = () => {
      source = new EventSource(`/api/classes/${encodeURIComponent(classId)}/live`);
      source.onopen = () => setConnection('on');
      source.addEventListener('state', (event) =>
        setState(JSON.parse((event as MessageEvent<string>).data) as LiveState),
      );
      source.onerror = () => {
        if (source?.readyState !== EventSource.CLOSED) return setConnection('lost');
        setConnection('refused');
        timer = setTimeout(open, AGAIN);
      };
    };
    open();
    return () => {
      source?.close();
      clearTimeout(timer);
    };
  }, [classId]);
  return { state: state ?? NOTHING, connection, heard: state !== null };
}
