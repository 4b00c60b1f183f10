'use client';
/** The dictionary in client components. The layout passes one language, so that the other one is never downloaded. */
import { createContext, type ReactNode, useContext } from 'react';
import type { Dictionary } from './index';
import type { Language } from './language';

interface I18n {
  lang: Language;
  t: Dictionary;
}
const Context = createContext<I18n | null>(null);

export function I18nProvider({ lang, t, children }: I18n & { children: ReactNode }) {
  return <Context value={{ lang, t }}>{children}</Context>;
}

/** Language and messages of the page. */
export function useI18n(): I18n {
  const value = useContext(Context);
  if (value === null) throw new Error('useI18n outside of I18nProvider');
  return value;
}
