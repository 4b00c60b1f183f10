/**
 * The two languages of the site and how one is chosen for a reader who comes to `/`:
 * the choice remembered in a cookie, else the first acceptable one of Accept-Language (RFC 9110 12.5.4), else Japanese.
 */
export type Language = 'ja' | 'en';
export const LANGUAGES: readonly Language[] = ['ja', 'en'];
export const LANGUAGE_COOKIE = 'rz-lang';

export function isLanguage(value: unknown): value is Language {
  return value === 'ja' || value === 'en';
}

/** `other` of two: what the language switch leads to. */
export function otherLanguage(lang: Language): Language {
  return lang === 'ja' ? 'en' : 'ja';
}

/** The language for a request without one in its path. */
export function negotiateLanguage(cookie: string | null, acceptLanguage: string | null): Language {
  const remembered = cookie?.match(new RegExp(`(?:^|;\\s*)${LANGUAGE_COOKIE}=(\\w+)`))?.[1];
  if (isLanguage(remembered)) return remembered;
  const ranges = (acceptLanguage ?? '')
    .split(',')
    .map((part) => {
      const [range = '', ...params] = part.trim().toLowerCase().split(';');
      const q = params.map((p) => p.trim()).find((p) => p.startsWith('q='));
      return { range, q: q === undefined ? 1 : Number(q.slice(2)) };
    })
    .filter(({ range, q }) => range !== '' && q > 0);
  ranges.sort((a, b) => b.q - a.q);
  for (const { range } of ranges) {
    const primary = range.split('-')[0];
    if (isLanguage(primary)) return primary;
  }
  // Somebody who asked for other languages only is likelier to read English than Japanese.
  return ranges.length > 0 && ranges.some(({ range }) => range !== '*') ? 'en' : 'ja';
}

/** The same page in another language: `/ja/a/b` → `/en/a/b`. */
export function pathInLanguage(path: string, lang: Language): string {
  const rest = path.split('/').slice(isLanguage(path.split('/')[1]) ? 2 : 1);
  return `/${[lang, ...rest].join('/')}`.replace(/\/$/, '') || `/${lang}`;
}
