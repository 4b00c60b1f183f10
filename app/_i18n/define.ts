/**
 * How a set of messages is written: both languages side by side. A key missing in either language does not compile;
 * a placeholder (`{name}`) missing in either one fails the test of this folder.
 */
import type { Language } from './language';

export type Messages<K extends string> = Readonly<Record<K, string>>;
export type Area<K extends string> = Readonly<Record<Language, Messages<K>>>;

/** One area of the dictionary: `area({ key: ['日本語', 'English'] })`. */
export function area<K extends string>(pairs: Readonly<Record<K, readonly [ja: string, en: string]>>): Area<K> {
  const side = (index: 0 | 1) =>
    Object.fromEntries(
      Object.entries<readonly [string, string]>(pairs).map(([key, pair]) => [key, pair[index]]),
    ) as Messages<K>;
  return { ja: side(0), en: side(1) };
}

/** Puts parameters into a message: `fill('{n} of {m}', { n: 1, m: 2 })`. An unknown name stays visible as it is. */
export function fill(text: string, params: Readonly<Record<string, string | number>> = {}): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in params ? String(params[name]) : whole));
}

/** A number as the reader's language groups it. */
export function groupDigits(value: number, lang: Language): string {
  return new Intl.NumberFormat(lang === 'ja' ? 'ja-JP' : 'en-GB').format(value);
}
