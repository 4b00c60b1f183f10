/** The frame of every page: language, theme, header, footer. It is the root layout: there is no page outside a language. */
import type { Metadata, Viewport } from 'next';
import { notFound } from 'next/navigation';
import type { ReactNode } from 'react';
import { dictionary, isLanguage, LANGUAGES } from '../_i18n';
import { I18nProvider } from '../_i18n/client';
import { OfflineAgent } from '../_offline/OfflineAgent';
import { Footer } from '../_ui/Footer';
import { Header } from '../_ui/Header';
import { THEME_SCRIPT } from '../_ui/theme';
import '../globals.css';

interface Props {
  children: ReactNode;
  params: Promise<{ lang: string }>;
}

export function generateStaticParams() {
  return LANGUAGES.map((lang) => ({ lang }));
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { lang } = await params;
  if (!isLanguage(lang)) return {};
  const { shell } = dictionary(lang);
  return {
    title: { default: shell.siteTitle, template: '%s – Ring Zero' },
    description: shell.siteDescription,
  };
}

export const viewport: Viewport = { width: 'device-width', initialScale: 1, colorScheme: 'light dark' };

export default async function LanguageLayout({ children, params }: Props) {
  const { lang } = await params;
  if (!isLanguage(lang)) notFound();
  const t = dictionary(lang);
  return (
    <html lang={lang} suppressHydrationWarning>
      <head>
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: a constant of ours; it must run before the first paint */}
        <script dangerouslySetInnerHTML={{ __html: THEME_SCRIPT }} />
      </head>
      <body>
        <I18nProvider lang={lang} t={t}>
          <Header />
          {children}
          <Footer t={t} lang={lang} />
          <OfflineAgent />
        </I18nProvider>
      </body>
    </html>
  );
}
