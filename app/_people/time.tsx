'use client';
/**
 * Points in time in the reader's own time zone. A page made on a server does not know that zone: it says the time in
 * Japan's (ja) or in UTC (en), and the tab puts its own in place at once.
 */
import { useSyncExternalStore } from 'react';
import type { Language } from '../_i18n/language';

const LOCALES: Readonly<Record<Language, string>> = { ja: 'ja-JP', en: 'en-GB' };
const SERVER_ZONES: Readonly<Record<Language, string>> = { ja: 'Asia/Tokyo', en: 'UTC' };
const PARTS = {
  year: 'numeric',
  month: 'short',
  day: 'numeric',
  weekday: 'short',
  hour: '2-digit',
  minute: '2-digit',
} as const;

const never = () => () => undefined;
/** False in the page that the server made, true from the first moment in a tab. */
export const useInTab = (): boolean =>
  useSyncExternalStore(
    never,
    () => true,
    () => false,
  );

const MINUTE = 60_000;
function everyMinute(listener: () => void): () => void {
  const timer = setInterval(listener, MINUTE / 2);
  return () => clearInterval(timer);
}
/** When this minute began. */
export const thisMinute = (): number => Math.floor(Date.now() / MINUTE) * MINUTE;
/** Now, to the minute; null in the page that the server made. */
export const useNow = (): number | null => useSyncExternalStore<number | null>(everyMinute, thisMinute, () => null);

/** `2026年11月28日(土) 23:59`, `Sat, 28 Nov 2026, 23:59`. */
export function LocalTime({ lang, at }: { lang: Language; at: number }) {
  const inTab = useInTab();
  const timeZone = inTab ? undefined : SERVER_ZONES[lang];
  const date = new Date(at);
  return (
    <time dateTime={date.toISOString()}>
      {new Intl.DateTimeFormat(LOCALES[lang], { ...PARTS, timeZone }).format(date)}
      {!inTab && lang === 'en' && ' UTC'}
    </time>
  );
}

/** The name of the reader's time zone; empty in the page that the server made. */
export function useTimeZone(): string {
  return useInTab() ? Intl.DateTimeFormat().resolvedOptions().timeZone : '';
}

/** `3 日後`, `in 3 days`, `2 時間前`; nothing before the tab's clock is known. */
export function Countdown({ lang, at }: { lang: Language; at: number }) {
  const now = useNow();
  return now === null ? null : <span>{distance(at - now, lang)}</span>;
}

const UNITS = [
  ['day', 24 * 60 * MINUTE],
  ['hour', 60 * MINUTE],
  ['minute', MINUTE],
] as const;

/** In the largest unit of which there are two or more (a day and a half is 36 hours); whole ones, cut off. */
export function distance(milliseconds: number, lang: Language): string {
  const size = Math.abs(milliseconds);
  const [unit, length] = UNITS.find(([, one]) => size >= 2 * one) ?? UNITS[2];
  const words = new Intl.RelativeTimeFormat(LOCALES[lang], { numeric: 'always' });
  return words.format(Math.sign(milliseconds) * Math.floor(size / length), unit);
}

/** For `<input type="datetime-local">`: the reader's clock, without seconds. */
export function toInput(at: number | null): string {
  if (at === null) return '';
  const local = new Date(at - new Date(at).getTimezoneOffset() * MINUTE);
  return local.toISOString().slice(0, 16);
}

/** Null for an empty field. */
export function fromInput(text: string): number | null {
  const at = new Date(text).getTime();
  return Number.isFinite(at) ? at : null;
}
