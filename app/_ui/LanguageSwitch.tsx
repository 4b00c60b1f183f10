'use client';
/** A link to the same place in the other language: same page, same block of text at the top of the window. */
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useI18n } from '../_i18n/client';
import { LANGUAGE_COOKIE, otherLanguage, pathInLanguage } from '../_i18n/language';
import { rememberPlace } from './reading-place';

export function LanguageSwitch({ className }: { className?: string }) {
  const { lang, t } = useI18n();
  const path = usePathname();
  const other = otherLanguage(lang);
  const href = pathInLanguage(path, other);
  const remember = () => {
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in Firefox and Safari
    document.cookie = `${LANGUAGE_COOKIE}=${other}; path=/; max-age=31536000; samesite=lax`;
    rememberPlace(href);
  };
  return (
    <Link className={className} href={href} hrefLang={other} lang={other} onClick={remember} scroll={false}>
      {t.shell.otherLanguage}
    </Link>
  );
}
