/**
 * The lessons as documents for the search: one for each section of each lesson, with the markup taken off, and the titles of the
 * exercises that stand in it. `content build` writes them to `public/search/LANGUAGE.json`; the page indexes them in the browser.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import GithubSlugger from 'github-slugger';
import { course } from './course';
import type { ExerciseIndexEntry } from './types';

export interface SearchDocument {
  /** Path below the language, with the heading's anchor. */
  id: string;
  /** `3. Kernel components`. */
  chapter: string;
  lesson: string;
  /** Empty for what stands before the first heading. */
  heading: string;
  text: string;
}

/** `rehype-slug` gives headings the same ids. */
export function searchDocuments(
  root: string,
  language: 'ja' | 'en',
  exercises: readonly ExerciseIndexEntry[],
): SearchDocument[] {
  return course.chapters.flatMap((chapter) =>
    chapter.lessons.flatMap((lesson) => {
      if (!lesson.folder) return [];
      const source = readFileSync(join(root, lesson.folder, `${language}.mdx`), 'utf8');
      const path = `${chapter.slug}/${lesson.slug}`;
      return sections(source).map(({ heading, slug, body }) => ({
        id: slug ? `${path}#${slug}` : path,
        chapter: `${chapter.number}. ${chapter.title[language]}`,
        lesson: lesson.title[language],
        heading,
        text: [heading ? '' : lesson.summary[language], plain(body), ...exerciseTitles(body, language, exercises)]
          .filter(Boolean)
          .join(' '),
      }));
    }),
  );
}

function sections(source: string): { heading: string; slug: string; body: string }[] {
  const body = source.replace(/^export const recall = \[[\s\S]*?^\];$/m, '').replace(/<Recall [^>]*\/>/g, '');
  const slugger = new GithubSlugger();
  return body.split(/^(?=## )/m).map((part) => {
    const heading = /^## (.*)/.exec(part)?.[1] ?? '';
    const title = plain(heading);
    return {
      heading: title,
      slug: title && slugger.slug(title),
      body: heading ? part.slice(part.indexOf('\n')) : part,
    };
  });
}

const exerciseTitles = (body: string, language: 'ja' | 'en', exercises: readonly ExerciseIndexEntry[]) =>
  [...body.matchAll(/<Exercise id="(\w+)"/g)].flatMap(
    ([, id]) => exercises.find((e) => e.id === id)?.title[language] ?? [],
  );

/** MDX without its marks: components, emphasis, links, table rules. Code stays, since people look for `mmap`. */
function plain(mdx: string): string {
  return mdx
    .replace(/<\/?[A-Z][^>]*>/g, '')
    .replace(/^```.*$/gm, '')
    .replace(/^\|[-| :]+\|$/gm, '')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[*`|#>]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
