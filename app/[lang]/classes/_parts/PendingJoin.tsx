'use client';
/** On the account page of somebody who is signed in: back to the class that they came for, if there is one. */
import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import type { Language } from '@/app/_i18n/language';
import { rememberClasses } from './classes-hint';
import { takeJoin } from './pending-join';

export function PendingJoin({ lang }: { lang: Language }) {
  const router = useRouter();
  useEffect(() => {
    rememberClasses();
    const code = takeJoin();
    if (code !== null) router.replace(`/${lang}/classes/join/${code}`);
  }, [lang, router]);
  return null;
}
