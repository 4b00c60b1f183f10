/** A point in time in the reader's language. Japan's clock in Japanese, UTC in English: a page made on a server does not know better. */
import type { Language } from '@/app/_i18n';

const FORMATS: Readonly<Record<Language, Intl.DateTimeFormat>> = {
  ja: new Intl.DateTimeFormat('ja-JP', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'Asia/Tokyo' }),
  en: new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' }),
};

export function Moment({ lang, at }: { lang: Language; at: number }) {
  const date = new Date(at);
  return (
    <time dateTime={date.toISOString()}>
      {FORMATS[lang].format(date)}
      {lang === 'en' && ' UTC'}
    </time>
  );
}
