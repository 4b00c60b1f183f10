/** What a certificate is of, in words. */
import { fill, type Language } from '@/app/_i18n';
import type { CertificateWords } from '@/app/_people/grading';
import { course } from '@/content/course';

export function scopeName(scope: string, t: CertificateWords, lang: Language): string {
  const chapter = course.chapters.find(({ id }) => id === scope);
  return chapter ? fill(t.chapter, { n: chapter.number, title: chapter.title[lang] }) : t.course;
}
