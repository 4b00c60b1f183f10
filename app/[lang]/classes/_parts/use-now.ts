'use client';
/** The time, renewed now and then; the server's own until the page lives. */
import { useEffect, useState } from 'react';

export function useNow(first: number, every = 20_000): number {
  const [now, setNow] = useState(first);
  useEffect(() => {
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), every);
    return () => clearInterval(timer);
  }, [every]);
  return now;
}
