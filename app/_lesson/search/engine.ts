/**
 * Search over the lessons' sections, in the browser: MiniSearch with words for Latin text and pairs of characters for Japanese,
 * which has no spaces (a pair matches wherever the two stand together, whatever the words are).
 */
import MiniSearch from 'minisearch';

export interface SearchDocument {
  id: string;
  chapter: string;
  lesson: string;
  heading: string;
  text: string;
}
export interface Hit {
  id: string;
  chapter: string;
  lesson: string;
  heading: string;
  /** The text around the first match, in parts; every second one is what matched. */
  excerpt: readonly string[];
}

const JAPANESE = /[\u3040-\u30ff\u3400-\u9fff\uff66-\uff9f]+/gu;
const WORD = /[\p{L}\p{N}_]+/gu;

/** `システムコール write` → シス ステ テム … write. */
export function tokens(text: string): string[] {
  const found: string[] = [];
  for (const [run] of text.matchAll(JAPANESE)) {
    if (run.length === 1) found.push(run);
    for (let at = 0; at + 1 < run.length; at++) found.push(run.slice(at, at + 2));
  }
  for (const [word] of text.replaceAll(JAPANESE, ' ').matchAll(WORD)) found.push(word.toLowerCase());
  return found;
}

export class LessonSearch {
  private readonly index: MiniSearch<SearchDocument>;
  private readonly documents: ReadonlyMap<string, SearchDocument>;

  constructor(documents: readonly SearchDocument[]) {
    this.documents = new Map(documents.map((d) => [d.id, d]));
    this.index = new MiniSearch<SearchDocument>({
      fields: ['lesson', 'heading', 'text'],
      tokenize: tokens,
      processTerm: (term) => term,
      searchOptions: {
        boost: { lesson: 4, heading: 3 },
        combineWith: 'AND',
        prefix: (term) => term.length > 2,
        fuzzy: (term) => (/^[a-z]{5,}$/.test(term) ? 0.2 : false),
      },
    });
    this.index.addAll(documents);
  }

  find(query: string, most = 30): Hit[] {
    if (tokens(query).length === 0) return [];
    return this.index
      .search(query)
      .slice(0, most)
      .flatMap(({ id, terms }) => {
        const document = this.documents.get(id as string);
        return document ? [{ ...document, excerpt: excerpt(document.text, query, terms) }] : [];
      });
  }
}

const BEFORE = 40;
const LENGTH = 140;

/** Around the whole query where it stands as typed, else around the first term. */
function excerpt(text: string, query: string, terms: readonly string[]): string[] {
  const lower = text.toLowerCase();
  const wanted = [query.trim().toLowerCase(), ...terms].find((word) => lower.includes(word));
  if (!wanted) return [text.slice(0, LENGTH)];
  const at = lower.indexOf(wanted);
  const from = Math.max(0, at - BEFORE);
  const end = Math.min(text.length, from + LENGTH);
  const before = `${from > 0 ? '…' : ''}${text.slice(from, at)}`;
  const after = `${text.slice(at + wanted.length, Math.max(end, at + wanted.length))}${end < text.length ? '…' : ''}`;
  return [before, text.slice(at, at + wanted.length), after];
}
