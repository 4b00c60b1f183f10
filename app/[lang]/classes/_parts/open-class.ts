/**
 * What every page of a class begins with: who is asking and what part they have in it. Made once per request, however
 * many of layout, metadata and page ask. Whoever may not see the class, or not with this right, gets the 404 page.
 */
import { headers } from 'next/headers';
import { notFound } from 'next/navigation';
import { cache } from 'react';
import { isLanguage, type Language } from '@/app/_i18n';
import { type Person, personOfPage } from '@/app/_server/auth/person';
import { type ClassRight, roleMay } from '@/app/_server/classes/access';
import { findClass } from '@/app/_server/classes/classes';
import { db } from '@/app/_server/db/client';
import { orNotFound } from '@/app/_server/http/not-found';
import type { ClassInfo } from '@/app/_shared/classes';

export const pagePerson = cache(async (): Promise<Person | null> => personOfPage(await headers()));

const classOf = cache(async (id: string): Promise<{ person: Person; found: ClassInfo }> => {
  const person = await pagePerson();
  if (person === null) notFound();
  return { person, found: await orNotFound(findClass(db(), person, id)) };
});

export interface OpenClass {
  lang: Language;
  person: Person;
  found: ClassInfo;
}

export async function openClass(
  params: Promise<{ lang: string; id: string }>,
  right: ClassRight = 'take-part',
): Promise<OpenClass> {
  const { lang, id } = await params;
  if (!isLanguage(lang)) notFound();
  const { person, found } = await classOf(id);
  if (!roleMay(found.role, right)) notFound();
  return { lang, person, found };
}
